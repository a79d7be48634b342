/** What the log advises: by the event, by the provider's error, and by an ID token's algorithm. */
import { readFileSync } from "node:fs";
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { closeServers, SETTINGS, setSettings, watchLog } from "../test_support";
import { ADVISED, adviceOn } from "./advice";
import type { Browser } from "./browser_test_support";
import { Provider, tokens } from "./provider_test_support";

const RS256 = expect.stringContaining("Signature Algorithm to RS256");
const README = readFileSync("README.md", "utf8");

it.each(ADVISED)("%s is in the README", (code) => {
  expect(README).toContain(`| \`${code}\` |`);
});

it("finds nothing for what Auth0 can't change, and ends for causes in a circle", () => {
  const circle = new Error();
  circle.cause = circle;
  expect([adviceOn("internal_error", circle), adviceOn("toString", { error: 1 })]).toEqual([
    undefined,
    undefined,
  ]);
});

it("is by the provider's error where the event says less", () => {
  expect(adviceOn("confirmation_needed", { error: "login_required" })).toBeUndefined();
  expect(adviceOn("confirmation_needed", { error: "mfa_required" })).toContain("except");
});

describe("an ID token that is signed with the client's secret", () => {
  const provider = new Provider();
  const metadata = () => ({
    issuer: provider.issuer,
    authorization_endpoint: `${provider.issuer}authorize`,
    token_endpoint: `${provider.issuer}oauth/token`,
    jwks_uri: `${provider.issuer}jwks`,
  });

  beforeAll(async () => {
    await provider.start();
    setSettings({ AUTH0_ISSUER: provider.issuer });
  });
  afterAll(closeServers);
  beforeEach(() => vi.resetModules());

  it.each([
    ["list", { id_token_signing_alg_values_supported: ["HS256", "RS256"] }],
    ["do not list", {}],
  ])("fails with advice where the metadata %s HS256", async (_, listed) => {
    const log = watchLog();
    provider.discovered = { ...metadata(), ...listed };
    const { Browser: Fresh } = await import("./browser_test_support");
    const browser: Browser = new Fresh();
    provider.reply = async () => {
      const claims = { iss: provider.issuer, sub: "auth0|ada", nonce: browser.nonce };
      const token = new SignJWT({ ...claims, aud: SETTINGS.AUTH0_CLIENT_ID })
        .setProtectedHeader({ alg: "HS256" })
        .setIssuedAt()
        .setExpirationTime("5m");
      return tokens(await token.sign(new TextEncoder().encode(SETTINGS.AUTH0_CLIENT_SECRET)));
    };
    expect((await browser.finish(provider)).json.code).toBe("sign_in_rejected");
    const line = JSON.parse(log.text().trim().split("\n").pop() ?? "");
    expect(line).toMatchObject({ event: "sign_in_failed", advice: RS256 });
  });
});
