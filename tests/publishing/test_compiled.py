"""A terminal starts from what the agent compiled, and damage to that costs nobody a matter."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from config.compiled import BODIES_FILE, INDEX_FILE
from kiosk import offers
from kiosk.catalogue_in_force import CatalogueInForce
from kiosk.catalogue_store import CatalogueStore
from kiosk.commands.run import open_terminal
from kiosk.settings import Settings
from tests.papers.samples import receipt
from tests.publishing.conftest import City
from tests.publishing.test_catalogue import FIRST, SECOND
from tests.waiting import until

SENIOR = "11330299MB000004X74330711003000"


@pytest.fixture
def store(city: City) -> CatalogueStore:
    """A terminal that has applied one release."""
    city.publish(city.matters(), FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    return store


def home_of(store: CatalogueStore) -> Path:
    return store.folder.parent


def spoil(path: Path) -> None:
    """A bit flips in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def test_a_terminal_starts_without_a_look_at_the_yaml(store: CatalogueStore) -> None:
    program = (
        "import sys; from pathlib import Path; from kiosk.catalogue_in_force import CatalogueInForce; "
        f"c = CatalogueInForce(Path({str(home_of(store))!r})).catalogue; c.warm(); "
        "print(c.search('lnz')[0].short_name, [m for m in ('pypinyin', 'config.lint', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "老年人优待证 []"


@pytest.mark.parametrize("damage", ["spoilt", "cut", "gone"])
@pytest.mark.parametrize("name", [INDEX_FILE, BODIES_FILE])
def test_damaged_compiled_files_are_made_again(store: CatalogueStore, name: str, damage: str) -> None:
    path = store.path(FIRST) / "compiled" / name
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(whole[:-10])
    else:
        spoil(path)
    in_force = CatalogueInForce(home_of(store))
    assert in_force.version == FIRST
    assert {matter.code for matter in in_force.catalogue.matters} == {entry.code for entry in in_force.catalogue.entries}
    assert in_force.catalogue.search("老年证")[0].code == SENIOR
    in_force.close()
    if (name, damage) != (BODIES_FILE, "spoilt"):
        assert path.read_bytes() == whole


def test_with_a_damaged_index_the_release_before_is_shown_until_it_is_made_again(city: City, store: CatalogueStore) -> None:
    city.publish(city.matters("second"), SECOND)
    city.terminal("JB0147")[1].poll()
    spoil(store.path(SECOND) / "compiled" / INDEX_FILE)
    in_force = CatalogueInForce(home_of(store))
    assert in_force.version == FIRST

    def adopted() -> bool:
        in_force.look()
        return in_force.adopt()

    until(adopted, 60)
    assert in_force.version == SECOND
    in_force.close()


def test_a_release_with_a_policy_and_papers_is_in_force_as_a_whole(city: City) -> None:
    folder = city.matters()
    key = "age1np6sdk2954eekdss2zx0jx0agx806dudwlv27rargqr85z09g5psxzc2ex"
    (folder / "policy.toml").write_text(
        f'[sealing]\nrecipients = ["{key}"]\n[timers]\ndone = 60\n[limits]\nmaterial_pages = 2\n'
        '[[notices]]\ntext = "系统今晚升级"\nend = 2026-11-30\n',
        encoding="utf-8",
    )
    (folder / "papers").mkdir()
    (folder / "papers" / "sample.typ").write_text("#set page(width: 72mm, height: 20mm)\n江北样张", encoding="utf-8")
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    in_force = CatalogueInForce(home_of(store))
    assert in_force.policy.sealing.recipients == [key]
    assert in_force.policy.timers.given() == {"done": 60}
    assert {material.max_pages for matter in in_force.catalogue.matters for material in matter.materials} == {1, 2}
    assert in_force.papers == store.path(FIRST) / "papers"
    in_force.close()
    terminal = open_terminal(Settings(), home_of(store))
    try:
        assert (terminal.timing.done, terminal.timing.idle_public) == (60, Settings().timing.idle_public)
        assert offers.faults(terminal, date(2026, 11, 30))[0] == "系统今晚升级"
        assert "系统今晚升级" not in offers.faults(terminal, date(2026, 12, 1))
        with Image.open(BytesIO(terminal.papers.png("sample", {})[0])) as paper:
            assert paper.height < 200, "the release's own sample, 20 mm high"
        assert terminal.papers.png("receipt", receipt().values()), "what the release does not have is the built-in one"
    finally:
        terminal.close()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("policy.toml", "[timers]\ndone = 1\n", "policy.toml:2"),
        ("policy.toml", "[timer]\ndone = 60\n", "timers"),
        ("policy.toml", '[sealing]\nrecipients = ["age1nonsense"]\n', "age"),
        ("policy.toml", "a = \n", "TOML"),
        ("papers/receipt.typ", '#import "@preview/cetz:0.3.4": canvas\n', "软件包"),
        ("papers/receipt.typ", "#let data = json(bytes(sys.inputs.data))\n#data.nothing\n", "receipt"),
    ],
)
def test_a_wrong_policy_or_paper_is_refused_by_the_terminal_too(city: City, name: str, text: str, said: str) -> None:
    folder = city.matters()
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    with pytest.raises(Exception, match=said) as caught:
        sync.poll()
    assert getattr(caught.value, "kind", "") == "bad"
    assert store.current == ""
