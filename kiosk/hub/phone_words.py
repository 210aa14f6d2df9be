"""What the phone's page says, in the languages that are spoken to the phone's owner. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kiosk.languages import ENGLISH, SIMPLIFIED, TRADITIONAL, language, traditional

CHINESE = {
    "title": "上传照片到自助终端",
    "choose_first": "选好照片，会自动传到您正在使用的终端。",
    "pick": "选照片或拍照",
    "done": "传好了，回到终端",
    "privacy": "照片只给您正在办的这件事用。终端取走后，这里就删除；5 分钟内没有取走，也会删除。",
    "larger": "大字",
    "usual": "标准字",
    "sending": "正在传…",
    "sent_one": "已传好",
    "sent": "已传好 {} 张。",
    "gone": "二维码已失效，请在终端上重新扫码",
    "too_large": "照片太大，没有传上",
    "no_photo": "这不是能用的照片，请选 JPG 或 PNG 照片",
    "too_many": "最多 20 张照片",
    "failed": "没有传上，请再试",
    "offline": "网络不通，没有传上，请再选一次",
    "offline_done": "网络不通，请再按一次。",
    "over": "已经传给终端，请看终端屏幕。",
}
IN_ENGLISH = {
    "title": "Send photos to the terminal",
    "choose_first": "Choose your photos. They go straight to the terminal you are using.",
    "pick": "Choose or take photos",
    "done": "All sent, back to the terminal",
    "privacy": "The photos are used only for what you are doing now. They are deleted here once the terminal has them, "
    "or after 5 minutes if it does not fetch them.",
    "larger": "Large text",
    "usual": "Standard text",
    "sending": "Sending…",
    "sent_one": "Sent",
    "sent": "Photos sent: {}.",
    "gone": "This QR code no longer works. Please scan the new one on the terminal",
    "too_large": "This photo is too large and was not sent",
    "no_photo": "This is not a photo we can use. Please choose a JPG or PNG photo",
    "too_many": "No more than 20 photos",
    "failed": "Not sent, please try again",
    "offline": "No connection, not sent. Please choose the photo again",
    "offline_done": "No connection. Please press again.",
    "over": "The terminal has your photos. Please look at its screen.",
}
NAMES: Mapping[str, str] = {code: language(code).name for code in (SIMPLIFIED, TRADITIONAL, ENGLISH)}
"""Each language by its own name, in the order in which they are offered."""
TAGS: Mapping[str, str] = {SIMPLIFIED: "zh-CN", TRADITIONAL: "zh-Hant", ENGLISH: "en"}
"""What HTML calls them."""


@cache
def texts(code: str) -> Mapping[str, str]:
    """Every text of the page in one of :data:`NAMES`."""
    if code == ENGLISH:
        return IN_ENGLISH
    return {key: traditional(text) for key, text in CHINESE.items()} if code == TRADITIONAL else CHINESE


def spoken(wanted: str, accepted: str) -> str:
    """The language of the page: the one that was ``wanted``, else the first known one of the phone's ``Accept-Language``, else Chinese."""
    if wanted in NAMES:
        return wanted
    for part in accepted.lower().split(","):
        tag = part.partition(";")[0].strip()
        if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            return TRADITIONAL
        if tag.startswith("zh"):
            return SIMPLIFIED
        if tag.startswith("en"):
            return ENGLISH
    return SIMPLIFIED
