"""The bench of matters in small: it runs, measures what it names, and its generated matters are clean."""

from __future__ import annotations

from pathlib import Path

from config.catalogue import Catalogue
from kiosk.bench.many_matters import LEAST_BYTES, write_compiled, write_folder
from kiosk.bench.many_matters import matters as made
from kiosk.bench.matters import typed_keys
from kiosk.commands.bench import BENCHES


def test_generated_matters_are_as_many_as_asked_as_long_as_real_ones_and_clean(tmp_path: Path) -> None:
    paths = write_folder(tmp_path / "matters", 12)
    assert len(paths) == 12
    assert all(path.stat().st_size >= LEAST_BYTES for path in paths)
    catalogue = Catalogue.load(tmp_path / "matters")
    assert len({entry.code for entry in catalogue.entries}) == len({entry.name for entry in catalogue.entries}) == 12


def test_keys_as_people_type_them_find_the_matter(tmp_path: Path) -> None:
    matters = made(tmp_path / "matters", 30)
    write_compiled(tmp_path / "compiled", matters)

    def again(_: object) -> None:
        raise AssertionError("nothing is damaged")

    catalogue = Catalogue.compiled(tmp_path / "compiled", tmp_path, again)  # type: ignore[arg-type]
    names = [matter.name for matter in matters]
    keys = typed_keys(names, 40)
    assert sum(bool(catalogue.search(typed)) for typed in keys) > 0.8 * len(keys)
    assert catalogue.search(names[3])[0].name == names[3]
    assert "matters" in BENCHES
