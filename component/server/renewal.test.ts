/** Renewals at the same time, late and lost ones: a session is never ended by another request. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { APP, anApp, closeServers, GRANT, setSettings, watchLog } from "../test_support";
import { type Browser, browserWith, VERIFIER } from "./browser_test_support";
import { redeemHandover } from "./handover";
import { provider as knownProvider } from "./oidc";
import { Provider, tokens } from "./provider_test_support";

/** A provider that rotates: each token is good once, and one used again ends them all. */
class Rotating extends Provider {
  good: string | null = null;
  spent = 0;

  override reply = async () => {
    const token = this.asked.at(-1)?.get("refresh_token") ?? null;
    if (token !== this.good) {
      this.good = null;
      return { status: 400, json: { error: "invalid_grant" } };
    }
    this.spent += 1;
    this.good = `rotated-${this.spent}-${Math.random()}`;
    return tokens(undefined, { access_token: `access-${this.spent}`, refresh_token: this.good });
  };
}

const provider = new Rotating();

beforeAll(async () => {
  await provider.start();
  setSettings({ AUTH0_ISSUER: provider.issuer });
});

afterAll(closeServers);
afterEach(() => vi.useRealTimers());

beforeEach(() => {
  provider.reset();
  provider.spent = 0;
  watchLog();
});

async function signedIn(secondsLeft = 300): Promise<Browser> {
  provider.good = `first-${Math.random()}`;
  return browserWith({ refreshToken: provider.good }, secondsLeft);
}

describe("renewals with one cookie at the same time", () => {
  it("are one, and every one of 8 × 50 leaves a session that can be renewed", async () => {
    const browser = await signedIn();
    for (let round = 1; round <= 50; round++) {
      const tabs = Array.from({ length: 8 }, () => browser.copy());
      const answers = await Promise.all(tabs.map((tab) => tab.status({ fresh: true })));
      expect(answers.map(({ json }) => json.user?.name)).toEqual(Array(8).fill(GRANT.user.name));
      expect(provider.spent).toBe(round);
      browser.cookies = tabs[round % 8]?.cookies ?? new Map();
    }
    expect((await browser.status({ fresh: true })).json.user?.name).toBe(GRANT.user.name);
  });

  it("are answered with the renewed token, also one that comes late", async () => {
    const browser = await signedIn();
    const late = browser.copy();
    await browser.status({ fresh: true });
    const { json } = await late.status({ fresh: true });
    const grant = await redeemHandover(json.handover ?? "", VERIFIER, APP);
    expect(grant.accessToken).toBe("access-1");
  });
});

describe("a provider that is slow", () => {
  it("is not waited for longer than eight seconds, and its late answer is not lost", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const browser = await signedIn(30);
    let answer = () => {};
    const { reply } = provider;
    provider.reply = () =>
      new Promise((resolve) => {
        answer = () => void reply().then(resolve);
      });
    const first = browser.status();
    await vi.waitFor(() => expect(provider.asked).toHaveLength(1), { interval: 1 });
    await vi.advanceTimersByTimeAsync(8_000);
    expect((await first).json.code).toBe("provider_unavailable");
    expect((await first).set).toBeNull();
    answer();
    provider.reply = reply;
    await vi.waitFor(() => expect(provider.spent).toBe(1), { interval: 1 });
    const second = await browser.status();
    expect(second.json.user?.name).toBe(GRANT.user.name);
    expect(provider.asked, "and not asked again").toHaveLength(1);
  });

  it("has a minute to answer, however soon the frame is answered", async () => {
    expect((await knownProvider(anApp())).timeout).toBe(60);
  });

  it("is asked again when it failed", async () => {
    const browser = await signedIn(30);
    const { reply } = provider;
    provider.reply = async () => ({ status: 503, json: {} }) as never;
    expect((await browser.status()).json.code).toBe("provider_unavailable");
    provider.reply = reply;
    expect((await browser.status()).json.user?.name).toBe(GRANT.user.name);
  });
});

describe("what is kept of a renewal", () => {
  it("is forgotten with the sign-out, also for older cookies", async () => {
    const browser = await signedIn();
    const old = browser.copy();
    await browser.status({ fresh: true });
    await browser.status({ fresh: true });
    provider.good = null; // as the revocation does
    await browser.call("DELETE");
    const { json } = await old.status({ fresh: true });
    expect(json).toEqual({ user: null, refused: expect.any(String) });
  });

  it("is forgotten after a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const browser = await signedIn();
    const old = browser.copy();
    await browser.status({ fresh: true });
    vi.advanceTimersByTime(61_000);
    expect((await old.status({ fresh: true })).json.user).toBeNull();
    expect(provider.asked).toHaveLength(2);
  });
});
