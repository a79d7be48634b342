"""/api/ping beside slow callers, without a front and behind one."""

import statistics
from collections.abc import Mapping

from tests.bench.functions import front
from tests.bench.functions.rounds import ratio
from tests.bench.functions.servers import API, Call, Function, answered, free_port, process
from tests.bench.functions.slow_callers import BODIES, HEADERS, Seen, attack, ping

ROUNDS = 7
MOST_TIMES_SLOWER = 2


def compare(environ: Mapping[str, str]) -> None:
    """Measure with and without slow callers.

    Raises:
        SystemExit: Behind the front they slow the API down all the same.
    """
    print("/api/ping beside 100 slow headers and 100 slow bodies, a byte every two seconds on each")
    _without_front(environ)
    if front.NGINX is None:
        print("  nginx is not installed (Debian: nginx-light): nothing was measured behind a front")
        return
    rounds = _behind_front(environ)
    for name, seen in rounds.items():
        print(f"  {front.name()} in front, {name}    {sum(seen, Seen([], 0))}")
    worst = {name: [each.percentile(99) for each in seen] for name, seen in rounds.items()}
    times = statistics.median(a / b for a, b in zip(worst["both"], worst["idle"], strict=True))
    print(f"  p99 behind the front, x idle: {ratio(worst, 'both', 'idle')}")
    if times > MOST_TIMES_SLOWER:
        raise SystemExit(f"Behind the front p99 must stay within {MOST_TIMES_SLOWER} times.")


def _without_front(environ: Mapping[str, str]) -> None:
    port = free_port()
    with process(Function(API, "api", environ), port):
        answered(Call(port, "/api/ping"))
        print(f"  nothing in front, idle         {ping(port, 3)}")
        with attack(port, BODIES):
            print(f"  nothing in front, bodies       {ping(port, 5)}")
        with attack(port, BODIES, HEADERS):
            print(f"  nothing in front, both         {ping(port, 8)}")


def _behind_front(environ: Mapping[str, str]) -> dict[str, list[Seen]]:
    """What the client saw in each round, idle and beside both in turn."""
    api, port = free_port(), free_port()
    seen: dict[str, list[Seen]] = {"idle": [], "both": []}
    with process(Function(API, "api", environ), api), front.front(api, port):
        answered(Call(api, "/api/ping"))
        answered(Call(port, "/api/ping"))
        for _ in range(ROUNDS):
            seen["idle"].append(ping(port, 2))
            with attack(port, BODIES, HEADERS):
                seen["both"].append(ping(port, 2))
    return seen
