"""Google as the tests need it: a metadata server, a token endpoint, and the front of Cloud Run."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.streamlit_app.loopback import Answer, Request

ACCOUNT = "my-app@my-project.iam.gserviceaccount.com"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
IDENTITY = "/computeMetadata/v1/instance/service-accounts/default/identity"
PAGE = {"Content-Type": "text/html; charset=UTF-8"}
CHALLENGE = (
    'Bearer error="invalid_token" error_description="The access token could not be verified"'
)


class KeyPair:
    """An RSA key with an id."""

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.private = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        self.public = self.private.public_key()

    @property
    def pem(self) -> str:
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()


class Google:
    """Makes ID tokens of one service account, and lets those in that have the role."""

    def __init__(self, signing: KeyPair, account_key: KeyPair) -> None:
        self._signing = signing
        self.account_key = account_key
        self.now: Callable[[], float] = time.time
        self.invokers = {ACCOUNT}
        self.issued: list[str] = []

    def issue(self, audience: str, **claims: Any) -> str:
        """An ID token; a claim of None is left out."""
        now = int(self.now())
        payload: dict[str, Any] = {"aud": audience, "email": ACCOUNT, "n": len(self.issued)}
        payload |= {"iss": "https://accounts.google.com", "iat": now, "exp": now + 3_600, **claims}
        payload = {name: value for name, value in payload.items() if value is not None}
        headers = {"kid": self._signing.kid}
        self.issued.append(jwt.encode(payload, self._signing.private, "RS256", headers))
        return self.issued[-1]

    def metadata_server(self, request: Request) -> Answer:
        """Google Cloud, "Get an ID token from the metadata server"."""
        url = urlsplit(request.target)
        if request.headers.get("metadata-flavor") != "Google":
            return Answer(403, b"Missing Metadata-Flavor:Google header.", PAGE)
        if (request.method, url.path) != ("GET", IDENTITY):
            return Answer(404, b"<html>", PAGE)
        return Answer(200, self.issue(parse_qs(url.query)["audience"][0]).encode(), PAGE)

    def token_endpoint(self, request: Request) -> Answer:
        """The exchange of a self-signed assertion for an ID token (RFC 7523, section 2.1)."""
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        try:
            assertion = jwt.decode(
                form["assertion"],
                self.account_key.public,
                algorithms=["RS256"],
                audience="https://oauth2.googleapis.com/token",
                issuer=ACCOUNT,
            )
        except jwt.InvalidTokenError as error:
            return Answer(400, {"error": "invalid_grant", "error_description": str(error)})
        kid = jwt.get_unverified_header(form["assertion"])["kid"]
        if (request.method, form["grant_type"], kid) != ("POST", JWT_BEARER, self.account_key.kid):
            return Answer(400, {"error": "invalid_request"})
        return Answer(200, {"id_token": self.issue(assertion["target_audience"])})

    def front(
        self, audience: str, behind: Callable[[Request], Answer]
    ) -> Callable[[Request], Answer]:
        """Cloud Run with IAM: of two headers it checks ``X-Serverless-Authorization`` only."""

        def respond(request: Request) -> Answer:
            sent = request.headers.get("x-serverless-authorization") or request.authorization
            if not sent:
                return Answer(403, b"<html>Error: Forbidden</html>", PAGE)
            try:
                claims = jwt.decode(
                    sent.removeprefix("Bearer "),
                    self._signing.public,
                    algorithms=["RS256"],
                    audience=audience,
                )
            except jwt.InvalidTokenError:
                page = b"<html>Error: Unauthorized</html>"
                return Answer(401, page, {**PAGE, "WWW-Authenticate": CHALLENGE})
            if claims["email"] not in self.invokers:
                return Answer(403, b"<html>Error: Forbidden</html>", PAGE)
            return behind(request)

        return respond


def key_file(key: KeyPair, token_uri: str, **changed: Any) -> dict[str, Any]:
    """A service account's key file, as Google Cloud makes it; a field of None is left out."""
    fields = {
        "type": "service_account",
        "project_id": "my-project",
        "private_key_id": key.kid,
        "private_key": key.pem,
        "client_email": ACCOUNT,
        "client_id": "123456789",
        "token_uri": token_uri,
        "universe_domain": "googleapis.com",
        **changed,
    }
    return {name: value for name, value in fields.items() if value is not None}


@contextmanager
def trickling(head: bytes) -> Iterator[str]:
    """A server that says ``head``, then a byte at a time for 8 seconds: no single wait is long."""
    over = Event()

    def drip(server: socket.socket) -> None:
        while not over.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            with connection:
                try:
                    connection.recv(65_536)
                    connection.sendall(head)
                    for _ in range(400):
                        connection.sendall(b" ")
                        if over.wait(0.02):
                            break
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        thread = Thread(target=drip, args=(server,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            over.set()
            thread.join()
