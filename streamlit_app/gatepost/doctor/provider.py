"""Check the identity provider, with the request that the component makes for a sign-in."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from gatepost.doctor.component import Component
from gatepost.doctor.finding import Finding
from gatepost.doctor.probe import Reply, send

_APPLICATION = "Auth0, Applications, your application, Settings"
_ISOLATING = ("same-origin", "noopener-allow-popups")


def check(component: Component) -> Iterator[Finding]:
    """Yield what is wrong at the provider, or with what the component knows of it.

    The component has answered how to sign in.
    """
    health, request = component.health.json, component.status.json
    issuer = str(health["issuer"])
    metadata = send(f"{issuer.rstrip('/')}/.well-known/openid-configuration").json
    yield from _metadata(issuer, metadata)
    authorize_url = str(request["authorizeUrl"])
    callback = f"{health['baseUrl']}/api/auth/callback"
    if not authorize_url.startswith(str(health["baseUrl"])):  # else a page asks for consent first
        yield from _authorize(send(authorize_url), authorize_url, callback)
    if end := metadata.get("end_session_endpoint"):
        client = parse_qs(urlsplit(authorize_url).query).get("client_id", [""])[0]
        query = urlencode({"client_id": client, "post_logout_redirect_uri": callback})
        yield from _end_session(send(f"{end}?{query}"), callback)
    yield from _client(component)


def _metadata(issuer: str, metadata: dict[str, object]) -> Iterator[Finding]:
    if not metadata:
        yield Finding(
            "issuer_unreachable",
            "component",
            f"{issuer} has no metadata of an OpenID provider.",
            "Set AUTH0_ISSUER in the component's environment to https://your-tenant.auth0.com/.",
        )
        return
    if metadata.get("issuer") != issuer:
        yield Finding(
            "issuer_differs",
            "component",
            f"The provider's issuer is {metadata.get('issuer')}, the component's {issuer}.",
            f"Set AUTH0_ISSUER to {metadata.get('issuer')} for component and functions.",
        )
    if "end_session_endpoint" not in metadata:
        yield Finding(
            "no_end_session",
            "provider",
            "A sign-out does not end the provider's own session: its metadata has no "
            "end_session_endpoint.",
            "Auth0, Settings, Advanced: turn on RP-Initiated Logout End Session Endpoint "
            "Discovery.",
        )
    algorithms = metadata.get("id_token_signing_alg_values_supported")
    if isinstance(algorithms, list) and "RS256" not in algorithms:
        yield Finding(
            "no_rs256",
            "provider",
            "The provider does not sign ID tokens with RS256.",
            f"{_APPLICATION}, Advanced, OAuth: choose RS256.",
        )


def _authorize(reply: Reply, url: str, callback: str) -> Iterator[Finding]:
    target = urljoin(url, reply.header("Location"))
    if reply.status >= 400:
        yield Finding(
            "callback_not_registered",
            "provider",
            f"The provider refuses the sign-in with a page ({reply.status}).",
            f"{_APPLICATION}, Allowed Callback URLs: {callback}. Check the client's id, too.",
        )
    elif target.startswith(callback):
        query = parse_qs(urlsplit(target).query)
        error, why = query.get("error", [""])[0], query.get("error_description", [""])[0]
        yield Finding(
            "sign_in_refused",
            "provider",
            f"The provider refuses the sign-in: {error}, {why or 'without a reason'}.",
            "If it does not know the audience: set AUTH0_AUDIENCE to the API's identifier at "
            "Auth0, Applications, APIs. If a scope: add it there, under Permissions.",
        )
    elif reply.status in (302, 303):
        policy = send(target).header("Cross-Origin-Opener-Policy")
        if policy in _ISOLATING:
            yield Finding(
                "opener_cut",
                "provider",
                f"The provider's login page cuts its opener off (COOP {policy}), so each sign-in "
                "takes another click.",
                "A connection whose pages keep the opener saves that click.",
                is_fault=False,
            )


def _end_session(reply: Reply, callback: str) -> Iterator[Finding]:
    if reply.status >= 400:
        yield Finding(
            "logout_not_registered",
            "provider",
            f"The provider refuses the sign-out window with a page ({reply.status}).",
            f"{_APPLICATION}, Allowed Logout URLs: {callback}",
        )


def _client(component: Component) -> Iterator[Finding]:
    """Redeem a made-up code: a provider that knows the client refuses the code, not the client."""
    request = component.status.json
    # A provider that announces it names itself in each answer (RFC 9207).
    params = {
        "code": "made-up-by-the-doctor",
        "state": request["state"],
        "iss": component.health.json["issuer"],
    }
    body = {"op": "code", "transaction": request["transaction"], "params": params}
    reply = component.ask({**body, "challenge": "d" * 43})
    if reply.code == "client_refused":
        yield Finding(
            "client_refused",
            "component",
            "The provider does not accept the component's client id and secret.",
            f"Copy AUTH0_CLIENT_SECRET from {_APPLICATION}, and choose Client Secret (Post) under "
            "Credentials.",
        )
