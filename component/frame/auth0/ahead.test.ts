/** The first question of the page, which leaves before the app's hello. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { APP, CHALLENGE, failure, forgetListeners, signedIn, signedOut } from "../test_support";
import { alert, announce, asked, events, load, posts, props, send } from "./page_test_support";

const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } };
const before = location.href;
const REQUEST = { scopes: ["a", "b"], prompt: "login" };
const QUESTION = { challenge: CHALLENGE, request: null };
const USUAL = { op: "status", challenge: CHALLENGE, fresh: false };

/** Load the page in a frame with this name, at an address that names this app. */
async function open(name: unknown, { app = APP, answer = signedIn() } = {}): Promise<void> {
  window.name = typeof name === "string" ? name : JSON.stringify(name);
  happyDOM.setURL(`https://component.example/frame/auth0?app=${encodeURIComponent(app)}`);
  await load(answer);
  await vi.advanceTimersByTimeAsync(0);
}

forgetListeners();
afterEach(() => {
  window.name = "";
  happyDOM.setURL(before);
});

describe("a question in the frame's name", () => {
  it("is asked at once, and its answer is kept from everybody", async () => {
    await open(QUESTION);
    expect(asked()).toMatchObject([USUAL]);
    expect(posts()).toBe("[]");
  });

  it("is not asked again by Python, which gets the answer", async () => {
    await open({ ...QUESTION, request: REQUEST });
    await props({ request: REQUEST });
    expect(asked()).toMatchObject([{ ...USUAL, request: REQUEST }]);
    expect(events()).toMatchObject([
      { name: "onStatusUpdate", data: { reason: "restored", challenge: CHALLENGE } },
    ]);
  });

  it("is for one answer: the next time is asked again", async () => {
    await open(QUESTION);
    await props();
    await send("check");
    expect(asked()).toHaveLength(2);
  });

  it.each<[string, object]>([
    ["challenge", { challenge: "n".repeat(43) }],
    ["request", { request: REQUEST }],
  ])("gives nothing to a Python session with another %s, which asks itself", async (_, other) => {
    await open(QUESTION);
    await props(other);
    expect(asked()).toMatchObject([USUAL, { ...USUAL, ...other }]);
    const { challenge = CHALLENGE } = other as { challenge?: string };
    expect(events()).toMatchObject([{ name: "onStatusUpdate", data: { challenge } }]);
  });

  it("is asked again if another tab has signed in or out meanwhile", async () => {
    await open(QUESTION);
    await announce({ app: APP, change: "signed_out" });
    await props();
    expect(asked()).toMatchObject([USUAL, USUAL]);
  });

  it("that failed is a failure like any other", async () => {
    await open(QUESTION, { answer: failure(503, "provider_unavailable") });
    await props();
    expect(alert()).toBe("Sentence of provider_unavailable.");
    expect(asked()).toHaveLength(1);
  });

  it("may have the answer that nobody is signed in", async () => {
    await open(QUESTION, { answer: signedOut() });
    await props();
    expect(events()).toMatchObject([{ data: { reason: "signed_out" } }]);
  });

  it.each<[string, unknown, string]>([
    ["an app that is not registered", QUESTION, "https://two.example"],
    ["no app", QUESTION, ""],
    ["a name of the browser's objects", QUESTION, "toString"],
  ])("is not asked for %s", async (_, name, app) => {
    await open(name, { app });
    expect(asked()).toEqual([]);
    await props();
    expect(asked()).toHaveLength(1);
  });

  it.each<unknown>([
    ...["", "{", "null", "[]", "auth0", {}, { challenge: "short" }, { challenge: 1 }],
    { challenge: CHALLENGE, request: { scopes: "a b" } },
  ])("is none if it is %j", async (name) => {
    await open(name);
    expect(asked()).toEqual([]);
    await props();
    expect(events()).toMatchObject([{ name: "onStatusUpdate" }]);
  });
});
