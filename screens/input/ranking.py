"""Which candidates come first where a name begins: those that begin with a common surname, then those with another. Pure.

The surnames are those of 百家姓 and some of today that it lacks; the common ones are the hundred that most people in China bear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from screens.input.composition import FEW

COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
    "万覃武"
)
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"
    "乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温"
    "别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游"
    "竺权逯盖益桓公付肖闫覃苟蒿岳丘闾麦佟涂代门苑尉兰佘楼䶮𠮷"
)
"""Of one character; compound surnames begin with one of :data:`COMPOUND`."""
COMPOUND = tuple(
    re.findall(
        "..",
        "欧阳上官司马诸葛夏侯东方皇甫尉迟公孙慕容令狐钟离宇文长孙鲜于闾丘司徒司空端木独孤"
        "南宫西门呼延轩辕百里淳于单于太史申屠赫连澹台濮阳公冶宗政太叔仲孙闻人",
    )
)


def is_surname(text: str) -> bool:
    """Whether ``text`` is a surname, of one character or two."""
    return text in SURNAMES or text in COMMON or text in COMPOUND


def _rank(text: str) -> int:
    return 0 if text[:1] in COMMON or text.startswith(COMPOUND) else 1 if text[:1] in SURNAMES else 2


def surnames_first(candidates: Sequence[str], *, alone: bool = False) -> tuple[str, ...]:
    """Those that begin with a common surname, those with another, and the rest, each in the order they came in.

    ``alone``: before them all the surnames that are nothing else. Only the first ``FEW`` change places: asking for more candidates never
    moves those that are shown.
    """

    def rank(text: str) -> tuple[bool, int]:
        return not (alone and is_surname(text)), _rank(text)

    return (*sorted(candidates[:FEW], key=rank), *candidates[FEW:])
