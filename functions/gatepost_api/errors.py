"""Define the errors of this API: each is one class with one code, one status and one sentence.

The layers above raise these classes and never build a status or a header themselves. The text of
an error is fixed and never quotes the request, so no token or address can leak through it.
"""

from collections.abc import Collection, Mapping
from typing import ClassVar


class ApiError(Exception):
    """Base of all errors.

    Attributes:
        code: A stable word for programs to compare with.
        status: The HTTP status code.
        message: One sentence for people that says what to do next.
        headers: The response headers that belong to the error.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    message: ClassVar[str]
    headers: Mapping[str, str] = {}

    def __init__(self) -> None:
        super().__init__(self.message)


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
    allowed = ("GET", "HEAD", "OPTIONS")
    headers: Mapping[str, str] = {"Allow": ", ".join(allowed)}


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
        retry_after: Seconds until a retry is worthwhile (RFC 9110 section 10.2.3), at least one.
    """

    code = "keys_unavailable"
    status = 503
    message = "The identity provider's keys cannot be read at the moment; try again shortly."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(max(1, retry_after))}


# The challenges are, byte for byte, those of Auth0's own middleware (express-oauth2-jwt-bearer),
# so that a client written for one works with the other. The body describes what to do next.
def _challenge(**parameters: str) -> dict[str, str]:
    """Return a ``WWW-Authenticate`` header with the ``Bearer`` scheme (RFC 6750 section 3)."""
    listed = (f'{name}="{value}"' for name, value in {"realm": "api", **parameters}.items())
    return {"WWW-Authenticate": f"Bearer {', '.join(listed)}"}


class MissingToken(ApiError):
    """There is no bearer token. The challenge then has no error (RFC 6750 section 3.1)."""

    code = "missing_token"
    status = 401
    message = "Sign in, then send the access token in the Authorization header as a Bearer token."
    headers = _challenge()


class InvalidRequest(ApiError):
    """There is more than one token, or it is malformed or in the wrong place."""

    code = "invalid_request"
    status = 400
    message = "Send exactly one access token, as a Bearer token in the Authorization header only."
    headers = _challenge(error=code, error_description="Invalid Request")


class InvalidToken(ApiError):
    """The token failed a check.

    Args:
        reason: The check that failed, as a fixed word. It is for logs and tests; the caller learns
            only that the token is not valid.
    """

    code = "invalid_token"
    status = 401
    message = "The access token is expired or not valid for this API; sign in again for a new one."
    headers = _challenge(error=code, error_description="Invalid Token")

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class InsufficientAuthentication(ApiError):
    """The token is valid, but its sign-in is not recent or strong enough (RFC 9470 section 3).

    Args:
        max_age: Seconds that may have passed since it, None for any number.
        acr_values: The ways to authenticate of which one is required, empty for any.
    """

    code = "insufficient_user_authentication"
    status = 401
    message = "Sign in again as the challenge requires, then send the new access token."

    def __init__(self, max_age: int | None, acr_values: Collection[str]) -> None:
        super().__init__()
        required = {
            **({} if max_age is None else {"max_age": str(max_age)}),
            **({"acr_values": " ".join(acr_values)} if acr_values else {}),
        }
        description = "A different authentication level is required"
        self.headers = _challenge(error=self.code, error_description=description, **required)


class InsufficientScope(ApiError):
    """The token is valid but lacks one of the required scopes."""

    code = "insufficient_scope"
    status = 403
    message = "Request the missing scope, then send the new access token."

    def __init__(self, required: Collection[str]) -> None:
        super().__init__()
        scope = " ".join(sorted(required))
        self.headers = _challenge(
            error=self.code, error_description="Insufficient Scope", scope=scope
        )
