"""Generated matters, as many as a city has and as long as real ones, each with its own code and a name people could search for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import msgspec

from config.compiled import BODIES_FILE, INDEX_FILE, compile_matters, encode
from config.matter import Matter
from config.themes import DEFAULTS, load_life_events, load_themes
from config.words import load_sayings
from config.yaml_source import read_yaml

LEAST_BYTES = 8192
_MODEL = DEFAULTS / "matters" / "senior_card_application.yaml"
_THINGS = (
    "道路运输 水上运输 食品经营 药品经营 医疗器械 公共场所 户外广告 建筑垃圾 城市绿化 临时占道 特种设备 燃气经营 烟草专卖 劳务派遣 人力资源 "
    "职业技能 民办学校 社会团体 养老机构 残疾辅具 困难家庭 失业人员 高校毕业 退役军人 归侨侨眷 新生婴儿 义务教育 生育登记 母婴保健 医师执业 "
    "护士执业 律师执业 公证员 司法鉴定 法律援助 宗教活动 清真食品 文物保护 演出经纪 网吧经营 出版物 电影放映 体育场馆 旅行社 导游员 测绘资质 "
    "采矿权 土地复垦 取水 排污 河道管理 水土保持 渔业捕捞 动物防疫 农药经营 种子生产 林木采伐 植物检疫 野生动物 气象观测 防雷装置 地震安全 "
    "人民防空 消防安全 爆破作业 枪支弹药 保安服务 印章刻制 旅馆业 典当业 机动车 驾驶员 非机动车 居民户籍 港澳往来 出入境 外国人来华 进出口 "
    "海关备案 税务登记 发票领用 社会保险 医疗保险 工伤认定 生育津贴 公积金 公租房 不动产 抵押权 预售商品房 物业服务 房屋租赁 电梯维修 计量器具 "
    "商标注册 专利资助 广告发布 质量认证 外商投资 股权出质 农民合作社"
).split()
_KINDS = "许可证 资格证 备案证 登记卡 优待证 补贴 津贴 证明 认定书 年检".split()
_ACTS = "核发 变更 延续 补办 注销 申领 查询 打印 签注 换领".split()
_CODE = '  basic: "330711003000"\n  implementation: "11330299MB000004X74330711003000"\n'


def texts() -> Iterator[str]:
    """The YAML of one matter after another; 10,000 and more differ in code and name."""
    model = _MODEL.read_text("utf-8").replace("popular: true\n", "")
    names = (f"{thing}{kind}{act}" for kind, act, thing in product(_KINDS, _ACTS, _THINGS))
    for number, name in enumerate(names):
        basic = f"330711{number // 1000 + 100:03d}{number % 1000:03d}"
        text = model.replace(_CODE, f'  basic: "{basic}"\n  implementation: "11330299MB000004X74{basic}"\n')
        text = text.replace("name: 老年人优待证申领\n", f"name: {name}\n").replace("short_name: 老年人优待证\n", f"short_name: {name[:10]}\n")
        text = text.replace("aliases: [老年证, 老人证, 敬老卡, 老年优待卡]", f"aliases: [{name[:-2]}, 办{name[:4]}]\nsayings: [{name[:4]}怎么办]")
        yield text + _questions(name, LEAST_BYTES - len(text.encode()))


def _questions(name: str, least: int) -> str:
    lines, size, number = ["faq:\n"], 0, 1
    while size < least:
        line = f"  - question: {name}第 {number} 个常见的问题是什么？\n    answer: 材料齐全、符合法定形式的，当场收下材料，在承诺的时限内办好；不齐全的，一次说清要补什么。\n"
        lines.append(line)
        size += len(line.encode())
        number += 1
    return "".join(lines)


def write_folder(folder: Path, number: int) -> list[Path]:
    """``number`` matter files; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for at, text in enumerate(islice(texts(), number)):
        paths.append(folder / f"m{at:05d}.yaml")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def matters(folder: Path, number: int) -> list[Matter]:
    """The same, loaded without lint."""
    return [msgspec.convert(read_yaml(path).data, Matter) for path in write_folder(folder, number)]


def write_compiled(folder: Path, made: list[Matter]) -> None:
    """Compile matters into ``folder`` as the agent does."""
    folder.mkdir(parents=True, exist_ok=True)
    index, bodies = compile_matters(made, load_themes(), load_life_events(), load_sayings())
    (folder / INDEX_FILE).write_bytes(encode(index))
    (folder / BODIES_FILE).write_bytes(bodies)
