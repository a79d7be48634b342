"""The package's API client: memory for a large answer, and many threads at once."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from gatepost.api.bound import BoundApi
from gatepost.http.transport import Bounds
from gatepost.identity.person import Identity, User, elapsed
from gatepost.secret import Secret
from gatepost.settings import ApiSettings

MEGABYTES, MOST_MORE = 200, 40
THREADS, CALLS = 32, 100
BLOCK = bytes(1024 * 1024)
READER = """
import psutil, sys
from tests.bench.functions.client import bound
def held(): return psutil.Process().memory_info().rss / 1024**2
api, size = bound(sys.argv[1]), 0
api.get("/small").raise_for_status()
before, most = held(), 0.0
with api.get("/large", stream=True) as answer:
    for piece in answer.iter_content():
        size, most = size + len(piece), max(most, held())
print(size, round(most - before, 1))
"""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        blocks = [BLOCK] * MEGABYTES if self.path == "/large" else [self.path.encode()]
        self.send_response(200)
        self.send_header("Content-Length", str(sum(map(len, blocks))))
        self.end_headers()
        for block in blocks:
            self.wfile.write(block)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


def bound(url: str) -> BoundApi:
    """Return a client of somebody whose token lasts for the run."""
    at = ApiSettings("protected_api", url, None, None, Bounds(60, 10_000_000), None)
    ends = elapsed() + 600
    return BoundApi(at, Identity("grant", User("ada"), Secret("token"), ends, frozenset()))


def measure() -> None:
    """Measure both.

    Raises:
        SystemExit: An answer was wrong, or a large one took too much memory.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        _large(url)
        _many(url)
    finally:
        server.shutdown()
        server.server_close()


def _large(url: str) -> None:
    run = subprocess.run([sys.executable, "-c", READER, url], capture_output=True, text=True)  # noqa: PLW1510
    if run.returncode:
        raise SystemExit(run.stderr)
    size, more = run.stdout.split()
    print(f"  {int(size) / len(BLOCK):.0f} MB streamed: {more} MB more memory")
    if int(size) != MEGABYTES * len(BLOCK) or float(more) > MOST_MORE:
        raise SystemExit(f"At most {MOST_MORE} MB more for {MEGABYTES} MB.")


def _many(url: str) -> None:
    api, started = bound(url), time.perf_counter()

    def call(number: int) -> bool:
        return api.get(f"/{number}").text == f"/{number}"

    with ThreadPoolExecutor(THREADS) as pool:
        right = sum(pool.map(call, range(THREADS * CALLS)))
    seconds = time.perf_counter() - started
    print(f"  {THREADS} threads x {CALLS} calls: {right} right, in {seconds:.1f} s")
    if right != THREADS * CALLS:
        raise SystemExit("An answer was wrong.")
