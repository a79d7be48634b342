"""The audit of the lock files, with a stand-in on loopback for whoever publishes advisories."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from infra.local import LocalRunError
from infra.local.audit import AUDITS, Audit, run_audits

from .stand_ins import ROOT, free_port

OPTIONS = {"functions/requirements.txt": "--osv-url", "component/package-lock.json": "--registry"}
OSV = {"id": "PYSEC-1", "affected": [{"package": {"name": "flask", "ecosystem": "PyPI"}}]}
NPM = {"id": 1, "url": "https://x.example/a", "title": "x", "severity": "high"}


class Advisories(BaseHTTPRequestHandler):
    """Answers as OSV and npm do; flask and next are vulnerable when the server says so."""

    server: "Publisher"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        asked, vulnerable = json.loads(body), self.server.vulnerable
        answer: Any = {}
        if "package" in asked and asked["package"]["name"] == "flask" and vulnerable:
            answer = {"vulns": [OSV]}
        elif "next" in asked and vulnerable:
            answer = {"next": [{**NPM, "vulnerable_versions": ">=0"}]}
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.prefix + json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        pass


class Publisher(HTTPServer):
    vulnerable = False
    status = 200
    prefix = b""


@contextmanager
def publisher(**settings: Any) -> Iterator[int]:
    with Publisher(("127.0.0.1", 0), Advisories) as server:
        vars(server).update(settings)
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def audit_at(lock: str, port: int) -> Audit:
    audit = next(audit for audit in AUDITS if audit.name == lock)
    return replace(
        audit, command=(*audit.command, OPTIONS[lock], f"http://127.0.0.1:{port}/v1/query")
    )


@pytest.fixture(params=OPTIONS)
def lock(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_lock_file_is_audited() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("[!.]*/**/package-lock.json")}
    locks = {path for path in found if "node_modules" not in path}
    python = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/requirements.txt")}
    python |= {path.name for path in ROOT.glob("requirements-*.txt")}
    assert {audit.name for audit in AUDITS} == {
        *locks,
        *python,
        "requirements-dev.txt",
        "requirements-uv.txt",
    }


def test_known_vulnerability_is_named_and_counts(
    lock: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with publisher(vulnerable=True) as port:
        assert run_audits([audit_at(lock, port)]) == 1
    printed = capsys.readouterr().out
    assert f"{lock}: known vulnerabilities: 1" in printed
    assert ("flask 3" in printed, "next: high" in printed).count(True) == 1


def test_without_advisories_nothing_is_known(lock: str, capsys: pytest.CaptureFixture[str]) -> None:
    with publisher() as port:
        assert run_audits([audit_at(lock, port)]) == 0
    assert capsys.readouterr().out == f"{lock}: known vulnerabilities: none\n"


@pytest.mark.parametrize("status", [None, 405, 503])
def test_advisories_out_of_reach_are_no_finding_and_no_clean_bill(
    lock: str, status: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if status is None:
        assert run_audits([audit_at(lock, free_port())]) == 0
    else:
        with publisher(status=status) as port:
            assert run_audits([audit_at(lock, port)]) == 0
    assert capsys.readouterr().out == (
        f"{lock}: not audited, the advisories cannot be reached from here.\n"
    )


def test_answer_that_is_no_advisory_is_an_error() -> None:
    with (
        publisher(prefix=b"<html>") as port,
        pytest.raises(LocalRunError, match=r"^The audit of functions/requirements\.txt gave no"),
    ):
        run_audits([audit_at("functions/requirements.txt", port)])


def test_package_that_could_not_be_looked_up_is_a_finding(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = {"dependencies": [{"name": "flask", "skip_reason": "unknown"}]}
    audit = audit_at("functions/requirements.txt", 1)
    printing = ("/bin/echo", json.dumps(report))
    assert run_audits([replace(audit, command=printing)]) == 1
    assert "flask: not audited" in capsys.readouterr().out
