"""``kiosk publish``: matter configs become signed, static files; they are tried on some terminals, promoted, withdrawn, rolled back.

The offline keys (root, targets) stay on the administrator's computer, under a passphrase that comes from a prompt, from the file
``$KIOSK_PASSPHRASE_FILE`` or from ``$KIOSK_PASSPHRASE``, never from the command line.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.commands.cli import Exit

if TYPE_CHECKING:
    from config.repository import Repository

HELP = "sign and publish matter configs; try, withdraw and roll back"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action each, all with ``--repository`` and ``--json``; ``trust`` is what a terminal does."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, about: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=about, description=about)
        made.add_argument("--json", action="store_true", help="print one JSON document")
        if name != "trust":
            made.add_argument(
                "--repository", type=Path, required=True, metavar="DIR", help="the folder that a static HTTP server hands out"
            )
        return made

    init = action("init", "make the keys and an empty repository")
    init.add_argument("--keys", type=Path, required=True, metavar="DIR", help="where the new keys go; keep root and targets offline")
    init.add_argument("--root-keys", type=int, default=2, metavar="N", help="default %(default)s")
    init.add_argument("--root-threshold", type=int, default=1, metavar="N", help="signatures a root needs (default %(default)s)")
    init.add_argument("--targets-keys", type=int, default=2, metavar="N", help="default %(default)s")
    init.add_argument("--targets-threshold", type=int, default=1, metavar="N", help="signatures a release needs (default %(default)s)")
    add = action("add", "check a folder as a whole and have it ready as a release")
    add.add_argument("folder", type=Path, metavar="FOLDER", help="with matters/, and holidays/ where there are any")
    add.add_argument("--version", default="", metavar="V", help="like 2026.11.20-1 (default: the next of today)")
    sign = action("sign", "sign what was changed; published with the last signature")
    sign.add_argument("--key", type=Path, action="append", required=True, metavar="FILE", help="a targets key; may be given several times")
    sign.add_argument(
        "--online", type=Path, metavar="DIR", help="the online keys, where they are here: terminals see it at their next poll"
    )
    stage = action("stage", "put a release on trial")
    stage.add_argument("version", metavar="VERSION")
    stage.add_argument("--percentage", type=int, default=0, metavar="N", help="share of all terminals, 0 to 100")
    stage.add_argument("--terminal", action="append", default=[], metavar="ID")
    stage.add_argument("--hall", action="append", default=[], metavar="NAME")
    stage.add_argument("--starts-at", default="", metavar="TIME", help="like 2026-11-22T20:00:00+08:00 (default: at once)")
    action("promote", "make a release the one for all terminals").add_argument("version", metavar="VERSION")
    action("rollback", "make the release before the stable one stable again")
    takedown = action("takedown", "switch a matter off at every terminal's next poll")
    takedown.add_argument("code", metavar="CODE", help="implementation or basic code")
    takedown.add_argument("--reason", required=True, metavar="TEXT", help="what staff read")
    takedown.add_argument("--online", type=Path, required=True, metavar="DIR", help="the online keys")
    restore = action("restore", "offer matters again that were switched off; to be signed")
    restore.add_argument("ids", nargs="+", metavar="ID", help="from status")
    refresh = action("refresh", "renew snapshot and timestamp; at least once a day")
    refresh.add_argument("--online", type=Path, required=True, metavar="DIR", help="the online keys")
    renew = action("renew", "renew the root's signature, once a year; all its keys at once")
    renew.add_argument("--key", type=Path, action="append", required=True, metavar="FILE", help="a root key; may be given several times")
    replace = action("replace-key", "let another key count from now on: a root or targets key, or all online ones")
    replace.add_argument("role", choices=["root", "targets", "online"])
    replace.add_argument("--old", default="", metavar="ID", help="of root or targets: the beginning of the key's id, from status")
    replace.add_argument("--new", type=Path, metavar="FILE", help="of root or targets: the new key; made where there is no such file")
    replace.add_argument("--key", type=Path, action="append", required=True, metavar="FILE", help="a root key; may be given several times")
    replace.add_argument(
        "--sign", type=Path, action="append", default=[], metavar="FILE", help="a targets key that stays; may be given several times"
    )
    replace.add_argument("--online", type=Path, required=True, metavar="DIR", help="the online keys; with the role online the new ones")
    action("status", "releases, channels, what is switched off, what waits for signatures, until when each signature holds")
    trust = action("trust", "let this terminal believe a repository")
    trust.add_argument("root", type=Path, metavar="FILE", help="the repository's metadata/1.root.json, brought by a way you trust")
    trust.add_argument("--home", type=Path, metavar="DIR", help="state folder (default: $KIOSK_HOME, else the platform's)")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 done, 1 ``add`` found errors, 2 wrong usage, 3 could not do it."""
    from config.bundle import BundleError
    from config.repository import PublishingError
    from config.signing import KeyFileError
    from kiosk.catalogue_trust import TrustError

    try:
        if arguments.action == "trust":
            return _trust(arguments)
        from config.repository import Repository

        repository = Repository(arguments.repository, lambda: datetime.now().astimezone())
        return _ACTIONS[arguments.action](repository, arguments)
    except (PublishingError, KeyFileError, BundleError, TrustError) as error:
        print(error, file=sys.stderr)
        return Exit.COULD_NOT
    except OSError as error:
        print(f"{error.filename or arguments.action}：{error.strerror or '系统错误'}", file=sys.stderr)
        return Exit.COULD_NOT


def _init(repository: Repository, arguments: argparse.Namespace) -> int:
    from config.repository import PublishingError
    from config.signing import ONLINE, ROOT, TARGETS, new_key
    from kiosk.commands.passphrase import new_passphrase

    folder: Path = arguments.keys
    numbers = ((arguments.root_threshold, arguments.root_keys), (arguments.targets_threshold, arguments.targets_keys))
    if any(not 1 <= threshold <= keys <= 20 for threshold, keys in numbers):
        raise PublishingError("需要的签名数不能少于 1，也不能多于密钥数；密钥最多 20 把")
    if (arguments.repository / "metadata" / "1.root.json").exists():
        raise PublishingError(f"{arguments.repository}：已经有一个仓库")
    if folder.resolve().is_relative_to(arguments.repository.resolve()):
        raise PublishingError("密钥不能放在仓库文件夹里：仓库是公开的")
    secret = new_passphrase("新密钥的口令")
    root = [new_key(folder / f"{ROOT}-{number}.pem", secret) for number in range(1, arguments.root_keys + 1)]
    targets = [new_key(folder / f"{TARGETS}-{number}.pem", secret) for number in range(1, arguments.targets_keys + 1)]
    online = {role: new_key(folder / "online" / f"{role}.pem", None) for role in ONLINE}
    repository.create(root, targets, online, root_threshold=arguments.root_threshold, targets_threshold=arguments.targets_threshold)
    return _done(
        arguments,
        {"repository": str(arguments.repository), "keys": str(folder), "root": str(arguments.repository / "metadata" / "1.root.json")},
        f"仓库建好了：{arguments.repository}\n密钥在 {folder}：root 和 targets 的留在您这边，离线保管；online/ 里的给服务器\n"
        f"每台终端要带上 {arguments.repository / 'metadata' / '1.root.json'}（kiosk publish trust）",
    )


def _add(repository: Repository, arguments: argparse.Namespace) -> int:
    from config.release import examine_release, next_version

    today = datetime.now().astimezone().date()
    version = arguments.version or next_version(today, repository.releases())
    found = examine_release(arguments.folder, version, today)
    if not arguments.json:
        for line in (*found.stray, *found.problems):
            print(line)
    if found.bundle is not None:
        repository.add(found.bundle)
    files = found.bundle.number if found.bundle else 0
    document = {
        "version": version,
        "files": files,
        "ok": found.bundle is not None,
        "stray": list(found.stray),
        "problems": [
            {"file": str(each.file), "line": each.line, "column": each.column, "severity": each.severity.value, "rule": each.rule}
            | {"message": each.message, "source": each.source}
            for each in found.problems
        ],
    }
    if found.bundle is None:
        _done(arguments, document, f"没有加入：{found.errors} 个错误。一个事项有错，整个版本都不发布")
        return Exit.FOUND_WRONG
    return _done(arguments, document, f"版本 {version}（{files} 个文件）加好了，{_waiting(repository)}")


def _sign(repository: Repository, arguments: argparse.Namespace) -> int:
    from config.signing import load_key, online_keys
    from kiosk.commands.passphrase import passphrase

    online = online_keys(arguments.online) if arguments.online else None
    missing = 0
    for path in arguments.key:
        missing = repository.sign(load_key(path, passphrase(f"{path.name} 的口令")))
        if not missing:
            break
    if not missing and online:
        repository.refresh(online)
    seen = "终端下一次查看就会看到" if online else "在有在线密钥的机器上 kiosk publish refresh 之后，终端就会看到"
    return _done(arguments, {"signatures_missing": missing}, f"签了，还缺 {missing} 个签名" if missing else f"签名齐了，{seen}")


def _stage(repository: Repository, arguments: argparse.Namespace) -> int:
    from config.channels import Trial

    repository.stage(Trial(arguments.version, arguments.percentage, arguments.terminal, arguments.hall, arguments.starts_at))
    return _changed(repository, arguments, f"版本 {arguments.version} 准备试用")


def _promote(repository: Repository, arguments: argparse.Namespace) -> int:
    repository.promote(arguments.version)
    return _changed(repository, arguments, f"版本 {arguments.version} 准备给所有终端")


def _rollback(repository: Repository, arguments: argparse.Namespace) -> int:
    return _changed(repository, arguments, f"准备退回版本 {repository.roll_back()}")


def _restore(repository: Repository, arguments: argparse.Namespace) -> int:
    repository.restore(arguments.ids)
    return _changed(repository, arguments, f"准备恢复 {'、'.join(arguments.ids)}")


def _takedown(repository: Repository, arguments: argparse.Namespace) -> int:
    from config.channels import Takedown
    from config.signing import TAKEDOWN, online_keys

    keys = online_keys(arguments.online)
    now = datetime.now().astimezone()
    names = {entry.id for entry in repository.takedowns().takedowns}
    name = next(word for number in range(1, 10_000) if (word := f"{now:%Y%m%d}-{number}") not in names)
    entry = Takedown(name, arguments.code, arguments.reason, now.isoformat(timespec="seconds"))
    repository.take_down(entry, keys[TAKEDOWN])
    repository.refresh(keys)
    document = {"id": entry.id, "code": entry.code, "reason": entry.reason, "at": entry.at}
    return _done(arguments, document, f"{entry.code} 停办了（记录 {entry.id}），终端下一次查看就不再提供；恢复要用离线密钥签")


def _refresh(repository: Repository, arguments: argparse.Namespace) -> int:
    from config.signing import online_keys

    repository.refresh(online_keys(arguments.online))
    return _done(arguments, {"expires": repository.status()["expires"]}, "续签好了")


def _renew(_repository: Repository, arguments: argparse.Namespace) -> int:
    from config.root_renewal import renew_root
    from config.signing import load_key
    from kiosk.commands.passphrase import passphrase

    keys = [load_key(path, passphrase(f"{path.name} 的口令")) for path in arguments.key]
    until = renew_root(arguments.repository, keys, datetime.now().astimezone())
    return _done(arguments, {"expires": until.isoformat()}, f"根的签名续到 {until:%Y-%m-%d}")


def _replace_key(repository: Repository, arguments: argparse.Namespace) -> int:
    from config.repository import PublishingError
    from config.root_renewal import keys_in_use, replace_offline_key, replace_online_keys
    from config.signing import ONLINE, load_key, new_key, online_keys
    from kiosk.commands.passphrase import new_passphrase, passphrase

    folder, now = arguments.repository, datetime.now().astimezone()
    root, targets = ([load_key(path, passphrase(f"{path.name} 的口令")) for path in paths] for paths in (arguments.key, arguments.sign))
    if arguments.role == "online":
        for role in ONLINE:
            if not (path := arguments.online / f"{role}.pem").exists():
                new_key(path, None)
        replace_online_keys(folder, online_keys(arguments.online), root, targets, now)
    else:
        if arguments.new is None or not arguments.old:
            raise PublishingError("要写 --old（旧密钥的编号，kiosk publish status 里有）和 --new（新密钥的文件）")
        if not arguments.new.exists():
            new_key(arguments.new, new_passphrase("新密钥的口令"))
        made = load_key(arguments.new, passphrase(f"{arguments.new.name} 的口令"))
        replace_offline_key(folder, arguments.role, arguments.old, made, root, targets, now)
    repository.refresh(online_keys(arguments.online))
    return _done(arguments, {"keys": keys_in_use(folder)}, "换好了，终端下一次查看就只认新的")


def _status(repository: Repository, arguments: argparse.Namespace) -> int:
    from config.root_renewal import keys_in_use
    from kiosk.commands.publish_text import status_text

    found = {**repository.status(), "keys": keys_in_use(arguments.repository)}
    return _done(arguments, found, "\n".join(status_text(found)))


def _trust(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue_trust import trust
    from kiosk.places import state_folder

    place = trust(state_folder(arguments.home), arguments.root.read_bytes())
    return _done(arguments, {"root": str(place)}, f"这台终端现在相信这个仓库：{place}")


_ACTIONS = {
    "init": _init,
    "add": _add,
    "sign": _sign,
    "stage": _stage,
    "promote": _promote,
    "rollback": _rollback,
    "takedown": _takedown,
    "restore": _restore,
    "refresh": _refresh,
    "renew": _renew,
    "replace-key": _replace_key,
    "status": _status,
}


def _changed(repository: Repository, arguments: argparse.Namespace, sentence: str) -> int:
    found = repository.status()
    return _done(
        arguments, {"channels": found["channels"], "signatures_missing": found["signatures_missing"]}, f"{sentence}，{_waiting(repository)}"
    )


def _waiting(repository: Repository) -> str:
    return f"等 {repository.status()['signatures_missing']} 个签名（kiosk publish sign）"


def _done(arguments: argparse.Namespace, document: dict[str, Any], text: str) -> int:
    if arguments.json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print(text)
    return Exit.DONE
