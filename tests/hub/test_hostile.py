"""What strangers and broken terminals send: made-up requests of every kind against the whole interface, bombs, swaps, endless bodies."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import io
import json
import tarfile
import time
import uuid
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from kiosk.hub import uploads, users
from kiosk.hub.api import create_app
from kiosk.hub.problems import Problem
from kiosk.hub.users import Role
from kiosk.package import pack
from kiosk.sealing import seal
from kiosk.staff.accounts import code_at
from tests.hub.support import Bench, ask, bench, serving
from tests.queue.support import NAME, NUMBER

CHECKS = (status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A hub with a case in it."""
    with bench(tmp_path_factory.mktemp("hostile")) as made:
        made.arrive()
        yield made


@pytest.fixture(scope="module")
def login(known: Bench) -> str:
    """The token of somebody who may decide."""
    made = users.add(known.hub, "li", Role.REVIEWER)
    return users.log_in(known.hub, "li", made.password, code_at(made.totp_secret, known.clock().timestamp()))[0]


@pytest.mark.parametrize("signed", [True, False], ids=["with a token", "without"])
def test_nothing_that_fits_or_breaks_the_interface_brings_the_hub_down(known: Bench, login: str, signed: bool) -> None:
    _attack_all(known, login if signed else "", 1)


@pytest.mark.soak
def test_nothing_brings_the_hub_down_however_long_it_is_tried(known: Bench, login: str) -> None:
    _attack_all(known, login, 200)


def _attack_all(known: Bench, login: str, examples: int) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(known.hub))
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 35
    for operation in operations:
        breakable = any(parameter.location == "query" for parameter in operation.iter_parameters()) or any(
            "json" in body.media_type for body in operation.body
        )
        for mode in GenerationMode if breakable and login else (GenerationMode.POSITIVE,):
            _attack(known, operation, mode, login, examples)


def _attack(known: Bench, operation: Any, mode: GenerationMode, login: str, examples: int) -> None:
    """Requests made up from the endpoint's own description: those that fit it, and those that break it."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        path = case.formatted_path.partition("?")[0]
        headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
        if login:
            staff = operation.path.startswith("/v1/staff")
            headers["Authorization"] = f"Bearer {login if staff else known.terminal.token(case.method.upper(), path, time.time())}"
        if path.startswith("/v1/packages"):
            headers |= {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Upload-Length": "7"}
        case.headers = headers
        response = case.call()
        assert response.status_code < 500 or response.status_code == 503, "a service that is not connected is the hub's only excuse"
        case.validate_response(response, checks=CHECKS)
        assert NUMBER not in response.text
        assert NAME not in response.text

    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():  # some descriptions cannot be broken
        run()


def test_every_endpoint_is_described_and_asks_who_is_there(known: Bench) -> None:
    document = create_app(known.hub).openapi()
    open_to_all = {
        "/v1/enrolments",
        "/v1/public/cases/{receipt_no}",
        "/v1/health",
        "/v1/staff/sessions",
        "/u/{token}",
        "/u/{token}/photos",
        "/u/{token}/done",
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description") or operation.get("summary"), (method, path)
            assert "application/problem+json" in json.dumps(operation["responses"]), (method, path)
            if method != "options" and path not in open_to_all:
                assert operation.get("security"), (method, path)
    assert "id_number" not in "".join(document["paths"]), "no personal data in an address"


def _put(desk: Bench, sealed: bytes, submission_id: str, receipt_no: str) -> str:
    with pytest.raises(Problem) as refused:
        desk.send(submission_id, receipt_no, sealed)
    return refused.value.kind


def _tar(members: list[tuple[str, bytes]], kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members:
            header = tarfile.TarInfo(name)
            header.size, header.mode, header.type = len(data), 0o600, kind
            archive.addfile(header, io.BytesIO(data))
    return buffer.getvalue()


def _members(packed: bytes) -> list[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return [(item.name, (archive.extractfile(item) or io.BytesIO()).read()) for item in archive]


def test_swapped_added_and_climbing_parts_are_refused(desk: Bench) -> None:
    case = desk.case()
    members = _members(pack(case))
    (first, data), (second, other) = members[2], members[3]
    swapped = [*members[:2], (first, other), (second, data)]
    named = [*members[:2], (second, data), (first, other)]
    added = [*members, ("extra.txt", b"x")]
    climbing = [
        (name.replace(first, "../../etc/cron.d/x"), content.replace(first.encode(), b"../../etc/cron.d/x")) for name, content in members
    ]
    for bad in (swapped, named, added, climbing, members[1:], list(reversed(members))):
        kind = _put(desk, seal(_tar(bad), desk.hub.keys.recipients()), case.submission_id, case.receipt_no)
        assert kind == "package-invalid"
    links = seal(_tar([*members[:2], (first, b"")], tarfile.SYMTYPE), desk.hub.keys.recipients())
    assert _put(desk, links, case.submission_id, case.receipt_no) == "package-invalid"
    assert not (desk.home / "etc").exists()
    assert desk.arrive(case).case_no, "the right one is taken all the same"


def test_bombs_do_not_unfold(desk: Bench) -> None:
    case = desk.case()
    zeros = bytes(20_000_000)
    for bomb in (gzip.compress(zeros), gzip.compress(_tar([("manifest.json", zeros)])), b"PK\x03\x04" + bytes(1000), zeros[:1_000_000]):
        assert _put(desk, seal(bomb, desk.hub.keys.recipients()), case.submission_id, case.receipt_no) == "package-invalid"
    nested = b"[" * 500_000
    assert (
        _put(desk, seal(_tar([("manifest.json", nested)]), desk.hub.keys.recipients()), case.submission_id, case.receipt_no)
        == "package-invalid"
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=3000))
def test_any_bytes_are_refused_and_leave_nothing(desk: Bench, junk: bytes) -> None:
    case = desk.case()
    sealed = junk if junk[0] % 2 else seal(junk, desk.hub.keys.recipients())
    assert _put(desk, sealed, case.submission_id, case.receipt_no) in ("package-invalid", "cannot-be-opened")


def test_oversize_is_refused_before_a_byte_is_kept(desk: Bench) -> None:
    with serving(desk.hub) as url:
        case = desk.case()
        announcement = {"submission_id": case.submission_id, "receipt_no": case.receipt_no, "sha256": "0" * 64}
        with pytest.raises(Problem) as refused:
            uploads.announced(announcement, uploads.MAX_SEALED + 1)
        assert refused.value.status == 413
        long = {"id_number": "1" * 70_000}
        assert ask(desk.terminal, url, "POST", "/v1/people/cases", long).status_code == 413
        assert (
            ask(
                desk.terminal, url, "POST", "/v1/complaints", {"submission_id": str(uuid.uuid4()), "about": "other", "text": "x" * 2001}
            ).status_code
            == 422
        )


def test_chunk_of_endless_bytes_stops_at_what_was_announced(desk: Bench) -> None:
    case = desk.case()
    facts = uploads.announced(
        {"submission_id": case.submission_id, "receipt_no": case.receipt_no, "sha256": hashlib.sha256(b"").hexdigest()}, 5000
    )
    uploads.create(desk.hub, desk.terminal.terminal_id, facts)
    with serving(desk.hub) as url:
        path = f"/v1/packages/{case.submission_id}"
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=120)
        connection.putrequest("PATCH", path)
        token = desk.terminal.token("PATCH", path, time.time())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        for name, value in {**headers, "Authorization": f"Bearer {token}", "Transfer-Encoding": "chunked"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(b"2000\r\n" + bytes(0x2000) + b"\r\n")
        assert connection.getresponse().status == 413
        connection.close()
    stored = list(Path(desk.home / "hub" / "packages").glob("*.age"))
    assert all(path.stat().st_size <= 5000 for path in stored)


def test_request_with_a_lying_length_or_wrong_type_is_no_crash(desk: Bench) -> None:
    with serving(desk.hub) as url:
        path = "/v1/people/cases"
        for data, kind in (
            (b"\xff\xfe", "application/json"),
            (b"[]", "application/json"),
            (b"{}", "text/plain"),
            (b"", "application/json"),
        ):
            answer = ask(desk.terminal, url, "POST", path, data=data, headers={"Content-Type": kind})
            assert answer.status_code == 422
            assert answer.headers["Content-Type"] == "application/problem+json"
