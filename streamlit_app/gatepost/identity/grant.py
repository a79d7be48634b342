"""Read what the component answers to a good handover."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from gatepost.identity.person import Access, Identity, User
from gatepost.secret import Secret
from gatepost.wire.events import Id

_LONGEST_TOKEN_SECONDS = 31 * 24 * 3600
_Token = Annotated[str, Meta(min_length=1, max_length=32_768, pattern=r"^[\x21-\x7e]+\Z")]
_Seconds = Annotated[float, Meta(gt=0, le=_LONGEST_TOKEN_SECONDS)]
_Text = Annotated[str, Meta(max_length=2_000)]


class _Person(msgspec.Struct, rename="camel"):
    sub: Annotated[str, Meta(min_length=1, max_length=255)]
    name: Annotated[str, Meta(max_length=1_000)] | None
    email: Annotated[str, Meta(max_length=320)] | None
    email_verified: bool | None = None
    picture: _Text | None = None
    locale: _Text | None = None
    claims: dict[str, Any] = {}


class _Api(msgspec.Struct, rename="camel"):
    audience: _Text
    access_token: _Token
    expires_in: _Seconds
    scopes: list[str]


class _Grant(msgspec.Struct, rename="camel"):
    id: Id
    user: _Person
    access_token: _Token | None
    expires_in: _Seconds
    scopes: list[str]
    permissions: list[str] | None = None
    is_renewable: bool = False
    audience: _Text | None = None
    apis: list[_Api] = []
    acr: _Text | None = None
    authenticated_ago: Annotated[float, Meta(ge=0)] | None = None

    def to_identity(self, sent_at: float) -> Identity:
        """Return the identity; ``sent_at`` is on the clock of this machine, which alone counts."""
        permissions = None if self.permissions is None else frozenset(self.permissions)
        scopes = frozenset(self.scopes)
        if permissions is not None:  # an API that reads them grants no scope without them
            scopes &= permissions
        ago = self.authenticated_ago
        person = msgspec.structs.asdict(self.user)
        return Identity(
            id=self.id,
            user=User(**person, scopes=scopes, permissions=permissions, audience=self.audience),
            access_token=None if self.access_token is None else Secret(self.access_token),
            ends_at=sent_at + min([self.expires_in, *(api.expires_in for api in self.apis)]),
            scopes=scopes,
            is_renewable=self.is_renewable,
            audience=self.audience,
            apis={
                a.audience: Access(Secret(a.access_token), frozenset(a.scopes)) for a in self.apis
            },
            acr=self.acr,
            authenticated_at=None if ago is None else sent_at - ago,
        )


def parse_grant(content: bytes, sent_at: float) -> Identity | str:
    """Return the identity, or what is wrong with the answer: the place and the limit, no value.

    It raises no error, since the traceback would hold the token.
    """
    try:
        grant = msgspec.json.decode(content, type=_Grant)
    except msgspec.DecodeError as error:
        return str(error)
    except (UnicodeDecodeError, RecursionError):
        return "it is not JSON"
    return grant.to_identity(sent_at)
