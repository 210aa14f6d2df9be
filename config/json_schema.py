"""The JSON Schema of a matter, so that editors complete, explain and check what administrators write.

Generated from the typed model: what stands below an attribute in its module is its description, a member's is that of its value.
A test keeps ``schema/matter.json`` equal. To write it again: ``python -m config.json_schema``.
"""

from __future__ import annotations

import ast
import json
import re
from enum import Enum, EnumType
from pathlib import Path
from typing import Any

import msgspec

from config import matter, matter_form, matter_parts
from config.limits import limits
from config.matter import Matter

FILE = Path(__file__).parent / "schema" / "matter.json"

_CREDIT_CODE = "[0-9A-HJ-NPQRTUWXY]{18}"
_ID = "[a-z][a-z0-9_]{0,39}"
_NAMED = ("Page", "Field", "Computed", "Material", "Exclusion", "Commitment", "Child")
_DAY = {"minimum": 1, "maximum": 31}


def matter_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a matter file."""
    schema = msgspec.json.schema(Matter)
    definitions = schema["$defs"]
    for module in (matter, matter_form, matter_parts):
        for name, words in _attributes(module.__file__ or "").items():
            if name in definitions:
                _explain(definitions[name], words, getattr(module, name))
    _narrow({name: definition.get("properties", {}) for name, definition in definitions.items()})
    described = _described(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "政务服务事项", **described}


def matter_schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(matter_schema(), ensure_ascii=False, indent=2) + "\n"


def _narrow(parts: dict[str, dict[str, Any]]) -> None:
    """What lint asks of single values, as far as a schema can say it."""
    known = limits()
    matter_keys = parts["Matter"]
    for name, allowed in (("devices", known.devices), ("services", known.services)):
        matter_keys[name]["items"] = {"type": "string", "enum": list(allowed)}
    matter_keys["service"]["enum"] = ["", *known.services]
    matter_keys["translations"]["propertyNames"] = {"enum": list(known.languages)}
    matter_keys["version"]["pattern"] = r"^\d+\.\d+\.\d+$"
    matter_keys["max_visits"]["minimum"] = 0
    for name in ("themes", "legal_basis", "delivery", "applicant_types", "identification"):
        matter_keys[name]["minItems"] = 1
    for name in ("basic", "implementation"):
        parts["Codes"][name]["pattern"] = f"^{getattr(known.codes, name)}$"
    parts["Child"]["code"]["pattern"] = f"^{known.codes.implementation}$"
    parts["Authority"]["code"]["pattern"] = f"^{_CREDIT_CODE}$"
    for name in _NAMED:
        parts[name]["id"]["pattern"] = f"^{_ID}$"
    parts["Acceptance"]["from_day"].update(_DAY)
    parts["Acceptance"]["to_day"].update(_DAY)
    parts["Field"]["levels"].update({"minimum": 1, "maximum": 4})
    parts["Field"]["options"]["maxItems"] = known.sizes.options
    parts["Field"]["streets"]["maxItems"] = known.sizes.streets
    parts["Fee"]["amount"]["minimum"] = 0
    parts["Package"]["children"]["minItems"] = 2
    parts["Material"]["sample"]["pattern"] = r"^([a-z0-9_]{1,80}\.(png|jpg))?$"


def _attributes(file: str) -> dict[str, dict[str, str]]:
    """Class -> attribute -> the text that stands below it in ``file``."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(Path(file).read_text("utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        words = found.setdefault(node.name, {})
        for target, text in zip(node.body, node.body[1:], strict=False):
            name = target.target if isinstance(target, ast.AnnAssign) else target.targets[0] if isinstance(target, ast.Assign) else None
            said = text.value.value if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) else None
            if isinstance(name, ast.Name) and isinstance(said, str):
                words[name.id] = said
    return found


def _explain(definition: dict[str, Any], words: dict[str, str], kind: Any) -> None:
    if isinstance(kind, EnumType):
        members: list[Enum] = list(kind)
        said = {member.value: words.get(member.name, "") for member in members}
        if any(said.values()):
            definition["enumDescriptions"] = [_line(said[value]) for value in definition["enum"]]
        return
    for name, text in words.items():
        definition["properties"][name]["description"] = text


def _described(schema: Any) -> Any:
    """Docstrings as editors show them: one line, without markup."""
    if isinstance(schema, dict):
        return {
            key: _line(value) if key == "description" and isinstance(value, str) else _described(value) for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_described(item) for item in schema]
    return schema


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("``", ""))


if __name__ == "__main__":
    FILE.write_text(matter_schema_text(), "utf-8")
