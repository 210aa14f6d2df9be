"""Our list of misfits and the decoder agree: nothing is listed exactly where decoding succeeds."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load_folder
from config.matter import Matter
from config.shape import misfits
from config.themes import DEFAULTS

GOOD = [msgspec.to_builtins(matter) for matter in load_folder(DEFAULTS / "matters")]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 100),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
    st.sampled_from(["main", "07", "instant", "scan"]),
)


def places(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_misfits_are_found_exactly_where_decoding_fails(data: st.DataObject) -> None:
    matter = copy.deepcopy(data.draw(st.sampled_from(GOOD)))
    for _change in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([place for place in places(matter) if place]))
        parent: Any = matter
        for key in path[:-1]:
            parent = parent[key]
        action = data.draw(st.sampled_from(["replace", "delete", "add"]))
        if action == "replace":
            parent[path[-1]] = data.draw(JUNK)
        elif action == "delete":
            del parent[path[-1]]
        elif isinstance(parent, dict):
            parent[data.draw(st.text(min_size=1, max_size=4))] = data.draw(JUNK)
    try:
        msgspec.convert(matter, Matter)
    except msgspec.ValidationError:
        assert misfits(matter, Matter)
    else:
        assert misfits(matter, Matter) == []


def test_all_misfits_are_listed_with_their_paths() -> None:
    matter = copy.deepcopy(GOOD[0])
    matter["case_type"] = "comitted"
    matter["guide"]["minutes"] = "four"
    del matter["materials"][1]["role"]
    matter["form"][0]["fields"][0]["lable"] = "x"
    found = {(each.path, each.rule) for each in misfits(matter, Matter)}
    assert found == {
        (("case_type",), "value"),
        (("guide", "minutes"), "type"),
        (("materials", 1), "missing-key"),
        (("form", 0, "fields", 0, "lable"), "unknown-key"),
    }
    assert any("是不是 committed" in each.message for each in misfits(matter, Matter))
