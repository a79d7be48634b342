"""Define the errors of this API: each is one class with one code, one status and one sentence.

The layers above raise these classes and never build a status or a header themselves. The text of
an error is fixed and never quotes the request, so no token or address can leak through it.
"""

from collections.abc import Collection
from typing import ClassVar

# The challenges are, byte for byte, those of Auth0's own middleware (express-oauth2-jwt-bearer),
# so that a client written for one works with the other. The body describes what to do next.
REALM = "api"


class ApiError(Exception):
    """Base of all errors.

    Attributes:
        code: A stable word for programs to compare with.
        status: The HTTP status code.
        message: One sentence for people that says what to do next.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    message: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.message)

    def headers(self) -> dict[str, str]:
        """Return the response headers that belong to this error."""
        return {}


class NotFound(ApiError):
    """No route has this path."""

    code = "not_found"
    status = 404
    message = "This path does not exist; compare it with the paths in openapi.yaml."


class MethodNotAllowed(ApiError):
    """The route does not support this method (RFC 9110 section 15.5.6: list those it supports)."""

    code = "method_not_allowed"
    status = 405
    message = "This method is not supported here; use one listed in the Allow header."
    allowed: ClassVar[tuple[str, ...]] = ("GET", "HEAD", "OPTIONS")

    def headers(self) -> dict[str, str]:
        """Return ``Allow``."""
        return {"Allow": ", ".join(self.allowed)}


class BodyNotAllowed(ApiError):
    """The request has a body, which no route reads."""

    code = "body_not_allowed"
    status = 400
    message = "Send the request without a body; no route of this API reads one."


class InternalError(ApiError):
    """An unexpected failure."""

    code = "internal_error"
    status = 500
    message = "The API failed unexpectedly; try again, and report the trace_id if it keeps failing."


class KeysUnavailable(ApiError):
    """There are no keys to check the token with. Never a 401: the token may be valid.

    Args:
        retry_after: Seconds until a retry is worthwhile.
    """

    code = "keys_unavailable"
    status = 503
    message = "The identity provider's keys cannot be read at the moment; try again shortly."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = max(1, retry_after)

    def headers(self) -> dict[str, str]:
        """Return ``Retry-After`` in seconds (RFC 9110 section 10.2.3)."""
        return {"Retry-After": str(self.retry_after)}


class AccessDenied(ApiError):
    """Base of the errors that carry a ``WWW-Authenticate`` challenge (RFC 6750 section 3).

    Attributes:
        description: ``error_description``, for the developer of a client.
    """

    description: ClassVar[str] = ""

    def challenge(self) -> dict[str, str]:
        """Return the parameters of the challenge after the realm, in order."""
        return {"error": self.code, "error_description": self.description}

    def headers(self) -> dict[str, str]:
        """Return ``WWW-Authenticate`` with the ``Bearer`` scheme."""
        parameters = {"realm": REALM, **self.challenge()}
        listed = ", ".join(f'{name}="{value}"' for name, value in parameters.items())
        return {"WWW-Authenticate": f"Bearer {listed}"}


class MissingToken(AccessDenied):
    """There is no bearer token. The challenge then has no error (RFC 6750 section 3.1)."""

    code = "missing_token"
    status = 401
    message = "Sign in, then send the access token in the Authorization header as a Bearer token."

    def challenge(self) -> dict[str, str]:
        """Return nothing: the challenge has the realm only."""
        return {}


class InvalidRequest(AccessDenied):
    """The credentials are malformed, more than one, or in the wrong place."""

    code = "invalid_request"
    status = 400
    description = "Invalid Request"
    message = "Send exactly one access token, as a Bearer token in the Authorization header only."


class InvalidToken(AccessDenied):
    """The token failed a check.

    Args:
        reason: The check that failed, as a fixed word. It is for logs and tests; the caller learns
            only that the token is not valid.
    """

    code = "invalid_token"
    status = 401
    description = "Invalid Token"
    message = "The access token is expired or not valid for this API; sign in again for a new one."

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class InsufficientScope(AccessDenied):
    """The token is valid but lacks a scope.

    Args:
        required: The scopes that the route requires.
    """

    code = "insufficient_scope"
    status = 403
    description = "Insufficient Scope"
    message = "Request the missing scope, then send the new access token."

    def __init__(self, required: Collection[str]) -> None:
        super().__init__()
        self.required = tuple(sorted(required))

    def challenge(self) -> dict[str, str]:
        """Return the error and the required scopes (RFC 6750 section 3)."""
        return {**super().challenge(), "scope": " ".join(self.required)}


ERRORS: tuple[type[ApiError], ...] = (
    MissingToken,
    InvalidRequest,
    InvalidToken,
    InsufficientScope,
    KeysUnavailable,
    NotFound,
    MethodNotAllowed,
    BodyNotAllowed,
    InternalError,
)
