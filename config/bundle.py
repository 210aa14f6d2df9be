"""A release as one file: every matter, theme, paper and policy of one catalogue version, so that parts of two versions never meet.

gzip over JSON ``{"format": 1, "version": "…", "files": {"matters/a.yaml": "…", …}, "pictures": {"matters/samples/a.png": "base64", …}}``, members
sorted: the same files give the same bytes. The signed repository holds the digest of it all.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from config import samples

MAX_PACKED = 32 << 20
MAX_UNPACKED = 128 << 20
MAX_FILES = 10_000
VERSION = re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}-[0-9]{1,4}")
"""``2026.11.20-2``: the day it was made, and which of that day."""
NAME = re.compile(r"(matters/([a-z0-9_]+/)?[a-z0-9_]{1,80}\.yaml|papers/[a-z0-9_]{1,80}\.typ|holidays/[0-9]{4}\.yaml|policy\.toml)")
PICTURE = re.compile(rf"matters/([a-z0-9_]+/)?{samples.SAMPLES}/{samples.NAME.pattern}")


class BundleError(ValueError):
    """A bundle that may not be used; the message says why, in words for an administrator."""


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One release. ``files``: name -> text, names as ``NAME`` allows; ``pictures``: name -> bytes, names as ``PICTURE`` allows."""

    format: int
    version: str
    files: dict[str, str]
    pictures: dict[str, bytes] = {}

    @property
    def number(self) -> int:
        """How many files it has."""
        return len(self.files) + len(self.pictures)


def collect(folder: Path, version: str) -> Bundle:
    """The bundle of an administrator's folder: ``matters/`` with ``samples/``, and where there are any ``papers/``, ``holidays/``, ``policy.toml``.

    Raises BundleError naming every file that has no place in a bundle, OSError and UnicodeDecodeError-free: text that is no UTF-8 is named too.
    """
    files: dict[str, str] = {}
    pictures: dict[str, bytes] = {}
    wrong: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix()
        if PICTURE.fullmatch(name) and not path.is_symlink():
            pictures[name] = path.read_bytes()
            if unfit := samples.fault(path.name, pictures[name]):
                wrong.append(f"{name}：{unfit}")
            continue
        if path.is_symlink() or not NAME.fullmatch(name):
            wrong.append(f"{name}：配置包里不能有这个文件")
            continue
        try:
            files[name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            wrong.append(f"{name}：不是 UTF-8 文本")
    if not any(name.startswith("matters/") for name in files):
        wrong.append("matters/：一个事项都没有")
    if wrong:
        raise BundleError("\n".join(wrong))
    return checked(Bundle(1, version, files, pictures))


def pack(bundle: Bundle) -> bytes:
    """The file's bytes. Raises BundleError when it would be larger than a terminal takes."""
    ordered = Bundle(bundle.format, bundle.version, dict(sorted(bundle.files.items())), dict(sorted(bundle.pictures.items())))
    data = gzip.compress(msgspec.json.encode(ordered), mtime=0)
    if len(data) > MAX_PACKED:
        raise BundleError(f"配置包太大：{len(data)} 字节，最多 {MAX_PACKED}")
    return data


def unpack(data: bytes) -> Bundle:
    """The bundle in ``data``, of which nothing is trusted: sizes, names and shape are bounded. Raises BundleError."""
    if len(data) > MAX_PACKED:
        raise BundleError(f"配置包太大：{len(data)} 字节，最多 {MAX_PACKED}")
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        text = inflate.decompress(data, MAX_UNPACKED)
    except zlib.error as error:
        raise BundleError("配置包损坏，解不开") from error
    if inflate.unconsumed_tail or not inflate.eof or inflate.unused_data:
        raise BundleError("配置包损坏，或解开后太大")
    try:
        return checked(msgspec.json.decode(text, type=Bundle))
    except msgspec.DecodeError as error:
        raise BundleError("配置包的内容不是它应有的样子") from error


def checked(bundle: Bundle) -> Bundle:
    """The bundle itself once its version, its names and the pictures' sizes are known to be harmless. Raises BundleError."""
    if bundle.format != 1 or not VERSION.fullmatch(bundle.version):
        raise BundleError(f"版本号应写成 2026.11.20-2 这样，现在是“{bundle.version[:40]}”")
    if bundle.number > MAX_FILES:
        raise BundleError(f"配置包里有 {bundle.number} 个文件，最多 {MAX_FILES}")
    wrong = [name for name in bundle.files if not NAME.fullmatch(name)]
    wrong += [name for name in bundle.pictures if not PICTURE.fullmatch(name)]
    if wrong:
        raise BundleError("\n".join(f"{name[:100]}：配置包里不能有这个文件" for name in wrong[:20]))
    large = [name for name, data in bundle.pictures.items() if len(data) > samples.MOST_BYTES]
    if large:
        raise BundleError("\n".join(f"{name}：示例图片太大，最多 {samples.MOST_BYTES} 字节" for name in large[:20]))
    return bundle


def texts(bundle: Bundle) -> Mapping[str, str]:
    """Name -> text, not to be changed."""
    return MappingProxyType(bundle.files)


def release_name(version: str) -> str:
    """The target of a release."""
    return f"releases/{version}.bundle"


def version_of(target: str) -> str:
    """The release a target is; empty for another target."""
    return target.removeprefix("releases/").removesuffix(".bundle") if target.startswith("releases/") else ""
