"""Run the rehearsal's tests, or keep the rehearsal running for a person."""

import sys
from collections.abc import Sequence

from infra.local.browser import ensure_browser
from infra.local.foreground import clean_environment, run_in_foreground
from infra.local.running import Running, check_ports
from infra.local.supervisor import supervise
from infra.local.tiers import SEEDED_ACCOUNTS, TEST_OFFSET
from infra.rehearsal.certificates import AUTHORITY
from infra.rehearsal.names import BALANCED_APP, COMMUNITY_APP, EDGE_PORT, FOLDER, SITES
from infra.rehearsal.processes import processes
from infra.rehearsal.resolve import install

TESTS = "tests/e2e/rehearsal"
# The journeys that matter where the tiers are far apart; they need no other settings.
JOURNEYS = (
    *("tests/e2e/test_sign_in.py", "tests/e2e/test_access.py", "tests/e2e/test_hero.py"),
    *("tests/e2e/test_zero.py", "tests/e2e/test_isolation.py", "tests/e2e/test_patterns.py"),
    "tests/e2e/test_leaks.py",
)


def run_tests(arguments: Sequence[str]) -> int:
    """Run the tests of the rehearsal and the journeys in it, or the given paths."""
    command = (
        sys.executable,
        "-m",
        "pytest",
        "-m",
        "not local",
        *(arguments or (TESTS, *JOURNEYS)),
    )
    return run_in_foreground(
        command, env={**environment(), "GATEPOST_BROWSER": str(ensure_browser())}
    )


def environment() -> dict[str, str]:
    """Return an environment in which Python trusts the rehearsal's authority."""
    trusted = {"SSL_CERT_FILE": str(AUTHORITY), "REQUESTS_CA_BUNDLE": str(AUTHORITY)}
    return {**clean_environment(), **trusted, "REHEARSAL": "1"}


def browser_flags() -> tuple[str, ...]:
    """Return what makes Chromium find the sites and trust their certificates."""
    rules = ",".join(f"MAP {name}:443 127.0.0.1:{EDGE_PORT}" for name in SITES)
    return (f"--host-resolver-rules={rules}", "--ignore-certificate-errors")


def stay() -> None:
    """Keep the rehearsal running until Ctrl-C; say how to look at it."""
    install(dict.fromkeys(SITES, EDGE_PORT))
    tiers = processes()
    check_ports(tiers, TEST_OFFSET)
    flags = " ".join(f'"{flag}"' for flag in browser_flags())

    def announce() -> None:
        print(f"\nThe rehearsal is ready. Open https://{COMMUNITY_APP} or https://{BALANCED_APP}:")
        print(f"  chromium --user-data-dir=/tmp/rehearsal {flags}")
        for email, password, what in SEEDED_ACCOUNTS:
            print(f"  {email:18} {password:16} {what}")

    logs = FOLDER / "logs"
    supervise([Running(tier, logs / f"{tier.name}.log") for tier in tiers], announce)


if __name__ == "__main__":
    stay()
