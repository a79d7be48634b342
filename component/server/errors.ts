/** Every error that the component answers with: its class, status, code and message. */

type Headers = Readonly<Record<string, string>>;
type Options = ErrorOptions & { readonly headers?: Headers };

export class ComponentError extends Error {
  readonly headers: Headers;

  constructor(
    readonly status = 500,
    readonly code = "internal_error",
    message = "Something went wrong in the component. Try again; the reason is in its log.",
    { headers = {}, ...options }: Options = {},
  ) {
    super(message, options);
    this.name = new.target.name;
    this.headers = headers;
  }
}

/** Make an error class with a default message; the class of `not_found` is named `NotFound`. */
export function errorClass(status: number, code: string, sentence: string, headers: Headers = {}) {
  return class extends ComponentError {
    override readonly name = code.replace(/(?:^|_)./g, (text) => text.slice(-1).toUpperCase());

    constructor({ message = sentence, ...options }: ErrorOptions & { message?: string } = {}) {
      super(status, code, message, { headers, ...options });
    }
  };
}

export class MethodNotAllowed extends ComponentError {
  constructor(allowed: readonly string[]) {
    const names = allowed.join(", ");
    super(405, "method_not_allowed", `This address answers ${names} only.`, {
      headers: { Allow: names },
    });
  }
}

export const NotFound = errorClass(404, "not_found", "Nothing is served here. Check the address.");
export const InvalidRequest = errorClass(
  400,
  "invalid_request",
  "The request is malformed. Reload the page to get the current version.",
);
/** A request from a caller that this route does not serve. */
export const ForbiddenRequest = errorClass(
  403,
  "forbidden_request",
  "Only the component's own page may call this address.",
);
export const AppNotRegistered = errorClass(
  403,
  "app_not_registered",
  "This app is not registered. Ask the component's operator to add it to GATEPOST_APPS.",
);

export const HandoverInvalid = errorClass(
  403,
  "handover_invalid",
  "This handover has expired, is damaged or belongs to another session. Try again.",
);
export const HandoverOfAnotherApp = errorClass(
  403,
  "handover_of_another_app",
  "This handover was made for a different app. Ask the app's operator to compare app_url with the address at which the app is opened.",
);

/** The challenge (RFC 6750, section 3) makes the frame renew the session and call again. */
export const SessionUnproven = errorClass(
  401,
  "session_unproven",
  "The sign-in has to be confirmed by the identity provider. Try again.",
  { "WWW-Authenticate": 'Bearer realm="component", error="invalid_token"' },
);

export class SessionTooLarge extends ComponentError {
  constructor(bytes: number, limit: number, remedy = "fewer claims") {
    super(
      500,
      "session_too_large",
      `The tokens need ${bytes} bytes, and ${limit} can be kept. Ask the component's operator to make the identity provider issue ${remedy}.`,
    );
  }
}

const RETRY_SOON = { "Retry-After": "5" };

export const ApiUnavailable = errorClass(
  503,
  "api_unavailable",
  "The protected API does not answer. Try again in a moment.",
  RETRY_SOON,
);

/** Which call of several failed, and with which status: for the log, without what was sent. */
class StepFailed extends Error {
  override readonly name = "StepFailed";
  readonly code: string;

  constructor(step: string, status?: number, options?: ErrorOptions) {
    super(undefined, options);
    this.code = status ? `${step} ${status}` : step;
  }
}

/** The steps to Google's ID token, and what to do if one fails. */
const STEPS = {
  oidc: "Vercel gave the component no OIDC token. Ask the component's operator to turn on OIDC federation in the project's settings at Vercel.",
  sts: "Google did not exchange Vercel's token. Try again in a moment; if that does not help, ask the component's operator to compare the GCP_ settings with the workload identity pool.",
  impersonation:
    "Google gave the component no ID token. Try again in a moment; if that does not help, ask the component's operator to let the workload identity pool create ID tokens for the service account.",
  metadata:
    "No metadata server gave the component an ID token. Ask the component's operator to run it on Google Cloud or to change API_GOOGLE_IDENTITY.",
} as const;

export class GoogleIdentityUnavailable extends ComponentError {
  constructor(step: keyof typeof STEPS, status?: number, options?: ErrorOptions) {
    const cause = new StepFailed(step, status, options);
    super(503, "google_identity_unavailable", STEPS[step], { cause, headers: RETRY_SOON });
  }
}

/** Google's front end refused the component: that says nothing about the person's token. */
export class PrivateApiRefused extends ComponentError {
  constructor(status: number) {
    super(
      502,
      "private_api_refused",
      "Google does not let the component call the protected API. Ask the component's operator to grant its service account roles/run.invoker, and to check API_GOOGLE_IDENTITY and API_GOOGLE_AUDIENCE.",
      { cause: new StepFailed("front", status) },
    );
  }
}

export const Misconfigured = errorClass(
  500,
  "misconfigured",
  "The component's settings are incomplete. Ask its operator to set what its log names.",
);
