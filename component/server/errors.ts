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

export class LoginDenied extends ComponentError {
  override readonly status = 403;
  override readonly code = "login_denied";

  constructor() {
    super("The sign-in was cancelled or denied. Sign in again to go on.");
  }
}

export class SignInExpired extends ComponentError {
  override readonly status = 400;
  override readonly code = "sign_in_expired";

  constructor(options?: ErrorOptions) {
    super("This sign-in took too long or was used before. Sign in again.", options);
  }
}

/** The provider's answer failed a check: state, issuer, nonce, audience or signature. */
export class SignInRejected extends ComponentError {
  override readonly status = 400;
  override readonly code = "sign_in_rejected";

  constructor(options?: ErrorOptions) {
    super("The identity provider's answer did not pass the checks. Sign in again.", options);
  }
}

export class ProviderUnavailable extends ComponentError {
  override readonly status = 503;
  override readonly code = "provider_unavailable";
  override readonly headers = { "Retry-After": "5" };

  constructor(options?: ErrorOptions) {
    super("The identity provider does not answer. Try again in a moment.", options);
  }
}

export class HandoverInvalid extends ComponentError {
  override readonly status = 403;
  override readonly code = "handover_invalid";

  constructor(options?: ErrorOptions) {
    super("This handover is expired, damaged or belongs to another session. Try again.", options);
  }
}

export class SessionTooLarge extends ComponentError {
  override readonly code = "session_too_large";

  constructor(bytes: number, limit: number) {
    super(
      `The tokens need ${bytes} bytes and a cookie holds ${limit}. The operator asks the identity provider for fewer claims.`,
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

export class Misconfigured extends ComponentError {
  override readonly code = "misconfigured";

  constructor(options?: ErrorOptions) {
    super("The component's settings are not complete. Its log names what is missing.", options);
  }
}
