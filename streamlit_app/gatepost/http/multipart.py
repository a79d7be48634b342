"""Encode a form with files (RFC 7578)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import IO, Any


def encode_multipart(
    fields: Sequence[tuple[str, str]] | None,
    files: Mapping[str, Any] | Sequence[tuple[str, Any]],
) -> tuple[bytes, str] | None:
    """Return the body and its media type; None if a field or a file has another shape."""
    from urllib3 import encode_multipart_formdata
    from urllib3.fields import RequestField

    if fields is None:
        return None
    try:
        parts = [RequestField.from_tuples(name, value) for name, value in fields]
        parts += [RequestField.from_tuples(name, file) for name, file in _named(files)]
        return encode_multipart_formdata(parts)
    except (TypeError, ValueError, AttributeError, OSError):
        return None


def _named(
    files: Mapping[str, Any] | Sequence[tuple[str, Any]],
) -> Iterator[tuple[str, tuple[str, bytes] | tuple[str, bytes, str]]]:
    """Yield each file as urllib3 takes it: with a name, as requests finds it, and bytes."""
    for name, file in files.items() if isinstance(files, Mapping) else files:
        if not isinstance(file, tuple):
            yield name, (_name_of(file, name), _read(file))
        elif len(file) == 2:
            yield name, (str(file[0]), _read(file[1]))
        else:
            title, content, kind = file
            yield name, (str(title), _read(content), str(kind))


def _name_of(file: object, default: str) -> str:
    name = getattr(file, "name", None)
    return PurePath(name).name if isinstance(name, str) else default


def _read(content: str | bytes | IO[bytes]) -> bytes:
    read = content if isinstance(content, str | bytes) else content.read()
    return read.encode() if isinstance(read, str) else bytes(memoryview(read))
