import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { focusPopup, forgetPopup, openPopup } from "./popup";
import { say as sayFrom } from "./test_support";

const URL = "https://issuer.example/authorize";
const STATE = "state-of-the-tests";
const ACK = { type: "callback:received" };

const makeWindow = () => ({ closed: false, postMessage: vi.fn(), focus: vi.fn() });
let popup: ReturnType<typeof makeWindow>;
const open = vi.fn<() => unknown>();
const listener = { answer: vi.fn(), closed: vi.fn() };

const callback = (params: unknown = { code: "the-code", state: STATE }) => ({
  type: "callback",
  params,
});

const say = (data: unknown, origin = location.origin, source: unknown = popup) =>
  sayFrom(data, origin, source);

beforeEach(() => {
  vi.useFakeTimers();
  for (const mock of [open, listener.answer, listener.closed]) mock.mockReset();
  popup = makeWindow();
  open.mockReturnValue(popup);
  vi.stubGlobal("open", open);
});

afterEach(() => forgetPopup());

const start = () => openPopup(URL, STATE, listener);

describe("a popup", () => {
  it("opens the address in a window of its own", () => {
    expect(start()).toBe(true);
    expect(open).toHaveBeenCalledExactlyOnceWith(URL, "_blank", "popup,width=425,height=600");
  });

  it("that is blocked is reported, and nothing listens", () => {
    open.mockReturnValue(null);
    expect(start()).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives its answer once, and hears on its own origin that it has arrived", () => {
    start();
    say(callback());
    say(callback());
    expect(listener.answer.mock.calls).toEqual([[{ code: "the-code", state: STATE }]]);
    expect(popup.postMessage.mock.calls).toEqual([[ACK, location.origin]]);
  });

  it("is not watched any more once it has answered", () => {
    start();
    say(callback());
    popup.closed = true;
    vi.advanceTimersByTime(60_000);
    expect(listener.closed).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that answers in the same tick is heard", () => {
    start();
    say(callback());
    expect(listener.answer).toHaveBeenCalledOnce();
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
    say(data, origin, source());
    expect(listener.answer).not.toHaveBeenCalled();
    expect(popup.postMessage).not.toHaveBeenCalled();
    say(callback());
    expect(listener.answer).toHaveBeenCalledOnce();
  });

  it("passes on only parameters that are text", () => {
    start();
    say(callback({ code: "the-code", state: STATE, iss: 1, error: { a: 1 } }));
    expect(listener.answer).toHaveBeenCalledExactlyOnceWith({ code: "the-code", state: STATE });
  });

  it("that is closed is reported once", () => {
    start();
    popup.closed = true;
    vi.advanceTimersByTime(60_000);
    expect(listener.closed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that only looks closed may still answer", () => {
    start();
    popup.closed = true;
    vi.advanceTimersByTime(60_000);
    say(callback());
    expect(listener.answer).toHaveBeenCalledOnce();
  });

  it("that is forgotten is neither heard nor watched", () => {
    start();
    forgetPopup();
    say(callback());
    popup.closed = true;
    vi.advanceTimersByTime(60_000);
    expect(listener.answer).not.toHaveBeenCalled();
    expect(listener.closed).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is forgotten when the next one opens", () => {
    start();
    const first = popup;
    popup = makeWindow();
    open.mockReturnValue(popup);
    start();
    say(callback(), undefined, first);
    expect(listener.answer).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(1);
  });

  it("comes to the front when asked, while it is open", () => {
    focusPopup();
    start();
    focusPopup();
    expect(popup.focus).toHaveBeenCalledOnce();
  });
});
