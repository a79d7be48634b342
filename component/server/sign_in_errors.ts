/** What a sign-in or a renewal fails with: the person's part, the operator's, or the provider's. */
import { ComponentError } from "./errors";
import { because } from "./line";

/** A denial; the provider's reason is for the person. */
export class LoginDenied extends ComponentError {
  override readonly status = 403;
  override readonly code = "login_denied";

  constructor(reason: string | null = null) {
    super(
      reason === null
        ? "The sign-in was cancelled or denied. Sign in again to go on."
        : `The identity provider denied the sign-in${because(reason)} Sign in again, or with another account.`,
    );
  }
}

export class ConfirmationNeeded extends ComponentError {
  override readonly status = 403;
  override readonly code = "confirmation_needed";

  constructor(reason: string | null = null) {
    super(
      `The identity provider asks for another step${because(reason)} Sign in again and finish it.`,
    );
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

/** The operator's: the client's id or secret, or what the client may ask for, is another there. */
export class ClientRefused extends ComponentError {
  override readonly status = 502;
  override readonly code = "client_refused";

  constructor(options?: ErrorOptions) {
    super(
      "The identity provider does not accept this component. Its operator compares client id and secret with those at the provider.",
      options,
    );
  }
}

/** The operator's: the provider does not know the audience or a scope, or wants another request. */
export class ProviderRefused extends ComponentError {
  override readonly status = 502;
  override readonly code = "provider_refused";

  constructor(options?: ErrorOptions) {
    super(
      "The identity provider does not accept what the component asks for. The component's operator finds the reason in its log.",
      options,
    );
  }
}

const ISSUER = {
  other:
    "The identity provider goes by another issuer than AUTH0_ISSUER. The component's operator copies the issuer from the provider's metadata.",
  none: "There is no identity provider at AUTH0_ISSUER. The component's operator corrects the address.",
} as const;

/** The operator's: what stands at the issuer's address is not this issuer's metadata. */
export class IssuerRejected extends ComponentError {
  override readonly status = 502;
  override readonly code = "issuer_rejected";

  constructor(found: keyof typeof ISSUER, options?: ErrorOptions) {
    super(ISSUER[found], options);
  }
}

/** The token holds permissions that an app of another operator is not to get. */
export class TokenTooWide extends ComponentError {
  override readonly status = 502;
  override readonly code = "token_too_wide";

  constructor() {
    super(
      "The identity provider grants this app more than GATEPOST_APPS lists. The component's operator gives the app an audience and a client of its own.",
    );
  }
}

const UNAVAILABLE = {
  silent: "The identity provider does not answer.",
  slow: "The identity provider takes too long to answer.",
  busy: "The identity provider gets too many requests.",
  broken: "The identity provider has a fault of its own.",
} as const;

export interface UnavailableOptions extends ErrorOptions {
  why?: keyof typeof UNAVAILABLE;
  /** What the provider itself asks for; without it, each caller has a back-off of its own. */
  retrySeconds?: number | null;
}

/** The provider's: it may work in a moment. */
export class ProviderUnavailable extends ComponentError {
  override readonly status = 503;
  override readonly code = "provider_unavailable";
  override readonly headers: Readonly<Record<string, string>>;

  constructor({ why = "silent", retrySeconds, ...options }: UnavailableOptions = {}) {
    const when = retrySeconds ? `in ${retrySeconds} seconds` : "in a moment";
    super(`${UNAVAILABLE[why]} Try again ${when}.`, options);
    this.headers = retrySeconds ? { "Retry-After": String(retrySeconds) } : {};
  }
}
