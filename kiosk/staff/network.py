"""The way to the hub, hop by hop: link, name, certificate, hub, clock. Each hop has its time; what lies behind a broken one is not guessed."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.staff.views import Hop

HOP_SECONDS = 4.0
LARGEST_OFFSET = 30.0
"""Seconds the terminal's clock may be off before the hub refuses its tokens."""
SOON_DAYS = 14
LINK, NAME, CERTIFICATE, HUB, CLOCK = "网线", "域名", "证书", "市级平台", "时钟"
_VERIFY_WORDS = {
    9: "还没有生效，请先看本机时钟",
    10: "已经过期，请平台换证书",
    18: "自己签发的，本机不认识",
    19: "签发机构本机不认识",
    20: "签发机构本机不认识",
    21: "签发机构本机不认识",
    62: "不是发给这个域名的",
    64: "不是发给这个地址的",
}
"""OpenSSL's X509_V_ERR_* (x509_vfy.h) in words."""
LABELS = (LINK, NAME, CERTIFICATE, HUB, CLOCK)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the hub is."""

    scheme: str
    host: str
    port: int
    url: str


def target(url: str) -> Target | None:
    """The hub's address taken apart; None where there is none."""
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    return Target(parts.scheme, parts.hostname, port, url.rstrip("/")) if parts.hostname else None


def hops(url: str, clock: Callable[[], float] = time.time, *, links: Path = Path("/sys/class/net")) -> Iterator[Hop]:
    """Each hop once it was measured, in order; after a broken one the rest comes with ``good`` None."""
    where = target(url)
    if where is None:
        yield Hop(LINK, *_link(links))
        yield Hop(HUB, False, "还没有登记到平台，请运行 kiosk enrol")
        return
    yield from _follow(where, clock, links)


def summary(found: tuple[Hop, ...]) -> str:
    """``网线通、域名通、证书正常；市级平台没有应答``."""
    good = "、".join(hop.words for hop in found if hop.good)
    bad = next((hop.words for hop in found if hop.good is False), "")
    return "；".join(words for words in (good, bad) if words)


def _follow(where: Target, clock: Callable[[], float], links: Path) -> Iterator[Hop]:
    local = _is_loopback(where.host)
    steps: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
        (LINK, (lambda: (True, "本机平台，不经网线")) if local else (lambda: _link(links))),
        (NAME, lambda: _name(where)),
        (CERTIFICATE, lambda: _certificate(where, clock)),
    )
    for index, (label, ask) in enumerate(steps):
        good, words = ask()
        yield Hop(label, good, words)
        if not good:
            yield from (Hop(rest, None, "前面不通，没有测") for rest in LABELS[index + 1 :])
            return
    good, words, offset = _hub(where, clock)
    yield Hop(HUB, good, words)
    if offset is None:
        yield Hop(CLOCK, None, "平台没有应答，没有测")
        return
    off = abs(offset) > LARGEST_OFFSET
    yield Hop(CLOCK, not off, f"时钟偏差 {offset:+.1f} 秒" + ("，请校时" if off else ""))


def _link(links: Path) -> tuple[bool, str]:
    """Whether any interface but the loopback has a carrier (``/sys/class/net/*/operstate``)."""
    found = [path for path in sorted(links.glob("*")) if path.name != "lo"]
    if not found:
        return False, "没有网卡"
    for path in found:
        try:
            if (path / "operstate").read_text(encoding="ascii").strip() in ("up", "unknown"):
                return True, "网线通"
        except OSError:
            continue
    return False, "网线没插好，或交换机没电"


def _name(where: Target) -> tuple[bool, str]:
    try:
        socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False, f"域名解析不了：{where.host}"
    return True, "域名通"


def _certificate(where: Target, clock: Callable[[], float]) -> tuple[bool, str]:
    if where.scheme != "https":
        return True, "没有用证书（仅限本机试用）" if _is_loopback(where.host) else "没有用证书"
    context = ssl.create_default_context()
    try:
        with (
            closing(socket.create_connection((where.host, where.port), HOP_SECONDS)) as plain,
            context.wrap_socket(plain, server_hostname=where.host) as secure,
        ):
            facts = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return False, _untrusted(error)
    except OSError:
        return False, "连不上平台的端口，证书没有看到"
    until = ssl.cert_time_to_seconds(str(facts["notAfter"]))
    days = int((until - clock()) // 86400)
    return True, f"证书还有 {days} 天到期" if days < SOON_DAYS else "证书正常"


def _untrusted(error: ssl.SSLCertVerificationError) -> str:
    return f"证书不可信：{_VERIFY_WORDS.get(error.verify_code, error.verify_message)}"


def _hub(where: Target, clock: Callable[[], float]) -> tuple[bool, str, float | None]:
    import requests

    try:
        answer = requests.get(f"{where.url}/v1/health", timeout=HOP_SECONDS, allow_redirects=False)
    except requests.RequestException:
        return False, "市级平台没有应答", None
    offset = _offset(answer.headers.get("date", ""), clock())
    if answer.status_code != 200:
        return False, f"市级平台应答 {answer.status_code}，请联系平台", offset
    return True, "市级平台应答正常", offset


def _offset(date: str, now: float) -> float | None:
    try:
        there = parsedate_to_datetime(date)
    except ValueError:
        return None
    return now - there.replace(tzinfo=there.tzinfo or UTC).timestamp()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
