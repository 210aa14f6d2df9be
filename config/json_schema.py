"""The JSON Schema of a matter, so that editors complete and check what administrators write.

Generated from the typed model; a test keeps ``schema/matter.json`` equal. To write it again: ``python -m config.json_schema``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from config.limits import limits
from config.matter import Matter

FILE = Path(__file__).parent / "schema" / "matter.json"


def matter_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a matter file."""
    schema = msgspec.json.schema(Matter)
    codes, devices = limits().codes, list(limits().devices)
    matter = schema["$defs"]["Matter"]["properties"]
    matter["devices"]["items"] = {"type": "string", "enum": devices}
    parts = schema["$defs"]["Codes"]["properties"]
    parts["basic"]["pattern"], parts["implementation"]["pattern"] = f"^{codes.basic}$", f"^{codes.implementation}$"
    described = _described(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "政务服务事项", **described}


def matter_schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(matter_schema(), ensure_ascii=False, indent=2) + "\n"


def _described(schema: Any) -> Any:
    """Docstrings as editors show them: one line, without markup."""
    if isinstance(schema, dict):
        return {
            key: re.sub(r"\s+", " ", value.replace("``", "")) if key == "description" and isinstance(value, str) else _described(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_described(item) for item in schema]
    return schema


if __name__ == "__main__":
    FILE.write_text(matter_schema_text(), "utf-8")
