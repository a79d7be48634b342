import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deliver as deliverFrom, forgetListeners } from "../test_support";
import { Popups } from "./popup";

const URL = "https://issuer.example/authorize";
const STATE = "state-of-the-tests";
const ACCEPTED = { type: "callback:received" };
const DROPPED = { type: "callback:dropped" };

const makeWindow = () => ({
  closed: false,
  close: vi.fn(),
  postMessage: vi.fn(),
  focus: vi.fn(),
});
let popup: ReturnType<typeof makeWindow>;
let popups: Popups;
const open = vi.fn<() => unknown>();
const listener = { answer: vi.fn(), closed: vi.fn() };

const callback = (params: unknown = { code: "the-code", state: STATE }) => ({
  type: "callback",
  params,
});

const deliver = (data: unknown, origin = location.origin, source: unknown = popup) =>
  deliverFrom(data, origin, source);

forgetListeners();
beforeEach(() => {
  vi.useFakeTimers();
  for (const mock of [open, listener.answer, listener.closed]) mock.mockReset();
  vi.stubGlobal("open", open);
  popups = new Popups();
});
afterEach(() => popups.forget());

/** Open a window, with a state of its own. */
function start(state = STATE) {
  popup = makeWindow();
  open.mockReturnValue(popup);
  expect(popups.open({ authorizeUrl: URL, state }, listener)).toBe(true);
  return popup;
}

describe("a popup", () => {
  it("opens the address in a window of its own", () => {
    start();
    expect(open).toHaveBeenCalledExactlyOnceWith(URL, "_blank", "popup,width=425,height=600");
  });

  it("that can't be reached is reported, and nothing listens", () => {
    open.mockReturnValue(null);
    expect(popups.open({ authorizeUrl: URL, state: STATE }, listener)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives its answer once, and hears on its own origin that it has arrived", () => {
    start();
    deliver(callback());
    deliver(callback());
    expect(listener.answer.mock.calls).toEqual([[{ code: "the-code", state: STATE }]]);
    expect(popup.postMessage.mock.calls).toEqual([
      [ACCEPTED, location.origin],
      [DROPPED, location.origin],
    ]);
  });

  it("is not watched any more once it has answered", () => {
    start();
    deliver(callback());
    popup.closed = true;
    vi.advanceTimersByTime(60_000);
    expect(listener.closed).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<[string, unknown, string | undefined, () => unknown]>([
    ["from another origin", callback(), "https://evil.example", () => popup],
    ["from the origin null", callback(), "null", () => popup],
    ["from another window", callback(), undefined, makeWindow],
    ["from no window", callback(), undefined, () => null],
    ["for another state", callback({ code: "x", state: "other" }), undefined, () => popup],
    ["without a state", callback({ code: "x" }), undefined, () => popup],
    ["whose state is no text", callback({ code: "x", state: [STATE] }), undefined, () => popup],
    ["of another kind", { ...callback(), type: "other" }, undefined, () => popup],
    ["without parameters", { type: "callback" }, undefined, () => popup],
    ["whose parameters are text", callback(STATE), undefined, () => popup],
    ["that is nothing", null, undefined, () => popup],
  ])("ignores a message %s, and still hears the real one", (_, data, origin, source) => {
    start();
    deliver(data, origin, source());
    expect(listener.answer).not.toHaveBeenCalled();
    expect(popup.postMessage).not.toHaveBeenCalled();
    deliver(callback());
    expect(listener.answer).toHaveBeenCalledOnce();
  });

  it("passes on only parameters that are text", () => {
    start();
    deliver(callback({ code: "the-code", state: STATE, iss: 1, error: { a: 1 } }));
    expect(listener.answer).toHaveBeenCalledExactlyOnceWith({ code: "the-code", state: STATE });
  });

  it("that is closed is reported once", () => {
    start();
    popup.closed = true;
    vi.advanceTimersByTime(60_000);
    expect(listener.closed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that is forgotten is not watched, and its answer is dropped", () => {
    start();
    popups.forget();
    popup.closed = true;
    vi.advanceTimersByTime(60_000);
    expect(listener.closed).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    deliver(callback());
    expect(listener.answer).not.toHaveBeenCalled();
    expect(popup.postMessage.mock.calls).toEqual([[DROPPED, location.origin]]);
  });
});

describe("several popups", () => {
  it.each([
    ["oldest", 0],
    ["newest", 2],
  ])("end with the answer of the %s; the others are dropped", (_, which) => {
    const windows = ["one", "two", "three"].map((state) => start(state));
    const answers = ["one", "two", "three"].map((state) => callback({ code: "c", state }));
    deliver(answers[which], undefined, windows[which]);
    expect(listener.answer.mock.calls).toEqual([[answers[which]?.params]]);
    for (const [index, window] of windows.entries()) {
      if (index !== which) deliver(answers[index], undefined, window);
      const reply = index === which ? ACCEPTED : DROPPED;
      expect(window.postMessage.mock.calls).toEqual([[reply, location.origin]]);
    }
    expect(listener.answer).toHaveBeenCalledOnce();
  });

  it("answer for their own state only", () => {
    const [first, second] = [start("one"), start("two")];
    deliver(callback({ code: "c", state: "two" }), undefined, first);
    deliver(callback({ code: "c", state: "one" }), undefined, second);
    expect(listener.answer).not.toHaveBeenCalled();
  });

  it("are three at most: one before them is dropped", () => {
    const first = start("one");
    for (const state of ["two", "three", "four"]) start(state);
    deliver(callback({ code: "c", state: "one" }), undefined, first);
    expect(listener.answer).not.toHaveBeenCalled();
    expect(first.postMessage.mock.calls).toEqual([[DROPPED, location.origin]]);
  });

  it("are watched in the newest only, which comes to the front when asked", () => {
    popups.focus();
    const [first, second] = [start("one"), start("two")];
    popups.focus();
    first.closed = true;
    vi.advanceTimersByTime(60_000);
    expect(listener.closed).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(1);
    expect([first.focus.mock.calls.length, second.focus.mock.calls.length]).toEqual([0, 1]);
  });
});

describe("a relay", () => {
  const READY = { type: "relay:ready" };
  const start = (isRelay?: true) => {
    popup = makeWindow();
    open.mockReturnValue(popup);
    popups.open({ authorizeUrl: URL, state: STATE }, listener, isRelay);
    return popup;
  };
  const answer = (cut?: true) => ({ ...callback(), ...(cut && { cut }) });
  const opened = () => open.mock.lastCall?.slice(0, 1);

  it("opens in place of the provider's page, and learns on its own origin what to open", () => {
    start(true);
    expect(opened()).toEqual(["/api/auth/relay"]);
    deliver(READY, "https://evil.example");
    deliver(READY, undefined, makeWindow());
    expect(popup.postMessage).not.toHaveBeenCalled();
    deliver(READY);
    const request = { type: "relay:start", url: URL, state: STATE };
    expect(popup.postMessage.mock.calls).toEqual([[request, location.origin]]);
  });

  it("is told nothing if it is no relay", () => {
    start();
    deliver(READY);
    expect(popup.postMessage).not.toHaveBeenCalled();
  });

  it("brings the answer, also that of an earlier window for the same request", () => {
    start();
    popup.closed = true;
    vi.advanceTimersByTime(300);
    start(true);
    deliver(answer(true));
    expect(listener.answer.mock.calls).toEqual([[{ code: "the-code", state: STATE }]]);
    expect(popup.postMessage.mock.lastCall).toEqual([ACCEPTED, location.origin]);
  });

  it("is used from the start once the provider has cut a window off, until it does not", () => {
    start(true);
    deliver(answer(true));
    start();
    expect(opened()).toEqual(["/api/auth/relay"]);
    popups.open({ authorizeUrl: "https://other.example/", state: STATE }, listener);
    expect(opened()).toEqual(["https://other.example/"]);
    start();
    deliver(answer());
    start();
    expect(opened()).toEqual([URL]);
  });

  it("is used where nothing can be kept, too", () => {
    vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("", "SecurityError");
    });
    start(true);
    deliver(answer(true));
    expect(listener.answer).toHaveBeenCalledOnce();
    start();
    expect(opened()).toEqual([URL]);
  });
});

it("every window is closed at once, and none of them answers any more", () => {
  const windows = [start(), start("of-another-request")];
  popups.close();
  expect(windows.map(({ close }) => close.mock.calls.length)).toEqual([1, 1]);
  deliver(callback());
  vi.advanceTimersByTime(60_000);
  expect([listener.answer, listener.closed].map(({ mock }) => mock.calls)).toEqual([[], []]);
});

it("a callback page that lost its opener is asked for its answer", () => {
  start();
  vi.advanceTimersByTime(600);
  expect(popup.postMessage).not.toHaveBeenCalled();
  Object.assign(popup, { location: { pathname: "/api/auth/callback" } });
  vi.advanceTimersByTime(300);
  expect(popup.postMessage.mock.calls).toEqual([[{ type: "callback:ask" }, location.origin]]);
});
