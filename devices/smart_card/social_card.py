"""The social-security card (社会保障卡): the files anybody may read, without a PIN and without a key.

Sources: 《社会保障卡文件结构和数据项（V2.0）》 (人社信息函〔2012〕37号) for the environment SSSE named ``sx1.sh.社会保障``, its files EF05 (issuer)
and EF06 (holder) and their items; LD/T 32.5-2015 for the commands; and what publicly available terminal programs send: SELECT by name, SELECT
of the file, READ RECORD with the item's identifier as P1 and P2 = 0, each answer being identifier, length, value. Not verified on real cards:
whether every city's cards allow reading without an external authentication, and the name's extension (4E), which version 2.0 added.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from devices.id_card.card import number_holds
from devices.id_card.ethnicity import ETHNICITIES
from devices.smart_card.apdu import DONE, NOT_FOUND, Answer, ApduError, Command, record
from devices.smart_card.card import SmartCardProblem, SocialCard

ENVIRONMENT = b"sx1.sh." + "社会保障".encode("gb2312")
ISSUER_FILE = b"\xef\x05"
HOLDER_FILE = b"\xef\x06"
CARD_ID, CARD_CLASS, VERSION, ISSUER, ISSUED, VALID_TO, CARD_NUMBER = range(0x01, 0x08)
NUMBER, NAME, SEX, ETHNICITY, BIRTHPLACE, BIRTH = range(0x08, 0x0E)
NAME_EXTENSION = 0x4E
_SEX = {"1": "男", "2": "女"}

Exchange = Callable[[Command], Answer]


def read(send: Exchange) -> SocialCard | SmartCardProblem:
    """Read the public fields. Raises ApduError when the card sends nonsense, and what ``send`` raises."""
    chosen = send(Command(0x00, 0xA4, 0x04, 0x00, ENVIRONMENT, 256))
    if chosen.sw in NOT_FOUND:
        return SmartCardProblem.NOT_SUPPORTED
    _expect(chosen)
    _select(send, ISSUER_FILE)
    issuer = {tag: _item(send, tag) for tag in range(CARD_ID, CARD_NUMBER + 1)}
    _select(send, HOLDER_FILE)
    holder = {tag: _item(send, tag) for tag in range(NUMBER, BIRTH + 1)}
    extension = send(Command(0x00, 0xB2, NAME_EXTENSION, 0x00, le=256))
    rest = record(extension.data, NAME_EXTENSION) if extension.sw == DONE else b""
    return decode({**issuer, **holder, NAME_EXTENSION: rest})


def decode(items: dict[int, bytes]) -> SocialCard:
    """The items' values as a card. Raises ApduError when the number or the name cannot be right."""
    number = _text(items[NUMBER]).upper()
    name = _text(items[NAME]) + _text(items[NAME_EXTENSION])
    birth = _date(items[BIRTH])
    if not _number_can_be(number, birth) or not name or not name.isprintable():
        raise ApduError("the holder's number or name cannot be right")
    code = items[ETHNICITY].hex()
    sex = _text(items[SEX])
    return SocialCard(
        card_id=items[CARD_ID].hex().upper(),
        card_class=_text(items[CARD_CLASS]),
        version=_text(items[VERSION]),
        issuer=items[ISSUER].hex().upper(),
        issued=_date(items[ISSUED]),
        valid_to=_date(items[VALID_TO]),
        card_number=_text(items[CARD_NUMBER]),
        number=number,
        name=name,
        sex=_SEX.get(sex, ""),
        ethnicity=ETHNICITIES.get(code, code if code.strip("0f") else ""),
        birthplace=items[BIRTHPLACE].hex() if items[BIRTHPLACE].hex().isdigit() else "",
        birth=birth,
    )


def _number_can_be(number: str, birth: date | None) -> bool:
    """A citizen's number must hold (GB 11643); a foreigner's begins with the three letters of the country and has 18 characters too."""
    if len(number) != 18 or not number.isascii() or not number.isalnum():
        return False
    return number[:3].isalpha() or (birth is not None and number_holds(number, birth))


def _select(send: Exchange, file: bytes) -> None:
    """Both ways of naming a file are in use; a card that does not know the first may know the second."""
    answer = send(Command(0x00, 0xA4, 0x02, 0x00, file, 256))
    _expect(send(Command(0x00, 0xA4, 0x00, 0x00, file, 256)) if answer.sw in NOT_FOUND else answer)


def _item(send: Exchange, tag: int) -> bytes:
    return record(_expect(send(Command(0x00, 0xB2, tag, 0x00, le=256))), tag)


def _expect(answer: Answer) -> bytes:
    if answer.sw != DONE:
        raise ApduError(f"the card refused: {answer.sw:04X}")
    return answer.data


def _text(value: bytes) -> str:
    try:
        return value.rstrip(b"\x00\xff").decode("gb18030").strip()
    except UnicodeDecodeError as error:
        raise ApduError("not a text") from error


def _date(value: bytes) -> date | None:
    digits = value.hex()
    if len(digits) != 8 or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
