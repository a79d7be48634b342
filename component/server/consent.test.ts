/** Consent: nothing leads to the provider before the person's own click on the component's page. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import consent from "../pages/api/auth/consent";
import {
  BASE_URL,
  closeServers,
  OTHER_APP,
  serveRoute,
  setSettings,
  watchLog,
} from "../test_support";
import { startSignIn } from "./oidc";
import { Provider } from "./provider_test_support";
import { registeredApp } from "./route";

const PARTNER = "https://partner.example";
const NAME = `Tom & "Ada" <b>'s</b>`;
const provider = new Provider();
let address: string;

beforeAll(async () => {
  await provider.start();
  setSettings({
    AUTH0_ISSUER: provider.issuer,
    GATEPOST_APPS: JSON.stringify([
      { origin: PARTNER, trusted: false, name: NAME, scopes: ["read:messages"] },
      { origin: OTHER_APP },
    ]),
  });
  address = await serveRoute(consent);
});

afterAll(closeServers);
beforeEach(() => {
  watchLog();
});

const ask = async () => {
  const { authorizeUrl } = await startSignIn(registeredApp(PARTNER));
  return new URL(authorizeUrl);
};
const open = (url: URL, init: RequestInit = {}) =>
  fetch(`${address}${url.search}`, { redirect: "manual", ...init });
const agree = (url: URL, headers: Record<string, string> = { Origin: BASE_URL }) =>
  open(url, { method: "POST", headers });

describe("a sign-in to an app of another operator", () => {
  it("begins on the component's own page, whose address shows nothing of the provider's", async () => {
    const url = await ask();
    expect(url.origin + url.pathname).toBe(`${BASE_URL}/api/auth/consent`);
    expect(url.href).not.toContain(encodeURIComponent(provider.issuer));
    expect(url.href).not.toContain("state=");
  });

  it("asks in German for a browser in German", async () => {
    const answer = await open(await ask(), { headers: { "Accept-Language": "de" } });
    const html = await answer.text();
    expect(html).toContain('<html lang="de">');
    expect(html).toContain(`<strong>${PARTNER}</strong> zu finden.`);
    expect(html).toContain("<li>die Berechtigung read:messages nutzen</li>");
    expect(html).not.toContain("Continue");
  });

  it("is shown with the app's name, origin and permissions, as text", async () => {
    const answer = await open(await ask());
    const html = await answer.text();
    expect(html).toContain("Tom &amp; &quot;Ada&quot; &lt;b&gt;&#39;s&lt;/b&gt;");
    expect(html).toContain(PARTNER);
    expect(html).toContain("read:messages");
    expect(html).not.toContain(provider.issuer);
    expect(answer.headers.get("Set-Cookie")).toBeNull();
  });

  it("can't be embedded, and its form leads nowhere but to the provider", async () => {
    const policy = (await open(await ask())).headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`form-action 'self' ${new URL(provider.issuer).origin};`);
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  it("goes on to the provider after the click, and at once the next time", async () => {
    const agreed = await agree(await ask());
    expect(agreed.status).toBe(303);
    const to = new URL(agreed.headers.get("Location") ?? "");
    expect(to.origin + to.pathname).toBe(`${provider.issuer}authorize`);
    const cookie = agreed.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(
      /^__Host-gatepost-consent-[\w-]{12}=[\w.-]+; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=15552000$/,
    );
    const [pair = ""] = cookie.split(";");
    const again = await open(await ask(), { headers: { Cookie: pair } });
    expect([again.status, new URL(again.headers.get("Location") ?? "").pathname]).toEqual([
      303,
      "/authorize",
    ]);
  });

  it.each([
    ["a page of the app", { Origin: PARTNER }],
    ["any other page", { Origin: "https://evil.example" }],
    ["a page without an origin", { Origin: "null" }],
    ["no browser", {}],
    ["another site", { Origin: BASE_URL, "Sec-Fetch-Site": "cross-site" }],
    ["another host of the site", { Origin: BASE_URL, "Sec-Fetch-Site": "same-site" }],
  ])("is not agreed to by %s", async (_, headers) => {
    const answer = await agree(await ask(), headers as Record<string, string>);
    expect([
      answer.status,
      answer.headers.get("Location"),
      answer.headers.get("Set-Cookie"),
    ]).toEqual([403, null, null]);
  });

  it.each([
    ["made up", () => "?request=made.up"],
    ["missing", () => ""],
    ["given twice", (url: URL) => `${url.search}&${url.search.slice(1)}`],
  ])("is refused with a page when its request is %s", async (_, change) => {
    const url = await ask();
    url.search = change(url);
    for (const answer of [await open(url), await agree(url)]) {
      expect([answer.status, answer.headers.get("Location")]).toEqual([400, null]);
      expect(await answer.text()).toMatch(/Sign in again.+close this window/);
    }
  });

  it("is refused after ten minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const url = await ask();
    vi.advanceTimersByTime(600_000);
    expect((await agree(url)).status).toBe(400);
    vi.useRealTimers();
  });

  it("asks again when the app asks for more", async () => {
    const [pair = ""] = ((await agree(await ask())).headers.get("Set-Cookie") ?? "").split(";");
    const app = registeredApp(PARTNER) as unknown as { scopes: string[] };
    app.scopes.push("delete:messages");
    const again = await open(await ask(), { headers: { Cookie: pair } });
    expect([again.status, await again.text()]).toEqual([200, expect.stringContaining("delete:")]);
    app.scopes.pop();
  });
});

it("asks nothing for an app of one's own", async () => {
  const { authorizeUrl } = await startSignIn(registeredApp(OTHER_APP));
  expect(authorizeUrl).toMatch(new RegExp(`^${provider.issuer}authorize`));
});
