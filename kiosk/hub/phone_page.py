"""The small page a citizen's phone shows, in a language of their own and in large text if they like. Pure but for the template it reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from kiosk.hub.phone_words import NAMES, TAGS, texts

_WORK = Template("""<div class="card" id="work">
<label class="pick">$pick<input id="files" type="file" accept="image/jpeg,image/png" multiple></label>
<ul id="list"></ul>
<button id="done" type="button" disabled>$done</button>
</div>
<p class="small">$privacy</p>""")


@dataclass(frozen=True, slots=True)
class Way:
    """How the page is read: ``language`` is one of ``NAMES``."""

    language: str
    large: bool = False

    @property
    def query(self) -> str:
        """The part of the address that says so."""
        return f"?lang={self.language}&large={int(self.large)}"


@cache
def _page() -> Template:
    return Template((files("kiosk.hub") / "phone_page.html").read_text("utf-8"))


def page(way: Way, nonce: str, sent: int) -> str:
    """The page of an upload that is open; ``sent`` photographs are there already."""
    said = texts(way.language)
    first = said["sent"].format(sent) if sent else said["choose_first"]
    return _filled(way, nonce, first, _WORK.substitute({key: escape(said[key]) for key in ("pick", "done", "privacy")}), sent)


def sorry(way: Way, nonce: str) -> str:
    """The page of an address that no longer works, in the same languages."""
    return _filled(way, nonce, texts(way.language)["gone"], "", 0)


def _filled(way: Way, nonce: str, first: str, work: str, sent: int) -> str:
    said = texts(way.language)
    return _page().substitute(
        tag=TAGS[way.language],
        size="large" if way.large else "usual",
        nonce=nonce,
        title=escape(said["title"]),
        first=escape(first),
        work=work,
        sent=sent,
        ways=_ways(way),
        words=json.dumps(dict(said), ensure_ascii=False).replace("<", "\\u003c"),
    )


def _ways(way: Way) -> str:
    """A link to every language, and one to the other size."""
    said = texts(way.language)
    links = [
        f'<a href="{escape(Way(code, way.large).query)}" lang="{TAGS[code]}"{" aria-current=true" if code == way.language else ""}>{name}</a>'
        for code, name in NAMES.items()
    ]
    other = Way(way.language, not way.large)
    return "".join([*links, f'<a href="{escape(other.query)}">{escape(said["usual" if way.large else "larger"])}</a>'])
