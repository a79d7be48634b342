/** Every error the component answers with: one class, one stable code, one sentence, one status. */

export class ComponentError extends Error {
  readonly status: number = 500;
  readonly code: string = "internal_error";
  readonly headers: Readonly<Record<string, string>> = {};

  constructor(
    message = "Something went wrong in the component. Try again; its log holds the reason.",
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class MethodNotAllowed extends ComponentError {
  override readonly status = 405;
  override readonly code = "method_not_allowed";
  override readonly headers: Readonly<Record<string, string>>;

  constructor(allowed: readonly string[]) {
    super(`This address answers ${allowed.join(", ")} only.`);
    this.headers = { Allow: allowed.join(", ") };
  }
}

export class NotFound extends ComponentError {
  override readonly status = 404;
  override readonly code = "not_found";

  constructor() {
    super("Nothing is served here. Check the address.");
  }
}

export class InvalidRequest extends ComponentError {
  override readonly status = 400;
  override readonly code = "invalid_request";

  constructor(message = "The request is malformed. Reload the page to get the current version.") {
    super(message);
  }
}

/** A request that does not come from where this route's callers are. */
export class ForbiddenRequest extends ComponentError {
  override readonly status = 403;
  override readonly code = "forbidden_request";

  constructor(message = "Only the component's own page may call this address.") {
    super(message);
  }
}

export class AppNotRegistered extends ComponentError {
  override readonly status = 403;
  override readonly code = "app_not_registered";

  constructor(message = "This app is not registered. Its operator adds it to GATEPOST_APPS.") {
    super(message);
  }
}

export class HandoverInvalid extends ComponentError {
  override readonly status = 403;
  override readonly code = "handover_invalid";

  constructor(options?: ErrorOptions) {
    super("This handover is expired, damaged or belongs to another session. Try again.", options);
  }
}

export class HandoverOfAnotherApp extends ComponentError {
  override readonly status = 403;
  override readonly code = "handover_of_another_app";

  constructor() {
    super(
      "This handover was made for another app than the one that redeems it. The app's operator compares app_url with the address the app is opened at.",
    );
  }
}

/**
 * The provider has to confirm the session first. The challenge (RFC 6750, section 3) makes the
 * frame renew it and call again.
 */
export class SessionUnproven extends ComponentError {
  override readonly status = 401;
  override readonly code = "session_unproven";
  override readonly headers = {
    "WWW-Authenticate": 'Bearer realm="component", error="invalid_token"',
  };

  constructor() {
    super("The sign-in has to be confirmed by the identity provider. Try again.");
  }
}

export class SessionTooLarge extends ComponentError {
  override readonly code = "session_too_large";

  constructor(bytes: number, limit: number, remedy = "fewer claims") {
    super(
      `The tokens need ${bytes} bytes, and ${limit} can be kept. The component's operator has the identity provider issue ${remedy}.`,
    );
  }
}

export class ApiUnavailable extends ComponentError {
  override readonly status = 503;
  override readonly code = "api_unavailable";
  override readonly headers = { "Retry-After": "5" };

  constructor(options?: ErrorOptions) {
    super("The protected API does not answer. Try again in a moment.", options);
  }
}

/** Which call of several failed, and with which status: for the log, without what was sent. */
class StepFailed extends Error {
  override readonly name = "StepFailed";
  readonly code: string;

  constructor(step: string, status?: number, options?: ErrorOptions) {
    super(undefined, options);
    this.code = status ? `${step} ${status}` : step;
  }
}

/** The steps to Google's ID token, and what to do when one gives nothing. */
const STEPS = {
  oidc: "Vercel gave the component no OIDC token. Its operator turns on OIDC federation in the project's settings at Vercel.",
  sts: "Google did not exchange Vercel's token. Try again in a moment; if this stays, the operator compares the GCP_ settings with the workload identity pool.",
  impersonation:
    "Google gave the component no ID token. Try again in a moment; if this stays, the operator lets the workload identity pool create ID tokens of the service account.",
  metadata:
    "No metadata server gave the component an ID token. The operator runs it on Google Cloud or changes API_GOOGLE_IDENTITY.",
} as const;

export class GoogleIdentityUnavailable extends ComponentError {
  override readonly status = 503;
  override readonly code = "google_identity_unavailable";
  override readonly headers = { "Retry-After": "5" };

  constructor(step: keyof typeof STEPS, status?: number, options?: ErrorOptions) {
    super(STEPS[step], { cause: new StepFailed(step, status, options) });
  }
}

/** Google's front refused the component: that says nothing about the person's token. */
export class PrivateApiRefused extends ComponentError {
  override readonly status = 502;
  override readonly code = "private_api_refused";

  constructor(status: number) {
    super(
      "Google does not let the component call the protected API. The operator grants its service account roles/run.invoker and checks API_GOOGLE_IDENTITY and API_GOOGLE_AUDIENCE.",
      { cause: new StepFailed("front", status) },
    );
  }
}

export class Misconfigured extends ComponentError {
  override readonly code = "misconfigured";

  constructor(options?: ErrorOptions) {
    super("The component's settings are not complete. Its log names what is missing.", options);
  }
}
