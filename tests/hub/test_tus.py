"""The tus endpoint, with a raw client: what is recorded is on the disk and right."""

from __future__ import annotations

import hashlib
import http.client
import os
import threading
import time
import uuid
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.hub import uploads
from kiosk.hub.problems import Problem
from kiosk.package import pack
from kiosk.sealing import seal
from tests.queue.support import HubProcess, Terminal, make_case

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}


class Raw:
    """A tus client that does what the test tells it."""

    def __init__(self, hub: HubProcess, terminal: Terminal) -> None:
        self.hub, self.terminal = hub, terminal

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> requests.Response:
        """One signed request; ``Upload_Offset`` stands for the header Upload-Offset."""
        token = self.terminal.identity.token(method, path, time.time())
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method, self.hub.url + path, data=body, headers={**TUS, **named, "Authorization": f"Bearer {token}"}, timeout=120
        )

    def create(self, sealed: bytes, submission_id: str, receipt_no: str, **changes: str) -> requests.Response:
        """Announce a package."""
        facts = {"submission_id": submission_id, "receipt_no": receipt_no, "sha256": hashlib.sha256(sealed).hexdigest(), **changes}
        metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in facts.items())
        return self.ask("POST", "/v1/packages", Upload_Length=str(len(sealed)), Upload_Metadata=metadata)

    def patch(self, path: str, data: bytes, offset: int) -> requests.Response:
        """Send bytes."""
        return self.ask("PATCH", path, data, Upload_Offset=str(offset), Content_Type="application/offset+octet-stream")

    def offset(self, path: str) -> int:
        """Where the upload stands."""
        return int(self.ask("HEAD", path).headers["Upload-Offset"])


@pytest.fixture
def raw(hub: HubProcess, terminal: Terminal) -> Raw:
    return Raw(hub, terminal)


def _sealed(raw: Raw, **changes: Any) -> tuple[bytes, str, str]:
    case = make_case(raw.terminal.home, raw.terminal.id, **changes)
    return seal(pack(case), raw.terminal.identity.recipients), case.submission_id, case.receipt_no


def test_any_split_gives_the_case_and_the_same_acknowledgement_again(raw: Raw) -> None:
    sealed, submission_id, receipt_no = _sealed(raw, size=5000)
    path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
    offset = 0
    for length in (1, 0, 999, 4096, len(sealed)):
        answer = raw.patch(path, sealed[offset : offset + length], offset)
        assert answer.status_code == 204
        offset = int(answer.headers["Upload-Offset"])
        assert raw.offset(path) == offset
    assert offset == len(sealed)
    tokens = {raw.ask("GET", f"{path}/acknowledgement").json()["acknowledgement"] for _ in range(3)}
    raw.terminal.identity.verify_acknowledgement(tokens.pop(), submission_id, hashlib.sha256(sealed).hexdigest())
    assert not tokens
    assert len(raw.hub.arrived(submission_id)) == 1
    assert raw.create(sealed, submission_id, receipt_no).headers["Location"] == path
    assert raw.offset(path) == len(sealed)


def test_connection_cut_in_the_middle_of_a_chunk_keeps_what_came(raw: Raw) -> None:
    sealed, submission_id, receipt_no = _sealed(raw, size=300_000)
    path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
    connection = http.client.HTTPConnection(raw.hub.url.removeprefix("http://"), timeout=120)
    connection.putrequest("PATCH", path)
    token = raw.terminal.identity.token("PATCH", path, time.time())
    for name, value in {**BYTES, "Upload-Offset": "0", "Content-Length": str(len(sealed)), "Authorization": f"Bearer {token}"}.items():
        connection.putheader(name, value)
    connection.endheaders(sealed[:200_000])
    connection.close()
    while (reached := raw.offset(path)) == 0:
        assert reached <= 200_000
    assert raw.patch(path, sealed[reached:], reached).status_code == 204
    assert len(raw.hub.arrived(submission_id)) == 1


def test_bytes_behind_the_recorded_offset_are_cut_off(raw: Raw) -> None:
    sealed, submission_id, receipt_no = _sealed(raw)
    path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
    raw.patch(path, sealed[:100], 0)
    with (raw.hub.home / "packages" / f"{submission_id}.age").open("ab") as file:
        file.write(b"written by a hub that died before it recorded them")
    assert raw.patch(path, sealed[100:], 100).status_code == 204
    assert len(raw.hub.arrived(submission_id)) == 1


def test_wrong_offsets_and_too_many_bytes_change_nothing(raw: Raw) -> None:
    sealed, submission_id, receipt_no = _sealed(raw)
    path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
    raw.patch(path, sealed[:100], 0)
    for offset in (0, 50, 101, len(sealed)):
        answer = raw.patch(path, b"x", offset)
        assert answer.status_code == 409
        assert answer.headers["Upload-Offset"] == "100"
    assert raw.ask("PATCH", path, b"x", Upload_Offset="-1", Content_Type=BYTES["Content-Type"]).status_code == 400
    assert raw.ask("PATCH", path, b"x", Upload_Offset="100", Content_Type="text/plain").status_code == 415
    assert raw.ask("PATCH", path, b"x", Tus_Resumable="0.2.2").status_code == 412
    assert raw.patch(path, sealed[100:] + b"more", 100).status_code == 413
    reached = raw.offset(path)
    assert raw.patch(path, sealed[reached:], reached).status_code == 204
    assert len(raw.hub.arrived(submission_id)) == 1
    assert raw.patch(path, b"x", len(sealed)).status_code == 409


def test_two_writers_at_once_never_mix(raw: Raw) -> None:
    sealed, submission_id, receipt_no = _sealed(raw, size=2_000_000)
    path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
    start, answers = threading.Barrier(4), []

    def send() -> None:
        start.wait()
        answers.append(raw.patch(path, sealed, 0).status_code)

    writers = [threading.Thread(target=send) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    assert len(raw.hub.arrived(submission_id)) == 1


def test_other_terminal_cannot_see_or_touch_an_upload(raw: Raw, tmp_path: Path) -> None:
    sealed, submission_id, receipt_no = _sealed(raw)
    path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
    stranger = Raw(raw.hub, raw.hub.enrol(tmp_path / "stranger"))
    assert stranger.ask("HEAD", path).status_code == 403
    assert stranger.patch(path, sealed, 0).status_code == 403
    assert stranger.ask("GET", f"{path}/acknowledgement").status_code == 403
    assert stranger.create(sealed, submission_id, receipt_no).status_code == 409
    assert raw.patch(path, sealed, 0).status_code == 204


def test_package_of_another_terminal_is_refused(raw: Raw, tmp_path: Path) -> None:
    stranger = Raw(raw.hub, raw.hub.enrol(tmp_path / "stranger"))
    sealed, submission_id, receipt_no = _sealed(raw)
    path = stranger.create(sealed, submission_id, receipt_no).headers["Location"]
    stranger.patch(path, sealed, 0)
    answer = stranger.ask("GET", f"{path}/acknowledgement")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/not-this-submission")
    assert raw.hub.arrived(submission_id) == []


def test_wrong_hash_is_refused_and_the_right_package_may_follow(raw: Raw) -> None:
    sealed, submission_id, receipt_no = _sealed(raw)
    path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
    raw.patch(path, sealed[:-1] + bytes([sealed[-1] ^ 1]), 0)
    answer = raw.ask("GET", f"{path}/acknowledgement")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/hash-mismatch")
    assert raw.ask("HEAD", path).status_code == 410
    assert raw.create(sealed, submission_id, receipt_no).status_code == 201
    assert raw.offset(path) == 0
    raw.patch(path, sealed, 0)
    assert len(raw.hub.arrived(submission_id)) == 1


@pytest.mark.parametrize("kind", ["package-invalid", "cannot-be-opened", "not-this-submission", "receipt-number-taken"])
def test_packages_that_are_not_what_they_should_be_are_refused(raw: Raw, kind: str) -> None:
    sealed, submission_id, receipt_no = _sealed(raw)
    if kind == "package-invalid":
        sealed = seal(b"no package", raw.terminal.identity.recipients)
    elif kind == "cannot-be-opened":
        sealed = os.urandom(3000)
    elif kind == "not-this-submission":
        submission_id = str(uuid.uuid4())
    else:
        path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
        raw.patch(path, sealed, 0)
        sealed, submission_id, receipt_no = _sealed(raw, receipt_no=receipt_no)
    path = raw.create(sealed, submission_id, receipt_no).headers["Location"]
    assert raw.patch(path, sealed, 0).status_code == 204
    answer = raw.ask("GET", f"{path}/acknowledgement")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith(f"/{kind}")
    assert raw.hub.arrived(submission_id) == []


@pytest.mark.parametrize("submission_id", ["../../../etc/passwd", "x", "", "541DCBA3-3B06-4643-9133-DA2462BC52DF", "a" * 5000])
def test_path_tricks_are_refused(raw: Raw, submission_id: str) -> None:
    before = set(raw.hub.home.rglob("*"))
    assert raw.create(b"x", submission_id, "T0000-261121-0001-W").status_code == 400
    for path in ("/v1/packages/..%2F..%2Fhub.db", "/v1/packages/%2e%2e", "/v1/packages/x"):
        assert raw.patch(path, b"x", 0).status_code in (401, 404, 405)
    assert {path.name for path in set(raw.hub.home.rglob("*")) - before} <= {"hub.db-wal", "hub.db-shm"}


def test_announcements_are_checked(raw: Raw) -> None:
    sealed, submission_id, receipt_no = _sealed(raw)
    assert raw.create(sealed, submission_id, receipt_no[:-1] + "!").status_code == 400
    assert raw.create(sealed, submission_id, receipt_no, sha256="0" * 63).status_code == 400
    assert raw.create(b"", submission_id, receipt_no).status_code == 400
    assert raw.ask("POST", "/v1/packages", Upload_Length="99", Upload_Metadata="a b c").status_code == 400
    assert raw.ask("POST", "/v1/packages", Upload_Length="a").status_code == 400
    with pytest.raises(Problem) as refused:
        uploads.announced({"submission_id": submission_id, "receipt_no": receipt_no, "sha256": "0" * 64}, uploads.MAX_SEALED + 1)
    assert refused.value.status == 413
    raw.create(sealed, submission_id, receipt_no)
    assert raw.create(sealed + b"x", submission_id, receipt_no).status_code == 409
    assert raw.ask("GET", f"/v1/packages/{submission_id}/acknowledgement").status_code == 425
    options = requests.options(f"{raw.hub.url}/v1/packages", timeout=120)
    assert (options.status_code, options.headers["Tus-Version"], options.headers["Tus-Extension"]) == (
        204,
        "1.0.0",
        "creation,creation-with-upload",
    )
