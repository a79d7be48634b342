/** A provider that can't be found out about: what is wrong with it is named, and ends no session. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { anApp, closeServers, SESSION, serve, setSettings, watchLog } from "../test_support";
import { Provider } from "./provider_test_support";

const app = anApp();
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

describe("a provider whose discovery fails", () => {
  const start = () => oidc.startSignIn(app);
  const metadata = (changes: object) => ({ issuer, token_endpoint: `${issuer}t`, ...changes });

  it.each<[string, string, RegExp, number, () => object | string | null]>([
    [
      "has another issuer",
      "issuer_rejected",
      /is not AUTH0_ISSUER.*copy the issuer/,
      200,
      () => metadata({ issuer: "https://login.example.com/" }),
    ],
    [
      "serves a page instead of metadata",
      "issuer_rejected",
      /no identity provider at AUTH0_ISSUER/,
      200,
      () => "<h1>Welcome</h1>",
    ],
    ["is at another address", "issuer_rejected", /no identity provider/, 404, () => null],
    ["is broken", "provider_unavailable", /an internal error. Try again/, 503, () => null],
    ["is busy", "provider_unavailable", /too many requests. Try again/, 429, () => null],
  ])("because it %s, is named so", async (_, code, message, status, discovered) => {
    provider.discoveryStatus = status;
    provider.discovered = discovered() as object | null;
    await expect(start()).rejects.toMatchObject({ code });
    await expect(start()).rejects.toThrow(message);
    await expect(oidc.refresh(app, SESSION, "r"), "keeps the session").rejects.toMatchObject({
      code,
    });
  });

  it("because it hangs, takes too long to answer", async () => {
    const seconds = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, "timeout").mockImplementation(() => seconds(20));
    const silent = await serve(() => {});
    setSettings({ AUTH0_ISSUER: `${silent}/` });
    vi.resetModules();
    oidc = await import("./oidc");
    await expect(start()).rejects.toThrow("takes too long to answer. Try again in a moment.");
  });

  it("because nothing listens there, does not answer", async () => {
    setSettings({ AUTH0_ISSUER: "http://127.0.0.1:9/" });
    vi.resetModules();
    oidc = await import("./oidc");
    await expect(start()).rejects.toThrow("The identity provider does not answer. Try again");
    await expect(oidc.refresh(app, SESSION, "r")).rejects.toMatchObject({
      code: "provider_unavailable",
    });
  });
});
