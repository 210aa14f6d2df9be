"""Lint of the form: identities, answers, what fills a field, delivery."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import ceil, inf

from config.limits import limits
from config.matter import Field, FieldType, Matter
from config.problem import Problem
from config.rules import CARD_FIELDS
from config.yaml_source import Place, Source

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RESERVED = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "let",
        "loop",
        "namespace",
        "null",
        "package",
        "return",
        "true",
        "var",
        "void",
        "while",
    ]
)
_BOUNDED = (FieldType.NUMBER, FieldType.MONEY, FieldType.TEXT, FieldType.SEVERAL, FieldType.GROUP, FieldType.ADDRESS)
_CHOSEN = (FieldType.CHOICE, FieldType.SEVERAL)
_PLACES = (FieldType.REGION, FieldType.ADDRESS)
_PREFILL = {
    FieldType.TEXT: ("name", "sex", "ethnicity", "address", "number"),
    FieldType.ID_NUMBER: ("number",),
    FieldType.DATE: ("birth", "valid_to"),
}
_MOST_CHARACTERS = 200
_LEVELS, _DEEPEST = 3, 4
_LONGEST_STREET = 12
_SAME_AS = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
DELIVERY_FIELD = "delivery"
"""The field that asks how the result is delivered, where the matter's own form asks; else a page is made for it."""


def form_problems(matter: Matter, source: Source) -> Iterator[Problem]:
    """Everything wrong with identities, pages and fields."""
    pages: list[tuple[Place, str]] = [(("form", index, "id"), page.id) for index, page in enumerate(matter.form)]
    materials: list[tuple[Place, str]] = [(("materials", index, "id"), material.id) for index, material in enumerate(matter.materials)]
    fields: list[tuple[Place, str]] = [
        (("form", number, "fields", index, "id"), field.id)
        for number, page in enumerate(matter.form)
        for index, field in enumerate(page.fields)
    ]
    computed: list[tuple[Place, str]] = [(("computed", index, "id"), value.id) for index, value in enumerate(matter.computed)]
    exclusions: list[tuple[Place, str]] = [(("exclusions", index, "id"), exclusion.id) for index, exclusion in enumerate(matter.exclusions)]
    commitments: list[tuple[Place, str]] = [
        (("commitments", index, "id"), commitment.id) for index, commitment in enumerate(matter.commitments)
    ]
    materials += [(("agent", "materials", index, "id"), material.id) for index, material in enumerate(matter.agent.materials)]
    within = matter.package.children if matter.package else []
    children: list[tuple[Place, str]] = [(("package", "children", index, "id"), child.id) for index, child in enumerate(within)]
    for named in (pages, materials, [*fields, *computed], exclusions, commitments, children):
        yield from _identities(named, source)
    count = len(fields)
    for place, group in _groups(matter):
        inner: list[tuple[Place, str]] = [((*place, "fields", index, "id"), field.id) for index, field in enumerate(group.fields)]
        yield from _identities(inner, source)
        count += len(inner)
    sizes = limits().sizes
    if count > sizes.matter_fields:
        yield source.problem(("form",), "too-many-fields", f"一个事项最多 {sizes.matter_fields} 个字段，现在 {count} 个")
    for number, page in enumerate(matter.form):
        if not page.fields:
            yield source.problem(("form", number), "empty-page", f"“{page.title}”这一页没有要填的")
        if len(page.fields) > sizes.page_fields:
            message = f"一页最多 {sizes.page_fields} 项，现在 {len(page.fields)} 项，请分成两页"
            yield source.problem(("form", number), "long-page", message)
        for index, field in enumerate(page.fields):
            yield from _field(field, ("form", number, "fields", index), source)
    yield from _checks(matter, {name for _place, name in fields}, source)
    yield from _delivery(matter, source)


def _identities(named: Iterable[tuple[Place, str]], source: Source) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, name in named:
        if not _ID.fullmatch(name) or name in _RESERVED:
            yield source.problem(place, "id", f"“{name}”不能当标识：用小写字母、数字和下划线，字母开头，不用保留词")
        if name in seen:
            yield source.problem(place, "duplicate-id", f"“{name}”用了两次")
        seen.add(name)


def _groups(matter: Matter) -> Iterator[tuple[Place, Field]]:
    for number, page in enumerate(matter.form):
        for index, field in enumerate(page.fields):
            if field.type is FieldType.GROUP:
                yield ("form", number, "fields", index), field


def _field(field: Field, here: Place, source: Source, *, in_row: bool = False) -> Iterator[Problem]:
    yield from _options(field, here, source)
    yield from _filled(field, here, source)
    yield from _bounds(field, here, source)
    if field.levels != _LEVELS and field.type not in _PLACES:
        yield source.problem((*here, "levels"), "levels", "只有 region、address 写 levels", key=True)
    elif not 1 <= field.levels <= _DEEPEST:
        yield source.problem((*here, "levels"), "levels", f"levels 在 1 到 {_DEEPEST} 之间")
    yield from _streets(field, here, source)
    if field.same_as and not _SAME_AS.fullmatch(field.same_as):
        yield source.problem((*here, "same_as"), "same-as", f"“{field.same_as}”要写成 contact.phone 这样")
    if field.type is not FieldType.GROUP:
        if field.fields or field.add:
            yield source.problem((*here, "fields"), "group-fields", "只有 type: group 才写 fields 和 add", key=True)
        return
    if in_row:
        yield source.problem((*here, "type"), "group-fields", "group 里面不能再套 group")
    elif not field.fields:
        yield source.problem(here, "group-fields", f"“{field.label}”的每一行要填什么，写在 fields")
    for index, inner in enumerate(() if in_row else field.fields):
        yield from _field(inner, (*here, "fields", index), source, in_row=True)


def _streets(field: Field, here: Place, source: Source) -> Iterator[Problem]:
    if field.streets and field.type is not FieldType.ADDRESS:
        yield source.problem((*here, "streets"), "streets", "只有 address 写 streets", key=True)
    if len(field.streets) > limits().sizes.streets:
        message = f"最多写 {limits().sizes.streets} 条街道，现在 {len(field.streets)} 条"
        yield source.problem((*here, "streets"), "streets", message, key=True)
    for index, street in enumerate(field.streets):
        if street in field.streets[:index]:
            yield source.problem((*here, "streets", index), "streets", f"“{street}”写了两次")
        if not 0 < len(street.strip()) <= _LONGEST_STREET:
            yield source.problem((*here, "streets", index), "streets", f"街道名 1 到 {_LONGEST_STREET} 个字")


def _options(field: Field, here: Place, source: Source) -> Iterator[Problem]:
    chosen = field.type in _CHOSEN
    if chosen and len(field.options) < 2:
        yield source.problem(here, "options", f"“{field.label}”是选择题，至少写两个选项")
    if not chosen and field.options:
        yield source.problem((*here, "options"), "options", "只有 type: choice 和 several 才写选项", key=True)
    most = limits().sizes.options
    if len(field.options) > most:
        yield source.problem((*here, "options"), "options", f"选项最多 {most} 个，一屏放不下", key=True)
    for what in ("value", "label"):
        given = [str(getattr(option, what)) for option in field.options]
        for index, text in enumerate(given):
            if text in given[:index]:
                yield source.problem((*here, "options", index, what), "duplicate-option", f"选项“{text}”写了两次")


def _filled(field: Field, here: Place, source: Source) -> Iterator[Problem]:
    if field.prefill:
        yield from _prefill(field, here, source)
    if field.read_only and not field.prefill:
        yield source.problem((*here, "read_only"), "nobody-fills", f"“{field.label}”不能改，又没有预填，没人能填", key=True)


def _bounds(field: Field, here: Place, source: Source) -> Iterator[Problem]:
    for bound in ("min", "max"):
        if getattr(field, bound) is not None and field.type not in _BOUNDED:
            yield source.problem((*here, bound), "bound", f"{field.type.value} 没有 {bound}", key=True)
    if field.min is not None and field.max is not None and field.min > field.max:
        yield source.problem((*here, "min"), "bound", f"min {field.min:g} 比 max {field.max:g} 大，填什么都不对")
    elif (field.min or 0) > (most := _most(field)):
        yield source.problem((*here, "min"), "nobody-fills", f"min {field.min:g} 太大，这一项最多 {most:g}，没人能填")
    elif field.type is FieldType.NUMBER and field.min is not None and field.max is not None and ceil(field.min) > field.max:
        yield source.problem((*here, "min"), "nobody-fills", f"{field.min:g} 到 {field.max:g} 之间没有整数，没人能填")
    if field.type is FieldType.GROUP and field.max is not None and field.max > limits().sizes.group_rows:
        yield source.problem((*here, "max"), "bound", f"一个 group 最多 {limits().sizes.group_rows} 行")
    if field.read_back and field.type is not FieldType.MONEY:
        yield source.problem((*here, "read_back"), "read-back", "只有金额（money）要大写回显", key=True)


def _most(field: Field) -> float:
    """The largest amount, length or count anybody can give."""
    return {
        FieldType.TEXT: _MOST_CHARACTERS,
        FieldType.ADDRESS: _MOST_CHARACTERS,
        FieldType.SEVERAL: len(field.options),
        FieldType.GROUP: limits().sizes.group_rows,
    }.get(field.type, inf)


def _prefill(field: Field, here: Place, source: Source) -> Iterator[Problem]:
    root, _, key = field.prefill.partition(".")
    if root != "card" or key not in CARD_FIELDS:
        message = f"没有“{field.prefill}”，能预填的是 {'、'.join(f'card.{name}' for name in CARD_FIELDS)}"
        yield source.problem((*here, "prefill"), "prefill", message)
    elif key not in _PREFILL.get(field.type, ()):
        yield source.problem((*here, "prefill"), "prefill", f"{field.prefill} 填不进 {field.type.value}")


def _checks(matter: Matter, known: set[str], source: Source) -> Iterator[Problem]:
    for number, check in enumerate(matter.checks):
        if not check.fields:
            yield source.problem(("checks", number), "check-fields", "写明标出哪些字段（fields）")
        for index, name in enumerate(check.fields):
            if name not in known:
                yield source.problem(("checks", number, "fields", index), "unknown-field", f"表单里没有“{name}”")


def _delivery(matter: Matter, source: Source) -> Iterator[Problem]:
    ways = {way.value for way in matter.delivery}
    for number, page in enumerate(matter.form):
        for index, field in enumerate(page.fields):
            if field.id != DELIVERY_FIELD:
                continue
            if field.type is not FieldType.CHOICE or {option.value for option in field.options} != ways:
                message = f"“{DELIVERY_FIELD}”要是选择题，选项要和事项的送达方式一样：{'、'.join(sorted(ways))}"
                yield source.problem(("form", number, "fields", index), "delivery-field", message)
