"""Send one request with httpx within a limit of time; it needs the extra ``async``.

Like ``transport``, it follows no redirect, keeps no cookie, retries nothing and uses nothing from
the environment: the request goes to the transport of httpx and not to its client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from typing import IO, TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from gatepost.http.address import is_loopback
from gatepost.http.gzip import PIECE_BYTES, Gunzip, is_gzip
from gatepost.http.transport import NoAnswer, Request
from gatepost.secret import Secret

if TYPE_CHECKING:
    import httpx


class AsyncStream:
    """An answer whose body is still being received."""

    def __init__(self, status: int, headers: Mapping[str, str], raw: AsyncIterator[bytes]) -> None:
        self.status = status
        self.headers = headers
        gzips = is_gzip(headers)
        if gzips is None:
            raise NoAnswer
        self._pieces = _decoded(raw) if gzips else _cut(raw)

    async def read_within(self, seconds: float) -> bytes:
        """Return the next piece of the decoded body, at most 64 KiB; empty at its end.

        Raises:
            NoAnswer: The time is up, the connection broke, or the piece can't be decoded.
        """
        # Raised outside the block: the errors of httpx hold the request.
        try:
            async with asyncio.timeout(seconds):
                return await anext(self._pieces, b"")
        except _faults():
            pass
        raise NoAnswer


class AsyncTransport:
    """A sender that keeps its connections, for one event loop."""

    def __init__(self, direct: httpx.AsyncHTTPTransport, proxied: httpx.AsyncHTTPTransport) -> None:
        # A closure does not show what is in it, such as the password of a proxy.
        self._choose: Callable[[bool], httpx.AsyncHTTPTransport] = lambda is_direct: (
            direct if is_direct else proxied
        )

    @classmethod
    def make(cls, proxy_url: Secret | None) -> Self | None:
        """Return a sender, or None without httpx."""
        try:
            import httpx
        except ImportError:
            return None
        from gatepost.http.connections import trusted

        direct = httpx.AsyncHTTPTransport(verify=trusted(), trust_env=False)
        if proxy_url is None:
            return cls(direct, direct)
        at = urlsplit(proxy_url.reveal())
        names = (unquote(at.username), unquote(at.password or "")) if at.username else None
        address = f"{at.scheme}://{at.netloc.rpartition('@')[2]}"
        tls = trusted() if at.scheme == "https" else None
        proxy = httpx.Proxy(address, auth=names, ssl_context=tls)
        return cls(direct, httpx.AsyncHTTPTransport(verify=trusted(), trust_env=False, proxy=proxy))

    async def open(self, request: Request, seconds: float, closes: AsyncExitStack) -> AsyncStream:
        """Send a request and return its answer, whose body is still to be read.

        Raises:
            NoAnswer: There was no answer in time, or none that can be read.
        """
        import httpx

        url, body = urlsplit(request.url), request.body
        is_direct = url.scheme != "https" or is_loopback(url.hostname or "")
        headers = httpx.Headers({"Accept-Encoding": "gzip", "User-Agent": "gatepost"})
        for name, value in request.headers.items():
            headers[name] = value.reveal() if isinstance(value, Secret) else value
        content = body.reveal().encode() if isinstance(body, Secret) else body
        sent: Any = content if content is None or isinstance(content, bytes) else _read(content)
        try:
            async with asyncio.timeout(seconds):
                made = httpx.Request(request.method, request.url, headers=headers, content=sent)
                response = await self._choose(is_direct).handle_async_request(made)
        except _faults() as error:
            reason = _reason_of(error)
        else:
            closes.push_async_callback(response.aclose)
            return AsyncStream(response.status_code, response.headers, response.aiter_raw())
        raise NoAnswer(reason)  # out here: the errors of httpx hold the request

    async def aclose(self) -> None:
        """Close all connections."""
        for is_direct in (True, False):
            await self._choose(is_direct).aclose()


def _faults() -> tuple[type[Exception], ...]:
    """Return what a failed connection or a malformed answer raises."""
    import zlib

    import httpx

    return (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, zlib.error)


def _reason_of(error: Exception) -> Any:
    import httpx

    from gatepost.http.connections import reason_of

    if isinstance(error, httpx.ProxyError):
        return "proxy"
    seen: BaseException | None = error
    while seen is not None:
        if (reason := reason_of(seen)) != "silent":
            return reason
        seen = seen.__cause__ or seen.__context__
    return "silent"


async def _read(content: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(content.read, PIECE_BYTES):
        yield piece


async def _cut(raw: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for data in raw:
        if data:
            yield data


async def _decoded(raw: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    decoder = Gunzip()
    async for data in raw:
        for piece in decoder.feed(data):
            yield piece
    decoder.end()
