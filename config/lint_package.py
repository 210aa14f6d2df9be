"""Lint of packages (一件事): the lead department, the children's codes and their order."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from config.codes import is_credit_code, is_implementation_code
from config.matter import Matter, Package
from config.problem import Problem
from config.yaml_source import Place, Source

_HERE: Place = ("package", "children")


def package_problems(matter: Matter, source: Source) -> Iterator[Problem]:
    """Everything wrong with the package, where the matter is one."""
    package = matter.package
    if package is None:
        return
    departments = {matter.authority.name, matter.authority.short_name, *(child.authority for child in package.children)}
    if not package.lead.strip():
        yield source.problem(("package", "lead"), "package-lead", "写明牵头部门（lead）")
    elif package.lead not in departments:
        message = f"“{package.lead}”不是其中的部门：{'、'.join(sorted(departments))}"
        yield source.problem(("package", "lead"), "package-lead", message)
    if len(package.children) < 2:
        yield source.problem(_HERE, "package-children", "一件事至少包括两个事项")
    yield from _codes(package, matter, source)
    yield from _order(package, source)


def _codes(package: Package, matter: Matter, source: Source) -> Iterator[Problem]:
    seen = {matter.code}
    for index, child in enumerate(package.children):
        place = (*_HERE, index, "code")
        if not is_implementation_code(child.code) or not is_credit_code(child.code[:18]):
            message = f"“{child.code[:40]}”不是实施编码：31 位，前 18 位是它的实施主体的信用代码"
            yield source.problem(place, "child-code", message)
        elif child.code in seen:
            yield source.problem(place, "child-code", f"{child.code} 用了两次")
        seen.add(child.code)


def _order(package: Package, source: Source) -> Iterator[Problem]:
    known = {child.id for child in package.children}
    for index, child in enumerate(package.children):
        for number, name in enumerate(child.after):
            if name not in known:
                yield source.problem((*_HERE, index, "after", number), "child-after", f"没有“{name}”这个事项")
    try:
        TopologicalSorter({child.id: set(child.after) for child in package.children}).prepare()
    except CycleError as error:
        yield source.problem(_HERE, "child-after", f"先后绕成了圈：{' → '.join(reversed(error.args[1]))}", key=True)
