"""Define the commands of dev.py. Until one runs, only the standard library is needed."""

import argparse
import io
import os
import sys
import time
from pathlib import Path

from infra.local.errors import LocalRunError
from infra.local.foreground import clean_environment, run_in_foreground
from infra.local.python_packages import enter_environment
from infra.local.running import Running, check_ports
from infra.local.supervisor import supervise
from infra.local.tiers import DEMO, ROOT, SEEDED_ACCOUNTS, TEST_OFFSET, log_path, tiers

LAST_PORT = 65_535
STARTED = "GATEPOST_DEV_STARTED"
BENCHES = ROOT / "tests" / "bench"


def up(options: argparse.Namespace) -> int:
    """Install, build and start everything; Ctrl-C stops it."""
    from infra.local.toolchain import prepare
    from infra.local.watch import restarts

    # Kept while dev.py starts itself again in .venv, so that the time counts both.
    started = float(os.environ.get(STARTED, time.time()))
    offset: int = options.port_offset
    all_tiers = tiers(offset, watch=options.watch, app=options.app)
    prepare(offset, build=not options.watch)

    def announce() -> None:
        print(f"\nGatepost is ready ({time.time() - started:.0f} s). Open the first address.")
        for tier in reversed(all_tiers):
            print(f"  {tier.name:18} {tier.url}")
        print("Sign in as:")
        for email, password, what in SEEDED_ACCOUNTS:
            print(f"  {email:18} {password:16} {what}")
        if options.watch:
            print("Saved changes go live; after a change to the component, reload the page.")
        print("Ctrl-C stops everything.\n")

    runs = [Running(tier, log_path(offset, tier.name)) for tier in all_tiers]
    supervise(runs, announce, restarts=restarts(offset) if options.watch else None)
    return 0


def test(options: argparse.Namespace) -> int:
    """Run all tests, or those in the given paths; other arguments go to pytest or vitest."""
    from infra.local.testing import run_tests

    if options.engines:
        from infra.local.browser import ensure_engines
        from infra.rehearsal import command
        from infra.rehearsal.artefacts import make_artefacts

        ensure_engines()
        make_artefacts()
        return command.run_tests(("tests/engines", *options.rest))
    return run_tests(options.rest)


def evidence(_options: argparse.Namespace) -> int:
    """Run the tests of the claims in the docs, and write docs/evidence.md."""
    from infra.local.evidence import run_evidence

    return run_evidence()


def check(options: argparse.Namespace) -> int:
    """Run the linters, the type checkers and the contract check."""
    from infra.local.checks import run_checks
    from infra.local.toolchain import prepare

    prepare(0, build=False)
    return 1 if run_checks(fix=options.fix) else 0


def bounds(options: argparse.Namespace) -> int:
    """Test the package with the oldest and newest releases it admits, on each Python here."""
    from infra.local.bounds import run_bounds

    return run_bounds(options.rest)


def audit(_options: argparse.Namespace) -> int:
    """Check all packages in the lock files for known vulnerabilities."""
    from infra.local.audit import run_audits

    return 1 if run_audits() else 0


def contract(_options: argparse.Namespace) -> int:
    """Write the generated files again."""
    from infra.local.toolchain import install_packages, set_up_lock

    with set_up_lock():
        install_packages()
    return run_in_foreground([sys.executable, "-m", "infra.local.contract"])


def docs(_options: argparse.Namespace) -> int:
    """Build the documentation site."""
    from infra.local.docs import build

    return build()


def lock(_options: argparse.Namespace) -> int:
    """Compile the Python lock files again."""
    from infra.local.locks import compile_locks

    compile_locks()
    return 0


def bench(options: argparse.Namespace) -> int:
    """Run one benchmark of tests/bench; other arguments go to it."""
    from infra.local.browser import ensure_browser
    from infra.local.toolchain import prepare

    names = bench_names()
    if options.name not in names:
        known = ", ".join(names)
        raise LocalRunError(f"There is no benchmark named {options.name}: use one of {known}.")
    prepare(TEST_OFFSET)
    command = [sys.executable, "-m", f"tests.bench.{options.name}", *options.rest]
    env = bench_environment() | {"GATEPOST_BROWSER": str(ensure_browser())}
    return run_in_foreground(command, env=env)


def doctor(options: argparse.Namespace) -> int:
    """Find out what is wrong with the running tiers; other arguments go to `gatepost doctor`."""
    local = {tier.name: tier for tier in tiers(options.port_offset)}["streamlit"]
    env = {**local.environment(), "GATEPOST_APP_URL": local.url}
    command = [sys.executable, "-m", "gatepost", "doctor", *options.rest]
    return run_in_foreground(command, ROOT / "streamlit_app", env)


def rehearse(options: argparse.Namespace) -> int:
    """Run what would be deployed as its hosts would, over TLS, and test it (POSIX only)."""
    from infra.rehearsal import command
    from infra.rehearsal.artefacts import make_artefacts

    make_artefacts()
    if options.stay:
        runner = [sys.executable, "-m", "infra.rehearsal.command"]
        return run_in_foreground(runner, env=command.environment())
    return command.run_tests(options.rest)


def bench_names() -> list[str]:
    """Return the names of all benchmarks."""
    return sorted(file.stem for file in BENCHES.glob("[!_]*.py"))


def bench_environment() -> dict[str, str]:
    """Return an environment in which a benchmark finds the tiers' modules, as pytest does."""
    tiers = (str(ROOT / "streamlit_app"), str(ROOT / "functions"))
    return clean_environment() | {"PYTHONPATH": os.pathsep.join(tiers)}


COMMANDS = {
    each.__name__: each
    for each in (
        *(up, test, evidence, bounds, check, audit, contract, docs, lock, bench, doctor, rehearse),
    )
}
# Their further arguments go to another program.
TAKES_MORE = {"test", "bounds", "bench", "doctor", "rehearse"}


def _port_offset(text: str) -> int:
    highest = LAST_PORT - max(tier.port for tier in tiers())
    if not text.isdecimal() or int(text) > highest:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to {highest}")
    return int(text)


def _app(text: str) -> Path:
    path = Path(text).resolve()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {path}")
    return path


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py", description="Runs and tests Gatepost.")
    parsers = parser.add_subparsers(dest="command", metavar="command", required=True)
    subs = {
        name: parsers.add_parser(
            name, help=command.__doc__, description=command.__doc__, allow_abbrev=False
        )
        for name, command in COMMANDS.items()
    }
    beside = "add N to every port, to run beside another copy"
    for name in ("up", "doctor"):
        subs[name].add_argument(
            "--port-offset", type=_port_offset, default=0, metavar="N", help=beside
        )
    subs["up"].add_argument(
        "--app", type=_app, default=DEMO, metavar="FILE", help="run this app instead of the demo"
    )
    subs["up"].add_argument("--watch", action="store_true", help="reload when sources change")
    subs["check"].add_argument("--fix", action="store_true", help="first fix what the linters can")
    subs["test"].add_argument(
        "--engines", action="store_true", help="journeys in three browser engines instead (Debian)"
    )
    subs["bench"].add_argument("name", help="a file of tests/bench, without .py")
    subs["rehearse"].add_argument("--stay", action="store_true", help="run until Ctrl-C instead")
    options, rest = parser.parse_known_args(arguments)
    options.rest = rest
    if rest and options.command not in TAKES_MORE:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    return options


def main(arguments: list[str]) -> int:
    """Run one command, in .venv; return the exit code.

    Args:
        arguments: The command line without the program.
    """
    options = _parse(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    try:
        if options.command == "up":
            # Before the long steps: nobody waits minutes to learn that a port is taken.
            check_ports(tiers(options.port_offset), options.port_offset + 100)
        os.environ.setdefault(STARTED, str(time.time()))
        enter_environment(arguments)
        return COMMANDS[options.command](options)
    except LocalRunError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
