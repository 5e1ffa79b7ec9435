# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real TLS server: what is not to be trusted is refused with a clear sentence, and the key is never sent there."""

from __future__ import annotations

import datetime
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.environment import CA_BUNDLES
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.contract.harness import task

KEY = "tls-private-key-canary-4711"
NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


class Handler(BaseHTTPRequestHandler):
    """An org without numbers; remembers who asked."""

    seen: list[dict[str, str]] = []

    def do_GET(self) -> None:  # noqa: N802
        """Answer an empty page."""
        self.seen.append(dict(self.headers))
        data = json.dumps({"results": [], "metadata": {"totalItems": 0, "itemsPerPage": 100}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def named(text: str) -> x509.Name:
    """A subject."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """A private certificate authority."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named(name)
        basic = x509.BasicConstraints(ca=True, path_length=None)
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        certificate = (
            self._begin(self.name, self.key, NOW + 30 * DAY)
            .add_extension(basic, critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.bundle = folder / f"{name}.pem"
        self.bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def _begin(self, subject: x509.Name, key: Any, until: datetime.datetime) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 20 * DAY)
            .not_valid_after(until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )

    def issue(self, host: str, until: datetime.datetime) -> Path:
        """A server's key and certificate in one file."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)]
        certificate = (
            self._begin(named(host), key, until)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        path = self.folder / f"{host}-{until:%Y%m%d}-{certificate.serial_number}.pem"
        plain = serialization.NoEncryption()
        pem = serialization.Encoding.PEM
        path.write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem)
        )
        return path


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    """The one that is trusted, and another."""
    folder = tmp_path_factory.mktemp("tls")
    return Authority(folder, "trusted"), Authority(folder, "stranger")


@pytest.fixture
def serve() -> Iterator[Any]:
    """Starts TLS servers and stops them."""
    servers: list[ThreadingHTTPServer] = []
    Handler.seen.clear()

    def start(certificate: Path) -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"https://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def read(url: str, environment: dict[str, str] | None = None, **options: Any) -> dict[str, Any]:
    """A reading of all numbers."""
    given = {"api_key": KEY, "api_url": url, "timeout": 10, "retries": 0, **options}
    return execute(task("vapi_phone_number_info"), given, False, environment or {})


@pytest.mark.parametrize("variable", CA_BUNDLES)
def test_right_certificate(authorities: Any, serve: Any, variable: str) -> None:
    """With the authority in the environment's bundle it works."""
    url = serve(authorities[0].issue("127.0.0.1", NOW + DAY))
    result = read(url, {variable: str(authorities[0].bundle)})
    assert not result["failed"], result["msg"]
    assert Handler.seen[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("case", ["unknown authority", "another authority", "expired", "wrong host"])
def test_refused(case: str, authorities: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent to who cannot prove to be the service."""
    trusted, stranger = authorities
    if case != "unknown authority":
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted.bundle))
    certificate = {
        "unknown authority": lambda: trusted.issue("127.0.0.1", NOW + DAY),
        "another authority": lambda: stranger.issue("127.0.0.1", NOW + DAY),
        "expired": lambda: trusted.issue("127.0.0.1", NOW - DAY),
        "wrong host": lambda: trusted.issue("api.vapi.ai", NOW + DAY),
    }[case]()
    url = serve(certificate)
    for options in ({}, {"validate_certs": True}, {"validate_certs": "yes", "retries": 2}):
        result = read(url, **options)
        assert result["failed"]
        assert result["msg"].startswith(f"the certificate of {url} was not accepted"), result["msg"]
        assert KEY not in json.dumps(result) and "\n" not in result["msg"]
    assert Handler.seen == []


def test_unverified_only_when_asked(authorities: Any, serve: Any) -> None:
    """``validate_certs: false`` is obeyed, for people who know what they do."""
    result = read(serve(authorities[1].issue("127.0.0.1", NOW - DAY)), validate_certs=False)
    assert not result["failed"], result["msg"]


def test_no_tls_at_all(serve: Any, authorities: Any) -> None:
    """Plain http is for loopback addresses only, and TLS spoken to a plain port is refused in words."""
    result = read("http://api.example.com")
    assert result["failed"] and "plain http would send the key readable" in result["msg"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    result = read(f"https://127.0.0.1:{server.server_address[1]}")
    server.shutdown()
    server.server_close()
    assert result["failed"] and "bug" not in result["msg"], result["msg"]
    assert KEY not in json.dumps(result)


@pytest.mark.case(94)
@pytest.mark.parametrize("variable", CA_BUNDLES)
def test_a_bundle_that_is_not_there_is_named(authorities: Any, serve: Any, variable: str) -> None:
    """The variable is at fault, not the collection."""
    result = read(serve(authorities[0].issue("127.0.0.1", NOW + DAY)), {variable: "/nonexistent/ca.pem"})
    assert result["msg"] == f"{variable}: no such file: /nonexistent/ca.pem. Correct or unset {variable}."


@pytest.mark.case(99)
def test_an_unchecked_certificate_is_one_sentence(
    authorities: Any, serve: Any, recwarn: pytest.WarningsRecorder
) -> None:
    """Ours, and none of urllib3's."""
    result = read(serve(authorities[0].issue("127.0.0.1", NOW - DAY)), validate_certs=False)
    assert not result["failed"]
    assert [text.partition(":")[0] for text in result["warnings"]] == ["validate_certs"] and not recwarn.list
