import { describe, expect, it, vi } from "vitest";
import { VERSION } from "../../wire/contract.gen";
import { APP } from "../test_support";
import {
  bridge,
  command,
  commands,
  deliver,
  EVIL,
  events,
  HELLO,
  OTHER_APP,
  ofType,
  onProps,
  openPages,
  parent,
  posts,
  propsWith,
  sendProps,
} from "./bridge_test_support";

openPages();

describe("whom the bridge exchanges messages with", () => {
  it("answers the hello of a registered app, to its exact origin", () => {
    deliver(HELLO);
    expect(ofType("ready")).toEqual([{ gatepost: VERSION, type: "ready" }]);
    expect(bridge.app).toBe(APP);
  });

  it("answers a host of another version with its own", () => {
    deliver({ gatepost: VERSION + 1, type: "hello" });
    expect(ofType("ready")).toEqual([{ gatepost: VERSION, type: "ready" }]);
  });

  it.each<[string, unknown, string, () => unknown]>([
    ["from an origin that is not registered", HELLO, EVIL, () => parent],
    ["from the origin null", HELLO, "null", () => parent],
    ["from an origin that starts alike", HELLO, `${APP}.evil.example`, () => parent],
    ["from a window that is not the parent", HELLO, APP, () => ({ postMessage: vi.fn() })],
    ["from no window", HELLO, APP, () => null],
    ["of no version", { gatepost: "1", type: "hello" }, APP, () => parent],
    ["of another kind", { gatepost: VERSION, type: "token" }, APP, () => parent],
    ["that is text", "hello", APP, () => parent],
    ["that is nothing", null, APP, () => parent],
  ])("answers nothing to a message %s", (_, data, origin, source) => {
    deliver(data, origin, source());
    bridge.emit("onError", {});
    bridge.resize(100);
    expect(posts()).toEqual([]);
    expect(bridge.app).toBeNull();
  });

  it("takes nothing before the hello, which the host may mean for the page before this one", () => {
    sendProps({ commands: [command(1, "ping")] });
    bridge.emit("onAdhocReport", {});
    expect([posts(), bridge.app]).toEqual([[], null]);
    expect(onProps).not.toHaveBeenCalled();
    deliver(HELLO);
    sendProps({ commands: [command(1, "ping")] });
    expect(events()).toEqual([["onAdhocReport", {}]]);
    expect(commands.ping).toHaveBeenCalledOnce();
  });

  it("keeps to the first registered app", () => {
    deliver(HELLO);
    parent.postMessage.mockClear();
    const props = propsWith({ commands: [command(1, "ping")] });
    deliver(HELLO, OTHER_APP);
    deliver({ gatepost: VERSION, type: "props", props, theme: {} }, OTHER_APP);
    expect(posts()).toEqual([]);
    expect(onProps).not.toHaveBeenCalled();
    expect(commands.ping).not.toHaveBeenCalled();
    expect(bridge.app).toBe(APP);
  });

  it("names that origin in every message, never a wildcard", () => {
    deliver(HELLO);
    bridge.resize(99.2);
    bridge.emit("onError", {});
    sendProps({ commands: [command(1, "ping")] });
    expect(new Set(posts().map(([body]) => body.type))).toEqual(
      new Set(["ready", "height", "event", "handled", "trace"]),
    );
    expect(new Set(posts().map(([, target]) => target))).toEqual(new Set([APP]));
  });
});

describe("the height of the page", () => {
  it("is sent with the hello and whenever it changes, in whole pixels", () => {
    bridge.resize(50);
    deliver(HELLO);
    bridge.resize(99.2);
    expect(ofType("height")).toEqual(
      [0, 100].map((height) => ({ gatepost: VERSION, type: "height", height })),
    );
  });
});

describe("events", () => {
  it("go to the host at once, in order", () => {
    deliver(HELLO);
    bridge.emit("first", { number: 1 });
    expect(ofType("event")).toEqual([
      { gatepost: VERSION, type: "event", name: "first", data: { number: 1 }, person: null },
    ]);
    bridge.emit("second", {});
    expect(events().map(([name]) => name)).toEqual(["first", "second"]);
  });

  it("from before the hello are kept in order, and sent once after the page is ready", () => {
    for (let number = 0; number < 10; number++) bridge.emit("early", { number });
    expect(posts()).toEqual([]);
    deliver(HELLO);
    bridge.emit("late", {});
    deliver(HELLO);
    const types = posts().map(([body]) => body.type);
    expect(types.indexOf("ready")).toBeLessThan(types.indexOf("event"));
    expect(events()).toEqual([
      ...Array.from({ length: 10 }, (_, number) => ["early", { number }]),
      ["late", {}],
    ]);
  });

  it.each<[string, () => void]>([
    ["after", () => deliver(HELLO)],
    ["before", () => {}],
  ])("that no message can carry become an error %s the hello", (_, sendHello) => {
    parent.postMessage.mockImplementation((body) => {
      structuredClone(body);
    });
    sendHello();
    bridge.emit("first", {});
    bridge.emit("broken", { call: () => {} });
    bridge.emit("last", {});
    deliver(HELLO);
    expect(ofType("event").filter(({ data }) => !Object.hasOwn(data as object, "call"))).toEqual([
      { gatepost: VERSION, type: "event", name: "first", data: {}, person: null },
      {
        gatepost: VERSION,
        type: "event",
        name: "onError",
        data: { code: "event_malformed", message: expect.stringContaining("broken") },
      },
      { gatepost: VERSION, type: "event", name: "last", data: {}, person: null },
    ]);
  });

  it("need no timer: the host repeats them", () => {
    deliver(HELLO);
    bridge.emit("lost", {});
    sendProps();
    parent.postMessage.mockClear();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(120_000);
    expect(posts()).toEqual([]);
  });
});
