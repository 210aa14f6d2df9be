"""The schema that editors use is the model that loads."""

from __future__ import annotations

import json
from typing import Any

from config.json_schema import FILE, matter_schema, matter_schema_text
from config.limits import limits
from config.themes import DEFAULTS


def test_the_file_is_what_the_model_gives() -> None:
    assert FILE.read_text("utf-8") == matter_schema_text()


def test_unknown_keys_are_refused_everywhere_and_references_resolve() -> None:
    schema = matter_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "properties" in node:
                assert node["additionalProperties"] is False
            if "$ref" in node:
                assert node["$ref"].removeprefix("#/$defs/") in schema["$defs"]
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(schema)


def test_editors_offer_the_known_devices() -> None:
    devices = matter_schema()["$defs"]["Matter"]["properties"]["devices"]["items"]
    assert devices == {"type": "string", "enum": list(limits().devices)}


def test_the_default_matters_name_the_schema() -> None:
    for file in (DEFAULTS / "matters").glob("*.yaml"):
        first = file.read_text("utf-8").split("\n", 1)[0]
        named = (file.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
        assert json.loads(named.read_text("utf-8"))["title"] == "政务服务事项"
