"""Servers on loopback that say just the bytes they are given, in TLS or behind a proxy too."""

from __future__ import annotations

import datetime
import select
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NAME = "wire"
"""Of every thread here."""

Say = Callable[[socket.socket, bytes], object]
"""What a server does with a connection once it has read a request."""


@contextmanager
def saying(say: Say, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that reads a request and says something; one thread a connection, all ended."""
    over, threads = Event(), list[Thread]()

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), ExitStack() as closes:
            closes.enter_context(connection)
            connection.settimeout(5)
            if tls:
                connection = closes.enter_context(tls.wrap_socket(connection, server_side=True))
            while request := connection.recv(65_536):
                say(connection, request)

    def accept(server: socket.socket) -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                threads.append(Thread(name=NAME, target=serve, args=(server.accept()[0],)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.02)
        acceptor = Thread(name=NAME, target=accept, args=(server,))
        acceptor.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            for thread in (acceptor, *threads):
                thread.join(10)


def whole(head: str, body: bytes = b"") -> Say:
    """Say an answer at once, then close the connection."""

    def say(connection: socket.socket, _: bytes) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{head}Connection: close\r\n\r\n".encode())
        connection.sendall(body)
        connection.shutdown(socket.SHUT_RDWR)

    return say


def drip(head: bytes, piece: bytes = b" ", *, pause: float = 0.02, seconds: float = 3) -> Say:
    """Say ``head``, then a piece at a time: no single wait is long."""

    def say(connection: socket.socket, _: bytes) -> None:
        connection.sendall(head)
        waits = Event()
        for _number in range(round(seconds / pause)):
            connection.sendall(piece)
            waits.wait(pause)

    return say


def tunnel(port: int, asked: list[bytes]) -> Say:
    """Be a proxy to one port, whatever is asked for: answer, then pass on bytes both ways."""

    def say(connection: socket.socket, request: bytes) -> None:
        asked.append(request)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port), timeout=5) as there:
            _pass_on(connection, there)
        connection.shutdown(socket.SHUT_RDWR)

    return say


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    """Pass on bytes both ways, in one thread, since two must not share a TLS socket."""
    other = {here: there, there: here}
    while ready := select.select([*other], [], [], 5)[0]:
        for end in ready:
            data = end.recv(65_536)
            if not data:
                return
            other[end].sendall(data)
            while isinstance(end, ssl.SSLSocket) and end.pending():
                other[end].sendall(end.recv(65_536))


def certificate(folder: Path, *names: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate of its own authority for some names: its file, and a server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    day = datetime.timedelta(days=1)
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(usage, True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{names[0]}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = path.with_suffix(".key")
    no_password = serialization.NoEncryption()
    encoding, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(encoding, kind, no_password))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, secret)
    return path, context
