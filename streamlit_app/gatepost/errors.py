"""Every error of the package: one class, one stable code, one message that says what to do."""

from __future__ import annotations

from gatepost.language import Sentence
from gatepost.needs import Needs


class GatepostError(Exception):
    """Base of all errors of the package; as ``str`` and in logs always in English.

    Attributes:
        code: Stable name of the error, for programs.
    """

    code = "gatepost_error"

    def __init__(self, message: str | Sentence) -> None:
        super().__init__(message)

    @property
    def message(self) -> str:
        """Return a sentence or two for the person at the screen, in their language.

        It never contains a token. What only developers can fix is in English.
        """
        message: str | Sentence = self.args[0]
        return message.shown() if isinstance(message, Sentence) else message


class SettingsError(GatepostError):
    """A setting is missing or malformed."""

    code = "setting_invalid"


class OptionError(GatepostError):
    """An argument of the sign-in or of a guard is not valid."""

    code = "option_invalid"


class PageNotAllowed(GatepostError):
    """A framed page is at an origin that the operator's list, ``page_origins``, does not name."""

    code = "page_not_allowed"


class PlacementError(GatepostError):
    """A frame is drawn where it can't work, such as in a form, or twice in one run."""

    code = "placement_invalid"


class MessageError(GatepostError):
    """A message violates the contract: its version, name or shape is wrong."""

    code = "message_invalid"


class HandoverError(GatepostError):
    """A handover was refused: it has expired, was already used, or is bound to another verifier."""

    code = "handover_refused"


class HandoverOfAnotherApp(GatepostError):
    """A handover was made for an app at another address."""

    code = "handover_of_another_app"


class ComponentUnavailable(GatepostError):
    """The component does not answer, or answers with something else."""

    code = "component_unavailable"


class NoSession(GatepostError):
    """Nobody's session is at hand, or the token of a bound client has expired; nothing was sent."""

    code = "no_session"


class ApiError(GatepostError):
    """The protected API refused a request or did not answer.

    Attributes:
        status: HTTP status, or None when there was no answer.
        www_authenticate: The header ``WWW-Authenticate`` (RFC 6750, section 3), or None.
        retry_after: Seconds the API asks to wait (RFC 9110, section 10.2.3), or None.
    """

    code = "api_error"

    def __init__(
        self,
        message: str | Sentence,
        *,
        code: str | None = None,
        status: int | None = None,
        www_authenticate: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.status = status
        self.www_authenticate = www_authenticate
        self.retry_after = retry_after


class StepUpRequired(ApiError):
    """The API needs more of the sign-in: a scope, or a fresher or stronger authentication.

    Attributes:
        needs: What it needs (RFC 6750, section 3.1; RFC 9470, section 3).
    """

    code = "step_up_required"

    def __init__(
        self,
        message: str | Sentence,
        *,
        needs: Needs,
        code: str | None = None,
        status: int | None = None,
        www_authenticate: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(
            message,
            code=code,
            status=status,
            www_authenticate=www_authenticate,
            retry_after=retry_after,
        )
        self.needs = needs


class AudienceNotGranted(ApiError):
    """Somebody is signed in, but without access to this API; nothing was sent."""

    code = "audience_not_granted"


class ApiUnavailable(ApiError):
    """The protected API did not answer in time."""

    code = "api_unavailable"


class AnswerTooLarge(ApiError):
    """The answer of the protected API is larger than the app accepts."""

    code = "answer_too_large"


class RouteRefused(ApiError):
    """The path could lead away from the configured API; nothing was sent."""

    code = "route_refused"


class RequestInvalid(ApiError):
    """The body, a header, a parameter or the method can't be sent; nothing was sent."""

    code = "request_invalid"


class GoogleIdentityUnavailable(ApiError):
    """Google issued no ID token for the app, which a private API requires; nothing was sent."""

    code = "google_identity_unavailable"


class PrivateApiRefused(ApiError):
    """Google Cloud IAM rejected the app's own identity; the request never reached the API."""

    code = "private_api_refused"
