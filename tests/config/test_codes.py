"""Check characters of credit codes, against the standard's library and every single slip."""

from __future__ import annotations

import pytest
from stdnum.cn import uscc

from config.codes import credit_code_check, is_basic_code, is_credit_code, is_implementation_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
KNOWN = ["11330299MB000001X4", "11330299MB000002X5", "11330299MB000003X6", "11330299MB000004X7", "11330299MB000005X8", "12330299MB000006X6"]


@pytest.mark.parametrize("code", [*KNOWN, "12330299MB000007X7"])
def test_known_codes_are_right_and_the_library_agrees(code: str) -> None:
    assert is_credit_code(code)
    assert uscc.is_valid(code)


@pytest.mark.parametrize("code", KNOWN)
def test_every_wrong_character_is_noticed(code: str) -> None:
    for place in range(18):
        for other in ALPHABET:
            if other != code[place]:
                assert not is_credit_code(code[:place] + other + code[place + 1 :])


def test_a_remainder_of_zero_gives_the_character_zero() -> None:
    bodies = (f"11330299MB{number:06d}X" for number in range(200))
    zero = [body for body in bodies if credit_code_check(body) == "0"]
    assert zero
    assert all(uscc.is_valid(body + "0") for body in zero)


@pytest.mark.parametrize("code", ["", "11330299MB000001X", "11330299mb000001x4", "11330299MB00000IX4", "１1330299MB000001X4"])
def test_other_shapes_are_refused(code: str) -> None:
    assert not is_credit_code(code)


def test_the_forms_of_matter_codes() -> None:
    assert is_basic_code("330711003000")
    assert not is_basic_code("33071100300")
    assert not is_basic_code("330711003000\n")
    assert not is_basic_code("３３０７１１００３０００")
    assert is_implementation_code("12441500196720244T3442199806003")
    assert not is_implementation_code("12441500196720244T0442199806003")
