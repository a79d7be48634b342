"""The methods of HTTP, with the arguments in the order that requests has them."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Generic, Literal, TypedDict, TypeVar, Unpack

from gatepost.api.encoding import Content, Fields, Files, Headers
from gatepost.api.path import make_path

T = TypeVar("T")

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class _Shared(TypedDict, total=False):
    """What every method takes.

    Attributes:
        headers: More headers; those that the client sets itself are refused.
        timeout: Seconds for the whole call, or for each piece of a stream; at most 3600.
        stream: Whether to return at the headers, and read the body piece by piece.
    """

    files: Files | None
    headers: Headers | None
    timeout: float | None
    stream: bool


class WithoutParams(_Shared, total=False):
    """What a method takes besides its parameters."""

    data: Fields | Content | None
    json: Any


class WithoutBody(_Shared, total=False):
    """What ``post`` takes besides its body."""

    params: Fields | None


class WithoutData(WithoutBody, total=False):
    """What ``put`` and ``patch`` take besides their data."""

    json: Any


class Options(WithoutData, total=False):
    """What ``request`` takes besides method and path."""

    data: Fields | Content | None


class Verbs(Generic[T]):
    """The calls of a client; each returns what ``request`` does."""

    @abstractmethod
    def request(self, method: Method, path: str, **options: Unpack[Options]) -> T:
        """Send a request to a path of the API; a refusal is an answer, not an exception.

        Args:
            method: The method, in upper case.
            path: A plain path below the API's address, see ``path``.
            **options: ``params`` for the query; ``json``, or ``data`` and ``files``, for the body;
                ``headers``; ``timeout``; ``stream``.

        Raises:
            NoSession: It is unclear whose call it is; nothing was sent.
            RouteRefused: The path is not a plain path of the API; nothing was sent.
            RequestInvalid: An argument can't be sent; nothing was sent.
            AudienceNotGranted: Who is signed in has no access to this API; nothing was sent.
            GoogleIdentityUnavailable: Google issued no ID token for the app; nothing was sent.
            ApiUnavailable: The API did not answer in time.
            AnswerTooLarge: The answer is larger than the limit.
        """

    def get(self, path: str, params: Fields | None = None, **options: Unpack[WithoutParams]) -> T:
        """Send a GET request, as ``request`` does."""
        return self.request("GET", path, params=params, **options)

    def post(
        self,
        path: str,
        data: Fields | Content | None = None,
        json: Any = None,
        **options: Unpack[WithoutBody],
    ) -> T:
        """Send a POST request, as ``request`` does; it is never repeated."""
        return self.request("POST", path, data=data, json=json, **options)

    def put(
        self, path: str, data: Fields | Content | None = None, **options: Unpack[WithoutData]
    ) -> T:
        """Send a PUT request, as ``request`` does."""
        return self.request("PUT", path, data=data, **options)

    def patch(
        self, path: str, data: Fields | Content | None = None, **options: Unpack[WithoutData]
    ) -> T:
        """Send a PATCH request, as ``request`` does; it is never repeated."""
        return self.request("PATCH", path, data=data, **options)

    def delete(self, path: str, **options: Unpack[Options]) -> T:
        """Send a DELETE request, as ``request`` does."""
        return self.request("DELETE", path, **options)

    def head(self, path: str, **options: Unpack[Options]) -> T:
        """Send a HEAD request, as ``request`` does."""
        return self.request("HEAD", path, **options)

    @staticmethod
    def path(template: str, **values: str | int) -> str:
        """Return a path in which each value is one segment: ``path("/users/{id}", id=user.sub)``.

        Raises:
            RouteRefused: A value can't be one segment, such as an empty one or one with a slash.
        """
        return make_path(template, **values)
