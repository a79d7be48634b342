/** Every error that the component answers with: its class, status and code; texts: `messages/`. */
import { type Language, type TextName, type Values, write } from "./language";

type Headers = Readonly<Record<string, string>>;
interface Options extends ErrorOptions {
  readonly headers?: Headers;
  /** What is in place of the names in its texts. */
  readonly values?: Values;
}

/** Its message is English, as it is logged; `messageIn` is for the person. */
export class ComponentError extends Error {
  readonly headers: Headers;
  readonly #texts: readonly TextName[];
  readonly #values: Values;

  constructor(
    readonly status = 500,
    readonly code = "internal_error",
    texts: readonly TextName[] = ["internal_error"],
    { headers = {}, values = {}, ...options }: Options = {},
  ) {
    super(write("en", texts, values), options);
    this.name = new.target.name;
    this.headers = headers;
    this.#texts = texts;
    this.#values = values;
  }

  messageIn(language: Language): string {
    return write(language, this.#texts, this.#values);
  }
}

/** Make an error class whose text has the code's name; the class of `not_found` is `NotFound`. */
export function errorClass(status: number, code: TextName, headers: Headers = {}) {
  return class extends ComponentError {
    override readonly name = code.replace(/(?:^|_)./g, (text) => text.slice(-1).toUpperCase());

    /** @param text The name of another text, for a case of its own. */
    constructor({ text = code, ...options }: Omit<Options, "headers"> & { text?: TextName } = {}) {
      super(status, code, [text], { headers, ...options });
    }
  };
}

export class MethodNotAllowed extends ComponentError {
  constructor(allowed: readonly string[]) {
    const methods = allowed.join(", ");
    super(405, "method_not_allowed", ["method_not_allowed"], {
      values: { methods },
      headers: { Allow: methods },
    });
  }
}

export const NotFound = errorClass(404, "not_found");
export const InvalidRequest = errorClass(400, "invalid_request");
/** A request from a caller that this route does not serve. */
export const ForbiddenRequest = errorClass(403, "forbidden_request");
export const AppNotRegistered = errorClass(403, "app_not_registered");

export const HandoverInvalid = errorClass(403, "handover_invalid");
export const HandoverOfAnotherApp = errorClass(403, "handover_of_another_app");

/** The challenge (RFC 6750, section 3) makes the frame renew the session and call again. */
export const SessionUnproven = errorClass(401, "session_unproven", {
  "WWW-Authenticate": 'Bearer realm="component", error="invalid_token"',
});

export class SessionTooLarge extends ComponentError {
  constructor(
    bytes: number,
    limit: number,
    text: TextName & `session_too_large${string}` = "session_too_large",
  ) {
    super(500, "session_too_large", [text], { values: { bytes, limit } });
  }
}

const RETRY_SOON = { "Retry-After": "5" };

export const ApiUnavailable = errorClass(503, "api_unavailable", RETRY_SOON);

/** Which call of several failed, and with which status: for the log, without what was sent. */
class StepFailed extends Error {
  override readonly name = "StepFailed";
  readonly code: string;

  constructor(step: string, status?: number, options?: ErrorOptions) {
    super(undefined, options);
    this.code = status ? `${step} ${status}` : step;
  }
}

export class GoogleIdentityUnavailable extends ComponentError {
  /** @param step Of those to Google's ID token; each has a text that says what to do. */
  constructor(
    step: "oidc" | "sts" | "impersonation" | "metadata",
    status?: number,
    options?: ErrorOptions,
  ) {
    const cause = new StepFailed(step, status, options);
    super(503, "google_identity_unavailable", [`google_${step}`], { cause, headers: RETRY_SOON });
  }
}

/** Google's front end refused the component: that says nothing about the person's token. */
export class PrivateApiRefused extends ComponentError {
  constructor(status: number) {
    super(502, "private_api_refused", ["private_api_refused"], {
      cause: new StepFailed("front", status),
    });
  }
}

export const Misconfigured = errorClass(500, "misconfigured");
