"""The local identity provider answers to its issuer's host only, and names no other address."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from infra.local import Running
from tests.rig.ready import wait_ready

from .identity import CALLBACK, CLIENT_ID, READER, Browser, tier_on
from .stand_ins import free_port

EVIL = "evil.example"
FORWARDED = {
    "Forwarded": f"host={EVIL};proto=https",
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/evil",
    "X-Original-Host": EVIL,
}


def send(issuer: str, host: str, target: str, version: str = "1.1") -> tuple[int, str]:
    """Send a request that no HTTP client would; returns the status and the whole answer."""
    port = urlsplit(issuer).port
    header = f"Host: {host}\r\n" if host else ""
    request = f"GET {target} HTTP/{version}\r\n{header}Connection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request.encode("latin-1"))
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")
    return int(answer.split(" ", 2)[1]), answer


def hosts(port: int | None) -> list[str]:
    return [
        EVIL,
        f"{EVIL}:{port}",
        "localhost",
        "localhost:1",
        f"localhost.:{port}",
        f"localhost.{EVIL}:{port}",
        f"{EVIL}.localhost:{port}",
        f"127.0.0.1:{port}",
        f"[::1]:{port}",
        f"{EVIL}@localhost:{port}",
        f"localhost:{port}@{EVIL}",
        f"localhost:{port},{EVIL}",
        f"localhost:{port}/{EVIL}",
        f"localhost:{port}#{EVIL}",
        f"http://localhost:{port}",
    ]


TARGETS = [
    "/.well-known/openid-configuration",
    "/.well-known/jwks.json",
    f"/authorize?client_id={CLIENT_ID}",
    f"/oidc/logout?client_id={CLIENT_ID}&post_logout_redirect_uri={CALLBACK}",
    "/u/login/x",
    "/style.css",
]


@pytest.mark.parametrize("number", range(len(hosts(0))))
def test_request_for_another_host_is_refused_whatever_it_asks_for(issuer: str, number: int) -> None:
    host = hosts(urlsplit(issuer).port)[number]
    for target in TARGETS:
        status, answer = send(issuer, host, target)
        assert (target, status) == (target, 421)
        assert EVIL not in answer
        assert "location:" not in answer.lower()


def test_request_without_a_host_is_refused(issuer: str) -> None:
    assert [send(issuer, "", target, "1.0")[0] for target in TARGETS] == [421] * len(TARGETS)


@pytest.mark.parametrize("target", [f"http://{EVIL}/", f"https://{EVIL}:1/", "http:///", "*"])
def test_target_that_names_a_host_is_refused(issuer: str, target: str) -> None:
    host = urlsplit(issuer).netloc
    for path in TARGETS:
        status, answer = send(issuer, host, target.rstrip("/") + path)
        assert (path, status in {400, 421}) == (path, True)
        assert EVIL not in answer


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a provider whose issuer is https, as behind a proxy that ends TLS."""
    port = free_port()
    tier = tier_on(port, ISSUER=f"https://localhost:{port}/")
    with Running(tier, tmp_path_factory.mktemp("logs") / "tls.log") as running:
        wait_ready(running)
        yield tier.url


@pytest.mark.parametrize("headers", [{}, FORWARDED])
def test_every_address_comes_from_the_issuer(behind_tls: str, headers: dict[str, str]) -> None:
    path = ".well-known/openid-configuration"
    found = requests.get(f"{behind_tls}{path}", headers=headers, timeout=5).json()
    issuer = behind_tls.replace("http:", "https:")
    addresses = [value for value in found.values() if str(value).startswith(("http:", "https:"))]
    assert len(addresses) > 5
    assert [address for address in addresses if not address.startswith(issuer)] == []
    assert EVIL not in json.dumps(found)


def test_forwarded_headers_change_no_redirect_and_no_form(issuer: str) -> None:
    opened = Browser(issuer)
    opened.http.headers.update(FORWARDED)
    with opened.http:
        page = opened.authorize()
        assert page.url.startswith(issuer)
        assert EVIL not in page.text + str(page.headers)
        answer = opened.submit(page, "continue", email=READER[0], password=READER[1])
        assert answer.headers["Location"].startswith(f"{CALLBACK}?")


NOT_LOOPBACK = [
    "http://evil.example/",
    "https://evil.example/",
    "http://localhost.evil.example/",
    "http://localhost@evil.example/",
    "http://evil@localhost/",
    "http://127.0.0.1.evil.example/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost./",
]


@pytest.mark.parametrize(
    ("name", "value"),
    [*(("ISSUER", value) for value in NOT_LOOPBACK), ("COMPONENT_BASE_URL", NOT_LOOPBACK[0])],
)
def test_address_of_another_machine_ends_the_start(tmp_path: Path, name: str, value: str) -> None:
    tier = tier_on(free_port(), **{name: value})
    with Running(tier, tmp_path / "identity.log") as running:
        with pytest.raises(Exception, match=f"cannot start: {name} must be on localhost"):
            wait_ready(running, 10)
        assert running.exit_code == 1
    assert (tmp_path / "identity.log").read_text("utf-8").strip().count("\n") == 0
