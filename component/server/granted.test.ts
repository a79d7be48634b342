/** What an app gets of the provider's tokens: no more than its row says. */
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { anApp, setSettings } from "../test_support";
import { sessionOf } from "./granted";
import { SignInRejected, TokenTooWide } from "./sign_in_errors";

setSettings();

type Tokens = Parameters<typeof sessionOf>[1];

const jwt = (claims: object) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode("k".repeat(32)));

const tokensOf = (access_token: string, scope?: string) =>
  ({
    access_token,
    scope,
    claims: () => ({ sub: "auth0|ada", name: "Ada" }),
    expiresIn: () => 300,
  }) as unknown as Tokens;

describe("an app whose row names no API", () => {
  it("gets no access token, whatever the provider sends", async () => {
    const wide = await jwt({ permissions: ["read:messages", "delete:messages"] });
    const { grant } = sessionOf(anApp({ audience: null }), tokensOf(wide, "openid read:messages"));
    expect([grant.accessToken, grant.scopes]).toEqual([null, []]);
    expect(grant.user.name).toBe("Ada");
  });
});

describe("an app that is not trusted", () => {
  const partner = anApp({ trusted: false, name: "Partner", scopes: ["read:messages"] });

  it.each([
    ["its scopes", { scope: "openid profile read:messages" }],
    ["fewer", { scope: "openid" }],
    ["its permissions", { scope: "openid", permissions: ["read:messages"] }],
    ["none", {}],
  ])("gets a token with %s", async (_, claims) => {
    const token = await jwt(claims);
    expect(sessionOf(partner, tokensOf(token)).grant.accessToken).toBe(token);
  });

  it.each([
    ["another permission of the person", { permissions: ["read:messages", "delete:messages"] }],
    ["another scope", { scope: "openid delete:messages" }],
    ["permissions of another form", { permissions: "read:messages" }],
    ["a scope of another form", { scope: ["read:messages"] }],
  ])("gets no token with %s", async (_, claims) => {
    const token = await jwt(claims);
    expect(() => sessionOf(partner, tokensOf(token))).toThrow(TokenTooWide);
  });

  it("gets no token whose permissions can't be read", () => {
    expect(() => sessionOf(partner, tokensOf("opaque"))).toThrow(TokenTooWide);
  });

  it("gets a wider token only if its row is trusted", async () => {
    const token = await jwt({ permissions: ["read:messages", "delete:messages"] });
    const own = anApp({ scopes: ["read:messages"] });
    expect(sessionOf(own, tokensOf(token)).grant).toMatchObject({
      accessToken: token,
      scopes: ["read:messages"],
    });
  });
});

describe("an access token that Python would not take", () => {
  it.each([
    ["a space", "a b"],
    ["a line break", "a\nX-Header: 1"],
    ["a line break at its end", "a\n"],
    ["a letter outside of ASCII", "\u00e9"],
    ["nothing", ""],
  ])("makes no session: it holds %s", (_, token) => {
    expect(() => sessionOf(anApp(), tokensOf(token))).toThrow(SignInRejected);
  });
});
