"""Read and check the settings, from the environment that ``main.py`` passes on.

A missing or malformed setting raises ``SettingsError``. Only targets that check access tokens read
the settings for them, so the public ``ping`` can be deployed without any.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from gatepost_api.tokens.claims import ClaimRules
from gatepost_api.values import Kind, fault, trim

_SALT_LENGTH = 32
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_FALSE = frozenset({"", "0", "false", "f", "no", "n", "off"})
_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})


class SettingsError(Exception):
    """A setting is missing or malformed; the text names it and says what to do."""


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """The settings for checking access tokens."""

    rules: ClaimRules
    jwks_url: str
    stale_seconds: int  # how long expired keys are used in an outage


def read_target(environ: Mapping[str, str]) -> str:
    """Read the name of the target to serve, empty if there is none."""
    return environ.get("FUNCTION_TARGET", "")


def refuse_debug_in_cloud(environ: Mapping[str, str], arguments: Sequence[str]) -> None:
    """Refuse the debug server on Cloud Run: it gives everyone a Python console."""
    debug = "--debug" in arguments or trim(environ.get("DEBUG", "")).lower() not in _FALSE
    if debug and _is_in_cloud(environ):
        raise SettingsError("DEBUG must be off on Cloud Run; remove DEBUG and --debug.")


def read_allowed_origins(environ: Mapping[str, str]) -> frozenset[str]:
    """Read the origins whose pages may read responses."""
    return _read_list(environ, "ALLOWED_ORIGINS", "origin")


def read_audit_salt(environ: Mapping[str, str]) -> str:
    """Read the HMAC key of the audit's pseudonyms; empty means a random one at each start."""
    salt = trim(environ.get("AUDIT_SALT", ""))
    if salt:
        _check("AUDIT_SALT", "secret", salt)
    if salt and len(salt) < _SALT_LENGTH:
        raise SettingsError(
            f"AUDIT_SALT must have at least {_SALT_LENGTH} characters; "
            "make one with: openssl rand -hex 32"
        )
    if salt.startswith("local-sample-") and _is_in_cloud(environ):
        raise SettingsError("AUDIT_SALT is a sample; make one with: openssl rand -hex 32")
    return salt


def read_project(environ: Mapping[str, str]) -> str:
    """Read the project id, with which Cloud Logging links lines to traces; may be empty."""
    project = trim(environ.get("GOOGLE_CLOUD_PROJECT", ""))
    if not re.fullmatch(r"[a-z0-9.:-]*", project):
        raise SettingsError("GOOGLE_CLOUD_PROJECT must be a project id, such as my-project-123.")
    return project


def read_auth_settings(environ: Mapping[str, str]) -> AuthSettings:
    """Read the settings of targets that check access tokens."""
    issuer = _read(environ, "AUTH0_ISSUER", "issuer", "https://your-tenant.eu.auth0.com/")
    _refuse_loopback_in_cloud(environ, "AUTH0_ISSUER", issuer)
    # With exactly one slash between: without it, the path would become part of the host name.
    jwks_url = f"{issuer.removesuffix('/')}/.well-known/jwks.json"
    if trim(environ.get("JWKS_URL", "")):
        jwks_url = _read(environ, "JWKS_URL", "text", jwks_url)
        # Unlike any other address, that of a key set may have a query.
        _check("JWKS_URL", "base", jwks_url.partition("?")[0])
        if "#" in jwks_url:
            raise SettingsError("JWKS_URL has a fragment: remove it")
        _refuse_loopback_in_cloud(environ, "JWKS_URL", jwks_url)
    rules = ClaimRules(
        issuer=issuer,
        audience=_read(environ, "AUTH0_AUDIENCE", "text", "https://api.example.com"),
        leeway=_read_seconds(environ, "LEEWAY_SECONDS", 10, range(5, 60 + 1)),
        client_ids=_read_list(environ, "ALLOWED_CLIENT_IDS", "text"),
        rfc9068=_read_switch(environ, "REQUIRE_RFC9068"),
    )
    stale_seconds = _read_seconds(environ, "STALE_KEYS_SECONDS", 86_400, range(604_800 + 1))
    return AuthSettings(rules, jwks_url, stale_seconds)


def _read(environ: Mapping[str, str], name: str, kind: Kind, example: str) -> str:
    """Return a required value of a kind."""
    value = trim(environ.get(name, ""))
    if not value:
        raise SettingsError(f"{name} is missing; set it, for example to {example}")
    _check(name, kind, value)
    return value


def _check(name: str, kind: Kind, value: str) -> None:
    if found := fault(kind, value):
        raise SettingsError(f"{name} {found}")


def _refuse_loopback_in_cloud(environ: Mapping[str, str], name: str, address: str) -> None:
    if _is_in_cloud(environ) and urlsplit(address).hostname in _LOOPBACK_HOSTS:
        raise SettingsError(f"{name} is a loopback address; on Cloud Run, use the hosted one.")


def _read_seconds(environ: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    """Return a whole number of seconds in the allowed range."""
    text = trim(environ.get(name, "")) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) in allowed):
        raise SettingsError(
            f"{name} must be a whole number of seconds from {allowed.start} to {allowed.stop - 1}."
        )
    return int(text)


def _read_switch(environ: Mapping[str, str], name: str) -> bool:
    """Return whether a switch is on."""
    text = trim(environ.get(name, "")).lower()
    if text not in _TRUE | _FALSE:
        raise SettingsError(f"{name} must be true or false.")
    return text in _TRUE


def _read_list(environ: Mapping[str, str], name: str, kind: Kind) -> frozenset[str]:
    """Return the entries of a comma-separated list, each of a kind."""
    text = trim(environ.get(name, ""))
    if text.startswith("["):
        raise SettingsError(f"{name} is a JSON list: separate the values with commas instead")
    entries = frozenset(filter(None, map(trim, text.split(","))))
    for entry in sorted(entries):
        _check(name, kind, entry)
    return entries


def _is_in_cloud(environ: Mapping[str, str]) -> bool:
    """Return whether this is Cloud Run, which sets ``K_SERVICE`` to the name of the service."""
    return bool(environ.get("K_SERVICE"))
