"""What only the root keys can do: renew the root's signature before it ends, and say which other keys count from now on.

Whoever signs gives all signatures at once. Terminals follow from the root they know to the newest one by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from securesystemslib.exceptions import StorageError
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets
from tuf.api.serialization.json import JSONSerializer

from config.repository import LIFETIMES, PublishingError, replace_file
from config.signing import ROOT, SNAPSHOT, TAKEDOWN, TARGETS, TIMESTAMP


def renew_root(folder: Path, keys: Sequence[CryptoSigner], now: datetime) -> datetime:
    """Write the next root, with the same keys and thresholds; until when it holds.

    Raises PublishingError when the signatures are too few or of keys that are no root keys, and then writes nothing.
    """
    root: Metadata[Root] = _newest(folder, ROOT)
    _next(root, ROOT, now)
    _sign_root(root, root, keys)
    _write(folder, root, ROOT)
    return root.signed.expires


def replace_offline_key(
    folder: Path,
    role: str,
    old: str,
    new: CryptoSigner,
    root_keys: Sequence[CryptoSigner],
    target_keys: Sequence[CryptoSigner],
    now: datetime,
) -> None:
    """Let ``new`` take the place of the key whose id begins with ``old`` in ``role`` (root or targets); the threshold stays.

    A replaced targets key makes its signatures void, so what is published is signed again with ``target_keys``; what was staged must be
    signed anew. Call ``Repository.refresh`` afterwards. Raises PublishingError, and then writes nothing.
    """
    before, root = _newest(folder, ROOT), _newest(folder, ROOT)
    known = [keyid for keyid in root.signed.roles[role].keyids if keyid.startswith(old)]
    if len(known) != 1 or not old:
        raise PublishingError(f"{role} 没有这一把密钥：{old}；有：{'、'.join(root.signed.roles[role].keyids)}")
    if new.public_key.keyid in root.signed.roles[role].keyids:
        raise PublishingError("新密钥已经在用了")
    root.signed.revoke_key(known[0], role)
    root.signed.add_key(new.public_key, role)
    _next(root, ROOT, now)
    _sign_root(root, before, [*root_keys, *([new] if role == ROOT else [])])
    targets = None
    if role == TARGETS:
        targets = _resigned_targets(folder, root, [*target_keys, new], now)
    _write_all(folder, root, targets, None)


def replace_online_keys(
    folder: Path, online: Mapping[str, CryptoSigner], root_keys: Sequence[CryptoSigner], target_keys: Sequence[CryptoSigner], now: datetime
) -> None:
    """Let the keys of ``online`` be the only ones of their roles. Call ``Repository.refresh`` with them afterwards.

    Raises PublishingError, and then writes nothing.
    """
    before, root = _newest(folder, ROOT), _newest(folder, ROOT)
    for role in (SNAPSHOT, TIMESTAMP):
        _only(root.signed, role, online[role])
    _next(root, ROOT, now)
    _sign_root(root, before, root_keys)
    targets: Metadata[Targets] = _newest(folder, TARGETS)
    _only(targets.signed, TAKEDOWN, online[TAKEDOWN])
    targets = _resigned_targets(folder, root, target_keys, now, targets)
    takedown = _newest(folder, TAKEDOWN)
    _next(takedown, TAKEDOWN, now)
    takedown.sign(online[TAKEDOWN])
    _write_all(folder, root, targets, takedown)


def keys_in_use(folder: Path) -> dict[str, list[str]]:
    """Role -> ids of its keys. Raises PublishingError."""
    root, targets = _newest(folder, ROOT).signed, _newest(folder, TARGETS).signed
    found = {role: list(root.roles[role].keyids) for role in (ROOT, TARGETS, SNAPSHOT, TIMESTAMP)}
    return {**found, TAKEDOWN: list(targets.delegations.roles[TAKEDOWN].keyids)}


def _only(signed: Any, role: str, key: CryptoSigner) -> None:
    """``key`` and no other, in root's role or in targets' delegation."""
    roles = signed.roles if isinstance(signed, Root) else signed.delegations.roles
    for keyid in list(roles[role].keyids):
        signed.revoke_key(keyid, role)
    signed.add_key(key.public_key, role)


def _resigned_targets(
    folder: Path, root: Metadata[Root], keys: Sequence[CryptoSigner], now: datetime, targets: Metadata[Targets] | None = None
) -> Metadata[Targets]:
    targets = targets or _newest(folder, TARGETS)
    if (folder / "staged" / "targets.json").exists():
        raise PublishingError("还有改动等签名；先签完，再换密钥")
    _next(targets, TARGETS, now)
    for key in {key.public_key.keyid: key for key in keys}.values():
        targets.sign(key, append=True)
    found = root.signed.get_verification_result(TARGETS, targets.signed_bytes, targets.signatures)
    if not found.verified:
        raise PublishingError(f"targets 要 {found.threshold} 个签名，现在只有 {len(found.signed)} 个；请一次给齐密钥（--sign）")
    return targets


def _sign_root(root: Metadata[Root], before: Metadata[Root], keys: Sequence[CryptoSigner]) -> None:
    """Both the keys that counted and those that count from now on must agree."""
    allowed = {*before.signed.roles[ROOT].keyids, *root.signed.roles[ROOT].keyids}
    if any(key.public_key.keyid not in allowed for key in keys):
        raise PublishingError("这里要用 root 密钥")
    for key in keys:
        root.sign(key, append=True)
    for judge in (before, root):
        found = judge.signed.get_verification_result(ROOT, root.signed_bytes, root.signatures)
        if not found.verified:
            raise PublishingError(f"root 要 {found.threshold} 个签名，现在只有 {len(found.signed)} 个；请一次给齐密钥")


def _newest(folder: Path, role: str) -> Metadata[Any]:
    numbers = [int(number) for path in (folder / "metadata").glob(f"*.{role}.json") if (number := path.name.split(".")[0]).isdigit()]
    try:
        return Metadata.from_file(str(folder / "metadata" / f"{max(numbers, default=0)}.{role}.json"))
    except (RepositoryError, StorageError, OSError) as error:
        raise PublishingError(f"{folder}：不是发布仓库，或文件损坏") from error


def _next(metadata: Metadata[Any], role: str, now: datetime) -> None:
    metadata.signed.version += 1
    metadata.signed.expires = (now + LIFETIMES[role]).replace(microsecond=0)
    metadata.signatures.clear()


def _write_all(folder: Path, root: Metadata[Any], targets: Metadata[Any] | None, takedown: Metadata[Any] | None) -> None:
    """Root last: until the snapshot names the others no terminal asks for them, and what terminals know stays valid as long as it can."""
    for metadata, role in ((takedown, TAKEDOWN), (targets, TARGETS), (root, ROOT)):
        if metadata is not None:
            _write(folder, metadata, role)


def _write(folder: Path, metadata: Metadata[Any], role: str) -> None:
    replace_file(folder / "metadata" / f"{metadata.signed.version}.{role}.json", metadata.to_bytes(JSONSerializer(compact=True)))
