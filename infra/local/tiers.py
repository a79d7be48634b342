"""Define the four local processes: commands, addresses and settings."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.node import NODE, PATH

ROOT = Path(__file__).resolve().parents[2]
PROVIDER = ROOT / "infra" / "local" / "identity_provider"
DEMO = ROOT / "streamlit_app" / "app.py"

# The tests run their own stack beside the user's; the tests of another checkout run a third.
TEST_OFFSET = int(os.environ.get("TEST_PORT_OFFSET", "1000"))

CLIENT_ID = "gatepost-local"
AUDIENCE = "https://api.gatepost.test"
# The component refuses values that begin with local-sample- outside loopback.
CLIENT_SECRET = "local-sample-client-secret-0123456789"  # noqa: S105

_ACCOUNTS = json.loads((PROVIDER / "accounts.json").read_text("utf-8"))
# The e-mail address, the password and the purpose of each.
SEEDED_ACCOUNTS: list[tuple[str, str, str]] = [
    (account["email"], account["password"], account["purpose"]) for account in _ACCOUNTS
]

# What Python and Node need from the user's environment. Nothing else is passed on, so that a
# stray AUTH0_* or GATEPOST_* in the user's shell cannot reach a tier.
INHERITED = (
    *("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR"),
    # on Windows
    *("APPDATA", "COMSPEC", "LOCALAPPDATA", "PATHEXT", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE"),
)


@dataclass(frozen=True)
class Tier:
    """One process of a local run.

    Attributes:
        name: The name of the process in logs and messages.
        command: The program and its arguments.
        cwd: The directory the process starts in.
        env: The tier's settings, without its secrets.
        url: The address a user opens.
        port: The port it listens on.
        ready_url: Answers 200 once the process is ready.
        needs: The names of the tiers that it calls as soon as it starts.
        secrets: The files that hold further settings, made by the set-up.
    """

    name: str
    command: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    url: str
    port: int
    ready_url: str
    needs: tuple[str, ...] = ()
    secrets: Mapping[str, Path] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Return the whole environment of the process; reads the files of its secrets."""
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        secrets = {name: file.read_text("ascii") for name, file in self.secrets.items()}
        return {**inherited, "PATH": PATH, **secrets, **self.env}


class _Addresses:
    """The addresses of the tiers for one port offset, and whether they reload on changes."""

    def __init__(self, offset: int, *, watch: bool) -> None:
        self.offset = offset
        self.watch = watch
        self.issuer = f"http://localhost:{9000 + offset}/"
        self.functions = f"http://127.0.0.1:{8888 + offset}"
        # Not the app's host name, so that they are two sites, as in a deployment.
        self.component = f"http://127.0.0.1:{3001 + offset}"
        self.app, self.second_app, self.partner_app, self.own_app = (
            f"http://localhost:{port + offset}" for port in (4010, 4011, 4012, 8501)
        )
        # A page of another site than the app, which may embed it.
        self.portal = f"http://127.0.0.1:{4013 + offset}"


def run_dir(offset: int) -> Path:
    """Return the directory for logs, keys and tools of one port offset."""
    return ROOT / ".run" / str(offset) if offset else ROOT / ".run"


def log_path(offset: int, name: str) -> Path:
    """Return the log file of a tier or of a set-up step."""
    return run_dir(offset) / "logs" / f"{name}.log"


def reload_dir(offset: int) -> Path:
    """Return the directory of the module whose changes make Streamlit reload the app.

    Streamlit watches nothing in folders that begin with a dot, such as ``.run``.
    """
    return ROOT / "infra" / "local" / "__pycache__" / f"reload-{offset}"


def _identity_provider(at: _Addresses) -> Tier:
    port = 9000 + at.offset
    # Sessions survive restarts after a change.
    kept = {"STATE_FILE": str(run_dir(at.offset) / "identity-provider-state")}
    return Tier(
        name="identity-provider",
        command=(str(NODE), "server.mjs"),
        cwd=PROVIDER,
        env={
            "PORT": str(port),
            "ISSUER": at.issuer,
            "CLIENT_ID": CLIENT_ID,
            "CLIENT_SECRET": CLIENT_SECRET,
            "AUDIENCE": AUDIENCE,
            "COMPONENT_BASE_URL": at.component,
            "KEYS_FILE": str(run_dir(at.offset) / "identity-provider-keys.json"),
            **(kept if at.watch else {}),
        },
        url=at.issuer,
        port=port,
        ready_url=f"{at.issuer}.well-known/openid-configuration",
    )


def _functions(at: _Addresses) -> Tier:
    port = 8888 + at.offset
    return Tier(
        name="functions",
        command=(
            sys.executable,
            *("-m", "functions_framework", "--source", "functions/main.py", "--target", "api"),
            *("--host", "127.0.0.1", "--port", str(port)),
        ),
        cwd=ROOT,
        env={
            "AUTH0_ISSUER": at.issuer,
            "AUTH0_AUDIENCE": AUDIENCE,
            "ALLOWED_CLIENT_IDS": CLIENT_ID,
            "ALLOWED_ORIGINS": at.app,
            "PYTHONUNBUFFERED": "1",
        },
        url=at.functions,
        port=port,
        ready_url=f"{at.functions}/api/ping",
        needs=("identity-provider",),  # for its keys
    )


def _component(at: _Addresses) -> Tier:
    port = 3001 + at.offset
    # Besides the demo app: a second app of the same operator, an app of another operator, and what
    # `streamlit run` serves, such as the app that `gatepost new` has written.
    scopes = ["read:messages", "write:messages"]
    apps = [
        {"origin": at.app, "scopes": scopes, "embedded_by": [at.portal]},
        {"origin": at.second_app, "scopes": ["read:messages"]},
        {"origin": at.partner_app, "name": "Partner app", "trusted": False},
        {"origin": at.own_app, "scopes": scopes},
    ]
    # Each offset has its own build folder; the development server's is separate.
    folder = ".next" + ("-dev" if at.watch else "") + (f"-{at.offset}" if at.offset else "")
    return Tier(
        name="component",
        command=(
            *(str(NODE), "node_modules/next/dist/bin/next", "dev" if at.watch else "start"),
            *("-H", "127.0.0.1", "-p", str(port)),
        ),
        cwd=ROOT / "component",
        env={
            "COMPONENT_BASE_URL": at.component,
            "API_BASE_URL": at.functions,
            "AUTH0_ISSUER": at.issuer,
            "AUTH0_CLIENT_ID": CLIENT_ID,
            "AUTH0_CLIENT_SECRET": CLIENT_SECRET,
            "AUTH0_AUDIENCE": AUDIENCE,
            "GATEPOST_APPS": json.dumps(apps),
            "NEXT_DIST_DIR": folder,
            "NEXT_TELEMETRY_DISABLED": "1",
        },
        url=at.component,
        port=port,
        ready_url=f"{at.component}/",
        secrets={"GATEPOST_SECRET": run_dir(at.offset) / "sealing-secret"},
    )


def _streamlit(at: _Addresses, app: Path) -> Tier:
    port = 4010 + at.offset
    # The package, for an app in another folder, and the module that reloads it.
    paths = (ROOT / "streamlit_app", *((reload_dir(at.offset),) if at.watch else ()))
    return Tier(
        name="streamlit",
        command=(
            sys.executable,
            *("-m", "streamlit", "run", str(app)),
            *("--server.port", str(port), "--server.address", "localhost"),
            *("--server.headless", "true", "--browser.gatherUsageStats", "false"),
            *("--server.runOnSave", str(at.watch).lower()),
        ),
        cwd=ROOT,
        env={
            "GATEPOST_COMPONENT_URL": at.component,
            "GATEPOST_API_URL": at.functions,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "PYTHONUNBUFFERED": "1",
        },
        url=at.app,
        port=port,
        ready_url=f"{at.app}/_stcore/health",
    )


def tiers(offset: int = 0, *, watch: bool = False, app: Path = DEMO) -> tuple[Tier, ...]:
    """Return the four tiers, in the order in which they depend on each other.

    Args:
        offset: Added to every port; each offset has logs, keys and a build of its own.
        watch: Whether the tiers reload when their sources change, see ``watch.py``.
        app: The script that Streamlit runs.
    """
    at = _Addresses(offset, watch=watch)
    return (_identity_provider(at), _functions(at), _component(at), _streamlit(at, app))
