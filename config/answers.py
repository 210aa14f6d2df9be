"""What a field's value can be when a rule reads it: samples of every kind, for trying rules out."""

from __future__ import annotations

from collections.abc import Mapping

from config.matter import Field, FieldType

_SAMPLES: Mapping[FieldType, tuple[object, ...]] = {
    FieldType.TEXT: ("样例", "1"),
    FieldType.NUMBER: (2.0,),
    FieldType.MONEY: (2.5,),
    FieldType.DATE: ("2020-02-29",),
    FieldType.MONTH: ("2020-02",),
    FieldType.PHONE: ("13000000000",),
    FieldType.ID_NUMBER: ("330299199003072510",),
    FieldType.CREDIT_CODE: ("11330299MB000001X4",),
    FieldType.BANK_CARD: ("6200000000000005",),
    FieldType.REGION: ("330200", "330000"),
    FieldType.ADDRESS: ({"region": "330200", "detail": "样例路 1 号"},),
    FieldType.YES_NO: (True, False),
    FieldType.PHOTO: ("photo",),
    FieldType.DECLARATION: (True, False),
}
PARTS = ("region", "detail")
"""What a rule may read of an address."""
LISTS = (FieldType.SEVERAL, FieldType.GROUP)
"""What a rule may go over, and count."""


def answers(field: Field, *, empty: bool = True, half_filled: bool = True, hidden: bool = False) -> tuple[object, ...]:
    """Samples of the values of ``field``.

    ``hidden``: a group may not apply, and is null then.

    ``empty``: nothing given yet is one of them: null, or for a group, which is a list wherever it applies, no row. ``half_filled``: the
    rows of a group may lack what they need.
    """
    nothing: tuple[object, ...] = (None,) if empty else ()
    if field.type is FieldType.CHOICE:
        return (*nothing, *(option.value for option in field.options))
    if field.type is FieldType.SEVERAL:
        values = [option.value for option in field.options]
        return (*nothing, [], *([value] for value in values), values)
    if field.type is not FieldType.GROUP:
        return (*nothing, *_SAMPLES[field.type])
    cells = [
        (inner.id, answers(inner, empty=half_filled or not inner.required or inner.when != "true" or bool(inner.required_when)))
        for inner in field.fields
        if inner.type is not FieldType.GROUP
    ]
    most = max((len(values) for _name, values in cells), default=0)
    rows = [{name: values[number % len(values)] for name, values in cells} for number in range(most)]
    return (*((None,) if hidden else ()), [], *([row] for row in rows), rows)
