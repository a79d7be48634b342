"""Look into the session cookie of a local run or rehearsal, whose sealing secret is in a file."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.local.tiers import TEST_OFFSET, tiers
from infra.rehearsal.processes import processes

COOKIE_PREFIX = "__Host-gatepost-"


def cookie_name(app: str) -> str:
    """Return the name of an app's cookie; each app has one of its own."""
    return COOKIE_PREFIX + urlsafe_b64encode(sha256(app.encode()).digest()).decode()[:12]


def sealing_secret() -> str:
    """Return the secret of the component that the tests run."""
    known = processes() if "REHEARSAL" in os.environ else tiers(TEST_OFFSET)
    component = next(tier for tier in known if tier.name == "component")
    return component.environment()["GATEPOST_SECRET"]


def open_session(sealed: str) -> dict[str, Any]:
    """Open the session cookie as only the component's server can."""

    def octets(part: str) -> bytes:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))

    header, _, nonce, ciphertext, tag = sealed.split(".")
    key = HKDF(hashes.SHA256(), 32, b"gatepost", b"gatepost seal session").derive(
        sealing_secret().encode()
    )
    plain = AESGCM(key).decrypt(octets(nonce), octets(ciphertext) + octets(tag), header.encode())
    opened: dict[str, Any] = json.loads(plain)
    return opened
