"""Our tus client against an independent server, npm's @tus/server: whole, cut, killed in the middle."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.hub_client import HubClient, HubError
from kiosk.queue.pace import Pace
from kiosk.queue.uploader import Upload
from tests.queue.node import TusPeer
from tests.queue.relay import relay

CHUNK = 64 * 1024
NAMES = {"submission_id": "00000000-0000-4000-8000-000000000001", "receipt_no": "T0000-261121-0001-W"}


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[TusPeer]:
    server = TusPeer(tmp_path / "tus")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "package.age"
    path.write_bytes(os.urandom(1_500_000))
    return path


class Told:
    """Remembers where an upload goes on, as the queue's row does."""

    def __init__(self) -> None:
        self.url: str | None = None

    def __call__(self, url: str | None) -> None:
        self.url = url


def _upload(client: HubClient, package: Path, told: Told) -> Upload:
    return Upload(client, package, NAMES, url=told.url, pace=Pace(largest=CHUNK), on_url=told)


@pytest.mark.timeout(360)
def test_whole_upload_arrives_byte_for_byte(peer: TusPeer, package: Path) -> None:
    told = Told()
    with closing(HubClient(peer.url, None)) as client:
        acknowledgement = _upload(client, package, told).run()
    assert told.url is not None
    assert acknowledgement == told.url.rpartition("/")[2]
    assert peer.content(told.url) == package.read_bytes()


@pytest.mark.parametrize("cut", [100, 70_000, 400_000, 1_499_000])
def test_cut_upload_goes_on_and_sends_at_most_a_chunk_again(peer: TusPeer, package: Path, cut: int) -> None:
    told = Told()
    with relay(peer.url) as line, closing(HubClient(line.url, None)) as client:
        line.weather.cut_up = cut
        with pytest.raises(HubError):
            _upload(client, package, told).run()
        upload = _upload(client, package, told)
        upload.run()
    assert told.url is not None
    assert peer.content(told.url) == package.read_bytes()
    assert line.sent <= package.stat().st_size + CHUNK + 16 * 1024


def test_server_killed_in_the_middle_and_started_again(peer: TusPeer, package: Path) -> None:
    told = Told()
    chunks = iter(range(5))

    def going_on() -> bool:
        if next(chunks, None) is None:
            peer.kill()
        return True

    with closing(HubClient(peer.url, None)) as client:
        with pytest.raises(HubError):
            Upload(client, package, NAMES, pace=Pace(largest=CHUNK), on_url=told, going_on=going_on).run()
        peer.start()
        upload = _upload(client, package, told)
        upload.run()
    assert told.url is not None
    assert peer.content(told.url) == package.read_bytes()
    assert 0 < upload.sent <= package.stat().st_size - 4 * CHUNK


def test_upload_the_server_has_forgotten_begins_anew(peer: TusPeer, package: Path) -> None:
    told = Told()
    with closing(HubClient(peer.url, None)) as client:
        told.url = f"{peer.url}/v1/packages/{'0' * 32}"
        _upload(client, package, told).run()
    assert told.url is not None
    assert peer.content(told.url) == package.read_bytes()
