"""Call the protected API with the access token of the person who is signed in."""

from __future__ import annotations

import json as json_
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlencode

from streamlit.connections import BaseConnection

from gatepost.api.answer import ApiAnswer, read_body, token_check
from gatepost.errors import AnswerTooLarge, ApiError, ApiUnavailable, RequestInvalid, RouteRefused
from gatepost.google.identity import id_token
from gatepost.http.transport import Answer, NoAnswer, Request, Stream, TooLarge, Transport
from gatepost.identity.session import session
from gatepost.pages.sign_in_events import auth
from gatepost.secret import Secret
from gatepost.settings import Settings, settings
from gatepost.wire.events import Renew

# Plain segments only: nothing that a server could read as another host or a parent folder.
_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)+")
_T = TypeVar("_T")

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class ApiStream:
    """A successful answer whose body is read piece by piece.

    Attributes:
        status: HTTP status.
    """

    def __init__(self, stream: Stream, call: _Call) -> None:
        self.status = stream.status
        self._stream = stream
        self._call = call

    def chunks(self) -> Iterator[bytes]:
        """Yield the decoded body in pieces of at most 64 KiB.

        Raises:
            ApiUnavailable: The next piece did not arrive within ``api_timeout_seconds``.
        """
        seconds = self._call.bounds.seconds
        while chunk := self._call.attempt(lambda: self._stream.read_within(seconds)):
            yield chunk


class ProtectedApi(BaseConnection[Transport]):
    """A connection to the protected API: ``st.connection("protected_api", type=ProtectedApi)``.

    The access token is looked up for each request and never kept in the connection.

    Each method can raise:
        ApiUnavailable: The API did not answer in time.
        AnswerTooLarge: The answer is larger than ``api_max_bytes``.
        GoogleIdentityUnavailable: Google issued no ID token for the app; nothing was sent.
        RequestInvalid: The body, a parameter or the method can't be sent; nothing was sent.
        RouteRefused: The path is not a plain path of the API; nothing was sent.
    """

    @classmethod
    def scope(cls) -> Literal["session"]:
        """Return ``session``, so that no two people share a connection."""
        return "session"

    def _connect(self, **_: Any) -> Transport:
        return Transport()

    def get(self, path: str, *, params: dict[str, str] | None = None) -> Any:
        """Get the JSON of a path.

        Raises:
            ApiError: The API refused; it has status, code and ``www_authenticate``.
            PrivateApiRefused: Google Cloud IAM rejected the app's own identity.
        """
        answer = self.request(path, params=params)
        if not answer.ok:
            raise answer.error()
        return answer.body

    def request(
        self,
        path: str,
        *,
        method: Method = "GET",
        params: dict[str, str] | None = None,
        json: Any = None,
    ) -> ApiAnswer:
        """Send a request to a path of the API; a refusal is an answer, not an exception."""
        call = _Call(path, method, params, json)
        return call.receive(call.attempt(lambda: self._instance.send(call.request, call.bounds)))

    @contextmanager
    def stream(
        self,
        path: str,
        *,
        method: Method = "GET",
        params: dict[str, str] | None = None,
        json: Any = None,
    ) -> Iterator[ApiStream]:
        """Send a request and read its answer piece by piece, however large it is.

        Raises:
            ApiError: The API refused, as in ``get``.
        """
        call = _Call(path, method, params, json)
        with ExitStack() as closes:
            sent = self._instance.stream(call.request, call.bounds.seconds)
            stream = call.attempt(lambda: closes.enter_context(sent))
            if not 200 <= stream.status < 300:
                answer = call.attempt(lambda: stream.read_whole(call.bounds.most_bytes))
                raise call.receive(answer).error()
            call.record_response(stream.status)
            yield ApiStream(stream, call)


class _Call:
    """One call, from its path to its answer."""

    def __init__(self, path: str, method: Method, params: dict[str, str] | None, json: Any) -> None:
        if not _PATH.fullmatch(path):
            raise RouteRefused(
                f"{path!r:.80} is not a plain path of the API. Pass one such as /api/pong."
            )
        if method not in get_args(Method):
            allowed = ", ".join(get_args(Method))
            raise RequestInvalid(f"The method {method!r:.20} can't be sent. Use one of {allowed}.")
        content, query = _encode(json), _query(params)
        self._path = path
        self._configured = settings()
        headers = _credentials(self._configured)
        if content is not None:
            headers["Content-Type"] = "application/json"
        url = f"{self._configured.api_url}{path}{query}"
        self.request = Request(method, url, headers, content, self._configured.proxy_url)
        self.bounds = self._configured.api_bounds
        self._trace = session().trace
        self._trace.record("", "request", name=path, method=method)
        self._started = time.perf_counter()

    def attempt(self, do: Callable[[], _T]) -> _T:
        """Do a part of the call; raise the ``ApiError`` for its failure."""
        try:
            return do()
        except NoAnswer as none:
            error: ApiError = ApiUnavailable(
                none.explain("The protected API", "api_url")
                or "The protected API does not answer. Try again in a moment."
            )
        except TooLarge:
            error = AnswerTooLarge(
                f"The answer of the protected API is larger than {self.bounds.most_bytes} bytes. "
                "Ask for less, read it with ProtectedApi.stream, or raise the setting "
                "api_max_bytes."
            )
        self.record_response(0)
        raise error  # out here, so that its traceback holds no request

    def receive(self, answer: Answer) -> ApiAnswer:
        """Return a whole answer for the app; renew the sign-in if the API rejected the token."""
        identity = session().caller
        received = ApiAnswer(
            status=answer.status,
            body=read_body(answer),
            www_authenticate=answer.headers.get("WWW-Authenticate"),
            milliseconds=round((time.perf_counter() - self._started) * 1_000),
            private=self._configured.google_account is not None,
            without_access=identity is not None and identity.access_token is None,
        )
        self.record_response(answer.status, **token_check(answer))
        _renew_if_refused(received)
        return received

    def record_response(self, status: int, **values: str) -> None:
        """Record an answer in the trace; status 0 for none."""
        self._trace.record("", "response", name=self._path, status=status, **values)


def _encode(json: Any) -> bytes | None:
    if json is None:
        return None
    try:
        return json_.dumps(json, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        reason = str(error)  # names types, and no value
    raise RequestInvalid(
        f"The body can't be sent as JSON: {reason}. Pass plain values; nothing was sent."
    )


def _query(params: dict[str, str] | None) -> str:
    try:
        return f"?{urlencode(params)}" if params else ""
    except (TypeError, ValueError):
        pass
    raise RequestInvalid(
        "A parameter can't be sent as text. Pass strings without lone surrogates; nothing was sent."
    )


def _credentials(configured: Settings) -> dict[str, str | Secret]:
    """Return headers with the person's token, and the app's own if the API is private."""
    identity, account = session().caller, configured.google_account
    headers: dict[str, str | Secret] = {}
    if identity and identity.access_token:
        headers["Authorization"] = _bearer(identity.access_token)
    if account:
        headers["X-Serverless-Authorization"] = _bearer(id_token(account))
    return headers


def _bearer(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")


def _renew_if_refused(answer: ApiAnswer) -> None:
    """Make the frame fetch a new access token if the API rejected this one.

    At most once: an API that rejects the new token too, because of a wrong audience, say, would
    cause an endless loop. The header alone does not decide: Google Cloud IAM also sends
    ``invalid_token``, about its own token.
    """
    if answer.status != 401 or answer.code != "invalid_token":
        return
    current = session()
    if current.identity and current.renewal == "idle":
        auth.send(Renew())  # first: Streamlit can interrupt the run here, with nothing changed yet
        current.renewal = "asked"
        current.is_rerun_wanted = True  # the command is sent when the sign-in connects
