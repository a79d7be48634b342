"""The processes of the rehearsal: each starts as its host starts it."""

import json
from collections.abc import Mapping

from infra.local.node import NODE
from infra.local.tiers import PROVIDER, Tier
from infra.rehearsal import settings
from infra.rehearsal.artefacts import APP, COMPONENT, FUNCTIONS, HOSTS, PACKAGE, python_of
from infra.rehearsal.certificates import AUTHORITY, CERTIFICATE, KEY
from infra.rehearsal.names import (
    API,
    BALANCED_APP,
    COMMUNITY_APP,
    COMPONENT as COMPONENT_NAME,
    EDGE_HEALTH_PORT,
    EDGE_PORT,
    EDGE_PROXY_PORT,
    FOLDER,
    PORTS,
    PRIVATE_API,
    SINGLE_APIS,
    SITES,
)

# Of the API, for callers without a token (RFC 9728).
DESCRIPTION = "/.well-known/oauth-protected-resource"


def _local(port: int, path: str = "/") -> str:
    return f"http://127.0.0.1:{port}{path}"


def edge(**mishaps: Mapping[str, object]) -> Tier:
    """Return what stands before all sites.

    Args:
        mishaps: What happens to requests for some of them, see ``edge/mishap.mjs``.
    """
    config = FOLDER / f"edge{'-with-mishaps' if mishaps else ''}.json"
    sites = {name: {**site, "mishap": mishaps.get(name)} for name, site in SITES.items()}
    ports = {"port": EDGE_PORT, "healthPort": EDGE_HEALTH_PORT, "proxyPort": EDGE_PROXY_PORT}
    config.write_text(
        json.dumps({**ports, "sites": sites, "certificate": str(CERTIFICATE), "key": str(KEY)}),
        "utf-8",
    )
    return Tier(
        name="edge",
        command=(str(NODE), "edge/edge.mjs", str(config)),
        cwd=PACKAGE,
        env={},
        url=f"https://127.0.0.1:{EDGE_PORT}",
        port=EDGE_PORT,
        ready_url=_local(EDGE_HEALTH_PORT),
    )


def _identity_provider() -> Tier:
    port = PORTS["identity-provider"]
    return Tier(
        name="identity-provider",
        command=(str(NODE), "server.mjs"),
        cwd=PROVIDER,
        env={
            "PORT": str(port),
            "ISSUER": settings.ISSUER,
            "CLIENT_ID": settings.CLIENT_ID,
            "AUDIENCE": settings.AUDIENCE,
            "COMPONENT_BASE_URL": f"https://{COMPONENT_NAME}",
            "KEYS_FILE": str(FOLDER / "identity-provider-keys.json"),
        },
        url=settings.ISSUER,
        port=port,
        ready_url=f"{settings.ISSUER}.well-known/openid-configuration",
        secrets={"CLIENT_SECRET": settings.SECRETS["AUTH0_CLIENT_SECRET"]},
    )


def _component(instance: int) -> Tier:
    port = PORTS[f"component-{instance}"]
    return Tier(
        name="component" if instance == 1 else f"component-{instance}",
        command=(
            *(str(NODE), "--import", "./edge/resolve.mjs", "edge/vercel.mjs"),
            *(str(COMPONENT / "component"), str(FOLDER / f"instance-{instance}")),
        ),
        cwd=PACKAGE,
        env={
            **settings.BUILD_SETTINGS,
            "PORT": str(port),
            "NODE_EXTRA_CA_CERTS": str(AUTHORITY),
            "REHEARSAL_HOSTS": str(HOSTS),
            "VERCEL": "1",
            "VERCEL_ENV": "production",
            "NODE_ENV": "production",
        },
        url=f"https://{COMPONENT_NAME}",
        port=port,
        ready_url=_local(port),  # a page of the build, whatever the settings say
        secrets={
            name: settings.SECRETS[name] for name in ("AUTH0_CLIENT_SECRET", "GATEPOST_SECRET")
        },
    )


def _function(name: str, target: str, host: str) -> Tier:
    port = PORTS[name]
    return Tier(
        name="functions" if name == "api" else name,
        command=(
            *(str(python_of(FUNCTIONS)), "-m", "functions_framework"),
            *("--host", "127.0.0.1", "--port", str(port)),
        ),
        cwd=FUNCTIONS / "functions",
        env={
            **settings.FUNCTIONS_SETTINGS,
            "FUNCTION_TARGET": target,
            "K_SERVICE": host.partition(".")[0],
            "K_REVISION": "rehearsal-00001",
            "PORT": str(port),
        },
        url=f"https://{host}",
        port=port,
        ready_url=_local(port, "/api/ping" if target in ("api", "ping") else DESCRIPTION),
        secrets={"AUDIT_SALT": settings.SECRETS["AUDIT_SALT"]},
    )


def _app(name: str, site: str, env: Mapping[str, str], *, is_community: bool = False) -> Tier:
    port = PORTS[name]
    shared = {"STREAMLIT_SERVER_COOKIE_SECRET": settings.SECRETS["STREAMLIT_SERVER_COOKIE_SECRET"]}
    return Tier(
        name={"app-1": "streamlit", "app-2": "streamlit-2"}.get(name, name),
        command=(
            *(str(python_of(APP)), "-m", "streamlit", "run", "streamlit_app/app.py"),
            *("--server.port", str(port), "--server.address", "127.0.0.1"),
            *("--server.headless", "true"),
        ),
        cwd=APP,
        env=env,
        url=f"https://{site}",
        port=port,
        ready_url=_local(port, "/_stcore/health"),
        secrets={} if is_community else shared,
    )


def processes() -> tuple[Tier, ...]:
    """Return all processes, the edge first."""
    app_settings = {
        "GATEPOST_COMPONENT_URL": f"https://{COMPONENT_NAME}",
        "GATEPOST_APP_URL": f"https://{BALANCED_APP}",
        "GATEPOST_API_URL": f"https://{API}",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    }
    return (
        edge(),
        _identity_provider(),
        _component(1),
        _component(2),
        _function("api", "api", API),
        _function("private-api", "api", PRIVATE_API),
        *(_function(target, target, host) for target, host in SINGLE_APIS.items()),
        _app("community-app", COMMUNITY_APP, settings.FORCED, is_community=True),
        _app("app-1", BALANCED_APP, app_settings),
        _app("app-2", BALANCED_APP, app_settings),
    )
