"""librime (the Rime input method engine) through ctypes: letters in, candidates out.

Runs in a process of its own (``python -I -S rime.py USER_FOLDER``): one JSON request a line on standard input, one JSON answer a line on
standard output, so that a crash or a hang of the library ends nothing but that process. Needs the standard library alone.

A request says everything: ``{"steps": ["zhang", {"pick": "张"}, "san"], "most": 40, "address": false}``; an ``address`` is helped by
:mod:`screens.input.addresses`. The process keeps the last request's state and only does what is new. The answer: ``{"preedit", "preview",
"candidates", "commit", "used"}``; ``commit`` is the finished text of the first ``used`` steps once nothing is left to convert; ``preview``
the text that the best candidates make.
Nothing is learnt and nothing typed is written anywhere: see :mod:`screens.input.rime_files`.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # started by its path and isolated: where its package is, it has to be told
    sys.path.insert(0, str(Path(__file__).parents[2]))
from screens.input import addresses
from screens.input.rime_c import Commit, Context, Traits, Walk, sized
from screens.input.rime_files import EXACT, FUZZY, SCHEMA, prepare

LIBRARY = "librime.so.1"
SHARED = Path("/usr/share/rime-data")
ASIDE, ASIDE_KEYS = 4, 16
"""So many candidates are looked at when the engine is asked for a part of an address, of so many keys at most: it is typed anew at every key."""
FURTHEST = 2000
"""How far down its list a picked candidate is looked for."""

FUZZY_AFTER = {1: 16}
FUZZY_AFTER_WORDS = 3
"""After how many candidates of the exact spelling those of the confused ones come: later for a single syllable."""
FUZZY_AMONG = 24
FUZZY_KEYS = 12
"""Longer than this only the exact spelling is looked up: twice the work would be felt, and nobody types so much before choosing."""


class RimeMissing(OSError):
    """The library, its data or its user folder cannot be used; the message says which, for staff."""


_SELECT_CANDIDATE = 71
"""Place of ``select_candidate`` among the function pointers of ``RimeApi`` (librime 1.5 and later); ``get_version`` follows it."""


class Rime:
    """One session of the engine. Raises RimeMissing where library or data are not there."""

    def __init__(self, user: Path, shared: Path = SHARED, library: str = LIBRARY) -> None:
        if not (shared / f"{SCHEMA}.schema.yaml").exists():
            raise RimeMissing(f"没有拼音词库 {SCHEMA}：请装 rime-data-luna-pinyin 和 rime-prelude")
        try:
            self._library = ctypes.CDLL(library)
        except OSError as error:
            raise RimeMissing(f"装不上 {library}：请装 librime1（{error}）") from None
        self._library.RimeCreateSession.restype = ctypes.c_size_t
        prepare(user)
        self._traits = sized(Traits())
        for name, value in (("shared_data_dir", str(shared)), ("user_data_dir", str(user)), ("log_dir", "")):
            setattr(self._traits, name, value.encode())
        for name in ("distribution_name", "distribution_code_name", "app_name"):
            setattr(self._traits, name, b"rime.kiosk")
        self._traits.distribution_version, self._traits.min_log_level = b"1", 3
        self._library.RimeSetup(ctypes.byref(self._traits))
        self._library.RimeInitialize(ctypes.byref(self._traits))
        if self._library.RimeStartMaintenance(0):
            self._library.RimeJoinMaintenanceThread()
        self._select = self._select_function()
        self._sessions = [self._open(name) for name in (EXACT, FUZZY)]
        self._aside: ctypes.c_size_t | None = None
        self._steps: list[Any] = []
        self._following = list(self._sessions)
        self._chosen = self._places_chosen = ""
        self._address = False

    def _open(self, schema: str) -> ctypes.c_size_t:
        session = ctypes.c_size_t(self._library.RimeCreateSession())
        if not session.value or not self._library.RimeSelectSchema(session, schema.encode()):
            raise RimeMissing(f"librime 打不开方案 {schema}：词库或它的缓存文件夹坏了")
        return session

    def _select_function(self) -> Any:
        self._library.rime_get_api.restype = ctypes.c_void_p
        table = self._library.rime_get_api()
        pointers = ctypes.cast(table + ctypes.sizeof(ctypes.c_void_p), ctypes.POINTER(ctypes.c_void_p))
        version = ctypes.CFUNCTYPE(ctypes.c_char_p)(pointers[_SELECT_CANDIDATE + 1])()
        if not version or not version[:1].isdigit():
            raise RimeMissing("这个版本的 librime 没有用过，不能用")
        return ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_size_t, ctypes.c_size_t)(pointers[_SELECT_CANDIDATE])

    def convert(self, steps: list[Any], most: int, *, address: bool = False) -> dict[str, Any]:
        """What stands after ``steps`` (strings of keys and picks ``{"pick": text}``), with at most ``most`` candidates, those of an
        ``address`` before them."""
        done = len(self._steps)
        if not done or steps[:done] != self._steps or address != self._address:
            self._address = address
            self._begin()
            done = 0
        if len(steps) > FUZZY_KEYS:
            self._following = self._following[:1]
        for used, step in enumerate(steps[done:], done + 1):
            if isinstance(step, str):
                self._type(step)
            elif commit := self._pick(step["pick"]):
                self._begin()
                return {"preedit": "", "preview": "", "candidates": [], "commit": commit, "used": used}
        self._steps = list(steps)
        preedit, preview = self._written()
        offered = dict.fromkeys([*self._composed(), *self._places()[1], *self._offered(most)])
        before = self._places_chosen
        return {"preedit": before + preedit, "preview": before + preview, "candidates": list(offered)[:most], "commit": "", "used": 0}

    def _rest(self) -> list[str]:
        """Of an address, the syllables that are not yet text."""
        syllables = _syllables(self._written()[0].removeprefix(self._chosen)) if self._address else []
        return syllables if all(map(str.isascii, syllables)) else []

    def _composed(self) -> list[str]:
        """What the rest of the keys may be in an address, all of it."""
        rest = self._rest()
        return addresses.composed(rest, self._written()[1], self._converted) if rest else []

    def _places(self) -> tuple[str, tuple[str, ...]]:
        """The place that the rest of the keys begins with, and the keys behind it."""
        return addresses.begun("".join(self._rest()))

    def _converted(self, keys: str) -> list[str]:
        """What a session of its own, opened for the first address, makes of ``keys``: texts of as many characters as there are syllables."""
        if len(keys) > ASIDE_KEYS:
            return []
        if self._aside is None:
            self._aside = self._open(EXACT)
        self._library.RimeClearComposition(self._aside)
        for key in keys:
            self._library.RimeProcessKey(self._aside, ord(key), 0)
        length = len(_syllables(self._context(self._aside)[0]))
        first = [text.decode("utf-8", "replace") for text in islice(self._walk(self._aside), ASIDE)]
        self._library.RimeClearComposition(self._aside)
        return [text for text in first if len(text) == length]

    def _begin(self) -> None:
        """Forget everything typed; both sessions follow from now on."""
        self._steps = []
        self._chosen = self._places_chosen = ""
        self._following = list(self._sessions)
        for session in self._sessions:
            self._library.RimeClearComposition(session)
            self._taken(session)

    def _type(self, keys: str) -> None:
        for session in self._following:
            for key in keys:
                self._library.RimeProcessKey(session, ord(key), 0)

    def _pick(self, text: str) -> str:
        """Choose ``text``; the sessions that do not offer it follow no longer. What is finished by it, if anything."""
        composed, (behind, places) = self._composed(), self._places()
        chosen = [session for session in self._following if self._choose(session, text.encode())]
        if not chosen and text in composed:
            return self._places_chosen + self._chosen + text
        if not chosen and text in places:
            self._places_chosen, self._chosen, self._following = self._places_chosen + self._chosen + text, "", list(self._sessions)
            for session in self._sessions:
                self._library.RimeClearComposition(session)
            self._type(behind)
        elif chosen:
            self._following = chosen
            self._chosen += text
            if finished := self._taken(chosen[0]):
                return self._places_chosen + finished
        return ""

    def _choose(self, session: ctypes.c_size_t, wanted: bytes) -> bool:
        found = next((index for index, text in enumerate(self._walk(session)) if text == wanted or index > FURTHEST), None)
        return found is not None and found <= FURTHEST and bool(self._select(session.value, found))

    def _walk(self, session: ctypes.c_size_t) -> Iterator[bytes]:
        walk = Walk()
        if self._library.RimeCandidateListBegin(session, ctypes.byref(walk)):
            try:
                while self._library.RimeCandidateListNext(ctypes.byref(walk)):
                    yield walk.candidate.text
            finally:
                self._library.RimeCandidateListEnd(ctypes.byref(walk))

    def _offered(self, most: int) -> list[str]:
        exact, *fuzzy = ([text.decode("utf-8", "replace") for text in islice(self._walk(each), most)] for each in self._following)
        return merged(exact, fuzzy[0] if fuzzy else [], more=len(exact) == most)[:most]

    def _written(self) -> tuple[str, str]:
        """How the engine writes what is composed, and the text it would become."""
        return self._context(self._following[0])

    def _context(self, session: ctypes.c_size_t) -> tuple[str, str]:
        context = sized(Context())
        preedit = preview = b""
        if self._library.RimeGetContext(session, ctypes.byref(context)):
            preedit, preview = context.composition.preedit or b"", context.commit_text_preview or b""
            self._library.RimeFreeContext(ctypes.byref(context))
        return preedit.decode("utf-8", "replace"), preview.decode("utf-8", "replace")

    def _taken(self, session: ctypes.c_size_t) -> str:
        commit = sized(Commit())
        text = b""
        if self._library.RimeGetCommit(session, ctypes.byref(commit)):
            text = commit.text or b""
            self._library.RimeFreeCommit(ctypes.byref(commit))
        return text.decode("utf-8", "replace")


def _syllables(preedit: str) -> list[str]:
    """As they are typed: the engine writes ü for v, and a space or an apostrophe between them."""
    return preedit.replace("ü", "v").replace("'", " ").split()


def merged(exact: list[str], fuzzy: list[str], more: bool = False) -> list[str]:
    """Candidates of the spelling as it was typed, among them after a few those of the confused spellings as long as the first; each once.

    ``more`` says that ``exact`` goes on: then the rest of ``fuzzy`` must wait, so that asking for more never changes what is shown already.
    """
    if not exact:
        return list(dict.fromkeys(fuzzy))
    length = len(exact[0])
    whole = [text for text in exact[:FUZZY_AMONG] if len(text) == length][: FUZZY_AFTER.get(length, FUZZY_AFTER_WORDS)]
    also = [text for text in fuzzy[:FUZZY_AMONG] if len(text) == length]
    return list(dict.fromkeys([*whole, *also[: len(whole)], *exact, *([] if more else fuzzy)]))


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def serve(user: Path, shared: Path, library: str) -> int:
    """Answer requests until standard input ends. A core dump would hold what was typed: there is none."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        engine = Rime(user, shared, library)
    except OSError as error:
        _say({"missing": str(error)})
        return 1
    _say({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        _say(engine.convert(request["steps"], request["most"], address=request.get("address", False)))
    return 0


if __name__ == "__main__":
    sys.exit(serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
