// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import callback from "../pages/api/auth/callback";
import {
  broadcast,
  close,
  DROPPED,
  load,
  makeWindow,
  ORIGIN,
  post,
  RECEIVED,
  sent,
  storage,
  text,
} from "./popup_test_support";

const ANSWER = "?code=the-code&state=the-state&iss=https%3A%2F%2Fissuer.example%2F";
const params = { code: "the-code", state: "the-state", iss: "https://issuer.example/" };
const CUT = { type: "callback", params, cut: true };
const CHANNEL = "gatepost the-state";
const ASK = { type: "callback:ask" };

const run = load(callback, "/api/auth/callback");
let opener: ReturnType<typeof makeWindow>;
const open = (query: string) => run(opener, query);

beforeEach(() => {
  opener = makeWindow();
});

describe("the callback page", () => {
  it("gives the answer to its opener on its own origin only, and to no channel", () => {
    open(ANSWER);
    expect(opener.postMessage.mock.calls).toEqual([[{ type: "callback", params }, ORIGIN]]);
    expect(sent).toEqual([]);
  });

  it("passes an error on, and no parameter nobody asked for", () => {
    open(`?error=access_denied&state=s&error_description=${"x".repeat(2000)}&session_state=x`);
    const error_description = "x".repeat(1000);
    const params = { state: "s", error: "access_denied", error_description };
    expect(opener.postMessage).toHaveBeenCalledExactlyOnceWith(
      { type: "callback", params },
      ORIGIN,
    );
  });

  it("takes the code out of the address", () => {
    open(ANSWER);
    expect(location.href).toBe(`${ORIGIN}/api/auth/callback`);
  });

  it("gives the answer before it is drawn, and shows what there is to say once it is", () => {
    const main = () => document.querySelector("main");
    open(ANSWER);
    const drawn = main()?.outerHTML ?? "";
    document.body.replaceChildren();
    run(opener, ANSWER, { isDrawn: false });
    expect([main(), opener.postMessage.mock.calls.length]).toEqual([null, 2]);
    vi.advanceTimersByTime(5_000);
    document.body.innerHTML = drawn;
    document.dispatchEvent(new Event("DOMContentLoaded", { bubbles: true }));
    expect(text()).toContain("Go back to the app");
  });

  it("stays open until it is acknowledged", () => {
    open(ANSWER);
    vi.advanceTimersByTime(60_000);
    expect(close).not.toHaveBeenCalled();
    post(ORIGIN, opener, RECEIVED);
    expect(close).toHaveBeenCalledOnce();
  });

  it.each<[string, string, () => unknown, unknown]>([
    ["from another origin", "https://evil.example", () => opener, RECEIVED],
    ["from another window", ORIGIN, () => window, RECEIVED],
    ["from no window", ORIGIN, () => null, RECEIVED],
    ["of another kind", ORIGIN, () => opener, { type: "callback" }],
    ["without data", ORIGIN, () => opener, null],
  ])("does not close for a message %s", (_, origin, source, data) => {
    open(ANSWER);
    post(origin, source(), data);
    expect(close).not.toHaveBeenCalled();
  });

  it("says so when the app has no use for it, and stays open to be read", () => {
    open(ANSWER);
    post(ORIGIN, opener, DROPPED);
    vi.advanceTimersByTime(60_000);
    expect(text()).toMatch(/does not need this window/);
    expect(close).not.toHaveBeenCalled();
  });

  it("says what to do when nobody answers", () => {
    open(ANSWER);
    expect(text()).toBe("One moment…");
    vi.advanceTimersByTime(5_000);
    expect(text()).toMatch(/Go back to the app.+sign in again/);
  });

  it("closes at once after a sign-out, which brings no answer", () => {
    open("");
    expect(close).toHaveBeenCalledOnce();
    expect(opener.postMessage).not.toHaveBeenCalled();
    expect(text()).toMatch(/close this window/);
  });
});

describe("a callback page that is cut off from its opener", () => {
  it("sends its answer to a relay that is open, and closes when it is acknowledged", () => {
    run(null, ANSWER);
    expect(sent).toEqual([[CHANNEL, CUT]]);
    expect(location.search).toBe("");
    broadcast(CHANNEL, RECEIVED);
    expect(close).toHaveBeenCalledOnce();
  });

  it("waits for one and says what to do, then answers it", () => {
    run(null, ANSWER);
    vi.advanceTimersByTime(60_000);
    expect(text()).toMatch(/Go back to the app and press Continue/);
    expect(close).not.toHaveBeenCalled();
    broadcast(CHANNEL, ASK);
    expect(sent).toEqual([
      [CHANNEL, CUT],
      [CHANNEL, CUT],
    ]);
    broadcast(CHANNEL, DROPPED);
    expect(text()).toMatch(/does not need this window/);
  });

  it("answers a frame that asks, on its own origin only", () => {
    const [frame, stranger] = [makeWindow(), makeWindow()];
    run(null, ANSWER);
    post("https://evil.example", stranger, ASK);
    expect(stranger.postMessage).not.toHaveBeenCalled();
    post(ORIGIN, frame, ASK);
    expect(frame.postMessage.mock.calls).toEqual([[CUT, ORIGIN]]);
    post(ORIGIN, stranger, RECEIVED);
    expect(close).not.toHaveBeenCalled();
    post(ORIGIN, frame, RECEIVED);
    expect(close).toHaveBeenCalledOnce();
  });

  it("says what to do where channels are blocked", () => {
    storage.isBlocked = true;
    run(null, ANSWER);
    vi.advanceTimersByTime(1_000);
    expect(text()).toMatch(/Go back to the app/);
  });
});
