import { afterEach, describe, expect, it, vi } from "vitest";
import { SettingsError } from "../env";
import { closeServers, serveRoute, watchLog } from "../test_support";
import * as errors from "./errors";
import { fromAnywhere, type Guard, route } from "./route";
import * as signIn from "./sign_in_errors";

const SECRET = "the text of the exception, with a token in it";

afterEach(closeServers);

/** Call a route whose GET does `work`. */
async function call(work: () => unknown, method = "GET", guard: Guard = fromAnywhere) {
  const log = watchLog();
  const handler = route(guard, {
    async GET(_req, res) {
      await work();
      res.json({ fine: true });
    },
    async POST() {},
  });
  const response = await fetch(await serveRoute(handler), { method });
  const text = await response.text();
  return { response, text, json: () => JSON.parse(text) as unknown, log: log.text() };
}

const failWith = (error: unknown) => () => {
  throw error;
};

const known: [string, errors.ComponentError, number][] = [
  ["internal_error", new errors.ComponentError(), 500],
  ["invalid_request", new errors.InvalidRequest(), 400],
  ["forbidden_request", new errors.ForbiddenRequest(), 403],
  ["app_not_registered", new errors.AppNotRegistered(), 403],
  ["login_denied", new signIn.LoginDenied(), 403],
  ["sign_in_expired", new signIn.SignInExpired(), 400],
  ["sign_in_rejected", new signIn.SignInRejected(), 400],
  ["provider_unavailable", new signIn.ProviderUnavailable(), 503],
  ["confirmation_needed", new signIn.ConfirmationNeeded(), 403],
  ["client_refused", new signIn.ClientRefused(), 502],
  ["provider_refused", new signIn.ProviderRefused(), 502],
  ["issuer_rejected", new signIn.IssuerRejected("none"), 502],
  ["handover_invalid", new errors.HandoverInvalid(), 403],
  ["session_too_large", new errors.SessionTooLarge(5000, 4096), 500],
  ["api_unavailable", new errors.ApiUnavailable(), 503],
  ["misconfigured", new errors.Misconfigured(), 500],
];

describe("a route", () => {
  it("answers what its handler answers", async () => {
    const { response, json } = await call(() => {});
    expect([response.status, json()]).toEqual([200, { fine: true }]);
  });

  it.each(["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])(
    "answers 405 to %s and names the methods it knows",
    async (method) => {
      const { response } = await call(() => {}, method);
      expect(response.status).toBe(405);
      expect(response.headers.get("Allow")).toBe("GET, POST");
    },
  );

  it("refuses a method before the guard, and calls no handler the guard refuses", async () => {
    const work = vi.fn();
    const guard = failWith(new errors.ForbiddenRequest());
    expect((await call(work, "PUT", guard)).response.status).toBe(405);
    expect((await call(work, "GET", guard)).response.status).toBe(403);
    expect(work).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown, string]>([
    ["a good answer", () => {}, "GET"],
    ["a known error", failWith(new errors.ForbiddenRequest()), "GET"],
    ["an unknown error", failWith(new Error()), "GET"],
    ["a wrong method", () => {}, "PUT"],
  ])("lets nobody store %s", async (_, work, method) => {
    expect((await call(work, method)).response.headers.get("Cache-Control")).toBe("no-store");
  });

  it("sends no CORS header, whoever asks", async () => {
    const { response } = await call(() => {});
    const names = [...response.headers.keys()];
    expect(names.filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });
});

describe("an error", () => {
  it.each(known)("%s has its code, message and status", async (code, error, status) => {
    const { response, json } = await call(failWith(error));
    expect(response.status).toBe(status);
    expect(json()).toEqual({ code, message: error.message });
  });

  it.each(known)("%s brings its own headers", async (_, error) => {
    const { response } = await call(failWith(error));
    expect(response.headers.get("Retry-After")).toBe(error.headers["Retry-After"] ?? null);
  });

  it.each<[string, unknown]>([
    ["an Error", new Error(SECRET)],
    ["a TypeError with a cause", new TypeError(SECRET, { cause: new Error(SECRET) })],
    ["a string", SECRET],
    ["nothing", undefined],
  ])("that is %s becomes a 500 without its text", async (_, thrown) => {
    const { response, json, text, log } = await call(failWith(thrown));
    expect(response.status).toBe(500);
    expect(json()).toMatchObject({ code: "internal_error" });
    expect(text).not.toContain(SECRET);
    expect(log).not.toContain(SECRET);
  });

  it("in the settings says that they are incomplete, and names none", async () => {
    const { response, json, text } = await call(
      failWith(new SettingsError("GATEPOST_SECRET is x")),
    );
    expect(response.status).toBe(500);
    expect(json()).toMatchObject({ code: "misconfigured" });
    expect(text).not.toContain("GATEPOST_SECRET");
  });
});

describe("the log", () => {
  it("has one JSON line for an error of the server, with names and codes only", async () => {
    const cause = Object.assign(new Error(SECRET), {
      code: "ECONNREFUSED",
      error: "invalid_grant",
    });
    const thrown = new errors.ApiUnavailable({ cause: new TypeError(SECRET, { cause }) });
    const { log } = await call(failWith(thrown));
    expect(
      log
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        severity: "ERROR",
        tier: "component",
        event: "api_unavailable",
        reasons: ["TypeError", "Error ECONNREFUSED invalid_grant"],
      },
    ]);
  });

  it.each(known)("never holds the message of %s", async (_, error) => {
    const { log } = await call(failWith(error));
    expect(log).not.toContain(error.message);
  });

  it("stays silent about what callers do wrong", async () => {
    expect((await call(failWith(new errors.ForbiddenRequest()))).log).toBe("");
  });

  it("stops at a circular chain of causes", async () => {
    const error = new Error(SECRET);
    error.cause = error;
    expect((await call(failWith(error))).response.status).toBe(500);
  });
});
