/** What a sign-in shows of the provider's settings is logged, without the token. */
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { anApp, watchLog } from "../test_support";
import { reportMetadata, reportTokens } from "./provider_settings";

const SECRET = new TextEncoder().encode("k".repeat(32));
const app = anApp({ scopes: ["read:messages"] });

/** A token whose header names any algorithm: nobody verifies it here. */
async function jwt(alg: string, claims: object): Promise<string> {
  const token = await new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256" }).sign(SECRET);
  const header = Buffer.from(JSON.stringify({ alg })).toString("base64url");
  return `${header}${token.slice(token.indexOf("."))}`;
}

const good = await jwt("RS256", { permissions: [] });
const signed = await jwt("HS256", { permissions: [] });
const plain = await jwt("RS256", {});

describe("a sign-in", () => {
  it.each([
    ["with tokens as they should be", [], app, good, "r"],
    ["without a refresh token", ["refresh_token_missing"], app, good, undefined],
    ["with HS256", ["access_token_algorithm"], app, signed, "r"],
    ["with an encrypted token", ["access_token_encrypted"], app, "a.b.c.d.e", "r"],
    ["with a token that is no JWT", ["access_token_opaque"], app, "no-jwt", "r"],
    ["without permissions", ["permissions_missing"], app, plain, "r"],
    ["without permissions, to an app that asks for none", [], anApp(), plain, "r"],
    ["to an app without an API", [], anApp({ audience: null }), "no-jwt", "r"],
  ])("%s logs %j", (_, events, of, access_token, refresh_token) => {
    const log = watchLog();
    reportTokens(of, { access_token, ...(refresh_token ? { refresh_token } : {}) });
    const lines = log.text().split("\n").filter(Boolean);
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      events.map((event) => ({
        severity: "WARNING",
        tier: "component",
        event,
        advice: expect.stringMatching(/ (Set|Turn on|Turn off|Register) /),
      })),
    );
    expect(log.text()).not.toContain(access_token);
  });
});

it("metadata without an end_session_endpoint are logged", () => {
  const log = watchLog();
  reportMetadata({ issuer: "https://issuer.example/", end_session_endpoint: "https://x.example" });
  expect(log.text()).toBe("");
  reportMetadata({ issuer: "https://issuer.example/" });
  expect(log.text()).toContain('"event":"end_session_missing","advice":"The metadata name no');
});
