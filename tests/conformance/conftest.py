"""The fixtures of the functions' tests."""

from tests.functions.conftest import _loopback_only, client, environ, publisher, signer, stranger

__all__ = ["_loopback_only", "client", "environ", "publisher", "signer", "stranger"]
