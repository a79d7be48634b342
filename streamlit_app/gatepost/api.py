"""The protected API, called with the access token of the person who is signed in."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Literal

from streamlit.connections import BaseConnection

from gatepost import trace
from gatepost.current import session
from gatepost.errors import ApiError, ApiUnavailable, PrivateApiRefused, RouteRefused
from gatepost.events import Renew
from gatepost.google_identity import id_token
from gatepost.reruns import reruns
from gatepost.settings import Settings, settings
from gatepost.sign_in import auth

if TYPE_CHECKING:
    import requests

_TIMEOUT_SECONDS = (3.05, 10)
_NO_ANSWER = "The protected API does not answer. Try again in a moment."
_SENTENCES = {
    "missing_token": "Nobody is signed in. Sign in, then try again.",
    "invalid_token": "The sign-in is no longer valid. Try again in a moment, or sign in again.",
    "insufficient_scope": "This account lacks the permission {scope}. Ask the app's owner for it.",
    PrivateApiRefused.code: "Google refused the app itself. The app's owner has to grant its "
    "service account the role roles/run.invoker, or to mend api_google_audience.",
}
_DEEPEST = 100
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
# Brackets, and strings as a whole, since a bracket in a string nests nothing.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_CHECKED = re.compile(r'\btoken;dur=[\d.]+;desc="(?P<algorithm>\w+) (?P<key>[\w.~-]+)"', re.ASCII)
_SCOPE = re.compile(r'scope="([^"]*)"')
# Plain segments only: nothing that another server could read as another host or a parent folder.
_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)+")


@dataclass(frozen=True)
class ApiAnswer:
    """What the API answered.

    Attributes:
        status: HTTP status.
        body: The JSON of the body, or its text.
        www_authenticate: The challenge (RFC 6750, section 3), or None.
        milliseconds: From the request to the whole answer.
        private: Whether Google stands before the API, and answers itself whom it does not let in.
    """

    status: int
    body: Any
    www_authenticate: str | None
    milliseconds: int
    private: bool = False

    @property
    def ok(self) -> bool:
        """Whether the status is a success."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The stable code of a refusal.

        Google's front answers 401 and 403 with a page (Google Cloud, "Troubleshoot Cloud Run"),
        the API with JSON that has a code.
        """
        code = self._field("code")
        if self.private and self.status in (401, 403) and code is None:
            return PrivateApiRefused.code
        return str(code or ApiError.code)

    @property
    def message(self) -> str:
        """One sentence for the person, about an answer or a refusal."""
        if self.code in _SENTENCES:
            scope = _SCOPE.search(self.www_authenticate or "")
            return _SENTENCES[self.code].format(scope=scope[1] if scope else "that is needed")
        return str(self._field("message") or f"The API answered with status {self.status}.")

    def _field(self, name: str) -> object:
        return self.body.get(name) if isinstance(self.body, dict) else None


class ProtectedApi(BaseConnection["requests.Session"]):
    """A connection to the protected API: ``st.connection("protected_api", type=ProtectedApi)``.

    The access token is looked up for each request and never kept in the connection.
    """

    @classmethod
    def scope(cls) -> Literal["session"]:
        """One connection for each session: no two people share a connection."""
        return "session"

    def _connect(self, **_: Any) -> requests.Session:
        import requests

        connection = requests.Session()
        # No cookie is kept: what the API sets for one person must not go with the next one's call.
        connection.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return connection

    def get(self, path: str, *, params: dict[str, str] | None = None) -> Any:
        """Get the JSON of a path.

        Raises:
            ApiError: The API refused; it holds status, code and challenge.
            PrivateApiRefused: Google's front refused the app, before the API.
            ApiUnavailable: The API did not answer in time.
            GoogleIdentityUnavailable: Google gave no ID token for the app; nothing was sent.
            RouteRefused: The path is not a plain path of the API; nothing was sent.
        """
        answer = self.request(path, params=params)
        if not answer.ok:
            kind = PrivateApiRefused if answer.code == PrivateApiRefused.code else ApiError
            raise kind(
                answer.message,
                code=answer.code,
                status=answer.status,
                www_authenticate=answer.www_authenticate,
            )
        return answer.body

    def request(
        self,
        path: str,
        *,
        method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET",
        params: dict[str, str] | None = None,
        json: Any = None,
    ) -> ApiAnswer:
        """Send a request to a path of the configured API; a refusal is an answer, no exception.

        Raises:
            ApiUnavailable: The API did not answer in time.
            GoogleIdentityUnavailable: Google gave no ID token for the app; nothing was sent.
            RouteRefused: The path is not a plain path of the API; nothing was sent.
        """
        import requests

        if not _PATH.fullmatch(path):
            raise RouteRefused(f"{path!r:.80} is not a plain path of the API, such as /api/pong.")
        configured = settings()
        headers = _credentials(configured)
        note = trace.notes()
        note("request", name=path, method=method)
        started = time.perf_counter()
        response = None
        # The error is raised outside: requests' own one holds the request with its tokens.
        with suppress(requests.RequestException):
            response = self._instance.request(
                method,
                configured.api_url + path,
                params=params,
                json=json,
                headers=headers,
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,  # a redirect would carry the token to another address
            )
        if response is None:
            note("response", name=path, status=0)
            raise ApiUnavailable(_NO_ANSWER)
        answer = ApiAnswer(
            status=response.status_code,
            body=_body(response),
            www_authenticate=response.headers.get("WWW-Authenticate"),
            milliseconds=round((time.perf_counter() - started) * 1_000),
            private=configured.google_account is not None,
        )
        note("response", name=path, status=answer.status, **_checked(response))
        _renew_if_refused(answer)
        return answer


def _credentials(configured: Settings) -> dict[str, str]:
    """The person's token, and the app's beside it when Google stands before the API."""
    identity = session().identity
    headers = {"Authorization": f"Bearer {identity.access_token}"} if identity else {}
    if configured.google_account:
        headers["X-Serverless-Authorization"] = f"Bearer {id_token(configured.google_account)}"
    return headers


def _checked(response: requests.Response) -> dict[str, str]:
    """The algorithm and key that the API checked the token with, where it says so."""
    checked = _CHECKED.search(response.headers.get("Server-Timing", ""))
    return checked.groupdict() if checked else {}


def _body(response: requests.Response) -> Any:
    text = response.text
    if _is_too_deep(text):
        return text
    try:
        return response.json()
    except ValueError:
        return text


def _is_too_deep(text: str) -> bool:
    """Whether JSON is nested deeper than data are.

    The parser breaks off only where the interpreter's recursion ends, and there whatever else
    runs, such as a finalizer, fails too.
    """
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    depth = 0
    for token in _BRACKETS.finditer(text):
        depth += _STEPS.get(token[0], 0)
        if depth > _DEEPEST:
            return True
    return False


def _renew_if_refused(answer: ApiAnswer) -> None:
    """Have the frame fetch a new access token when the API does not take this one any more.

    Once: an API that refuses the new one too, such as for its audience, would be asked for ever.
    The header alone does not tell: Google's front says ``invalid_token`` of its own token as well.
    """
    if answer.status != 401 or answer.code != "invalid_token":
        return
    current, wanted = session(), reruns()
    if current.renewal == "idle":
        # In this order: Streamlit may end the run in the first, and then nothing was asked for.
        auth.send(Renew())
        current.renewal = "asked"
        wanted.wanted = True  # the command leaves when the sign-in connects
