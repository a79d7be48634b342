"""Measure one number of people: the times of their steps, and what each tier uses."""

from __future__ import annotations

import gevent
import locust.stats
from locust.env import Environment
from locust.runners import LocalRunner

from infra.rehearsal.names import API, COMPONENT, PROVIDER
from tests.bench._people import Person, Tab
from tests.bench._usage import Usage, requests_of_sites, usage
from tests.e2e.stack import Stack

SITES = {"component": COMPONENT, "functions": API, "identity provider": PROVIDER}
APP_RUNS = ("first run", "run again")
SAMPLE_SECONDS = 60
DRAIN_SECONDS = 120


def measure(stack: Stack, people: int, seconds: float, arrivals: int, *, lose: bool) -> int:
    """Have people come, stay and leave; print what it took; return how many steps failed.

    Each of them has the app open, and signs in and calls at the component's routes.
    """
    print(f"\n{people} people", flush=True)
    environment = Environment(user_classes=[Person, Tab], stop_timeout=DRAIN_SECONDS)
    runner = environment.create_local_runner()
    before, had = usage(stack), requests_of_sites()
    runner.start(2 * people, spawn_rate=2 * arrivals)
    gevent.sleep(people / arrivals)
    settled = usage(stack)
    _stay(stack, seconds, lose=lose)
    peak = usage(stack)
    runner.stop()
    gevent.sleep(2)
    seen = {site: count - had[site] for site, count in requests_of_sites().items()}
    counts = {
        **{tier: seen[site] for tier, site in SITES.items()},
        "app": sum(e.num_requests for e in runner.stats.entries.values() if e.name in APP_RUNS),
        "edge": sum(seen.values()),
    }
    _print_steps(runner)
    if not lose:  # what a killed process has used is gone with it
        _print_usage(before, settled, peak, usage(stack), counts, people)
    runner.quit()
    for failure in runner.stats.errors.values():
        print(f"  {failure.name}: {failure.error} ({failure.occurrences} times)")
    return int(runner.stats.total.num_failures)


def warm_up(stack: Stack) -> None:
    """Have every tier load what it loads at the first request."""
    environment = Environment(user_classes=[Person, Tab], stop_timeout=DRAIN_SECONDS)
    runner = environment.create_local_runner()
    runner.start(20, spawn_rate=10)
    gevent.sleep(15)
    runner.quit()


def _stay(stack: Stack, seconds: float, *, lose: bool) -> None:
    """Wait; print memory as it goes; halfway lose processes, if asked to."""
    passed, lost = 0.0, not lose
    while passed < seconds:
        if not lost and passed >= seconds / 2:
            lost = True
            for name in ("streamlit", "component"):
                stack.running[name].stop(0)
                print(f"  {passed:.0f} s: {name} killed", flush=True)
        step = min(SAMPLE_SECONDS, seconds / 2 if lose else seconds, seconds - passed)
        gevent.sleep(step)
        passed += step
        memory = ", ".join(f"{tier} {u.megabytes:.0f}" for tier, u in usage(stack).items())
        print(f"  {passed:.0f} s: MB {memory}", flush=True)


def _print_steps(runner: LocalRunner) -> None:
    print(f"\n  {'step':12} {'times':>7} {'failed':>7} {'median':>7} {'p99':>7}  ms")
    for entry in sorted(runner.stats.entries.values(), key=lambda entry: entry.name):
        median, worst = (entry.get_response_time_percentile(p) or 0 for p in (0.5, 0.99))
        print(
            f"  {entry.name:12} {entry.num_requests:7} {entry.num_failures:7} "
            f"{median:7.0f} {worst:7.0f}"
        )


def _print_usage(
    before: dict[str, Usage],
    settled: dict[str, Usage],
    peak: dict[str, Usage],
    after: dict[str, Usage],
    counts: dict[str, int],
    people: int,
) -> None:
    print(
        f"\n  {'tier':18} {'requests':>8} {'ms each':>8} {'a core-s':>8} {'MB':>6} {'kB/person':>9}"
    )
    for tier, used in after.items():
        spent = used.seconds - before[tier].seconds
        count = counts[tier]
        grown = (max(peak[tier].megabytes, settled[tier].megabytes) - before[tier].megabytes) * 1024
        print(
            f"  {tier:18} {count:8} {spent / max(count, 1) * 1000:8.2f} "
            f"{count / max(spent, 0.01):8.0f} "
            f"{used.megabytes:6.0f} {grown / people:9.0f}"
        )


locust.stats.console_logger.disabled = True
