"""Callers who send as slowly as they can, and a client who asks for /api/ping beside them."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socket import create_connection
from threading import Event, Thread

EACH = 100
PAUSE = 2.0
PATIENCE = 5.0
PING = b"GET /api/ping HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
HEADERS = b"GET /api/ping HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODIES = b"POST /api/ping HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n\r\n"


@dataclass(frozen=True)
class Seen:
    """What the client saw: times in milliseconds, ``PATIENCE`` where there was no answer."""

    times: list[float]
    unanswered: int

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(self.times + other.times, self.unanswered + other.unanswered)

    def percentile(self, of_hundred: int) -> float:
        if len(self.times) < 2:
            return self.times[0]
        return statistics.quantiles(self.times, n=100, method="inclusive")[of_hundred - 1]

    def __str__(self) -> str:
        shown = f"p50 {self.percentile(50):8.2f} ms  p99 {self.percentile(99):8.2f} ms"
        return f"{shown}  {len(self.times)} asked, {self.unanswered} unanswered"


def ping(port: int, seconds: float) -> Seen:
    """Ask on a new connection each time, two hundred times a second at most."""
    times, unanswered = list[float](), 0
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end or not times:
        try:
            answer = _ask(port)
        except TimeoutError:
            unanswered += 1
        else:
            assert answer.startswith(b"HTTP/1.1 200"), answer
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(0.005)
    return Seen(times, unanswered)


def _ask(port: int) -> bytes:
    answer = b""
    with create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(PING)
        while not answer.endswith(b"}"):
            received = connection.recv(65536)
            if not received:
                break
            answer += received
    return answer


@contextmanager
def attack(port: int, *beginnings: bytes) -> Iterator[None]:
    """Keep a hundred connections of each kind open, with a byte on each every two seconds."""
    over = Event()
    thread = Thread(target=lambda: asyncio.run(_attack(port, beginnings, over)))
    thread.start()
    try:
        time.sleep(1)
        yield
    finally:
        over.set()
        thread.join()


async def _attack(port: int, beginnings: tuple[bytes, ...], over: Event) -> None:
    tasks = [
        asyncio.create_task(_slow_caller(port, beginning))
        for beginning in beginnings
        for _ in range(EACH)
    ]
    while not over.is_set():
        await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _slow_caller(port: int, beginning: bytes) -> None:
    """Send slowly; begin again where the server ends the connection."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(beginning)
                while not reader.at_eof():
                    writer.write(b"x")
                    await writer.drain()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(), PAUSE)
            finally:
                writer.close()
        await asyncio.sleep(PAUSE)
