"""Call the protected API with the access token of the person who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal

from streamlit.connections import BaseConnection

from gatepost.api_answer import ApiAnswer
from gatepost.api_call import Call, Method
from gatepost.transport import Stream, Transport


class ApiStream:
    """A successful answer whose body is read piece by piece.

    Attributes:
        status: HTTP status.
    """

    def __init__(self, stream: Stream, call: Call) -> None:
        self.status = stream.status
        self._stream = stream
        self._call = call

    def chunks(self) -> Iterator[bytes]:
        """Yield the decoded body in pieces of at most 64 KiB.

        Raises:
            ApiUnavailable: The next piece did not arrive within ``api_timeout_seconds``.
        """
        while chunk := self._call.attempt(self._next):
            yield chunk

    def _next(self) -> bytes:
        self._stream.extend(self._call.bounds.seconds)
        return self._stream.read()


class ProtectedApi(BaseConnection[Transport]):
    """A connection to the protected API: ``st.connection("protected_api", type=ProtectedApi)``.

    The access token is looked up for each request and never kept in the connection.
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
            ApiError: The API refused; it holds status, code and challenge.
            PrivateApiRefused: Google Cloud IAM rejected the app's own identity.
            ApiUnavailable: The API did not answer in time.
            AnswerTooLarge: The answer is larger than ``api_max_bytes``.
            GoogleIdentityUnavailable: Google issued no ID token for the app; nothing was sent.
            RequestInvalid: The body, a parameter or the method can't be sent; nothing was sent.
            RouteRefused: The path is not a plain path of the API; nothing was sent.
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
        """Send a request to a path of the configured API; a refusal is an answer, not an exception.

        Raises:
            ApiUnavailable: The API did not answer in time.
            AnswerTooLarge: The answer is larger than ``api_max_bytes``.
            GoogleIdentityUnavailable: Google issued no ID token for the app; nothing was sent.
            RequestInvalid: The body, a parameter or the method can't be sent; nothing was sent.
            RouteRefused: The path is not a plain path of the API; nothing was sent.
        """
        call = Call(path, method, params, json)
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
            PrivateApiRefused: Google Cloud IAM rejected the app's own identity.
            ApiUnavailable: The API did not answer in time.
            GoogleIdentityUnavailable: Google issued no ID token for the app; nothing was sent.
            RequestInvalid: The body, a parameter or the method can't be sent; nothing was sent.
            RouteRefused: The path is not a plain path of the API; nothing was sent.
        """
        call = Call(path, method, params, json)
        with ExitStack() as closes:
            sent = self._instance.stream(call.request, call.bounds.seconds)
            stream = call.attempt(lambda: closes.enter_context(sent))
            if not 200 <= stream.status < 300:
                answer = call.attempt(lambda: stream.read_whole(call.bounds.most_bytes))
                raise call.receive(answer).error()
            call.record_response(stream.status)
            yield ApiStream(stream, call)
