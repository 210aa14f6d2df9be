"""The schema that editors use is the model that loads."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from config.json_schema import FILE, matter_schema, matter_schema_text
from config.limits import limits
from config.themes import DEFAULTS
from config.yaml_source import read_yaml
from tests.config.test_corpus import BROKEN, GOOD


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


SHAPES = ["unknown-key", "missing-key", "type", "value", "no-code"]
NARROWED = [
    "basic-code",
    "unknown-device",
    "unknown-service",
    "theme",
    "delivery",
    "legal-basis",
    "version",
    "visits",
    "sample-name",
    "fee-amount",
]


@pytest.mark.parametrize("file", [*GOOD.glob("*.yaml"), *(DEFAULTS / "matters").glob("*.yaml")], ids=lambda file: file.stem)
def test_an_independent_validator_takes_every_good_matter(file: Any) -> None:
    validator = jsonschema_rs.validator_for(matter_schema())
    assert [error.message for error in validator.iter_errors(read_yaml(file).data)] == []


@pytest.mark.parametrize("rule", [*SHAPES, *NARROWED])
def test_an_independent_validator_marks_what_lint_would(rule: str) -> None:
    data = read_yaml(BROKEN / f"{rule}.yaml").data
    assert list(jsonschema_rs.validator_for(matter_schema()).iter_errors(data))


def test_editors_explain_every_key_that_the_model_explains_and_every_value() -> None:
    definitions = matter_schema()["$defs"]
    assert "白话" in definitions["Matter"]["properties"]["sayings"]["description"]
    assert "受理标准" in definitions["Material"]["properties"]["accept_standard"]["description"]
    field_type = definitions["FieldType"]
    told = dict(zip(field_type["enum"], field_type["enumDescriptions"], strict=True))
    assert "GB 32100" in told["credit_code"]
    assert all(definition.get("description") for definition in definitions.values() if "properties" in definition)
