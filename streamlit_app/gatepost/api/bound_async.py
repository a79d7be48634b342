"""A client that calls an API as one person from asyncio; it needs httpx."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from typing import Any, Self, Unpack

from gatepost.api.answer import ApiAnswer
from gatepost.api.body import Lines, TooLongLine, slices
from gatepost.api.bound import Bound
from gatepost.api.call import Call
from gatepost.api.verbs import Method, Options
from gatepost.errors import ApiError, SettingsError
from gatepost.http.asynchronous import AsyncStream, AsyncTransport
from gatepost.http.transport import NoAnswer, TooLarge
from gatepost.identity.person import Identity
from gatepost.settings import ApiSettings


class AsyncApiAnswer(ApiAnswer):
    """An answer whose body, if it is streamed, is read with ``async for``.

    ``content``, ``text`` and ``json()`` are for an answer that is not streamed, or was read with
    ``aread``.
    """

    def __init__(self, call: Call, stream: AsyncStream, closes: AsyncExitStack) -> None:
        super().__init__(**call.parts(stream.status, stream.headers))
        self.__dict__.update(_call=call, _stream=stream, _closes=closes)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    async def aread(self) -> bytes:
        """Read what is left of the body into ``content``, and return it.

        Raises:
            ApiUnavailable: The next piece did not arrive within the time limit.
            AnswerTooLarge: It is larger than the limit of a whole answer.
        """
        call: Call = self.__dict__["_call"]
        data = bytearray()
        async for piece in self.aiter_content():
            data += piece
            if len(data) > call.most_bytes:
                await self.aclose()
                raise call.error(TooLarge(self.status_code))
        self.__dict__["content"] = bytes(data)
        return bytes(data)

    async def aiter_content(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the decoded body in pieces of at most that size, or of 64 KiB.

        Raises:
            ApiUnavailable: The next piece did not arrive within the time limit.
        """
        call: Call = self.__dict__["_call"]
        stream: AsyncStream = self.__dict__["_stream"]
        for part in slices([self.content], chunk_size):
            yield part  # it has been read
        while True:
            piece, failure = b"", None
            try:
                piece = await stream.read_within(call.seconds)
            except NoAnswer as none:
                failure = NoAnswer(none.reason)
            if failure:
                raise call.error(failure)  # out here, so that its traceback holds no request
            if not piece:
                break
            for part in slices([piece], chunk_size):
                yield part
        await self.aclose()

    async def aiter_lines(self) -> AsyncIterator[bytes]:
        """Yield the lines of the body without their ends, each as soon as it is there.

        Raises:
            ApiUnavailable: The next piece did not arrive within the time limit.
            AnswerTooLarge: A line is larger than the limit of a whole answer.
        """
        call: Call = self.__dict__["_call"]
        lines = Lines(call.most_bytes)
        try:
            async for piece in self.aiter_content():
                for line in lines.feed(piece):
                    yield line
            for line in lines.end():
                yield line
            return
        except TooLongLine:
            await self.aclose()
        raise call.error(TooLarge(self.status_code))

    async def aclose(self) -> None:
        """Free the connection."""
        await self.__dict__["_closes"].aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __reduce__(self) -> Any:
        """Refuse to be pickled: it holds a connection."""
        raise TypeError("An answer of an async client can't be pickled. Keep its content.")


class AsyncBoundApi(Bound[Awaitable[AsyncApiAnswer]]):
    """A client of one person for asyncio: ``ProtectedApi.bound_async`` makes one.

    Use it in one event loop, as ``async with api.bound_async() as client``.
    """

    def __init__(self, at: ApiSettings, identity: Identity | None) -> None:
        super().__init__(at, identity)
        transport = AsyncTransport.make(at.proxy_url)
        if transport is None:
            raise SettingsError(
                'The async client needs httpx. Install it with pip install "gatepost[async]".'
            )
        self._transport = transport

    async def request(
        self, method: Method, path: str, **options: Unpack[Options]
    ) -> AsyncApiAnswer:
        """Send a request as this person, as ``Verbs.request`` describes.

        Raises:
            NoSession: The person's token has expired; nothing was sent.
        """
        # In a thread: for a private API it may wait for Google.
        call = await asyncio.to_thread(self._call, method, path, options)
        while True:
            closes = AsyncExitStack()
            opened = await _open(self._transport, call, closes)
            if not isinstance(opened, AsyncStream):
                await asyncio.sleep(opened)
                continue
            answer = AsyncApiAnswer(call, opened, closes)
            if not call.streams:
                await _read(answer, call)
            return answer

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


async def _read(answer: AsyncApiAnswer, call: Call) -> None:
    """Read the body within what is left of the call's limit."""
    failure: ApiError
    try:
        async with asyncio.timeout(call.attempts.seconds_left):
            await answer.aread()
        return
    except TimeoutError:
        failure = call.error(NoAnswer())
    except ApiError:
        await answer.aclose()
        raise
    await answer.aclose()
    raise failure


async def _open(
    transport: AsyncTransport, call: Call, closes: AsyncExitStack
) -> AsyncStream | float:
    """Return the answer, or the pause before the next attempt."""
    try:
        stream = await transport.open(call.request, call.attempts.seconds_left, closes)
    except NoAnswer as none:
        failure, pause = NoAnswer(none.reason), call.pause_after_break(none)
    else:
        pause = call.pause_after(stream.status, stream.headers)
        if pause is None:
            return stream
        await closes.aclose()
        return pause
    if pause is None:
        raise call.error(failure)  # out here, so that its traceback holds no request
    return pause
