"""Drain the request body, which no route reads.

If a body is left unread, the server resets the connection before the caller has the response
(RFC 9112 section 9.6). So the response is sent first, and the body then has one second to arrive.
Left to itself, gunicorn 27 occupies a thread for as long as bytes trickle in, and lingers in its
main loop when it closes the connection.
"""

import socket
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from threading import BoundedSemaphore, Timer
from wsgiref.types import WSGIEnvironment

from werkzeug.wsgi import ClosingIterator, get_input_stream

_MAX_SECONDS = 1.0
_MAX_BYTES = 1024 * 1024
_CHUNK_BYTES = 64 * 1024
# At most two threads wait for bodies, of the 16 in a deployment. While both are busy, further
# bodies are read as far as they have arrived.
_WAITING = BoundedSemaphore(2)


def has_body(environ: WSGIEnvironment) -> bool:
    """Return whether a request has a body (RFC 9112 section 6)."""
    declared = environ.get("CONTENT_LENGTH", "")
    return declared not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ


def drain_body_after(response: Iterable[bytes], environ: WSGIEnvironment) -> Iterable[bytes]:
    """Return a response that drains the request body once it has been sent."""
    return ClosingIterator(response, partial(_drain_or_end, environ))


def _drain_or_end(environ: WSGIEnvironment) -> None:
    """Drain a body; shut the connection's input down if the body is too long or too slow."""
    connection = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is None:
        return  # without the socket there is no way to enforce a deadline
    if not _WAITING.acquire(blocking=False):
        _end_input(connection)
        return
    # Not the socket's own timeout, which starts again with each byte.
    deadline = Timer(_MAX_SECONDS, _end_input, (connection,))
    deadline.start()
    try:
        if not _drain(environ):
            _end_input(connection)
    finally:
        deadline.cancel()
        _WAITING.release()


def _drain(environ: WSGIEnvironment) -> bool:
    """Read the body and return whether its end was reached."""
    body = get_input_stream(environ)
    # The body may be cut off or malformed, and each server raises its own errors then. The
    # response has been sent already.
    with suppress(Exception):
        return any(not body.read(_CHUNK_BYTES) for _ in range(_MAX_BYTES // _CHUNK_BYTES + 1))
    return False


def _end_input(connection: socket.socket) -> None:
    """End every read of a connection at once, including one that blocks another thread."""
    with suppress(OSError):  # closed already
        connection.shutdown(socket.SHUT_RD)
