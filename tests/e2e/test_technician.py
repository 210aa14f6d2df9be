"""Five faults at once: a technician who knows only what stands on the screen names each cause and mends it there."""

from __future__ import annotations

import json
import subprocess
import sys

from kiosk.staff import accounts
from tests.e2e.conftest import Hall

FAULTS = ("id_reader unplug", "document_camera unplug", "face_camera freeze on", "receipt_printer cover open", "network off")
HANDS = {
    "id_reader": ["id_reader plug"],
    "document_camera": ["document_camera plug"],
    "face_camera": ["face_camera freeze off"],
    "receipt_printer": ["receipt_printer cover closed"],
    "network": ["network on"],
}
CAUSES = {
    "id_reader": "没有接上",
    "document_camera": "连不上摄像头",
    "face_camera": "停住",
    "receipt_printer": "上盖没有合上",
    "network": "市级平台",
}
"""What must stand on the screen for each."""
NUMBER = "0312"


def test_five_faults_are_named_and_mended_from_the_screen_alone(hall: Hall) -> None:
    rig = hall.rig
    rig.out.mkdir(exist_ok=True)
    account = accounts.Account(NUMBER, totp_secret=accounts.new_secret())
    accounts.add(rig.home, account)
    for fault in FAULTS:
        rig.tell(fault)
    words = [sys.executable, "-m", "kiosk.commands.robot_technician", "--settings", str(rig.settings), "--control", rig.control]
    words += ["--staff", NUMBER, "--secret", account.totp_secret, "--hands", json.dumps(HANDS), "--out", str(rig.out)]
    done = subprocess.run(words, env=hall.environment, capture_output=True, text=True, timeout=180, check=False)
    result = json.loads((rig.out / "technician.json").read_text(encoding="utf-8"))
    assert (done.returncode, result["errors"]) == (0, []), done.stderr
    found = {fault["device"]: fault for fault in result["faults"]}
    assert set(found) == set(CAUSES)
    for name, cause in CAUSES.items():
        assert cause in "".join(found[name]["read"]), name
        assert found[name]["level"] == "good", name
    pictures = sorted(path.name for path in (rig.out / "screens").iterdir())
    assert len(pictures) >= 2 * len(FAULTS)
    assert [name for name in pictures if name.endswith(("preview.png", "daily-signed.png", "paused.png"))]
    assert result["reached"] == "attract"
