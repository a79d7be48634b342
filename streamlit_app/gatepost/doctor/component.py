"""Check the component: is it there, is it this release, does it know the app?"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from urllib.parse import quote

import gatepost
from gatepost.doctor.finding import Finding
from gatepost.doctor.probe import Reply, send
from gatepost.settings import Settings
from gatepost.wire.events import VERSION

_MOST_SKEW_SECONDS = 5
_SLOW_MS = 1_500
_VERCEL = "Vercel, Settings, Deployment Protection"
_REASONS = {
    "name": "the name can't be resolved",
    "certificate": "its certificate is not trusted",
    "proxy": "the proxy can't be reached",
}
_ENVIRONMENT = "the component's environment at Vercel; then redeploy"


class Component:
    """What the doctor learns of the component; a later check needs what an earlier one found."""

    def __init__(self, at: Settings) -> None:
        self._at = at
        self.health: Reply = Reply()
        self.status: Reply = Reply()

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong, until nothing more can be learned."""
        url, app = self._at.component_url, quote(self._at.app_url, safe="")
        self.health = send(f"{url}/api/health")
        if nobody := self._unreachable(self.health):
            yield nobody
            return
        yield from self._redeem(send(f"{url}/api/auth/redeem", method="POST", body={}))
        found = [*self._health(), *self._page(send(f"{url}/frame/auth0?app={app}"))]
        yield from found
        if any(one.tier == "component" for one in found):
            return  # the session route would refuse for the same reason
        self.status = self.ask({"op": "status", "challenge": secrets.token_urlsafe(32)})
        yield from self._status()

    def ask(self, body: dict[str, object]) -> Reply:
        """Ask the session route as the framed page in the app would."""
        url, app = self._at.component_url, self._at.app_url
        headers = {"Origin": url, "Sec-Fetch-Site": "same-origin", "X-Gatepost": app}
        return send(f"{url}/api/auth/session", method="POST", headers=headers, body=body)

    def _unreachable(self, reply: Reply) -> Finding | None:
        url = self._at.component_url
        if reply.status == 0:
            return Finding(
                "component_unreachable",
                "app",
                f"Nothing answers at {url}: {_REASONS.get(reply.reason, 'no server listens')}.",
                "Set component_url in the app's secrets to the component's production domain.",
            )
        if reply.status in (301, 302, 307, 308, 401, 403) and not reply.code:
            return Finding(
                "component_protected",
                "component",
                f"{url} answers with a login page ({reply.status}) in place of the component.",
                f"Choose Standard Protection, and use the production domain: {_VERCEL}.",
            )
        if reply.code == "misconfigured":
            return Finding(
                "component_misconfigured",
                "component",
                "The component's settings are incomplete or malformed.",
                f"Set what its log names (event misconfigured) in {_ENVIRONMENT}.",
            )
        if "contract" not in reply.json:
            return Finding(
                "component_unknown",
                "app",
                f"{url} is not a component of this release: /api/health answers {reply.status}.",
                "Set component_url to the component, and deploy the same release of both.",
            )
        return None

    def _health(self) -> Iterator[Finding]:
        known = self.health.json
        if known["contract"] != VERSION:
            yield Finding(
                "contract_differs",
                "component",
                f"The component speaks contract {known['contract']} (release {known['release']}), "
                f"the app {VERSION} (release {gatepost.__version__}).",
                "Deploy the same release of both.",
            )
        if known["baseUrl"] != self._at.component_url:
            yield Finding(
                "component_url_differs",
                "component",
                f"The component calls itself {known['baseUrl']}, and the app "
                f"{self._at.component_url}.",
                f"Set COMPONENT_BASE_URL to {self._at.component_url} in {_ENVIRONMENT}; or "
                f"component_url in the app's secrets to {known['baseUrl']}.",
            )
        skew = self.health.clock_skew
        if skew is not None and abs(skew) > _MOST_SKEW_SECONDS:
            yield Finding(
                "clock_skew",
                "app",
                f"The clock of this machine differs from the component's by {abs(skew):.0f} s.",
                "Synchronise the clock of the machine that runs the app (NTP).",
            )

    def _page(self, page: Reply) -> Iterator[Finding]:
        app, policy = self._at.app_url, page.header("Content-Security-Policy")
        ancestors = re.search(r"frame-ancestors ([^;]*)", policy)
        if page.header("X-Frame-Options") or page.status in (301, 302, 307, 401, 403):
            yield Finding(
                "frame_protected",
                "component",
                f"The framed page can't be framed: it answers {page.status} with a page that "
                "refuses it.",
                f"Choose Standard Protection: {_VERCEL}.",
            )
        elif not ancestors or app not in ancestors[1].split():
            is_registered = app in self.health.json["apps"]
            yield Finding(
                "redeploy_needed" if is_registered else "app_not_registered",
                "component",
                f"The framed page admits {ancestors[1] if ancestors else 'nobody'}, and not {app}.",
                "Redeploy the component: GATEPOST_APPS was changed after its last build."
                if is_registered
                else f'Add {{"origin": "{app}"}} to GATEPOST_APPS in {_ENVIRONMENT}.',
            )

    def _redeem(self, reply: Reply) -> Iterator[Finding]:
        if reply.is_page or not reply.code:
            yield Finding(
                "server_calls_challenged",
                "component",
                f"A call from a server gets {reply.status} with a page, not the component.",
                "Turn off bot protection and attack challenge mode for /api/auth/redeem: Vercel, "
                "Firewall.",
            )

    def _status(self) -> Iterator[Finding]:
        reply = self.status
        texts = {
            "app_not_registered": f"Add its origin to GATEPOST_APPS in {_ENVIRONMENT}.",
            "forbidden_request": f"Set COMPONENT_BASE_URL to {self._at.component_url} in "
            f"{_ENVIRONMENT}.",
            "issuer_rejected": f"Set AUTH0_ISSUER to the issuer in the provider's metadata, in "
            f"{_ENVIRONMENT}. Auth0's ends with a slash.",
            "provider_unavailable": "Try again; then check that the provider is up.",
        }
        if reply.status != 200:
            yield Finding(
                reply.code or "status_failed",
                "component",
                str(reply.json.get("message", f"The session route answers {reply.status}.")),
                texts.get(reply.code, "Look for the reason in the component's log."),
            )
        elif reply.milliseconds > _SLOW_MS:
            yield Finding(
                "component_slow",
                "component",
                f"The component took {reply.milliseconds} ms to answer, from "
                f"{reply.header('x-vercel-id').partition('::')[0] or 'its region'}.",
                "Deploy it near the provider: Vercel, Settings, Functions, Region.",
                is_fault=False,
            )
