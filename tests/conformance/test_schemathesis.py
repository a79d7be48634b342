"""The running API conforms to openapi.yaml: all checks of schemathesis, with and without token."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.functions.app import FUNCTIONS
from tests.functions.issuer import AUDIENCE, ISSUER, Signer
from tests.functions.jwks_server import answer, publishing
from tests.functions.server import serving

DOCUMENT = FUNCTIONS / "openapi.yaml"
PATHS: dict[str, dict[str, Any]] = yaml.safe_load(DOCUMENT.read_text("utf-8"))["paths"]
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, item in PATHS.items()
    for method, operation in item.items()
}
PUBLIC = {name for name, operation in OPERATIONS.items() if not operation["security"]}


@pytest.fixture(scope="module")
def api(signer: Signer) -> Iterator[HTTPConnection]:
    """The target ``api`` under the server it is deployed with."""
    with (
        publishing(answer(signer.jwks())) as publisher,
        serving(
            "api", AUTH0_ISSUER=ISSUER, AUTH0_AUDIENCE=AUDIENCE, JWKS_URL=publisher.url
        ) as connection,
    ):
        yield connection


def attack(api: HTTPConnection, folder: Path, *options: str, settings: str = "") -> dict[str, Any]:
    """Run every check with these settings, and return the report of a run without failures."""
    config, report = folder / "schemathesis.toml", folder / "report.json"
    config.write_text(settings, "utf-8")  # the token stands in a file, not in the command
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"]
    target = [str(DOCUMENT), "--url", f"http://127.0.0.1:{api.port}"]
    always = ["--checks", "all", "--continue-on-failure", "--report-json-path", str(report)]
    same = ["--seed", "1", "--generation-database", "none", "--no-color"]
    ended = subprocess.run(
        [*command, *target, *always, *same, *options],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert report.exists(), ended.stderr[-2000:]
    result: dict[str, Any] = json.loads(report.read_text("utf-8"))
    assert (result["failures"], result["errors"], ended.returncode) == ([], [], 0)
    assert result["operations"]["tested"] == len(OPERATIONS) > 0
    return result


def accepted(result: dict[str, Any]) -> set[str]:
    """The operations that answered at least one request with success."""
    return {
        operation
        for operation, phases in result["valid_rates"].items()
        if any(rates["accepted"] for rates in phases.values())
    }


def test_the_server_is_the_one_that_is_deployed(api: HTTPConnection) -> None:
    api.request("GET", "/api/ping")
    response = api.getresponse()
    response.read()
    assert (response.status, response.headers["Server"]) == (200, "gunicorn")


def test_the_api_does_as_described_for_callers_with_a_good_token(
    api: HTTPConnection, signer: Signer, tmp_path: Path
) -> None:
    now = int(time.time())
    token = signer.mint(iat=now - 60, exp=now + 3600)
    settings = f'[auth.openapi.accessToken]\nbearer = "{token}"\n'
    result = attack(api, tmp_path, settings=settings)
    assert accepted(result) == set(OPERATIONS)
    assert {name: found for name, found in result["warnings"].items() if found} == {}
    assert result["test_cases"]["generated"] > 200


def test_the_api_does_as_described_for_callers_without_credentials(
    api: HTTPConnection, tmp_path: Path
) -> None:
    result = attack(api, tmp_path, "--generation-with-security-parameters", "false")
    assert accepted(result) == PUBLIC


def test_the_api_does_as_described_for_callers_with_made_up_credentials(
    api: HTTPConnection, tmp_path: Path
) -> None:
    # Texts that are no token by RFC 6750 section 2.1 are made up as well: those are 400.
    settings = '[checks.positive_data_acceptance]\nexpected-statuses = ["2xx", "400", "401"]\n'
    result = attack(api, tmp_path, settings=settings)
    assert accepted(result) == PUBLIC
    assert result["test_cases"]["generated"] > 200
