"""Amounts of money as citizens read them, in digits and in capitals (大写, 支付结算办法 appendix 1). Amounts are fen."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def yuan(fen: int) -> str:
    """``150000`` -> ``1,500``; fen are shown only where there are any."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


def capitals(fen: int) -> str:
    """``150050`` -> ``壹仟伍佰元伍角整``. ``fen`` must be at least 0 and below 10^18."""
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    text = f"{_whole(whole)}元" if whole or not rest else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif cents and whole:
        text += "零"
    if cents:
        text += f"{_DIGITS[cents]}分"
    return text if cents else f"{text}整"


def _whole(number: int) -> str:
    """The whole yuan: groups of four digits, a run of zeros read once."""
    if number == 0:
        return "零"
    text, zero = "", False
    digits = str(number)
    for index, digit in enumerate(digits):
        group, place = divmod(len(digits) - 1 - index, 4)
        if digit == "0":
            zero = True
        else:
            text += ("零" if zero and text else "") + _DIGITS[int(digit)] + _PLACES[place]
            zero = False
        if place == 0 and int(digits[max(0, index - 3) : index + 1]):
            text += _GROUPS[group]
    return text
