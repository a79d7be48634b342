"""Start the API as a deployment and a developer do, in a process of its own."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from socket import SHUT_WR
from types import FunctionType

import pytest

from gatepost_api.targets import TARGETS
from tests.functions.app import FUNCTIONS, create_app
from tests.functions.issuer import AUDIENCE, NOW, Signer
from tests.functions.jwks_server import Publisher
from tests.functions.server import command, environment, serving

GOOD = {"AUTH0_ISSUER": "http://localhost:9/", "AUTH0_AUDIENCE": AUDIENCE}


@pytest.mark.parametrize(
    ("target", "settings", "options", "named"),
    [
        ("api", {}, (), "AUTH0_ISSUER"),
        ("pong", {"AUTH0_ISSUER": "https://tenant.example/"}, (), "AUTH0_AUDIENCE"),
        ("pong_scoped", GOOD | {"LEEWAY_SECONDS": "600"}, (), "LEEWAY_SECONDS"),
        ("ping", {"ALLOWED_ORIGINS": "*"}, (), "ALLOWED_ORIGINS"),
        ("pongs", GOOD, (), "FUNCTION_TARGET must be one of api, ping, pong, pong_scoped."),
        ("ping", {"K_SERVICE": "ping"}, ("--debug",), "DEBUG"),
        ("ping", {"K_SERVICE": "ping", "DEBUG": "1"}, (), "DEBUG"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_sentence_that_names_it(
    target: str, settings: dict[str, str], options: tuple[str, ...], named: str
) -> None:
    ended = subprocess.run(
        command(target, 0, *options),
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 1
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("The API cannot start: ")
    assert named in lines[0]


def test_ping_is_deployable_from_its_folder_alone_without_any_setting(tmp_path: Path) -> None:
    shutil.copytree(FUNCTIONS, tmp_path, dirs_exist_ok=True)
    with serving("ping", tmp_path) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().status == 200


def test_the_api_starts_and_answers_ping_while_the_provider_is_down(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with serving("api", **GOOD) as connection:
        start = time.monotonic()
        connection.request("GET", "/api/ping")
        response = connection.getresponse()
        assert (response.status, json.loads(response.read())["message"][-1]) == (200, ".")
        assert time.monotonic() - start < 1
        connection.request("GET", "/api/pong", headers={"Authorization": f"Bearer {mint()}"})
        response = connection.getresponse()
        assert response.status == 503
        assert time.monotonic() - start < 3
    logged = [json.loads(line) for line in capfd.readouterr().err.splitlines()]  # all is JSON
    assert {(entry["severity"], entry["event"], entry.get("code")) for entry in logged} == {
        ("WARNING", "keys_outage", None),
        ("INFO", "decision", None),
        ("INFO", "decision", "keys_unavailable"),
    }


@pytest.mark.parametrize("target", ["api", "pong"])
def test_the_keys_are_fetched_at_the_start_before_anybody_asks(
    target: str, publisher: Publisher, signer: Signer
) -> None:
    now = int(time.time())
    token = signer.mint(iss=GOOD["AUTH0_ISSUER"], iat=now, exp=now + 60)
    with serving(target, **GOOD, JWKS_URL=publisher.url) as connection:
        deadline = time.monotonic() + 10
        while not publisher.hits:
            assert time.monotonic() < deadline, "the keys are not fetched"
            time.sleep(0.02)
        connection.request("GET", "/api/pong", headers={"Authorization": f"Bearer {token}"})
        assert connection.getresponse().status == 200
    assert publisher.hits == 1


def test_a_large_body_is_answered_and_the_connection_stays_usable() -> None:
    with serving("ping") as connection:
        for _ in range(2):
            connection.request("POST", "/", body=b"x" * 1_000_000)
            response = connection.getresponse()
            assert response.status == 405
            response.read()


@pytest.mark.parametrize(
    "rest",
    [
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello-and-more\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"Content-Length: 900\r\n\r\nhello",
    ],
    ids=["no chunk size", "chunk too long", "no chunk", "cut off"],
)
def test_a_garbled_body_is_a_client_error(rest: bytes) -> None:
    with serving("ping") as connection:
        sock = connection.sock
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + rest)
        sock.shutdown(SHUT_WR)
        assert sock.recv(12) == b"HTTP/1.1 400"


def test_importing_main_reads_no_setting_fetches_nothing_and_defines_no_target() -> None:
    code = "import main, sys; assert 'requests' not in sys.modules; print(*vars(main))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        cwd=FUNCTIONS,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert TARGETS.keys().isdisjoint(ended.stdout.split())


@pytest.mark.parametrize("target", TARGETS)
def test_the_function_that_the_framework_finds_by_name_is_what_answers(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], target: str
) -> None:
    app = create_app(monkeypatch, target, environ)
    assert app.wsgi_app is vars(sys.modules["main"])[target]
    assert isinstance(app.wsgi_app, FunctionType)


def mint() -> str:
    return Signer().mint(exp=NOW)
