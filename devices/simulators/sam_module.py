"""What the SAM module of an ID card reader does with the bytes it gets, and the card that lies on it. Knows no wire."""

from __future__ import annotations

from devices.id_card.frame import AnswerDecoder, Code, FrameError, Request, encode_answer
from devices.id_card.layout import encode
from devices.simulators.cards import APPENDED_ADDRESSES, CARDS, fingerprint, photo

_SAM_NUMBER = b"".join(
    (
        (5).to_bytes(2, "little"),
        (3).to_bytes(2, "little"),
        (20260101).to_bytes(4, "little"),
        (147).to_bytes(4, "little"),
        bytes(4),
    )
)


class SamModule:
    """``card`` is the name of the card that lies on it. ``sticky``: it does not find a card again before that was lifted.

    ``refusal`` is what it says of itself when it is asked: DONE, SELF_TEST_FAILED or UNAUTHORISED.
    """

    def __init__(self) -> None:
        self._decoder = AnswerDecoder()
        self._selected = False
        self._read_since_put = False
        self.card: str | None = None
        self.pull_mid_read = False
        self.sticky = False
        self.refusal = Code.DONE

    def put(self, card: str) -> None:
        """Lay a card on it."""
        self.card = card
        self._selected = self._read_since_put = False

    def take(self) -> None:
        """Take the card away."""
        self.card = None
        self._selected = self._read_since_put = False

    def restart(self) -> None:
        """As after a loss of power: what was half received, found or selected is forgotten."""
        self._decoder = AnswerDecoder()
        self._selected = self._read_since_put = False

    def feed(self, data: bytes) -> tuple[bytes, ...]:
        """The answers to what came over the wire, whatever it is."""
        answers: list[bytes] = []
        while True:
            try:
                request = self._decoder.feed_request(data)
            except FrameError:
                return (*answers, encode_answer(Code.CHECKSUM))
            if request is None:
                return tuple(answers)
            data = b""
            answers.append(self._answer(request[0]))

    def _answer(self, request: int) -> bytes:
        match request:
            case Request.RESET:
                self._selected = self._read_since_put = False
                return encode_answer(Code.DONE)
            case Request.STATUS:
                return encode_answer(self.refusal)
            case Request.SAM_NUMBER:
                return encode_answer(Code.DONE, _SAM_NUMBER)
            case Request.FIND:
                missing = self.card is None or (self.sticky and self._read_since_put)
                return encode_answer(Code.NO_CARD) if missing else encode_answer(Code.FOUND, bytes(4))
            case Request.SELECT:
                self._selected = self.card is not None
                return encode_answer(Code.DONE, bytes(8)) if self._selected else encode_answer(Code.SELECT_FAILED)
            case Request.READ | Request.READ_WITH_FINGERPRINT:
                return self._read(with_fingerprint=request == Request.READ_WITH_FINGERPRINT)
            case Request.READ_APPENDED_ADDRESS:
                return self._appended()
            case _:
                return encode_answer(Code.UNKNOWN)

    def _read(self, *, with_fingerprint: bool) -> bytes:
        if self.pull_mid_read and self.card is not None:
            self.pull_mid_read = False
            self.take()
        if self.card is None or not self._selected:
            return encode_answer(Code.READ_FAILED)
        if self.refusal != Code.DONE:
            return encode_answer(self.refusal)
        self._read_since_put = True
        finger = fingerprint(self.card) if with_fingerprint else b""
        lengths = b"\x01\x00\x04\x00" + (len(finger).to_bytes(2, "big") if with_fingerprint else b"")
        return encode_answer(Code.DONE, lengths + encode(CARDS[self.card]) + photo(self.card) + finger)

    def _appended(self) -> bytes:
        if self.card is None or not self._selected:
            return encode_answer(Code.READ_FAILED)
        address = APPENDED_ADDRESSES.get(self.card)
        if address is None:
            return encode_answer(Code.NO_APPENDED_ADDRESS)
        return encode_answer(Code.DONE, address.ljust(35).encode("utf-16-le"))
