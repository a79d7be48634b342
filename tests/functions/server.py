"""Run a target under its real server, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server

from tests.functions.app import FUNCTIONS


def command(target: str, port: int, *options: str, source: Path = FUNCTIONS) -> list[str]:
    function = ["--source", str(source / "main.py"), "--target", target]
    address = ["--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "functions_framework", *function, *address, *options]


def environment(**settings: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], **settings}


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def serving(target: str, source: Path = FUNCTIONS, /, **settings: str) -> Iterator[HTTPConnection]:
    """Run a target under its real server and wait until it takes connections."""
    port = free_port()
    process = subprocess.Popen(command(target, port, source=source), env=environment(**settings))
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                connection.connect()
                break
            except ConnectionRefusedError:
                assert process.poll() is None, "the server ended"
                assert time.monotonic() < deadline, "the server does not start"
                time.sleep(0.02)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait(40)  # gunicorn kills its worker after 30
