"""The audit of the lock files, with a stand-in on loopback for whoever publishes advisories."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from infra.local.audit import AUDITS, run_audits

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


def audit_at(lock: str, port: int) -> dict[Path, list[str]]:
    address = (OPTIONS[lock], f"http://127.0.0.1:{port}/v1/query")
    return {ROOT / lock: [*AUDITS[ROOT / lock], *address]}


@pytest.fixture(params=OPTIONS)
def lock(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_lock_file_is_audited() -> None:
    locks = {
        path
        for pattern in ("package-lock.json", "requirements*.txt")
        for path in (*ROOT.glob(pattern), *ROOT.glob(f"[!.]*/**/{pattern}"))
        if "node_modules" not in path.parts
    }
    assert ROOT / "requirements-dev.txt" in locks
    assert AUDITS.keys() == locks


def test_known_vulnerability_is_named_and_counts(
    lock: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with publisher(vulnerable=True) as port:
        assert run_audits(audit_at(lock, port)) == 1
    printed = capsys.readouterr().out
    assert f"{lock}: the audit failed." in printed
    assert ("PYSEC-1" in printed, "Severity: high" in printed).count(True) == 1


def test_without_advisories_nothing_is_known(lock: str, capsys: pytest.CaptureFixture[str]) -> None:
    with publisher() as port:
        assert run_audits(audit_at(lock, port)) == 0
    assert capsys.readouterr().out == f"{lock}: no known vulnerabilities.\n"


@pytest.mark.parametrize("status", [None, 405, 503])
def test_advisories_out_of_reach_are_no_finding_and_no_clean_bill(
    lock: str, status: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if status is None:
        assert run_audits(audit_at(lock, free_port())) == 0
    else:
        with publisher(status=status) as port:
            assert run_audits(audit_at(lock, port)) == 0
    assert capsys.readouterr().out == (
        f"{lock}: not audited: the advisories cannot be reached from here.\n"
    )


def test_answer_that_is_no_advisory_fails_the_audit() -> None:
    with publisher(prefix=b"<html>") as port:
        assert run_audits(audit_at("functions/requirements.txt", port)) == 1


def test_package_that_could_not_be_looked_up_fails_the_audit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"https://x.example/unknown.tar.gz --hash=sha256:{64 * 'a'}\n")
    [(path, command)] = audit_at("functions/requirements.txt", 1).items()
    unknown = [str(lock) if part == str(path) else part for part in command]
    assert run_audits({path: unknown}) == 1
    assert "could not deduce package version" in capsys.readouterr().out
