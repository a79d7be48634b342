/** What the frame keeps where cookies are dropped, in a real database, with a real key. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { APP, CHALLENGE, signedIn } from "../test_support";
import type * as Kept from "./kept";

const PATH = "/api/auth/session";
let page: typeof Kept;

/** A page that is loaded; what an earlier one kept is still there. */
async function load(): Promise<void> {
  vi.resetModules();
  page = await import("./kept");
}

/** An answer that gives something to keep. */
const giving = (value: string, headers = {}) =>
  new Response("{}", { headers: { "X-Gatepost-Kept": value, ...headers } });
const headers = (app = APP) => page.keptHeaders(app, "POST", PATH);

/** Sign in where no cookie is kept. */
async function signIn(value = "sealed-1"): Promise<void> {
  await page.prepareKept(APP);
  await headers();
  expect(await page.keepFrom(APP, giving(value), true)).toBe(true);
}

async function keyOf({ DPoP = "" }: Record<string, string>): Promise<string> {
  return calculateJwkThumbprint(decodeProtectedHeader(DPoP).jwk ?? {});
}

beforeEach(async () => {
  localStorage.clear();
  vi.stubGlobal("indexedDB", new IDBFactory());
  await load();
});
afterEach(() => vi.restoreAllMocks());

describe("a browser that keeps cookies", () => {
  it("sends nothing more, and looks into no database", async () => {
    const open = vi.spyOn(indexedDB, "open");
    expect(await headers()).toEqual({});
    expect(await page.keepFrom(APP, new Response("{}"), false)).toBe(true);
    expect(open).not.toHaveBeenCalled();
  });

  it("shows a key at the end of a sign-in, then forgets it", async () => {
    await page.prepareKept(APP);
    expect(Object.keys(await headers())).toEqual(["DPoP"]);
    await page.keepFrom(APP, new Response("{}"), true);
    expect(await headers()).toEqual({});
    await load();
    expect(await headers()).toEqual({});
  });
});

describe("a browser that keeps none", () => {
  it("proves its key with each request, for its method, address and value", async () => {
    await signIn();
    await load();
    const { DPoP = "", ...rest } = await headers();
    expect(rest).toEqual({ "X-Gatepost-Kept": "sealed-1" });
    const { payload, protectedHeader } = await jwtVerify(DPoP, EmbeddedJWK);
    expect(protectedHeader).toMatchObject({ typ: "dpop+jwt", alg: "ES256" });
    expect(payload).toEqual({
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
      htm: "POST",
      htu: `${location.origin}${PATH}`,
      iat: expect.any(Number),
      ath: "Ex97WHb1cdvnSnNGYchcVrWw2ZPdRWlvpwIVsoNojMk",
    });
    expect((await headers()).DPoP).not.toBe(DPoP);
  });

  it("keeps its key as long as the page's storage, and each newer value", async () => {
    await signIn();
    const key = await keyOf(await headers());
    expect(await page.keepFrom(APP, giving("sealed-2"), false)).toBe(true);
    await load();
    expect(await headers()).toMatchObject({ "X-Gatepost-Kept": "sealed-2" });
    expect(await keyOf(await headers())).toBe(key);
    await page.prepareKept(APP);
    expect(await keyOf(await headers())).toBe(key);
  });

  it("keeps what it has where an answer gives nothing", async () => {
    await signIn();
    await page.keepFrom(APP, new Response("{}", { status: 503 }), false);
    expect(await headers()).toMatchObject({ "X-Gatepost-Kept": "sealed-1" });
  });

  it("has another key and value for each app", async () => {
    await signIn();
    expect(await headers("https://two.example")).toEqual({});
  });

  it("follows the server's clock", async () => {
    await page.prepareKept(APP);
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    await page.keepFrom(APP, giving("sealed-1", { Date: date }), true);
    const { payload } = await jwtVerify((await headers()).DPoP ?? "", EmbeddedJWK);
    expect(Number(payload.iat) - Date.now() / 1_000).toBeGreaterThan(3_590);
  });

  it("does not let its key out", async () => {
    const generate = vi.spyOn(crypto.subtle, "generateKey");
    await signIn();
    expect(generate.mock.calls[0]?.[1]).toBe(false);
  });

  it("has nothing left when the browser cleared its database", async () => {
    await signIn();
    await load();
    const { clear, createStore } = await import("idb-keyval");
    await clear(createStore("gatepost", "kept"));
    expect(await headers()).toEqual({});
  });
});

describe("a browser that blocks storage", () => {
  beforeEach(() => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("", "SecurityError");
    });
  });

  it("has no key, and no sign-in fails for that", async () => {
    await page.prepareKept(APP);
    expect(await headers()).toEqual({});
    expect(await page.keepFrom(APP, giving("sealed-1"), true)).toBe(true);
  });

  it("does not claim to have kept what it lost meanwhile", async () => {
    vi.restoreAllMocks();
    await page.prepareKept(APP);
    await headers();
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("", "QuotaExceededError");
    });
    expect(await page.keepFrom(APP, giving("sealed-1"), true)).toBe(false);
  });
});

describe("a sign-in", () => {
  const caller = { app: APP, challenge: CHALLENGE };
  const sent: RequestInit[] = [];
  const ops = () => sent.map(({ body }) => (JSON.parse(String(body)) as { op: string }).op);

  /** Sign in where the probes are answered so; null for a server that fails. */
  async function signInWith(probes: (boolean | null)[]): Promise<void> {
    sent.length = 0;
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      sent.push(init);
      if (sent.length > probes.length) return Response.json(signedIn().json);
      const kept = probes[sent.length - 1];
      if (kept === null) throw new TypeError("the connection broke");
      return Response.json({ kept });
    });
    const session = await import("./session");
    session.prepareToKeep(caller);
    await session.sendCode(caller, "transaction", { code: "c", state: "s" });
  }

  it.each([
    ["a browser that has kept a cookie", [true]],
    ["a browser that keeps its first one", [false, true]],
  ])("in %s makes no key", async (_, probes) => {
    const generate = vi.spyOn(crypto.subtle, "generateKey");
    await signInWith(probes);
    expect(ops()).toEqual([...probes.map(() => "probe"), "code"]);
    expect(generate).not.toHaveBeenCalled();
    expect(sent.at(-1)?.headers).not.toHaveProperty("DPoP");
  });

  it.each([
    ["a browser that keeps none", [false, false]],
    ["one of which that is not known", [null]],
  ])("in %s proves a key with its code", async (_, probes) => {
    await signInWith(probes);
    expect(ops()).toEqual([...probes.map(() => "probe"), "code"]);
    expect(sent.map(({ headers }) => "DPoP" in (headers ?? {}))).toEqual([
      ...probes.map(() => false),
      true,
    ]);
  });
});
