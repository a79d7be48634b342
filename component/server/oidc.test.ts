import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  APP,
  anApp,
  closeServers,
  OTHER_APP,
  SESSION,
  SETTINGS,
  setSettings,
  watchLog,
} from "../test_support";
import { KEYS, Provider, type Reply, tokens } from "./provider_test_support";

const app = anApp({ scopes: ["read:messages"] });
const provider = new Provider();
let issuer: string;
let oidc: typeof import("./oidc");

beforeAll(async () => {
  await provider.start();
  ({ issuer } = provider);
});

afterAll(closeServers);

beforeEach(async () => {
  provider.reset();
  vi.resetModules();
  setSettings({ AUTH0_ISSUER: issuer });
  oidc = await import("./oidc");
  watchLog();
});

afterEach(() => vi.useRealTimers());

/** Start a sign-in, and finish it with what a provider answers to this request. */
async function signIn(
  answer: (nonce: string) => Promise<Reply>,
  params: (state: string) => Record<string, string> = (state) => ({
    code: "c",
    state,
    iss: issuer,
  }),
  as = app,
) {
  const request = await oidc.startSignIn(app);
  const nonce = new URL(request.authorizeUrl).searchParams.get("nonce") ?? "";
  provider.reply = () => answer(nonce);
  return oidc.finishSignIn(as, request.transaction, params(request.state));
}

const good = async (nonce: string) => tokens(await provider.idToken({ nonce }));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "accepted",
    (error: { code?: string }) => error.code ?? error,
  );

describe("the request of a sign-in", () => {
  it("asks by code, PKCE S256, state and nonce, for the app's scopes", async () => {
    const { authorizeUrl, state } = await oidc.startSignIn(app);
    const query = Object.fromEntries(new URL(authorizeUrl).searchParams);
    expect(query).toMatchObject({
      response_type: "code",
      client_id: SETTINGS.AUTH0_CLIENT_ID,
      redirect_uri: `${SETTINGS.COMPONENT_BASE_URL}/api/auth/callback`,
      code_challenge_method: "S256",
      scope: "openid profile email offline_access read:messages",
      audience: SETTINGS.AUTH0_AUDIENCE,
      state,
    });
    expect(query).not.toHaveProperty("prompt");
  });

  it("asks for the password after a sign-out without a window", async () => {
    const { authorizeUrl } = await oidc.startSignIn(app, { parameters: { prompt: "login" } });
    expect(new URL(authorizeUrl).searchParams.get("prompt")).toBe("login");
  });

  it("is new each time", async () => {
    const [one, two] = [await oidc.startSignIn(app), await oidc.startSignIn(app)];
    for (const name of ["state", "nonce", "code_challenge"])
      expect(new URL(one.authorizeUrl).searchParams.get(name)).not.toBe(
        new URL(two.authorizeUrl).searchParams.get(name),
      );
  });

  it("discovers the provider once, but does not keep a failure", async () => {
    provider.discoveryStatus = 503;
    expect(await codeOf(oidc.startSignIn(app))).toBe("provider_unavailable");
    provider.discoveryStatus = 200;
    await oidc.startSignIn(app);
    await oidc.startSignIn(app);
    expect(provider.discoveries).toBe(2);
  });
});

describe("the end of a sign-in", () => {
  it("gives a session of the app with the scopes the app may have, and no others", async () => {
    const session = await signIn(good);
    expect(session).toMatchObject({
      app: APP,
      refreshToken: "refresh-1",
      sid: "sid-1",
      grant: {
        user: { sub: "auth0|ada", name: "Ada", email: "ada@example.com" },
        accessToken: "access-1",
        scopes: ["read:messages"],
      },
    });
  });

  it("sends the verifier of the challenge that was asked with", async () => {
    const request = await oidc.startSignIn(app);
    const query = new URL(request.authorizeUrl).searchParams;
    provider.reply = () => good(query.get("nonce") ?? "");
    const params = { code: "c", state: request.state, iss: issuer };
    await oidc.finishSignIn(app, request.transaction, params);
    const verifier = provider.asked[0]?.get("code_verifier") ?? "";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    expect(challenge).toBe(query.get("code_challenge"));
  });

  it.each<[string, (state: string) => Record<string, string>]>([
    ["another state", () => ({ code: "c", state: "other", iss: issuer })],
    ["no state", () => ({ code: "c", iss: issuer })],
    ["another issuer", (state) => ({ code: "c", state, iss: "https://evil.example/" })],
    ["no issuer", (state) => ({ code: "c", state })],
    ["no code", (state) => ({ state, iss: issuer })],
    ["an error for another sign-in", () => ({ error: "x", state: "other", iss: issuer })],
  ])("is refused with %s, and the code is not redeemed", async (_, params) => {
    expect(await codeOf(signIn(good, params))).toBe("sign_in_rejected");
    expect(provider.asked).toEqual([]);
  });

  it.each<[string, (nonce: string) => Promise<string | undefined>]>([
    ["of another nonce", () => provider.idToken({ nonce: "other" })],
    ["without a nonce", () => provider.idToken({})],
    ["for another client", (nonce) => provider.idToken({ nonce, aud: "another-client" })],
    ["of another issuer", (nonce) => provider.idToken({ nonce, iss: "https://evil.example/" })],
    ["signed by somebody else", (nonce) => provider.idToken({ nonce }, KEYS.foreign)],
    ["without a signature", async (nonce) => provider.unsignedIdToken({ nonce })],
    ["that is missing", async () => undefined],
  ])("refuses an ID token %s", async (_, make) => {
    const answer = async (nonce: string) => tokens(await make(nonce));
    expect(await codeOf(signIn(answer))).toBe("sign_in_rejected");
  });

  it("refuses tokens without an expiry", async () => {
    const answer = async (nonce: string) =>
      tokens(await provider.idToken({ nonce }), { expires_in: undefined });
    expect(await codeOf(signIn(answer))).toBe("sign_in_rejected");
  });

  it("refuses a transaction of another app", async () => {
    const other = anApp({ origin: OTHER_APP });
    expect(await codeOf(signIn(good, undefined, other))).toBe("sign_in_expired");
  });

  it.each([
    ["made up", "made.up"],
    ["empty", ""],
  ])("refuses a transaction that is %s", async (_, transaction) => {
    expect(await codeOf(oidc.finishSignIn(app, transaction, {}))).toBe("sign_in_expired");
  });

  it("refuses a transaction after ten minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const request = await oidc.startSignIn(app);
    vi.advanceTimersByTime(600_000);
    const params = { code: "c", state: request.state, iss: issuer };
    expect(await codeOf(oidc.finishSignIn(app, request.transaction, params))).toBe(
      "sign_in_expired",
    );
  });
});

describe("a refresh", () => {
  const session = { ...SESSION };
  const refresh = () => oidc.refresh(app, session, session.refreshToken);

  it("keeps person and refresh token where the provider sends no new ones", async () => {
    provider.reply = async () =>
      tokens(undefined, { refresh_token: undefined, access_token: "access-2" });
    expect(await refresh()).toMatchObject({
      refreshToken: session.refreshToken,
      sid: session.sid,
      grant: { user: session.grant.user, accessToken: "access-2" },
    });
  });

  it("takes a rotated refresh token", async () => {
    provider.reply = async () => tokens(undefined, { refresh_token: "refresh-2" });
    expect(await refresh()).toMatchObject({ refreshToken: "refresh-2" });
  });

  it.each<[string, () => Promise<Reply>]>([
    ["is down", async () => ({ status: 500, json: { error: "server_error" } })],
    ["is busy", async () => ({ status: 429, json: { error: "too_many_requests" } })],
    ["is hidden by a proxy", async () => ({ status: 403, json: "<h1>Forbidden</h1>" })],
    ["says invalid_grant in no error", async () => ({ json: { error: "invalid_grant" } })],
    [
      "sends an ID token of somebody else",
      async () => tokens(await provider.idToken({}, KEYS.foreign)),
    ],
  ])("leaves the session as it is while the provider %s", async (_, reply) => {
    provider.reply = reply;
    expect(await codeOf(refresh())).toBe("provider_unavailable");
  });
});

describe("a refresh that can't succeed", () => {
  it("keeps the session while the provider hangs", async () => {
    const seconds = AbortSignal.timeout.bind(AbortSignal);
    await oidc.startSignIn(app);
    const limit = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => seconds(20));
    provider.reply = () => new Promise(() => {});
    const hanging = oidc.refresh(app, SESSION, "r");
    await expect(hanging).rejects.toThrow("takes too long to answer. Try again in a moment.");
    await expect(hanging).rejects.toMatchObject({ code: "provider_unavailable" });
    expect(limit).toHaveBeenCalledWith(60_000);
  });

  it("ends the session where the new tokens can't be used: the old one is spent", async () => {
    provider.reply = async () => tokens(undefined, { expires_in: undefined });
    expect(await oidc.refresh(app, SESSION, "r")).toMatchObject({ code: "provider_refused" });
  });

  it("ends the session where a token holds more than the app may have", async () => {
    const log = watchLog();
    provider.reply = async () => tokens(undefined, { access_token: "opaque" });
    const partner = anApp({ trusted: false, name: "Partner" });
    expect(await oidc.refresh(partner, SESSION, "r")).toMatchObject({ code: "token_too_wide" });
    expect(log.text()).toContain('"severity":"ERROR","tier":"component","event":"token_too_wide"');
  });
});

describe("a sign-out", () => {
  it("revokes the refresh token", async () => {
    provider.reply = async () => ({ json: {} });
    expect(await oidc.revoke(app, SESSION.refreshToken)).toBe(true);
    expect(provider.asked[0]?.get("token")).toBe(SESSION.refreshToken);
  });

  it("does not fail with the provider, and logs no token", async () => {
    const log = watchLog();
    provider.reply = async () => ({ status: 503, json: {} });
    expect(await oidc.revoke(app, SESSION.refreshToken)).toBe(false);
    expect(log.text()).toContain("revocation_failed");
    expect(log.text()).not.toContain(SESSION.refreshToken);
  });

  it("leads to the provider's own sign-out, and back", async () => {
    const url = new URL((await oidc.endSessionUrl(app, SESSION)) ?? "");
    expect(url.origin + url.pathname).toBe(`${issuer}oidc/logout`);
    expect(url.searchParams.get("logout_hint")).toBe(SESSION.sid);
    expect(url.searchParams.get("post_logout_redirect_uri")).toMatch(/\/api\/auth\/callback$/);
    expect(url.href).not.toMatch(/access-token|refresh-token/);
  });

  it("has no address while the provider is down", async () => {
    provider.discoveryStatus = 503;
    expect(await oidc.endSessionUrl(app, SESSION)).toBeNull();
  });
});
