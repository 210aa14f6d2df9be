"""The signed catalogue as a folder of static files (TUF 1.0, consistent snapshots), as administrators and the hub write it.

``metadata/`` and ``targets/`` are what any HTTP server hands out; ``staged/`` holds what still lacks signatures and is never served.
Offline keys sign root and targets; the online ones only renew snapshot and timestamp, or switch matters off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from securesystemslib.exceptions import StorageError
from securesystemslib.signer import CryptoSigner, Key
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from config.bundle import Bundle, pack, release_name, version_of
from config.channels import CHANNELS, TAKEDOWN, Channels, Takedown, Takedowns, Trial, decode_channels, decode_takedowns
from config.signing import ROOT, SNAPSHOT, TARGETS, TIMESTAMP
from config.signing import TAKEDOWN as TAKEDOWN_ROLE

LIFETIMES: Mapping[str, timedelta] = {
    ROOT: timedelta(days=365),
    TARGETS: timedelta(days=365),
    TAKEDOWN_ROLE: timedelta(days=365),
    SNAPSHOT: timedelta(days=7),
    TIMESTAMP: timedelta(days=2),
}
_SERIALIZER = JSONSerializer(compact=True)


class PublishingError(Exception):
    """Something that may not be published as it is; the message says why and what to do."""


class Repository:
    """One repository folder. ``clock`` tells the moment with its time zone."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock
        self._metadata, self._targets, self._staged = folder / "metadata", folder / "targets", folder / "staged"

    # Making one -----------------------------------------------------------------------------------------------------

    def create(
        self,
        root_keys: Sequence[CryptoSigner],
        target_keys: Sequence[CryptoSigner],
        online: Mapping[str, CryptoSigner],
        *,
        root_threshold: int = 1,
        targets_threshold: int = 1,
    ) -> None:
        """Make an empty repository, signed. Raises PublishingError when there is one, or a threshold cannot be met."""
        if (self._metadata / "1.root.json").exists():
            raise PublishingError(f"{self._folder}：已经有一个仓库")
        if not 1 <= root_threshold <= len(root_keys) or not 1 <= targets_threshold <= len(target_keys):
            raise PublishingError("需要的签名数不能少于 1，也不能多于密钥数")
        root = Root(expires=self._until(ROOT), consistent_snapshot=True)
        for role, keys in ((ROOT, root_keys), (TARGETS, target_keys), (SNAPSHOT, [online[SNAPSHOT]]), (TIMESTAMP, [online[TIMESTAMP]])):
            for key in keys:
                root.add_key(key.public_key, role)
        root.roles[ROOT].threshold, root.roles[TARGETS].threshold = root_threshold, targets_threshold
        targets = Targets(expires=self._until(TARGETS), delegations=_delegations(online[TAKEDOWN_ROLE].public_key))
        for folder in (self._metadata, self._targets, self._staged):
            folder.mkdir(parents=True, exist_ok=True)
        self._put_target(targets, CHANNELS, msgspec.json.encode(Channels()))
        takedown = Targets(expires=self._until(TAKEDOWN_ROLE))
        self._put_target(takedown, TAKEDOWN, msgspec.json.encode(Takedowns()))
        self._write("1.root.json", _signed(Metadata(root), root_keys))
        self._write("1.targets.json", _signed(Metadata(targets), target_keys))
        self._write(f"1.{TAKEDOWN_ROLE}.json", _signed(Metadata(takedown), [online[TAKEDOWN_ROLE]]))
        self.refresh(online)

    # What administrators change: it waits under staged/ for its signatures --------------------------------------------

    def add(self, bundle: Bundle) -> None:
        """Have a release ready to be signed. Raises PublishingError when that version is there already, BundleError."""
        targets = self._draft()
        name = release_name(bundle.version)
        if name in targets.signed.targets:
            raise PublishingError(f"版本 {bundle.version} 已经有了，请换一个版本号")
        self._put_target(targets.signed, name, pack(bundle))
        self._stage(targets)

    def stage(self, trial: Trial) -> None:
        """Put a release on trial. Raises PublishingError for a version that is not there."""
        self._change_channels(lambda channels: _with(channels, trial=trial), trial.version)

    def promote(self, version: str) -> None:
        """Make a release the stable one; its trial ends."""
        self._change_channels(lambda now: _with(now, stable=version, previous=now.stable, trial=None), version)

    def roll_back(self) -> str:
        """Make the release before the stable one stable again; returns its version. Raises PublishingError where there is none."""
        before = self.channels().previous
        if not before:
            raise PublishingError("没有更早的版本可以退回")
        self._change_channels(lambda now: _with(now, stable=before, previous=now.stable, trial=None), before)
        return before

    def restore(self, ids: Sequence[str]) -> None:
        """Let matters that were taken down be offered again: only the offline keys can say so. Raises PublishingError for an unknown id."""
        known = [entry.id for entry in self.takedowns().takedowns]
        if wrong := [each for each in ids if each not in known]:
            raise PublishingError(f"没有这样的停办记录：{'、'.join(wrong)}；有：{'、'.join(known) or '（一条也没有）'}")
        self._change_channels(lambda now: _with(now, restored=[*now.restored, *ids]), "")

    def sign(self, key: CryptoSigner) -> int:
        """Sign what waits; returns how many signatures are still missing, 0 when it is published. Raises PublishingError."""
        path = self._staged / "targets.json"
        if not path.exists():
            raise PublishingError("没有等待签名的改动")
        targets: Metadata[Targets] = Metadata.from_file(str(path))
        root = self._root().signed
        role = root.roles[TARGETS]
        if key.public_key.keyid not in role.keyids:
            raise PublishingError("这把密钥不能签配置")
        targets.sign(key, append=True, signed_serializer=None)
        missing = role.threshold - len(root.get_verification_result(TARGETS, targets.signed_bytes, targets.signatures).signed)
        if missing > 0:
            replace_file(path, targets.to_bytes(_SERIALIZER))
            return missing
        self._write(f"{targets.signed.version}.targets.json", targets)
        path.unlink()
        return 0

    # What the online keys do ------------------------------------------------------------------------------------------

    def take_down(self, entry: Takedown, key: CryptoSigner) -> None:
        """Switch a matter off, in force at each terminal's next poll once ``refresh`` was called.

        Raises PublishingError for what no terminal would understand, before anything is written.
        """
        old = self._latest(TAKEDOWN_ROLE)
        data = msgspec.json.encode(Takedowns([*self.takedowns().takedowns, entry]))
        try:
            decode_takedowns(data)
        except ValueError as error:
            raise PublishingError(f"“{entry.code[:40]}”不是事项编码；编码是 12 到 31 位数字和大写字母") from error
        signed: Targets = old.signed
        signed.version += 1
        signed.expires = self._until(TAKEDOWN_ROLE)
        self._put_target(signed, TAKEDOWN, data)
        self._write(f"{signed.version}.{TAKEDOWN_ROLE}.json", _signed(old, [key]))

    def refresh(self, online: Mapping[str, CryptoSigner]) -> None:
        """Name the newest metadata in a new snapshot and timestamp. Whoever serves the repository calls it, at least once a day."""
        snapshot, timestamp = self._newest(SNAPSHOT), self._current_timestamp()
        meta = {f"{role}.json": MetaFile(self._newest(role)) for role in (TARGETS, TAKEDOWN_ROLE)}
        fresh = Snapshot(version=snapshot + 1, expires=self._until(SNAPSHOT), meta=meta)
        self._write(f"{fresh.version}.snapshot.json", _signed(Metadata(fresh), [online[SNAPSHOT]]))
        stamp = Timestamp(version=timestamp + 1, expires=self._until(TIMESTAMP), snapshot_meta=MetaFile(fresh.version))
        self._write("timestamp.json", _signed(Metadata(stamp), [online[TIMESTAMP]]))

    # What there is ----------------------------------------------------------------------------------------------------

    def channels(self) -> Channels:
        """The channels as they are, or will be once what is staged is signed."""
        return decode_channels(self._read_target(self._draft().signed, CHANNELS))

    def takedowns(self) -> Takedowns:
        """What is switched off."""
        return decode_takedowns(self._read_target(self._latest(TAKEDOWN_ROLE).signed, TAKEDOWN))

    def releases(self) -> tuple[str, ...]:
        """The versions there are, staged ones included, oldest first."""
        names = self._draft().signed.targets
        return tuple(sorted((version_of(name) for name in names if version_of(name)), key=_age))

    def status(self) -> dict[str, Any]:
        """Plain data: versions, channels, takedowns, what waits for signatures, and until when each signature holds."""
        waiting = self._staged / "targets.json"
        missing = 0
        if waiting.exists():
            root = self._root().signed
            draft: Metadata[Targets] = Metadata.from_file(str(waiting))
            result = root.get_verification_result(TARGETS, draft.signed_bytes, draft.signatures)
            missing = result.threshold - len(result.signed)
        expires = {role: self._latest(role).signed.expires.isoformat() for role in (ROOT, TARGETS, TAKEDOWN_ROLE, SNAPSHOT)}
        expires[TIMESTAMP] = Metadata.from_file(str(self._metadata / "timestamp.json")).signed.expires.isoformat()
        channels: dict[str, Any] = msgspec.to_builtins(self.channels())
        takedowns: list[Any] = msgspec.to_builtins(self.takedowns().takedowns)
        return {
            "releases": list(self.releases()),
            "channels": channels,
            "takedowns": takedowns,
            "signatures_missing": missing,
            "expires": expires,
        }

    # Inside -----------------------------------------------------------------------------------------------------------

    def _change_channels(self, change: Callable[[Channels], Channels], version: str) -> None:
        if version and version not in self.releases():
            raise PublishingError(f"没有版本 {version}；有：{'、'.join(self.releases()) or '（一个也没有）'}")
        targets = self._draft()
        data = msgspec.json.encode(change(self.channels()))
        try:
            decode_channels(data)
        except ValueError as error:
            raise PublishingError("比例要是 0 到 100；开始时间要写成 2026-11-22T20:00:00+08:00 这样，带时区") from error
        self._put_target(targets.signed, CHANNELS, data)
        self._stage(targets)

    def _draft(self) -> Metadata[Targets]:
        """What is staged, else a next version of what is published."""
        path = self._staged / "targets.json"
        if path.exists():
            return Metadata.from_file(str(path))
        latest: Metadata[Targets] = self._latest(TARGETS)
        latest.signed.version += 1
        return latest

    def _stage(self, targets: Metadata[Targets]) -> None:
        """A change makes earlier signatures worthless."""
        targets.signed.expires = self._until(TARGETS)
        targets.signatures.clear()
        replace_file(self._staged / "targets.json", targets.to_bytes(_SERIALIZER))

    def _put_target(self, targets: Targets, name: str, data: bytes) -> None:
        described = TargetFile.from_data(name, data)
        folder, _, base = name.rpartition("/")
        path = self._targets / folder / f"{described.hashes['sha256']}.{base}"
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
        targets.targets[name] = described

    def _read_target(self, targets: Targets, name: str) -> bytes:
        described = targets.targets[name]
        folder, _, base = name.rpartition("/")
        data = (self._targets / folder / f"{described.hashes['sha256']}.{base}").read_bytes()
        described.verify_length_and_hashes(data)
        return data

    def _root(self) -> Metadata[Root]:
        return self._latest(ROOT)

    def _latest(self, role: str) -> Metadata[Any]:
        path = self._metadata / f"{self._newest(role)}.{role}.json"
        try:
            return Metadata.from_file(str(path))
        except (RepositoryError, StorageError, OSError) as error:
            raise PublishingError(f"{self._folder}：不是发布仓库，或文件损坏（{path.name}）") from error

    def _newest(self, role: str) -> int:
        numbers = [path.name.split(".")[0] for path in self._metadata.glob(f"*.{role}.json")]
        return max((int(number) for number in numbers if number.isdigit()), default=0)

    def _current_timestamp(self) -> int:
        path = self._metadata / "timestamp.json"
        return int(json.loads(path.read_bytes())["signed"]["version"]) if path.exists() else 0

    def _until(self, role: str) -> datetime:
        return (self._clock() + LIFETIMES[role]).replace(microsecond=0)

    def _write(self, name: str, metadata: Metadata[Any]) -> None:
        replace_file(self._metadata / name, metadata.to_bytes(_SERIALIZER))


def _age(version: str) -> tuple[str, int]:
    day, _, number = version.partition("-")
    return day, int(number)


def _delegations(key: Key) -> Delegations:
    role = DelegatedRole(TAKEDOWN_ROLE, [key.keyid], 1, terminating=True, paths=["takedown/*"])
    return Delegations(keys={key.keyid: key}, roles={TAKEDOWN_ROLE: role})


def _signed(metadata: Metadata[Any], keys: Iterable[CryptoSigner]) -> Metadata[Any]:
    metadata.signatures.clear()
    for key in keys:
        metadata.sign(key, append=True)
    return metadata


def _with(channels: Channels, **changes: Any) -> Channels:
    return msgspec.structs.replace(channels, **changes)


def replace_file(path: Path, data: bytes) -> None:
    """Whole or not at all, on disk when it returns."""
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
