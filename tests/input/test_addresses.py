"""An address: every place of China by its whole name, streets by how they end; chosen like any other candidate."""

from __future__ import annotations

import pytest

from config import regions
from screens.input import addresses, places
from screens.input.engine import Engine
from tests.input.asking import ask


def address(engine: Engine, *steps: str | dict[str, str]) -> dict[str, object]:
    single = [part for step in steps for part in (step if isinstance(step, str) else [step])]
    told = ask(engine, {"steps": single, "most": 32, "address": True})
    assert told is not None, engine.failure
    return told


def first(engine: Engine, keys: str) -> str:
    candidates = address(engine, keys)["candidates"]
    assert isinstance(candidates, list)
    return str(candidates[0])


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ("jiangxishengjianshitaihexian", "江西省吉安市泰和县"),
        ("shanxishenglvliangshizhongyangxian", "山西省吕梁市中阳县"),
        ("shanxian", "单县"),
        ("hongtongxian", "洪洞县"),
        ("hongdongxian", "洪洞县"),
        ("zhenxingjie", "振兴街"),
        ("yingbindadao", "迎宾大道"),
        ("dianyingyuan", "电影院"),
        ("jiangbeiqujiefanglu", "江北区解放路"),
        ("danyuan", "单元"),
    ],
)
def test_a_place_or_a_street_comes_first(pinyin: Engine, keys: str, place: str) -> None:
    assert first(pinyin, keys) == place


def test_a_place_that_the_engine_does_not_know_is_finished_when_it_is_chosen(pinyin: Engine) -> None:
    told = address(pinyin, "zhenxingjie", {"pick": "振兴街"}, "shi")
    assert (told["commit"], told["used"]) == ("振兴街", 12)


def test_behind_a_choice_the_rest_is_an_address_too(pinyin: Engine) -> None:
    chosen = {"pick": "浙江省"}
    told = address(pinyin, "zhejiangshengzhenxingjie", chosen)
    assert told["candidates"][0] == "振兴街"  # type: ignore[index]
    whole = address(pinyin, "zhejiangshengzhenxingjie", chosen, {"pick": "振兴街"})
    assert whole["commit"] == "浙江省振兴街"


def test_a_place_is_chosen_alone_and_what_is_behind_it_goes_on(pinyin: Engine) -> None:
    """The engine knows neither 扎囊县 nor what to do with the keys behind it."""
    keys = "xizangzizhiqushannanshizhanangxianabc"
    place = "西藏自治区山南市扎囊县"
    assert place in address(pinyin, keys)["candidates"]  # type: ignore[operator]
    told = address(pinyin, keys, {"pick": place})
    assert (told["preedit"], told["commit"]) == (f"{place}a b c", "")
    told = address(pinyin, "xizangzizhiqushannanshizhanangxianlu", {"pick": place})
    assert told["candidates"][0] == "路"  # type: ignore[index]
    more = address(pinyin, "xizangzizhiqushannanshizhanangxianlu", {"pick": place}, "kou", {"pick": "路口"})
    assert more["commit"] == f"{place}路口"


def test_in_any_other_field_nothing_is_moved(pinyin: Engine) -> None:
    plain = ask(pinyin, {"steps": list("shanxian"), "most": 32})
    assert plain
    assert plain["candidates"][0] != "单县"
    assert first(pinyin, "shanxian") == "单县"
    again = ask(pinyin, {"steps": list("shanxian"), "most": 32})
    assert again == plain


def test_every_place_of_the_table_is_found_by_its_spelling() -> None:
    known = addresses.places()
    missing = [name for name in places.names() if name not in known.get(places.spellings(name)[0].replace(" ", ""), ())]
    assert missing == [], "run python -m screens.input.places"
    assert regions.name("330205") in {name for each in known.values() for name in each}


def test_the_file_of_places_is_what_the_table_of_regions_says() -> None:
    assert places.FILE.read_bytes() == places.content(), "run python -m screens.input.places"
