"""Functions as they run when deployed: a server on one core, its callers on another."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.functions.rounds import TooSlow

HERE = Path(__file__).parent
API = HERE.parents[2] / "functions" / "main.py"
# Cloud Run gives one virtual CPU; callers are elsewhere.
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
ON_ONE_CORE = len(CORES) > 1


@dataclass(frozen=True)
class Function:
    """One function under one server."""

    source: Path
    target: str
    environ: Mapping[str, str] = field(default_factory=dict)
    asgi: bool = False

    def command(self, port: int) -> list[str]:
        served = ["--source", str(self.source), "--target", self.target]
        address = ["--host", "127.0.0.1", "--port", str(port)]
        asgi = ["--asgi"] if self.asgi else []
        return [sys.executable, "-m", "functions_framework", *served, *address, *asgi]


@dataclass(frozen=True)
class Call:
    """One request, as bytes."""

    port: int
    path: str
    token: str | None = None

    def __bytes__(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        if self.token:
            lines.append(f"Authorization: Bearer {self.token}")
        return "\r\n".join([*lines, "", ""]).encode()


def take_cores() -> None:
    """Leave the first core to the servers."""
    if ON_ONE_CORE:
        os.sched_setaffinity(0, CORES[1:])


@contextmanager
def process(function: Function, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start a function; its log goes to a file, since a deployed one writes it as well."""
    with tempfile.TemporaryFile() as written:
        started = subprocess.Popen(
            function.command(port),
            env={"PATH": os.environ["PATH"], **function.environ},
            stderr=written,
        )
        if ON_ONE_CORE:
            os.sched_setaffinity(started.pid, CORES[:1])
        try:
            yield started
        finally:
            started.terminate()
            started.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def answered(call: Call, seconds: float = 20) -> bytes:
    """The beginning of the first answer, as soon as there is a server."""
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", call.port), timeout=10) as connection:
                connection.sendall(bytes(call))
                return connection.recv(12)
        except ConnectionError:
            time.sleep(0.001)
    raise TimeoutError(f"{call.path} does not answer")


def requests_per_second(call: Call, seconds: float) -> float:
    """One caller on one connection, which sends the next request when it has the answer."""
    request, times = bytes(call), list[float]()
    with socket.create_connection(("127.0.0.1", call.port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end or not times:
            connection.sendall(request)
            received = b""
            while not _is_whole(received):
                received += connection.recv(65536)
            times.append(time.perf_counter() - start)
            assert received.startswith(b"HTTP/1.1 200")
    return 1 / statistics.mean(times)


@dataclass(frozen=True, order=True)
class Load:
    """What many callers at once saw; times in milliseconds."""

    per_second: float
    p50: float
    p99: float

    def __str__(self) -> str:
        return f"{self.per_second:5.0f} /s {self.p50:6.2f} {self.p99:7.2f}"


def load(call: Call, connections: int, seconds: float) -> Load:
    """Many callers, each on a connection of its own.

    Raises:
        TooSlow: There are fewer than two responses.
    """
    request, times = bytes(call), list[float]()

    async def caller(end: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", call.port)
        while (start := time.perf_counter()) < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            await reader.readexactly(_content_length(head))
            times.append((time.perf_counter() - start) * 1000)
        writer.close()

    async def all_callers() -> float:
        start = time.perf_counter()
        await asyncio.gather(*(caller(start + seconds) for _ in range(connections)))
        return time.perf_counter() - start

    took = asyncio.run(all_callers())
    if len(times) < 2:
        raise TooSlow
    cut = statistics.quantiles(times, n=100)
    return Load(len(times) / took, cut[49], cut[98])


def memory(pid: int) -> float:
    """Proportional set size of a process and its children, in MB; Linux only."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own / 1024 + sum(memory(int(child)) for child in children)


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    return bool(end) and len(body) >= _content_length(head + end)


def _content_length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
