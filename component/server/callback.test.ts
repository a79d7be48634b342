// @vitest-environment happy-dom
import type { NextApiRequest, NextApiResponse } from "next";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import callback from "../pages/api/auth/callback";

const ORIGIN = "https://component.example";
const PATH = "/api/auth/callback";
const ANSWER = "?code=the-code&state=the-state&iss=https%3A%2F%2Fissuer.example%2F";
const ACK = { type: "callback:received" };

const close = vi.fn();
let html: string;
const listeners: [string, EventListener][] = [];
let opener: { postMessage: ReturnType<typeof vi.fn> } | null;

/** Run the page's script as a popup that landed on `query`. */
function open(query: string): void {
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } };
  happyDOM.setURL(`${ORIGIN}${PATH}${query}`);
  const page = new DOMParser().parseFromString(html, "text/html");
  document.body.innerHTML = page.querySelector("main")?.outerHTML ?? "";
  vi.stubGlobal("opener", opener);
  vi.stubGlobal("close", close);
  new Function(page.querySelector("script")?.textContent ?? "")();
}

const tell = (origin: string, source: unknown, data: unknown) =>
  dispatchEvent(new MessageEvent("message", { origin, source: source as Window, data }));

const says = () => document.getElementById("text")?.textContent;

beforeAll(async () => {
  const send = vi.fn();
  const res = { setHeader: () => {}, send } as unknown as NextApiResponse;
  await callback({ method: "GET", headers: {} } as NextApiRequest, res);
  html = String(send.mock.calls[0]?.[0]);
});

beforeEach(() => {
  vi.useFakeTimers();
  close.mockReset();
  opener = { postMessage: vi.fn() };
  const add = globalThis.addEventListener;
  vi.spyOn(globalThis, "addEventListener").mockImplementation((type, listener) => {
    listeners.push([type, listener as EventListener]);
    add(type, listener as EventListener);
  });
});

afterEach(() => {
  for (const [type, listener] of listeners.splice(0)) removeEventListener(type, listener);
});

describe("the callback page", () => {
  it("gives the answer to its opener on its own origin only", () => {
    open(ANSWER);
    const params = { code: "the-code", state: "the-state", iss: "https://issuer.example/" };
    expect(opener?.postMessage.mock.calls).toEqual([[{ type: "callback", params }, ORIGIN]]);
  });

  it("passes an error on, and no parameter nobody asked for", () => {
    open(`?error=access_denied&state=s&error_description=${"x".repeat(2000)}&session_state=x`);
    const error_description = "x".repeat(1000);
    const params = { state: "s", error: "access_denied", error_description };
    expect(opener?.postMessage).toHaveBeenCalledExactlyOnceWith(
      { type: "callback", params },
      ORIGIN,
    );
  });

  it("takes the code out of the address", () => {
    open(ANSWER);
    expect(location.href).toBe(`${ORIGIN}${PATH}`);
  });

  it("stays open until it is acknowledged", () => {
    open(ANSWER);
    vi.advanceTimersByTime(60_000);
    expect(close).not.toHaveBeenCalled();
    tell(ORIGIN, opener, ACK);
    expect(close).toHaveBeenCalledOnce();
  });

  it.each<[string, string, () => unknown, unknown]>([
    ["from another origin", "https://evil.example", () => opener, ACK],
    ["from another window", ORIGIN, () => window, ACK],
    ["from no window", ORIGIN, () => null, ACK],
    ["of another kind", ORIGIN, () => opener, { type: "callback" }],
    ["without data", ORIGIN, () => opener, null],
  ])("does not close for a message %s", (_, origin, source, data) => {
    open(ANSWER);
    tell(origin, source(), data);
    expect(close).not.toHaveBeenCalled();
  });

  it("says so when the app has no use for it, and stays open to be read", () => {
    open(ANSWER);
    tell(ORIGIN, opener, { type: "callback:dropped" });
    vi.advanceTimersByTime(60_000);
    expect(says()).toMatch(/does not need this window/);
    expect(close).not.toHaveBeenCalled();
  });

  it("says what to do when nobody answers", () => {
    open(ANSWER);
    expect(says()).toBe("One moment…");
    vi.advanceTimersByTime(5_000);
    expect(says()).toMatch(/did not answer.+sign in again/);
  });

  it("says what to do when it lost its opener", () => {
    opener = null;
    open(ANSWER);
    expect(says()).toMatch(/lost its app.+sign in again.+Cross-Origin-Opener-Policy/);
    expect(location.search).toBe("");
    expect(close).not.toHaveBeenCalled();
  });

  it("closes at once after a sign-out, which brings no answer", () => {
    open("");
    expect(close).toHaveBeenCalledOnce();
    expect(opener?.postMessage).not.toHaveBeenCalled();
    expect(says()).toMatch(/close this window/);
  });
});
