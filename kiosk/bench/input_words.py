"""Names and addresses to type, made from public tables with a fixed seed: names as Faker has them, regions as python-stdnum has them.

Faker's tables of names follow how common they are (王 before 欧阳); the regions are those of GB/T 2260 as python-stdnum carries them. The
roads are the commonest names of roads in China.
"""

from __future__ import annotations

import importlib.resources
import random
import re

COUNT = 500
SEED = 20261122
ROADS = (
    "解放路", "人民路", "建设路", "中山路", "和平路", "新华路", "胜利路", "文化路", "北京路", "长江路", "黄河路", "青年路", "朝阳路", "光明路",
    "团结路", "友谊路", "东风路", "工业路", "环城北路", "滨河路", "迎宾大道", "学府路", "公园路", "体育场路", "振兴街", "幸福街", "花园街", "站前街",
)  # fmt: skip


def names(count: int = COUNT) -> list[str]:
    """Full names of two and three characters."""
    from faker import Faker

    Faker.seed(SEED)
    source = Faker("zh_CN")
    found: dict[str, None] = {}
    while len(found) < count:
        found[source.name()] = None
    return list(found)


def counties() -> list[str]:
    """Province, city and county of today, such as 浙江省宁波市江北区."""
    text = importlib.resources.files("stdnum").joinpath("cn/loc.dat").read_text(encoding="utf-8")
    found: list[str] = []
    province, cities = "", dict[str, str]()
    for line in text.splitlines():
        entry = re.match(r'( *)(\d+) (\w+)="([^"]*)"', line)
        if not entry:
            continue
        code, name = entry[2], _today(entry[4])
        if not entry[1]:
            province, cities = name, {}
        elif code.endswith("00"):
            cities[code[:2]] = name
        elif name and name not in ("市辖区", "县"):
            city = cities.get(code[:2], "")
            found.append(province + (city if city not in ("市辖区", "县", province) else "") + name)
    return found


def _today(names: str) -> str:
    """Of names with their years, ``[1989-2017]即墨市,[2017-]即墨区``, the one that still holds; empty where none does."""
    for part in names.split(","):
        years = re.match(r"\[(\d*)-(\d*)\](.*)|(.*)", part)
        assert years
        if years[4]:
            return years[4]
        if years[3] and not years[2]:
            return years[3]
    return ""


def addresses(count: int = COUNT) -> list[list[str]]:
    """Addresses, each in the parts that people type one after the other: region, road, estate. 室 and 幢 have keys of their own."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    places = counties()
    return [[chance.choice(places), chance.choice(ROADS), chance.choice(("单元", "小区", "新村", "花园"))] for _ in range(count)]
