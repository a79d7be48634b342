/** Each error of the provider, wherever it comes: what the person reads, and what the log says. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { closeServers, setSettings, watchLog } from "../test_support";
import { Browser, browserWith } from "./browser_test_support";
import { Provider, type Reply, tokens } from "./provider_test_support";

const NOW_MS = 1_700_000_000_000;
const TOKEN = "A1b2C3d4E5f6G7h8I9j0K1l2M3";
const DESCRIPTION = `Verify\u202e ada@example.com\nfirst, with ${TOKEN}.`;
const SHOWN = `“Verify ada@example.com first, with ${TOKEN}.”`;
const LOGGED = "Verify [e-mail] first, with [token].";
const FAILED = "The identity provider has an internal error. Try again in a moment.";

/** The sentence of each code; `%` is the provider's reason. */
const SENTENCES: Record<string, string> = {
  login_denied:
    "The identity provider denied the sign-in: % Sign in again, or with another account.",
  confirmation_needed:
    "The identity provider requires another step: % Sign in again and complete it.",
  sign_in_expired: "This sign-in took too long or was used before. Sign in again.",
  client_refused:
    "The identity provider does not accept this component. Ask the component's operator to compare the client's id and secret with those at the provider.",
  provider_refused:
    "The identity provider does not accept what the component asks for. Ask the component's operator for the reason in its log.",
  provider_unavailable: FAILED,
  session_revoked: "The identity provider ended the session. Sign in again.",
  session_denied:
    "The identity provider refused to renew the session: % Sign in again, or with another account.",
};
const sentence = (code: string) => SENTENCES[code]?.replace("%", SHOWN);

type Row = [error: string, status: number, signIn: string, end: string | null, severity: string];

const ROWS: Row[] = [
  ["invalid_grant", 400, "sign_in_expired", "session_revoked", "INFO"],
  ["access_denied", 403, "login_denied", "session_denied", "INFO"],
  ["unauthorized", 401, "login_denied", "session_denied", "WARNING"],
  ["an_error_nobody_knows", 400, "login_denied", "session_denied", "WARNING"],
  ["constructor", 400, "login_denied", "session_denied", "WARNING"],
  ["mfa_required", 403, "confirmation_needed", "confirmation_needed", "INFO"],
  ["login_required", 400, "confirmation_needed", "confirmation_needed", "INFO"],
  ["consent_required", 400, "confirmation_needed", "confirmation_needed", "INFO"],
  ["interaction_required", 400, "confirmation_needed", "confirmation_needed", "INFO"],
  ["account_selection_required", 400, "confirmation_needed", "confirmation_needed", "INFO"],
  ["invalid_client", 401, "client_refused", "client_refused", "ERROR"],
  ["unauthorized_client", 403, "client_refused", "client_refused", "ERROR"],
  ["invalid_request", 400, "provider_refused", "provider_refused", "ERROR"],
  ["invalid_scope", 400, "provider_refused", "provider_refused", "ERROR"],
  ["invalid_target", 400, "provider_refused", "provider_refused", "ERROR"],
  ["unsupported_grant_type", 400, "provider_refused", "provider_refused", "ERROR"],
  ["unsupported_response_type", 400, "provider_refused", "provider_refused", "ERROR"],
  ["server_error", 400, "provider_unavailable", null, "ERROR"],
  ["temporarily_unavailable", 400, "provider_unavailable", null, "ERROR"],
];

const provider = new Provider();

beforeAll(async () => {
  await provider.start();
  setSettings({ AUTH0_ISSUER: provider.issuer });
});

afterAll(closeServers);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW_MS });
  provider.reset();
});

const refuse = (error: string, status: number): Reply => ({
  status,
  json: { error, error_description: DESCRIPTION },
});

/** The one line that was logged, without what only names classes. */
function lastLine(log: { text(): string }) {
  const lines = log.text().trim().split("\n").filter(Boolean);
  expect(lines).toHaveLength(1);
  expect(log.text()).not.toMatch(/ada@example\.com|A1b2C3/);
  return JSON.parse(lines[0] ?? "") as Record<string, unknown>;
}

describe.each(ROWS)("the provider's %s", (error, status, signIn, end, severity) => {
  // At a sign-in, a code that was used before is nobody's plan.
  const line = { event: signIn === "sign_in_expired" ? "sign_in_failed" : signIn };
  const level = signIn === "sign_in_expired" ? "WARNING" : severity;

  it(`in the sign-in window is ${signIn}`, async () => {
    const log = watchLog();
    const params = { error, error_description: DESCRIPTION };
    const { json } = await new Browser().finish(provider, params);
    expect(json).toEqual({ code: signIn, message: sentence(signIn) });
    expect(lastLine(log)).toMatchObject({ severity: level, ...line, description: LOGGED });
    expect(provider.asked).toEqual([]);
  });

  it(`for a code is ${signIn}`, async () => {
    const log = watchLog();
    provider.reply = async () => refuse(error, status);
    const { json } = await new Browser().finish(provider);
    expect(json).toEqual({ code: signIn, message: sentence(signIn) });
    expect(lastLine(log)).toMatchObject({ severity: level, ...line, description: LOGGED });
  });

  it(`for a refresh is ${end ?? "no end"}`, async () => {
    const log = watchLog();
    provider.reply = async () => refuse(error, status);
    const { json, set } = await (await browserWith({}, 30)).ask();
    const event = end ?? "provider_unavailable";
    expect(lastLine(log)).toMatchObject({ severity, event, description: LOGGED });
    if (end === null) expect([json.code, json.message, set]).toEqual([event, FAILED, null]);
    else {
      const over = SENTENCES[end] && severity === "ERROR" ? "The session is over. " : "";
      expect(json).toMatchObject({ user: null, unrevoked: false });
      expect(json.ended).toEqual({ code: end, message: `${over}${sentence(end)}` });
      expect(json.authorizeUrl).toContain(provider.issuer);
    }
  });
});

describe("a refresh that only fails", () => {
  it.each<[string, Reply, string | null, string | null]>([
    ["too many requests", { status: 429, json: { error: "access_denied" } }, null, null],
    ["a page in JSON's place", { status: 429, json: "<h1>Slow down</h1>" }, "7", "7"],
    ["a long wait", { status: 503, json: "" }, "86400", "300"],
    ["no wait", { status: 503, json: "" }, "0", "1"],
    ["a wait that is no number", { status: 500, json: "" }, "soon", null],
    ["a date", { status: 503, json: "" }, new Date(NOW_MS + 60_000).toUTCString(), "60"],
  ])(
    "by %s keeps the session, and passes on when to try again",
    async (_, reply, after, expected) => {
      watchLog();
      const headers = after === null ? {} : { "Retry-After": after };
      provider.reply = async () => ({ ...reply, headers });
      const browser = await browserWith({}, 30);
      const { status, json, set, retryAfter } = await browser.status();
      expect([status, json.code, set]).toEqual([503, "provider_unavailable", null]);
      expect(retryAfter).toBe(expected);
      if (expected) expect(json.message).toContain(`in ${retryAfter} seconds`);
      provider.reply = async () => tokens(undefined);
      expect((await browser.status()).json.user).toBeTruthy();
    },
  );

  it("by a challenge is the client's refusal (RFC 6749, section 5.2)", async () => {
    const log = watchLog();
    const headers = { "WWW-Authenticate": 'Basic realm="provider"' };
    provider.reply = async () => ({ status: 401, json: { error: "invalid_client" }, headers });
    const { json } = await (await browserWith({}, 30)).ask();
    expect(json.ended?.code).toBe("client_refused");
    expect(lastLine(log)).toMatchObject({ severity: "ERROR", event: "client_refused" });
  });

  it("by access_denied with 401 is the client's refusal: Auth0's for a wrong secret", async () => {
    const log = watchLog();
    provider.reply = async () => refuse("access_denied", 401);
    expect((await (await browserWith({}, 30)).ask()).json.ended?.code).toBe("client_refused");
    expect(lastLine(log).advice).toMatch(/^Compare AUTH0_CLIENT_ID .* Client Secret \(Post\)\.$/);
  });

  it.each([
    ["while its access token is good", 30, 503, "provider_unavailable"],
    ["once its access token has ended", 0, 200, "provider_refused"],
  ])("by a page that refuses ends a session not %s", async (_, left, status, code) => {
    watchLog();
    provider.reply = async () => ({ status: 403, json: "<h1>Forbidden</h1>" });
    const answer = await (await browserWith({}, left)).ask();
    expect([answer.status, answer.json.code ?? answer.json.ended?.code]).toEqual([status, code]);
  });
});

it("shows 200 characters of a reason, and logs no more", async () => {
  const log = watchLog();
  const params = { error: "access_denied", error_description: "ä ".repeat(400) };
  const { json } = await new Browser().finish(provider, params);
  expect(Array.from(/“(.*)”/.exec(json.message ?? "")?.[1] ?? "").length).toBeLessThanOrEqual(200);
  expect(String(lastLine(log).description).length).toBeLessThanOrEqual(200);
});
