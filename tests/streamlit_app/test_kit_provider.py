"""The testing kit: real access tokens, and the identity provider on loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from gatepost.testing.access_tokens import AccessTokens
from gatepost.testing.identity_provider import IdentityProvider
from gatepost_api.errors import InvalidToken
from gatepost_api.keys.key_set import load_keys
from gatepost_api.settings import read_auth_settings
from gatepost_api.tokens.verifier import verify

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
BACK = "http://127.0.0.1:1/back?from=idp"
