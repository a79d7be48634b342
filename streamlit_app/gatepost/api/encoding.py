"""Encode what a call sends, in the way requests does: query, body and headers."""

from __future__ import annotations

import json as json_
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, TypeAlias
from urllib.parse import urlencode

from gatepost.errors import RequestInvalid
from gatepost.http.multipart import encode_multipart

Value: TypeAlias = str | int | float | bool | None
Fields: TypeAlias = Mapping[str, Value | Sequence[Value]] | Sequence[tuple[str, Any]]
"""Parameters or a form: a list is a field for each of its values, and None is left out."""

Content: TypeAlias = str | bytes | IO[bytes]
File: TypeAlias = Content | tuple[str, Content] | tuple[str, Content, str]
"""What is sent as a file: its content, with a name and a media type if need be."""

Files: TypeAlias = Mapping[str, File] | Sequence[tuple[str, File]]
Headers: TypeAlias = Mapping[str, str]
Body: TypeAlias = bytes | IO[bytes] | None

_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]{1,200}", re.ASCII)
_VALUE = re.compile(r"[\x20-\x7e\xa0-\xff\t]{0,8000}")
# Whose request it is, where it goes, and how it is framed is decided by the client alone.
_RESERVED = frozenset(
    [
        *("accept-encoding", "authorization", "connection", "content-length", "cookie", "expect"),
        *("host", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
        *("te", "trailer", "transfer-encoding", "upgrade", "x-serverless-authorization"),
    ]
)


def encode_query(params: Fields | None) -> str:
    """Return the query with its question mark, or nothing.

    Raises:
        RequestInvalid: A parameter can't be sent as text.
    """
    query = _form(params) if params is not None else ""
    if query is None:
        raise RequestInvalid(
            "A parameter can't be sent as text. Pass text, numbers, truth values or lists of "
            "them, by name and without lone surrogates; nothing was sent."
        )
    return f"?{query}" if query else ""


def encode_headers(headers: Headers | None) -> dict[str, str]:
    """Return the headers, if all are allowed.

    Raises:
        RequestInvalid: One is malformed, or set by the client itself.
    """
    if headers is not None and not isinstance(headers, Mapping):
        raise RequestInvalid("The headers are no mapping. Pass text by name; nothing was sent.")
    for name, value in (headers or {}).items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise RequestInvalid(
                f"{name!r:.40} is no name of a header. Use letters, digits and hyphens; nothing "
                "was sent."
            )
        if name.lower() in _RESERVED:
            raise RequestInvalid(
                f"The header {name} is set by the client itself. Leave it out; nothing was sent."
            )
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            raise RequestInvalid(
                f"The value of the header {name} can't be sent. Pass text of one line in Latin-1; "
                "nothing was sent."
            )
    return dict(headers or {})


def encode_body(
    data: Fields | Content | None, json: Any, files: Files | None
) -> tuple[Body, str | None]:
    """Return the body and its media type, either of which may be none.

    Raises:
        RequestInvalid: It can't be sent.
    """
    if json is not None and (data is not None or files):
        raise RequestInvalid(
            "A request has one body. Pass either json, or data and files; nothing was sent."
        )
    if json is not None:
        return _encode_json(json), "application/json"
    if files:
        fields = list(_pairs(data)) if not _is_content(data) else None
        encoded = encode_multipart(fields, files)
        if encoded is None:
            raise RequestInvalid(
                "The form can't be sent. Pass fields as text by name, and files as bytes, as an "
                "open file or as (name, content, media type); nothing was sent."
            )
        return encoded
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")  # as "?", since a lone surrogate is no character
    if data is None or isinstance(data, bytes) or hasattr(data, "read"):
        return data, None  # type: ignore[return-value]  # mypy does not know hasattr
    form = _form(data)
    if form is None:
        raise RequestInvalid(
            "A field of the form can't be sent as text. Pass text, numbers, truth values or lists "
            "of them, by name and without lone surrogates; nothing was sent."
        )
    return form.encode(), "application/x-www-form-urlencoded"


def _encode_json(json: Any) -> bytes:
    try:
        return json_.dumps(json, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        reason = str(error)  # names types, and no value
    raise RequestInvalid(
        f"The body can't be sent as JSON: {reason}. Pass plain values; nothing was sent."
    )


def _form(fields: object) -> str | None:
    try:
        return urlencode(list(_pairs(fields)))
    except (TypeError, ValueError):
        return None


def _pairs(fields: object) -> Iterator[tuple[str, str]]:
    """Yield each name with each of its values; raise ``TypeError`` for anything else."""
    if fields is None:
        return
    for name, value in fields.items() if isinstance(fields, Mapping) else _listed(fields):
        if not isinstance(name, str):
            raise TypeError
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is None:
                continue
            if not isinstance(one, str | int | float):
                raise TypeError
            yield name, str(one)


def _listed(fields: object) -> Sequence[tuple[object, object]]:
    if not isinstance(fields, list | tuple):
        raise TypeError
    return fields


def _is_content(data: object) -> bool:
    return isinstance(data, str | bytes) or hasattr(data, "read")
