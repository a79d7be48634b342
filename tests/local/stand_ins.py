"""Stand-ins for tiers: real processes, small enough to start in an instant."""

import socket
import sys
import textwrap
from pathlib import Path

from infra.local import Tier

ROOT = Path(__file__).resolve().parents[2]

SERVER = """
    import http.server, sys

    class Ready(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", {port}), Ready)
    print("listening", flush=True)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_answering(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fake_tier(name: str, body: str = "server.serve_forever()", port: int | None = None) -> Tier:
    """Return a tier that is a Python program: a server that does what ``body`` says."""
    port = port or free_port()
    program = textwrap.dedent(SERVER).format(port=port) + textwrap.dedent(body)
    url = f"http://127.0.0.1:{port}/"
    return Tier(name, (sys.executable, "-c", program), ROOT, {}, url, port, url)
