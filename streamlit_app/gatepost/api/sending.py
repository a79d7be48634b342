"""Send a call with urllib3, and read its answer whole or piece by piece."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cached_property, partial
from typing import Any, TypeVar

from gatepost.api.answer import ApiAnswer
from gatepost.api.body import Lines, TooLongLine, slices
from gatepost.api.call import Call
from gatepost.http.transport import NoAnswer, Stream, TooLarge, Transport

_T = TypeVar("_T")


class ApiStream(ApiAnswer):
    """An answer whose body is read when it is asked for; close it, or use it in ``with``."""

    def __init__(self, stream: Stream, call: Call, closes: ExitStack) -> None:
        super().__init__(**call.parts(stream.status, stream.headers))
        del self.__dict__["content"]  # it is read when it is asked for
        self.__dict__.update(_stream=stream, _call=call, _closes=closes)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @cached_property
    def content(self) -> bytes:
        """Return what is left of the body.

        Raises:
            ApiUnavailable: The next piece did not arrive within the time limit.
            AnswerTooLarge: It is larger than the limit of a whole answer.
        """
        call: Call = self.__dict__["_call"]
        data = bytearray()
        for piece in self._pieces():
            data += piece
            if len(data) > call.most_bytes:
                self.close()
                raise call.error(TooLarge(self.status_code))
        return bytes(data)

    def iter_lines(self) -> Iterator[bytes]:
        """Yield the lines of the body without their ends, each as soon as it is there.

        Raises:
            ApiUnavailable: The next piece did not arrive within the time limit.
            AnswerTooLarge: A line is larger than the limit of a whole answer.
        """
        try:
            yield from super().iter_lines()
            return
        except TooLongLine:
            self.close()
        raise self.__dict__["_call"].error(TooLarge(self.status_code))

    def close(self) -> None:
        """Free the connection; it is kept for the next call if the body was read to its end."""
        self.__dict__["_closes"].close()

    def __reduce__(self) -> Any:
        """Refuse to be pickled: nobody else can read the rest."""
        raise TypeError("A streamed answer can't be pickled. Read its content first.")

    def _pieces(self) -> Iterator[bytes]:
        if "content" in self.__dict__:
            yield from slices([self.content], 64 * 1024)
            return
        stream: Stream = self.__dict__["_stream"]
        call: Call = self.__dict__["_call"]
        while piece := attempt(call, lambda: stream.read_within(call.seconds)):
            yield piece
        self.close()

    def _lines(self) -> Lines:
        return Lines(self.__dict__["_call"].most_bytes)


def send(transport: Transport, call: Call) -> ApiAnswer:
    """Send a call, again if that can help and does no harm, and return its answer.

    Raises:
        ApiUnavailable: There was no answer in time.
        AnswerTooLarge: The answer is larger than the limit.
    """
    while True:
        closes = ExitStack()
        stream, pause = _open(transport, call, closes)
        if stream is None:
            time.sleep(pause)
            continue
        if call.streams:
            return ApiStream(stream, call, closes)
        with closes:
            whole = attempt(call, partial(stream.read_whole, call.most_bytes))
        return call.answer(whole.status, whole.headers, whole.data)


def _open(transport: Transport, call: Call, closes: ExitStack) -> tuple[Stream | None, float]:
    """Return the answer, or None and the pause before the next attempt."""
    try:
        opened = transport.stream(call.request, call.attempts.seconds_left)
        stream = closes.enter_context(opened)
    except NoAnswer as none:
        failure, pause = NoAnswer(none.reason), call.pause_after_break(none)
    else:
        pause = call.pause_after(stream.status, stream.headers)
        if pause is None:
            return stream, 0
        closes.close()
        return None, pause
    if pause is None:
        raise call.error(failure)  # out here, so that its traceback holds no request
    return None, pause


def attempt(call: Call, do: Callable[[], _T]) -> _T:
    """Do a part of a call; raise the ``ApiError`` for its failure."""
    try:
        return do()
    except NoAnswer as none:
        failure: NoAnswer | TooLarge = NoAnswer(none.reason)
    except TooLarge as large:
        failure = TooLarge(large.status)
    raise call.error(failure)  # out here, so that its traceback holds no request
