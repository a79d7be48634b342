/** The errors of a sign-in or a renewal: for the person, the operator or the provider to fix. */
import { ComponentError, errorClass } from "./errors";

/** The sign-in was denied; the provider's reason is for the person. */
export class LoginDenied extends ComponentError {
  constructor(reason: string | null = null) {
    const text = reason === null ? "login_cancelled" : "login_denied";
    super(403, "login_denied", [text], { values: { reason } });
  }
}

export class ConfirmationNeeded extends ComponentError {
  constructor(reason: string | null = null) {
    super(403, "confirmation_needed", ["confirmation_needed"], { values: { reason } });
  }
}

export const SignInExpired = errorClass(400, "sign_in_expired");
/** The provider's answer failed a check: state, issuer, nonce, audience or signature. */
export const SignInRejected = errorClass(400, "sign_in_rejected");
/** The client's id, secret or permissions are different at the provider. */
export const ClientRefused = errorClass(502, "client_refused");
/** The provider does not know the audience or a scope, or expects a different request. */
export const ProviderRefused = errorClass(502, "provider_refused");
/** The token holds permissions that an app of another operator must not get. */
export const TokenTooWide = errorClass(502, "token_too_wide");

/** The row of the app in GATEPOST_APPS limits what it may ask for. */
export class ScopeNotAllowed extends ComponentError {
  constructor(scope: string) {
    super(403, "scope_not_allowed", ["scope_not_allowed"], { values: { scope } });
  }
}

export class SignInNotAllowed extends ComponentError {
  /** @param allowed The values to use; null for those of the app's row. */
  constructor(parameter: string, allowed: readonly string[] | null = null) {
    const text = allowed ? "prompt_not_allowed" : "value_not_allowed";
    const values = { parameter, allowed: allowed?.join(", ") ?? null };
    super(403, "sign_in_not_allowed", [text], { values });
  }
}

/** The provider confirms no sign-in as recent or as strong as the app needs (RFC 9470). */
export const AuthenticationNotMet = errorClass(403, "authentication_not_met");

/** A step-up without what it asked for. */
export class ScopeNotGranted extends ComponentError {
  constructor(scope: string) {
    super(403, "scope_not_granted", ["scope_not_granted"], { values: { scope } });
  }
}

export const StepUpOtherPerson = errorClass(409, "step_up_other_person");

/** The issuer's address does not serve this issuer's metadata. */
export class IssuerRejected extends ComponentError {
  constructor(found: "other" | "none", options?: ErrorOptions) {
    super(502, "issuer_rejected", [`issuer_${found}`], options);
  }
}

export interface UnavailableOptions extends ErrorOptions {
  why?: "silent" | "slow" | "busy" | "broken";
  /** What the provider itself asks for; without it, each caller has its own back-off. */
  retrySeconds?: number | null;
}

/** The provider may recover soon. */
export class ProviderUnavailable extends ComponentError {
  constructor({ why = "silent", retrySeconds, ...options }: UnavailableOptions = {}) {
    const when = retrySeconds ? "again_in" : "again_soon";
    super(503, "provider_unavailable", [`provider_${why}`, when], {
      ...options,
      values: { seconds: retrySeconds ?? null },
      ...(retrySeconds ? { headers: { "Retry-After": String(retrySeconds) } } : {}),
    });
  }
}
