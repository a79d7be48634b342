"""Reads away the body of a request, which no route here uses.

Unread, it makes the server cut the connection before the caller has the answer (RFC 9112
section 9.6). So the answer is sent first, and then the body has a second to arrive. Left to
itself, gunicorn 27 reads on in its thread while bytes trickle in, and when it closes the
connection it lingers in its main loop.
"""

import socket
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from threading import BoundedSemaphore, Timer
from wsgiref.types import WSGIEnvironment

from werkzeug.wsgi import ClosingIterator, get_input_stream

_SECONDS = 1.0
_LARGEST = 1024 * 1024
_PIECE = 64 * 1024
# Threads that may wait for bodies at a time, of 16 that are deployed. Where they are in use, what
# has arrived is read and nobody waits for the rest.
_WAITING = BoundedSemaphore(2)


def has_body(environ: WSGIEnvironment) -> bool:
    """Tell whether a request has a body (RFC 9112 section 6)."""
    declared = environ.get("CONTENT_LENGTH", "")
    return declared not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ


def drop_body_after(answer: Iterable[bytes], environ: WSGIEnvironment) -> Iterable[bytes]:
    """Return an answer after which the body of its request is dropped."""
    return ClosingIterator(answer, partial(_drop_body, environ))


def _drop_body(environ: WSGIEnvironment) -> None:
    """Read a body away, or end the connection's input if it is too long or too slow."""
    connection = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is None:
        return  # nothing that could be cut, and no deadline to be had
    if not _WAITING.acquire(blocking=False):
        _end_input(connection)
        return
    # A timeout of the socket would begin again with each byte.
    deadline = Timer(_SECONDS, _end_input, (connection,))
    deadline.start()
    try:
        if not _read_away(environ):
            _end_input(connection)
    finally:
        deadline.cancel()
        _WAITING.release()


def _read_away(environ: WSGIEnvironment) -> bool:
    """Tell whether the whole body could be read."""
    body = get_input_stream(environ)
    # Cut off or garbled, for which each server has its own errors: the answer is sent already.
    with suppress(Exception):
        return any(not body.read(_PIECE) for _ in range(_LARGEST // _PIECE + 1))
    return False


def _end_input(connection: socket.socket) -> None:
    """Have every read of a connection end at once, also one that another thread waits in."""
    with suppress(OSError):  # closed already
        connection.shutdown(socket.SHUT_RD)
