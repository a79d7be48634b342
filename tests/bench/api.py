"""Measure the protected API: ``python3 dev.py bench api [PART ...]``.

Machines differ and are noisy: each figure is a ratio of two things measured in turn in one run.
The ratio is the median over the rounds; in brackets stands the middle half.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.functions import client, slow, validators
from tests.bench.functions.rounds import TOO_SLOW, TooSlow, attempt, interleave, median, ratio
from tests.bench.functions.servers import (
    API,
    HERE,
    ON_ONE_CORE,
    Call,
    Function,
    Load,
    answered,
    free_port,
    load,
    memory,
    process,
    requests_per_second,
    take_cores,
)
from tests.functions.issuer import AUDIENCE, ISSUER, Signer
from tests.functions.jwks_server import answer, publishing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.bench.functions.rounds import Figures

JWKS_DELAY = 0.05
SHIPPED_THREADS = "16"
TOKENS = 200
CONNECTIONS = (1, 16, 80)
HELLO, HELLO_ASGI, PONG_ASGI = (
    HERE / name for name in ("hello.py", "hello_asgi.py", "pong_asgi.py")
)


class Setting:
    """One identity provider, 50 ms away, and the tokens it issued."""

    def __init__(self, signer: Signer, jwks_url: str) -> None:
        self.signer = signer
        self.jwks_url = jwks_url
        claims = validators.fifteen_claims()
        self.tokens = [signer.mint(sub=f"auth0|{n}", **claims) for n in range(TOKENS)]

    def api(self, threads: str = SHIPPED_THREADS) -> dict[str, str]:
        provider = {"AUTH0_ISSUER": ISSUER, "JWKS_URL": self.jwks_url}
        return {**provider, "AUTH0_AUDIENCE": AUDIENCE, "THREADS": threads}


@contextmanager
def setting() -> Iterator[Setting]:
    signer = Signer()
    with publishing(answer(signer.jwks(), delay=JWKS_DELAY)) as publisher:
        yield Setting(signer, publisher.url)


def show(figures: Figures, unit: str, digits: int = 0) -> None:
    for name in figures:
        middle, times = median(figures, name, unit, digits), ratio(figures, name, "hello")
        print(f"  {name:20} {middle}  x hello {times}")


def each(validate: validators.Validate, tokens: list[str]) -> Callable[[], float]:
    def measure() -> float:
        start = time.perf_counter()
        for token in tokens:
            validate(token)
        return (time.perf_counter() - start) / len(tokens) * 1e6

    return measure


def all_at_once(validate: Callable[[list[str]], None], tokens: list[str]) -> Callable[[], float]:
    def measure() -> float:
        start = time.perf_counter()
        validate(tokens)
        return (time.perf_counter() - start) / len(tokens) * 1e6

    return measure


def validation(at: Setting) -> None:
    print("Validation of one RS256 token with 15 claims, keys in memory (40 rounds of 200)")
    signer, tokens = at.signer, at.tokens
    with asyncio.Runner() as runner:
        measures = {
            "floor": each(validators.floor(signer), tokens),
            "gatepost": each(validators.gatepost(at.jwks_url), tokens),
            "joserfc": each(validators.joserfc(signer), tokens),
            "python-jose": each(validators.python_jose(signer), tokens),
            "PyJWT": each(validators.pyjwt(signer), tokens),
            "PyJWT, PyJWKClient": each(validators.pyjwt_with_client(at.jwks_url), tokens),
            "auth0-api-python": all_at_once(validators.auth0(signer, runner.get_loop()), tokens),
        }
        interleave(measures, 2)  # fetches the keys
        figures = interleave(measures, 40)
    for name in figures:
        to_ours = "" if name in {"floor", "gatepost"} else ratio(figures, name, "gatepost")
        floor = ratio(figures, name, "floor")
        middle = median(figures, name, "us", 1)
        print(f"  {name:20} {middle}  x floor {floor}  x ours {to_ours}")


def requests(at: Setting) -> None:
    print("Requests per second on one connection, keys 50 ms away, gthread (30 rounds)")
    with ExitStack() as stack:
        hello, api = free_port(), free_port()
        stack.enter_context(process(Function(HELLO, "hello", {"THREADS": SHIPPED_THREADS}), hello))
        stack.enter_context(process(Function(API, "api", at.api()), api))
        calls = {
            "hello": Call(hello, "/"),
            "/api/ping": Call(api, "/api/ping"),
            "/api/pong": Call(api, "/api/pong", at.tokens[0]),
            "/api/pong-scoped": Call(api, "/api/pong-scoped", at.tokens[0]),
        }
        measures = {}
        for name, call in calls.items():
            answered(call)
            measures[name] = partial(requests_per_second, call, 0.25)
        interleave(measures, 2)
        figures = interleave(measures, 30)
    show(figures, "/s")


def servers(at: Setting) -> None:
    print("Requests per second with 1, 16 and 80 connections (medians of 5 rounds; p50, p99 in ms)")
    with ExitStack() as stack:
        calls = {}
        for threads in ("4", "16", "80"):
            port = free_port()
            stack.enter_context(process(Function(API, "api", at.api(threads)), port))
            calls[f"pong, {threads} threads"] = Call(port, "/api/pong", at.tokens[0])
        for name, source, target in (
            ("hello, asgi", HELLO_ASGI, "hello"),
            ("hello, asgi, thread", HELLO_ASGI, "hello_in_a_thread"),
            ("pong, asgi", PONG_ASGI, "pong"),
            ("pong, asgi, thread", PONG_ASGI, "pong_in_a_thread"),
        ):
            port = free_port()
            stack.enter_context(process(Function(source, target, at.api(), asgi=True), port))
            calls[name] = Call(port, "/api/pong", at.tokens[0])
        for call in calls.values():
            answered(call)
        seen: dict[tuple[str, int], list[Load]] = {
            (name, connections): [] for name in calls for connections in CONNECTIONS
        }
        for _ in range(5):
            for (name, connections), loads in seen.items():
                measured = attempt(partial(load, calls[name], connections, 0.5))
                if measured:
                    loads.append(measured)
    for name in calls:
        rounds = (seen[name, connections] for connections in CONNECTIONS)
        middles = [str(statistics.median_low(loads)) if loads else TOO_SLOW for loads in rounds]
        print(f"  {name:20} | {' | '.join(middles)}")


def start(at: Setting) -> None:
    print("From the start of the process to the first answer, and memory (15 rounds)")
    hello = Function(HELLO, "hello", {"THREADS": SHIPPED_THREADS})
    api = Function(API, "api", at.api())
    cases = {
        "hello": (hello, "/", None),
        "/api/ping": (api, "/api/ping", None),
        "/api/pong": (api, "/api/pong", at.tokens[0]),
    }
    held: dict[str, list[float | None]] = {name: [] for name in cases}

    def measure(name: str) -> float:
        function, path, token = cases[name]
        port = free_port()
        held[name].append(None)
        begun = time.perf_counter()
        with process(function, port) as running:
            first = answered(Call(port, path, token))
            took = (time.perf_counter() - begun) * 1000
            assert first.endswith(b"200"), first
            if Path("/proc").exists():
                time.sleep(0.3)  # the keys are fetched beside the start
                held[name][-1] = memory(running.pid)
        return took

    figures = interleave({name: partial(measure, name) for name in cases}, 15)
    show(figures, "ms")
    if any(held["hello"]):
        show(held, "MB", 1)


def slowly(at: Setting) -> None:
    slow.compare(at.api())


def through_client(_: Setting) -> None:
    print("The package's client: a large answer, and many threads")
    client.measure()


PARTS = {
    "validation": validation,
    "requests": requests,
    "servers": servers,
    "start": start,
    "slow": slowly,
    "client": through_client,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}: known are {', '.join(PARTS)}.")
        return 2
    take_cores()
    print("Servers on one core, callers on another." if ON_ONE_CORE else "Servers share the cores.")
    with setting() as at:
        for name in names or PARTS:
            try:
                PARTS[name](at)
            except (TooSlow, TimeoutError):
                print(f"  {TOO_SLOW}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
