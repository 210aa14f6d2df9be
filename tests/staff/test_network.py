"""The way to the hub: each break is named at its own hop, and what lies behind it is not guessed."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.rig import Rig
from kiosk.staff.network import LABELS, hops, summary
from kiosk.staff.views import Hop


def goods(found: list[Hop]) -> list[bool | None]:
    assert [hop.label for hop in found] == list(LABELS)
    return [hop.good for hop in found]


def test_a_hub_that_answers(rig: Rig) -> None:
    found = list(hops(rig.hub_url))
    assert goods(found) == [True] * 5
    assert "市级平台应答正常" in summary(tuple(found))


@pytest.mark.parametrize("off", [-120, 120])
def test_a_clock_that_is_off(rig: Rig, off: int) -> None:
    found = list(hops(rig.hub_url, lambda: time.time() + off))
    assert goods(found) == [True, True, True, True, False]
    assert abs(float(found[-1].words.split()[1]) - off) < 5
    assert found[-1].words.endswith("请校时")


def test_a_port_nobody_listens_at() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        found = list(hops(f"http://127.0.0.1:{taken.getsockname()[1]}"))
    assert goods(found) == [True, True, True, False, None]
    assert found[3].words == "市级平台没有应答"


def test_a_name_nobody_knows_and_a_cable_that_is_out(tmp_path: Path) -> None:
    (tmp_path / "eth0").mkdir()
    state = tmp_path / "eth0" / "operstate"
    state.write_text("up\n")
    found = list(hops("https://hub.invalid", links=tmp_path))
    assert goods(found) == [True, False, None, None, None]
    assert found[1].words == "域名解析不了：hub.invalid"
    state.write_text("down\n")
    assert goods(list(hops("https://hub.invalid", links=tmp_path))) == [False, None, None, None, None]


@pytest.mark.parametrize("url", ["", "https://", "http://127.0.0.1:99999"])
def test_no_hub_at_all(url: str) -> None:
    assert list(hops(url))[-1].words == "还没有登记到平台，请运行 kiosk enrol"


@contextmanager
def tls(folder: Path, began: timedelta, ended: timedelta) -> Iterator[str]:
    """A server with a certificate of its own making, valid between these times from now."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "synthetic hub")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now + began, now + ended).add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / "both.pem").write_bytes(pem + certificate)
    (folder / "trusted.pem").write_bytes(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            with closing(client):
                try:
                    context.wrap_socket(client, server_side=True).close()
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(60)


def test_a_certificate_of_its_own_making_is_not_trusted(tmp_path: Path) -> None:
    with tls(tmp_path, -timedelta(days=1), timedelta(days=30)) as url:
        found = list(hops(url))
    assert goods(found) == [True, True, False, None, None]
    assert found[2].words == "证书不可信：自己签发的，本机不认识"


def test_a_certificate_that_has_expired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tls(tmp_path, -timedelta(days=9), -timedelta(days=1)) as url:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
        found = list(hops(url))
    assert found[2].words == "证书不可信：已经过期，请平台换证书"
