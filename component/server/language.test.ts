import { afterEach, describe, expect, it } from "vitest";
import callback from "../pages/api/auth/callback";
import consent from "../pages/api/auth/consent";
import relay from "../pages/api/auth/relay";
import { closeServers, serveRoute, setSettings, watchLog } from "../test_support";
import { asNotice, end } from "./ended";
import { ComponentError, InvalidRequest } from "./errors";
import { languageOf } from "./language";
import de from "./messages/de.json";
import en from "./messages/en.json";
import { fromAnywhere, route } from "./route";
import { LoginDenied, ProviderUnavailable, ScopeNotGranted } from "./sign_in_errors";

setSettings();
afterEach(closeServers);

const GERMAN = { "Accept-Language": "de-AT, en;q=0.5" };

describe("the language of an answer", () => {
  it.each([
    [undefined, "en"],
    ["", "en"],
    ["de-AT, en;q=0.5", "de"],
    ["DE", "de"],
    ["en, de", "en"],
    ["fr, de;q=0.9, en;q=0.8", "de"],
    ["en;q=0.1,de ; q=0.2", "de"],
    ["fr", "en"],
    ["*", "en"],
    ["de;q=0, *", "en"],
    ["de;q=0.000", "en"],
    ["de;q=2", "en"],
    ["de;q=high", "en"],
    ["de_DE", "en"],
    [";;,,;q=,=", "en"],
    ["constructor, __proto__", "en"],
    ["a-".repeat(8_000), "en"],
  ])("for %j is %s", (header, language) => {
    expect(languageOf({ headers: { "accept-language": header } })).toBe(language);
  });
});

async function answerTo(error: Error, headers: Record<string, string>) {
  const log = watchLog();
  const handler = route(fromAnywhere, {
    async GET() {
      throw error;
    },
  });
  const response = await fetch(await serveRoute(handler), { headers });
  return { response, json: (await response.json()) as Record<string, string>, log: log.text() };
}

describe("a refusal", () => {
  it("is German for a browser in German, with the same code, and is never stored", async () => {
    const { response, json } = await answerTo(new InvalidRequest(), GERMAN);
    expect(json).toEqual({ code: "invalid_request", message: de.errors.invalid_request });
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  it.each(["fr", "tlh", ";;;q=", "de;q=nan"])("is English for %s", async (header) => {
    const headers = { "Accept-Language": header };
    const { json } = await answerTo(new InvalidRequest(), headers);
    expect(json.message).toBe(en.errors.invalid_request);
  });

  it("keeps its English message for programs", async () => {
    const error = new ComponentError();
    await answerTo(error, GERMAN);
    expect(error.message).toBe(en.errors.internal_error);
  });

  it.each([
    [new LoginDenied("Blocked."), "abgelehnt: „Blocked.“ Bitte neu anmelden"],
    [new LoginDenied("Not {scope} of mine"), "abgelehnt: „Not {scope} of mine“. Bitte"],
    [new LoginDenied(), "abgebrochen oder für dieses Konto abgelehnt. Um"],
    [new ProviderUnavailable({ why: "busy", retrySeconds: 7 }), "Bitte in 7 Sekunden noch"],
    [new ScopeNotGranted("read:messages"), "die Berechtigung read:messages nicht"],
  ])("has its values in place: %s", async (error, part) => {
    expect((await answerTo(error, GERMAN)).json.message).toContain(part);
  });
});

it("translates the end of a session when it is shown, since its language is not kept", () => {
  const denied = end("session_denied", "Blocked");
  expect(asNotice(denied, "de").message).toContain("nicht verlängert: „Blocked“. Bitte");
  expect(asNotice(denied, "en").message).toContain("renew the session: “Blocked”. Sign in");
  const over = asNotice(end("client_refused"), "de").message;
  expect(over).toBe(`${de.errors.session_over} ${de.errors.client_refused}`);
});

describe("a window of the sign-in", () => {
  const read = async (handler: typeof relay, headers: Record<string, string>) =>
    (await fetch(await serveRoute(handler), { headers })).text();

  it.each([
    ["callback", callback],
    ["relay", relay],
  ] as const)("%s is in the browser's language", async (name, handler) => {
    const [german, english] = [await read(handler, GERMAN), await read(handler, {})];
    expect([german, english].map((html) => /<html lang="(..)">/.exec(html)?.[1])).toEqual([
      "de",
      "en",
    ]);
    for (const text of Object.values(de[name])) expect(german).toContain(text);
    for (const text of Object.values(en[name])) expect(english).toContain(text);
    for (const text of Object.values(en[name])) expect(german).not.toContain(text);
  });

  it("that refuses says why in German", async () => {
    const html = await read(consent, GERMAN);
    expect(html).toContain('<html lang="de">');
    for (const text of [de.consent.refusedHeading, de.errors.sign_in_expired])
      expect(html).toContain(text);
  });
});
