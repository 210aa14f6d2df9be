"""The root's signature, renewed by the root keys before it ends: without it no terminal takes anything new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from securesystemslib.exceptions import StorageError
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization.json import JSONSerializer

from config.repository import LIFETIMES, PublishingError, replace_file
from config.signing import ROOT


def renew_root(folder: Path, keys: Sequence[CryptoSigner], now: datetime) -> datetime:
    """Write the next root, with the same keys and thresholds; until when it holds. All signatures are given at once.

    Raises PublishingError when they are too few or of keys that are no root keys, and then writes nothing.
    """
    metadata = folder / "metadata"
    numbers = [int(path.name.split(".")[0]) for path in metadata.glob("*.root.json") if path.name.split(".")[0].isdigit()]
    try:
        root: Metadata[Root] = Metadata.from_file(str(metadata / f"{max(numbers, default=0)}.root.json"))
    except (RepositoryError, StorageError, OSError) as error:
        raise PublishingError(f"{folder}：不是发布仓库，或文件损坏") from error
    if any(key.public_key.keyid not in root.signed.roles[ROOT].keyids for key in keys):
        raise PublishingError("这里要用 root 密钥")
    root.signed.version += 1
    root.signed.expires = (now + LIFETIMES[ROOT]).replace(microsecond=0)
    root.signatures.clear()
    for key in keys:
        root.sign(key, append=True)
    found = root.signed.get_verification_result(ROOT, root.signed_bytes, root.signatures)
    if not found.verified:
        raise PublishingError(f"root 要 {found.threshold} 个签名，现在只有 {len(found.signed)} 个；请一次给齐密钥")
    replace_file(metadata / f"{root.signed.version}.root.json", root.to_bytes(JSONSerializer(compact=True)))
    return root.signed.expires
