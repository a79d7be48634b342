"""Open urllib3 connections with one deadline, and with nothing from the environment.

A timeout of urllib3 bounds a single socket operation, so a trickling answer could last forever.
Here each operation gets what is left of one time limit for the whole request.
"""

from __future__ import annotations

import socket
import ssl
import time
import zlib
from functools import cache
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError, ProxyError

from gatepost.secret import Secret

if TYPE_CHECKING:
    _Socket = socket.socket
    _Connection = HTTPConnection
else:
    _Socket = _Connection = object

FAULTS = (OSError, ValueError, HTTPError, HTTPException, zlib.error)
"""What a failed connection or a malformed answer raises."""

Reason = Literal["silent", "name", "certificate", "proxy"]

# So that an address that accepts no connection leaves time for the next one.
_CONNECT_SECONDS = 3.05


class Deadline(urllib3.Timeout):
    """The end of one request: each timeout is the time left until then."""

    def __init__(self, seconds: float) -> None:
        super().__init__(total=seconds)
        self._end = time.monotonic() + seconds

    @property
    def connect_timeout(self) -> float:
        """Return the seconds left."""
        return _left(self._end)

    read_timeout = connect_timeout

    def clone(self) -> Deadline:
        """Return itself; urllib3 would start counting again."""
        return self

    def start_connect(self) -> float:
        """Do nothing: the time has been running since the request began."""
        return time.monotonic()


class _TimedSocket(_Socket):
    """A socket with one timeout for all operations together, until it is set again."""

    _end: float | None = None

    def settimeout(self, value: float | None) -> None:
        self._end = None if value is None else time.monotonic() + value
        super().settimeout(value)

    def recv(self, *args: Any) -> bytes:
        self._arm()
        return super().recv(*args)

    def recv_into(self, *args: Any) -> int:
        self._arm()
        return super().recv_into(*args)

    def send(self, *args: Any) -> int:
        self._arm()
        return super().send(*args)

    def sendall(self, *args: Any) -> None:
        self._arm()
        super().sendall(*args)

    def _arm(self) -> None:
        if self._end is not None:
            super().settimeout(_left(self._end))


class _PlainSocket(_TimedSocket, socket.socket):
    pass


class _TlsSocket(_TimedSocket, ssl.SSLSocket):
    pass


class _TimedConnection(_Connection):
    """A connection whose timeout is what remains of the time it was last set to."""

    _end: float | None = None

    @property
    def timeout(self) -> float | None:
        return None if self._end is None else _left(self._end)

    @timeout.setter
    def timeout(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def _new_conn(self) -> socket.socket:
        found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        for family, kind, protocol, _, address in found:
            timed = _PlainSocket(family, kind, protocol)
            try:
                timed.settimeout(min(self.timeout or _CONNECT_SECONDS, _CONNECT_SECONDS))
                timed.connect(address)
                timed.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                timed.settimeout(self.timeout)
            except OSError:
                timed.close()
            else:
                return timed
        raise NewConnectionError(self, "no address accepts a connection")

    def getresponse(self) -> Any:
        """Return the answer with its socket: a stream sets the time for each piece."""
        timed = self.sock
        response = super().getresponse()
        response.timed_socket = timed  # type: ignore[attr-defined]
        return response


class _PlainConnection(_TimedConnection, HTTPConnection):
    pass


class _TlsConnection(_TimedConnection, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def make_manager(proxy_url: Secret | None) -> urllib3.PoolManager:
    """Return pools of connections, through the proxy if there is one."""
    options: dict[str, Any] = {"maxsize": 10, "ssl_context": trusted()}
    if proxy_url is None:
        manager = urllib3.PoolManager(**options)
    else:
        proxy = urlsplit(proxy_url.reveal())
        names = f"{unquote(proxy.username or '')}:{unquote(proxy.password or '')}"
        sent = urllib3.make_headers(proxy_basic_auth=names) if proxy.username else None
        at = f"{proxy.scheme}://{proxy.netloc.rpartition('@')[2]}"
        options["proxy_ssl_context"] = trusted()
        manager = urllib3.ProxyManager(at, proxy_headers=sent, **options)
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
    return manager


def reason_of(fault: BaseException) -> Reason:
    """Return why a connection failed, from one of ``FAULTS``."""
    if isinstance(fault, ProxyError):
        return "proxy"
    for cause in (fault, *fault.args):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate"
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
            return "name"
    return "silent"


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@cache
def trusted() -> ssl.SSLContext:
    """Return a context that trusts the authorities of this machine and those of certifi.

    Not ``ssl.create_default_context``: it writes the keys of each connection to the file named by
    ``SSLKEYLOGFILE``.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    context.sslsocket_class = _TlsSocket
    return context
