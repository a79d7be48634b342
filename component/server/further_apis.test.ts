/** Access to further APIs: a token for each, got with the refresh token, which may rotate. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { APP, closeServers, SESSION, serve, setSettings, watchLog } from "../test_support";
import { Browser, browserWith, VERIFIER } from "./browser_test_support";
import { redeemHandover } from "./handover";
import { Provider, type Reply, tokens } from "./provider_test_support";
import { forgetHeld } from "./session";

const BILLING = { audience: "https://billing.example", scopes: ["read:invoices"] };
const STOCK = { audience: "https://stock.example", scopes: [] };
const provider = new Provider();
let log: { text(): string };
let count: number;
/** What the provider answers for an API; by default a token of its own, and a new refresh token. */
let answers: Record<string, () => Reply>;

const accessFor = (audience: string, changes = {}) =>
  tokens(undefined, {
    access_token: `access-to-${audience}`,
    refresh_token: `refresh-${++count}`,
    scope: "openid read:invoices",
    ...changes,
  });

beforeAll(async () => {
  await provider.start();
  const api = await serve((_, res) => res.end("{}"));
  const row = { origin: APP, scopes: ["read:messages"], apis: [BILLING, STOCK] };
  setSettings({
    ...{ AUTH0_ISSUER: provider.issuer, API_BASE_URL: api },
    GATEPOST_APPS: JSON.stringify([row]),
  });
});

afterAll(closeServers);

beforeEach(() => {
  provider.reset();
  log = watchLog();
  count = 1;
  answers = {};
  provider.reply = async () => {
    const audience = provider.asked.at(-1)?.get("audience") ?? null;
    if (audience === null) return tokens(undefined, { access_token: "main", expires_in: 900 });
    return answers[audience]?.() ?? accessFor(audience);
  };
});

async function signIn(browser = new Browser()) {
  const usual = provider.reply;
  provider.reply = async () =>
    provider.asked.at(-1)?.get("grant_type") === "authorization_code"
      ? tokens(await provider.idToken({ nonce: browser.nonce }))
      : usual();
  const { json } = await browser.finish(provider);
  const grant = await redeemHandover(json.handover ?? "", VERIFIER, APP);
  return { browser, grant };
}

describe("further APIs", () => {
  it("get a token each, with the refresh token that the one before has left", async () => {
    const { grant } = await signIn();
    expect(grant.apis).toEqual([
      {
        ...{ audience: BILLING.audience, accessToken: `access-to-${BILLING.audience}` },
        ...{ scopes: BILLING.scopes, expiresIn: expect.any(Number) },
      },
      {
        ...{ audience: STOCK.audience, accessToken: `access-to-${STOCK.audience}` },
        ...{ scopes: [], expiresIn: expect.any(Number) },
      },
    ]);
    const asked = provider.asked.slice(1).map((one) => Object.fromEntries(one));
    expect(asked).toMatchObject([
      { refresh_token: "refresh-1", audience: BILLING.audience, scope: "read:invoices" },
      { refresh_token: "refresh-2", resource: STOCK.audience },
    ]);
  });

  it("are renewed with the session, in an instance that does not hold them", async () => {
    const signedInAt = Math.floor(Date.now() / 1000);
    const browser = await browserWith({ isHeld: true, signedInAt });
    forgetHeld({ ...SESSION, refreshToken: "r", signedInAt });
    const { json } = await browser.status();
    const grant = await redeemHandover(json.handover ?? "", VERIFIER, APP);
    expect(grant.apis.map(({ audience }) => audience)).toEqual([BILLING.audience, STOCK.audience]);
  });

  it("are held for the next question, and never in the cookie", async () => {
    const { browser } = await signIn();
    const before = provider.asked.length;
    const { json, set } = await browser.status();
    const grant = await redeemHandover(json.handover ?? "", VERIFIER, APP);
    expect(grant.apis).toHaveLength(2);
    expect(provider.asked).toHaveLength(before);
    expect(set?.length).toBeLessThan(4_096);
  });

  it("end the grant with the first token that ends", async () => {
    answers[STOCK.audience] = () => accessFor(STOCK.audience, { expires_in: 120 });
    expect((await signIn()).grant.expiresIn).toBeLessThanOrEqual(120);
  });

  it.each<[string, () => Reply]>([
    ["refused", () => ({ status: 403, json: { error: "access_denied" } })],
    ["no bearer token", () => accessFor(BILLING.audience, { access_token: "a b" })],
    ["too long", () => accessFor(BILLING.audience, { access_token: "a".repeat(33_000) })],
  ])("are left out where a token is %s; the sign-in and the others go on", async (_, reply) => {
    answers[BILLING.audience] = reply;
    const { grant } = await signIn();
    expect(grant.apis.map(({ audience }) => audience)).toEqual([STOCK.audience]);
    expect(log.text()).toContain("api_token_missing");
    expect(log.text()).not.toContain("access-to-");
  });

  it("stop where the provider gives no answer, since the refresh token may be spent", async () => {
    answers[BILLING.audience] = () => ({ status: 502, json: "<h1>Bad gateway</h1>" });
    const { grant } = await signIn();
    expect(grant.apis).toEqual([]);
    expect(grant.accessToken).toBe("access-1");
  });
});
