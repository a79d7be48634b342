// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import relay from "../pages/api/auth/relay";
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

const URL = "https://issuer.example/authorize";
const CHANNEL = "gatepost the-state";
const START = { type: "relay:start", url: URL, state: "the-state" };
const CALLBACK = { type: "callback", params: { code: "the-code", state: "the-state" } };
const CUT = { ...CALLBACK, cut: true };

const run = load(relay, "/api/auth/relay");
const open = vi.fn<() => unknown>();
let frame: ReturnType<typeof makeWindow>;

beforeEach(() => {
  frame = makeWindow();
  vi.stubGlobal("open", open.mockReset());
});

const button = () => document.getElementById("go") as HTMLButtonElement;
/** What the frame was sent after the greeting. */
const passed = () => frame.postMessage.mock.calls.slice(1);

function start(): void {
  run(frame);
  post(ORIGIN, frame, START);
}

/** Open the provider's window. */
function go(): ReturnType<typeof makeWindow> {
  const provider = makeWindow();
  open.mockReturnValue(provider);
  button().click();
  return provider;
}

describe("the relay", () => {
  it("asks its opener what to open, and opens it with a click", () => {
    run(frame);
    expect(frame.postMessage.mock.calls).toEqual([[{ type: "relay:ready" }, ORIGIN]]);
    expect(button().disabled).toBe(true);
    post(ORIGIN, frame, START);
    expect(open).not.toHaveBeenCalled();
    go();
    expect(open.mock.calls).toEqual([[URL, "_blank", "popup,width=425,height=600"]]);
    expect(text()).toMatch(/Continue in the window that opened/);
  });

  it.each<[string, string, () => unknown]>([
    ["another origin", "https://evil.example", () => frame],
    ["another window", ORIGIN, makeWindow],
    ["no window", ORIGIN, () => null],
  ])("opens nothing for a message of %s", (_, origin, source) => {
    run(frame);
    post(origin, source(), START);
    expect(button().disabled).toBe(true);
    expect(sent).toEqual([]);
  });

  it("passes on what a window that was cut off sends, and both close", () => {
    start();
    go();
    broadcast(CHANNEL, CUT);
    expect(passed()).toEqual([[CUT, ORIGIN]]);
    expect(close).not.toHaveBeenCalled();
    post(ORIGIN, frame, RECEIVED);
    expect(sent.at(-1)).toEqual([CHANNEL, RECEIVED]);
    expect(close).toHaveBeenCalledOnce();
  });

  it("asks for the answer that waits in an earlier window", () => {
    start();
    expect(sent).toEqual([[CHANNEL, { type: "callback:ask" }]]);
  });

  it("passes on what its own window sends, if that is not cut off", () => {
    start();
    const provider = go();
    post("https://issuer.example", provider, CALLBACK);
    post(ORIGIN, makeWindow(), CALLBACK);
    expect(passed()).toEqual([]);
    post(ORIGIN, provider, CALLBACK);
    expect(passed()).toEqual([[CALLBACK, ORIGIN]]);
    post(ORIGIN, frame, DROPPED);
    expect(provider.postMessage.mock.calls).toEqual([[DROPPED, ORIGIN]]);
    expect(text()).toMatch(/does not need this window/);
    expect(close).not.toHaveBeenCalled();
  });

  it("passes on nothing else", () => {
    start();
    const provider = go();
    broadcast(CHANNEL, { type: "callback:ask" });
    broadcast("gatepost another-state", CUT);
    post(ORIGIN, provider, null);
    expect(passed()).toEqual([]);
  });

  it("says so when its own opener is gone", () => {
    run(null);
    expect(text()).toMatch(/lost its app.+sign in again/);
    expect(button().hidden).toBe(true);
  });

  it("says so when the window is blocked, and nothing could answer", () => {
    storage.isBlocked = true;
    start();
    open.mockReturnValue(null);
    button().click();
    expect(text()).toMatch(/did not open.+Allow pop-ups/);
    go();
    expect(text()).toMatch(/Continue in the window/);
  });
});
