/** The errors of a sign-in or a renewal: for the person, the operator or the provider to fix. */
import { ComponentError, errorClass } from "./errors";
import { because } from "./line";

/** The sign-in was denied; the provider's reason is for the person. */
export class LoginDenied extends ComponentError {
  constructor(reason: string | null = null) {
    super(
      403,
      "login_denied",
      reason === null
        ? "The sign-in was cancelled or denied. Sign in again to continue."
        : `The identity provider denied the sign-in${because(reason)} Sign in again, or with another account.`,
    );
  }
}

export class ConfirmationNeeded extends ComponentError {
  constructor(reason: string | null = null) {
    super(
      403,
      "confirmation_needed",
      `The identity provider requires another step${because(reason)} Sign in again and complete it.`,
    );
  }
}

export const SignInExpired = errorClass(
  400,
  "sign_in_expired",
  "This sign-in took too long or was used before. Sign in again.",
);
/** The provider's answer failed a check: state, issuer, nonce, audience or signature. */
export const SignInRejected = errorClass(
  400,
  "sign_in_rejected",
  "The identity provider's answer did not pass the checks. Sign in again.",
);
/** The client's id, secret or permissions are different at the provider. */
export const ClientRefused = errorClass(
  502,
  "client_refused",
  "The identity provider does not accept this component. Ask the component's operator to compare the client's id and secret with those at the provider.",
);
/** The provider does not know the audience or a scope, or expects a different request. */
export const ProviderRefused = errorClass(
  502,
  "provider_refused",
  "The identity provider does not accept what the component asks for. Ask the component's operator for the reason in its log.",
);
/** The token holds permissions that an app of another operator must not get. */
export const TokenTooWide = errorClass(
  502,
  "token_too_wide",
  "The identity provider grants this app more than GATEPOST_APPS lists. Ask the component's operator to give the app its own audience and client.",
);

/** The row of the app in GATEPOST_APPS limits what it may ask for. */
export class ScopeNotAllowed extends ComponentError {
  constructor(scope: string) {
    super(
      403,
      "scope_not_allowed",
      `This app may not ask for the permission ${scope}. Ask the component's operator to add it to the app's row in GATEPOST_APPS.`,
    );
  }
}

export class SignInNotAllowed extends ComponentError {
  constructor(parameter: string, expected: string) {
    super(
      403,
      "sign_in_not_allowed",
      `This app may not ask for that ${parameter}. Ask the app's developer to use ${expected}.`,
    );
  }
}

/** The provider confirms no sign-in as recent or as strong as the app needs (RFC 9470). */
export const AuthenticationNotMet = errorClass(
  403,
  "authentication_not_met",
  "The identity provider did not confirm a sign-in that is recent or strong enough. Ask the app's operator which way to sign in is needed.",
);

/** A step-up without what it asked for. */
export class ScopeNotGranted extends ComponentError {
  constructor(scope: string) {
    super(
      403,
      "scope_not_granted",
      `This account can't get the permission ${scope}. Ask the app's operator for it.`,
    );
  }
}

export const StepUpOtherPerson = errorClass(
  409,
  "step_up_other_person",
  "Another account signed in in that window. You are signed in here as before. To change accounts, sign out first.",
);

const ISSUER = {
  other:
    "The identity provider's issuer is not AUTH0_ISSUER. Ask the component's operator to copy the issuer from the provider's metadata.",
  none: "There is no identity provider at AUTH0_ISSUER. Ask the component's operator to correct the address.",
} as const;

/** The issuer's address does not serve this issuer's metadata. */
export class IssuerRejected extends ComponentError {
  constructor(found: keyof typeof ISSUER, options?: ErrorOptions) {
    super(502, "issuer_rejected", ISSUER[found], options);
  }
}

const UNAVAILABLE = {
  silent: "The identity provider does not answer.",
  slow: "The identity provider takes too long to answer.",
  busy: "The identity provider is receiving too many requests.",
  broken: "The identity provider has an internal error.",
} as const;

export interface UnavailableOptions extends ErrorOptions {
  why?: keyof typeof UNAVAILABLE;
  /** What the provider itself asks for; without it, each caller has its own back-off. */
  retrySeconds?: number | null;
}

/** The provider may recover soon. */
export class ProviderUnavailable extends ComponentError {
  constructor({ why = "silent", retrySeconds, ...options }: UnavailableOptions = {}) {
    const when = retrySeconds ? `in ${retrySeconds} seconds` : "in a moment";
    super(503, "provider_unavailable", `${UNAVAILABLE[why]} Try again ${when}.`, {
      ...options,
      ...(retrySeconds ? { headers: { "Retry-After": String(retrySeconds) } } : {}),
    });
  }
}
