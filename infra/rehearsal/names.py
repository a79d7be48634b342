"""The names of the rehearsal's sites, and where on this machine each is served.

No name ends in a domain that exists (RFC 6761), except Google's two, which the component calls.
"""

from infra.local.tiers import ROOT, TEST_OFFSET

FOLDER = ROOT / ".run" / "rehearsal"
_FIRST_PORT = 6_400 + TEST_OFFSET
EDGE_PORT = _FIRST_PORT + 43
EDGE_HEALTH_PORT = _FIRST_PORT + 44
EDGE_PROXY_PORT = _FIRST_PORT + 45

PROVIDER = "tenant.auth0.test"
COMPONENT = "component.vercel.test"
API = "gatepost-api.run.test"
PRIVATE_API = "gatepost-private.run.test"
# The functions that are deployed one by one, by their targets.
SINGLE_APIS = {
    "ping": "gatepost-ping.run.test",
    "pong": "gatepost-pong.run.test",
    "pong_scoped": "gatepost-pong-scoped.run.test",
}
COMMUNITY_APP = "gatepost.streamlit.test"
BALANCED_APP = "app.hosting.test"
# A site whose page may embed the balanced app, and one whose page may not.
PORTAL = "portal.intranet.test"
STRANGER = "stranger.intruder.test"
GOOGLE = ("sts.googleapis.com", "iamcredentials.googleapis.com")

PORTS = {
    "identity-provider": _FIRST_PORT,
    **{f"component-{i}": _FIRST_PORT + 10 + i for i in (1, 2)},
    "api": _FIRST_PORT + 20,
    "private-api": _FIRST_PORT + 21,
    **{target: _FIRST_PORT + 22 + i for i, target in enumerate(SINGLE_APIS)},
    "community-app": _FIRST_PORT + 30,
    **{f"app-{i}": _FIRST_PORT + 30 + i for i in (1, 2)},
}


def _site(host: str, *processes: str, **more: object) -> dict[str, object]:
    return {"as": host, "ports": [PORTS[name] for name in processes], **more}


# What the edge serves, by name: whose front end it plays, and the processes behind it.
SITES = {
    PROVIDER: _site("plain", "identity-provider"),
    COMPONENT: _site("vercel", "component-1", "component-2"),
    API: _site("cloudRun", "api", isPublic=True),
    PRIVATE_API: _site("cloudRun", "private-api"),
    **{name: _site("cloudRun", at, isPublic=True) for at, name in SINGLE_APIS.items()},
    COMMUNITY_APP: _site("communityCloud", "community-app"),
    BALANCED_APP: _site("plain", "app-1", "app-2"),
    **{name: _site("portal", app=f"https://{BALANCED_APP}/auth0") for name in (PORTAL, STRANGER)},
    **{name: _site("google") for name in GOOGLE},
}
