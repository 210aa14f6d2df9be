"""A wrong settings file is told line by line; a right one is taken whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.themes import DEFAULTS
from kiosk.settings import Settings, SettingsError, load, settings_file, state_folder


def write(folder: Path, text: str) -> Path:
    path = folder / "terminal.toml"
    path.write_text(text, "utf-8")
    return path


def problems_of(folder: Path, text: str) -> list[str]:
    path = write(folder, text)
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert all(problem.startswith(f"{path}:") for problem in caught.value.problems)
    return [problem.removeprefix(f"{path}:") for problem in caught.value.problems]


def test_the_documented_defaults_are_the_defaults() -> None:
    assert load(DEFAULTS / "terminal.toml") == Settings()


def test_every_key_is_documented() -> None:
    documented = (DEFAULTS / "terminal.toml").read_text("utf-8")
    for section in Settings.__struct_fields__:
        assert f"[{section}]" in documented
        value = getattr(Settings(), section)
        for key in getattr(value, "__struct_fields__", ()):
            assert f"\n{key} = " in documented, (section, key)


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(write(tmp_path, "")) == Settings()


def test_all_problems_at_once_each_with_its_line_and_what_is_allowed(tmp_path: Path) -> None:
    text = """\
[terminal]
id = 12
titel = "x"

[display]
width = 10   # too small
fullscreen = "yes"
[devices]
id_reder = "sam+serial:///dev/ttyUSB0"
face_camera = "the front one"
[hub]
url = "hub"
[timing]
done = 4.5
[other]
"""
    found = problems_of(tmp_path, text)
    assert [line.split(": ")[0] for line in found] == ["2", "3", "6", "7", "9", "10", "12", "14", "15"]
    assert found[1] == (
        "3: terminal.titel: 没有“titel”这一项，是不是 title？能用的是 fresh_after_visits、hall、hall_phone、hotline、id、nearest"
        "、slogan、title、window_hours"
    )
    assert found[2] == "6: display.width: 10 超出范围，至少 480，最多 7680"
    assert "能写的是 id_reader、document_camera、face_camera、receipt_printer" in found[4]
    assert "协议://位置" in found[5]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[terminal]\nid = JB0147\n", 2),
        ('[terminal]\nid = "JB0147"\nid = "JB0148"\n', 3),
        ('[terminal\nid = "JB0147"\n', 1),
        ('[terminal]\nhall = "江北\n', 2),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    (problem,) = problems_of(tmp_path, text)
    assert problem.startswith(f"{line}: 不是正确的 TOML")


def test_another_encoding_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"
    path.write_bytes('[terminal]\nhall = "江北"\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load(path)


@pytest.mark.parametrize("identifier", ["", "jb0147", "JB-0147", "J", "JB0147 ", "ABCDEFGHIJKLM"])
def test_a_terminal_id_that_cannot_begin_a_receipt_number_is_refused(tmp_path: Path, identifier: str) -> None:
    (problem,) = problems_of(tmp_path, f'[terminal]\nid = "{identifier}"\n')
    assert problem.startswith("2: terminal.id: ")


def test_values_of_tables_written_in_other_ways_are_found_too(tmp_path: Path) -> None:
    found = problems_of(tmp_path, 'timing.done = "x"\ndisplay = {width = 1, height = 1920}\n[ devices ]\n"id_reader" = 5\n')
    assert [line.split(": ")[:2] for line in found] == [["1", "timing.done"], ["2", "display.width"], ["4", "devices.id_reader"]]


def test_devices_keep_their_addresses(tmp_path: Path) -> None:
    text = '[devices]\nid_reader = "sam+serial:///dev/pts/3"\nreceipt_printer = "escpos+tcp://127.0.0.1:9100"\n'
    assert load(write(tmp_path, text)).devices == {
        "id_reader": "sam+serial:///dev/pts/3",
        "receipt_printer": "escpos+tcp://127.0.0.1:9100",
    }


def test_a_relative_folder_of_matters_starts_at_the_file(tmp_path: Path) -> None:
    assert load(write(tmp_path, '[matters]\nfolder = "matters"\n')).matters.folder == str(tmp_path / "matters")


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing.toml")


def test_the_state_folder_and_the_settings_follow_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_HOME", str(tmp_path))
    monkeypatch.delenv("KIOSK_SETTINGS", raising=False)
    assert state_folder() == tmp_path
    assert settings_file() == tmp_path / "terminal.toml"
    monkeypatch.setenv("KIOSK_SETTINGS", str(tmp_path / "other.toml"))
    assert settings_file() == tmp_path / "other.toml"
    assert settings_file("given.toml") == Path("given.toml")
    monkeypatch.delenv("KIOSK_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert state_folder() == tmp_path / "data" / "kiosk"
