import { beforeEach, describe, expect, it, vi } from "vitest";
import { Bridge, type Command } from "./bridge";
import type { Outbox, Props } from "./events.gen";
import { APP, forgetListeners, say as sayFrom } from "./test_support";

const OTHER_APP = "https://two.example";
const EVIL = "https://evil.example";
const HELLO = { gatepost: 1, type: "hello" };

let parent: { postMessage: ReturnType<typeof vi.fn> };
let bridge: Bridge;
const onProps = vi.fn();
const commands: Record<string, ReturnType<typeof vi.fn<Command>>> = {
  ping: vi.fn(),
  pong: vi.fn(),
};

const say = (data: unknown, origin = APP, source: unknown = parent) =>
  sayFrom(data, origin, source);

const propsWith = (changes: Partial<Props> = {}): Props => ({
  v: 1,
  session: "session-of-the-tests",
  challenge: null,
  ack: null,
  commands: [],
  locale: "en",
  ...changes,
});
const tell = (changes: Partial<Props> = {}) =>
  say({ gatepost: 1, type: "props", props: propsWith(changes), theme: {} });

type Sent = { gatepost: number; type: string; outbox?: Outbox };
const posts = () => parent.postMessage.mock.calls as [Sent, string][];
const outboxes = () =>
  posts().flatMap(([body]) => (body.type === "outbox" && body.outbox ? [body.outbox] : []));
const last = () => outboxes().at(-1) as Outbox;
const sentNames = () => last().events.map(({ name }) => name);
const acknowledge = () => tell({ ack: { boot: last().boot, seq: last().events.at(-1)?.seq ?? 0 } });
const command = (seq: number, name: string, data = {}) => ({ seq, name, data });

forgetListeners();

beforeEach(() => {
  vi.useFakeTimers();
  for (const mock of [onProps, ...Object.values(commands)]) mock.mockReset();
  parent = { postMessage: vi.fn() };
  vi.stubGlobal("parent", parent);
  bridge = new Bridge([APP, OTHER_APP], { props: onProps, commands });
});

describe("whom the bridge speaks to", () => {
  it("answers the hello of a registered app, to its exact origin", () => {
    say(HELLO);
    expect(posts()[0]).toEqual([{ gatepost: 1, type: "ready" }, APP]);
    expect(bridge.app).toBe(APP);
  });

  it("tells a host of another version which one it speaks", () => {
    say({ gatepost: 2, type: "hello" });
    expect(posts()[0]).toEqual([{ gatepost: 1, type: "ready" }, APP]);
  });

  it.each<[string, unknown, string, () => unknown]>([
    ["from an origin that is not registered", HELLO, EVIL, () => parent],
    ["from the origin null", HELLO, "null", () => parent],
    ["from an origin that starts alike", HELLO, `${APP}.evil.example`, () => parent],
    ["from a window that is not the parent", HELLO, APP, () => ({ postMessage: vi.fn() })],
    ["from no window", HELLO, APP, () => null],
    ["of no version", { gatepost: "1", type: "hello" }, APP, () => parent],
    ["of another kind", { gatepost: 1, type: "token" }, APP, () => parent],
    ["that is text", "hello", APP, () => parent],
    ["that is nothing", null, APP, () => parent],
  ])("says nothing to a message %s", (_, data, origin, source) => {
    say(data, origin, source());
    bridge.emit("onError", {});
    bridge.resize(100);
    vi.advanceTimersByTime(20_000);
    expect(posts()).toEqual([]);
    expect(bridge.app).toBeNull();
  });

  it("keeps to the first registered app", () => {
    say(HELLO);
    parent.postMessage.mockClear();
    const props = propsWith({ commands: [command(1, "ping")] });
    say(HELLO, OTHER_APP);
    say({ gatepost: 1, type: "props", props, theme: {} }, OTHER_APP);
    expect(posts()).toEqual([]);
    expect(onProps).not.toHaveBeenCalled();
    expect(commands.ping).not.toHaveBeenCalled();
    expect(bridge.app).toBe(APP);
  });

  it("names that origin in every message, never a wildcard", () => {
    say(HELLO);
    bridge.resize(99.2);
    bridge.emit("onError", {});
    vi.advanceTimersByTime(20_000);
    expect(new Set(posts().map(([body]) => body.type))).toEqual(
      new Set(["ready", "height", "outbox"]),
    );
    expect(new Set(posts().map(([, target]) => target))).toEqual(new Set([APP]));
  });
});

describe("events", () => {
  beforeEach(() => {
    say(HELLO);
    tell();
  });

  it("go out at once, then at most every 50 ms, in order", () => {
    bridge.emit("first", {});
    vi.advanceTimersByTime(0);
    expect(sentNames()).toEqual(["first"]);
    bridge.emit("second", {});
    bridge.emit("third", {});
    vi.advanceTimersByTime(49);
    expect(outboxes()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sentNames()).toEqual(["first", "second", "third"]);
  });

  it("of one tick leave in one outbox", () => {
    for (let number = 0; number < 10; number++) bridge.emit("tick", { number });
    vi.advanceTimersByTime(0);
    expect(outboxes()).toHaveLength(1);
    expect(last().events.map(({ data }) => data.number)).toEqual([...Array(10).keys()]);
  });

  it("are sent again after 1 s, then more slowly, at last every 5 s", () => {
    bridge.emit("lost", {});
    const times: number[] = [];
    for (let second = 0, count = 0; second <= 22; second++) {
      vi.advanceTimersByTime(second === 0 ? 0 : 1_000);
      if (outboxes().length > count) times.push(second);
      count = outboxes().length;
    }
    expect(times).toEqual([0, 1, 3, 7, 12, 17, 22]);
  });

  it("are not sent again once they are acknowledged, and no timer is left", () => {
    bridge.emit("heard", {});
    vi.advanceTimersByTime(0);
    acknowledge();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(outboxes()).toHaveLength(1);
  });

  it("that are not acknowledged yet go on while others are", () => {
    bridge.emit("first", {});
    vi.advanceTimersByTime(0);
    bridge.emit("second", {});
    acknowledge();
    vi.advanceTimersByTime(50);
    expect(sentNames()).toEqual(["second"]);
  });

  it("of which there are more than fit all arrive", () => {
    for (let number = 1; number <= 60; number++) bridge.emit("many", { number });
    vi.advanceTimersByTime(0);
    expect(last().events).toHaveLength(50);
    acknowledge();
    vi.advanceTimersByTime(50); // with the next flush, not with the next repetition
    expect(last().events.map(({ seq }) => seq)).toEqual([51, 52, 53, 54, 55, 56, 57, 58, 59, 60]);
  });

  it("that are too large are replaced by an error", () => {
    bridge.emit("onAdhocReport", { text: "x".repeat(20_000) });
    vi.advanceTimersByTime(0);
    expect(last().events).toMatchObject([{ name: "onError", data: { code: "event_too_large" } }]);
  });

  it("that nobody emits cost nothing: no message, no timer", () => {
    parent.postMessage.mockClear();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(120_000);
    expect(posts()).toEqual([]);
  });
});

describe("commands", () => {
  beforeEach(() => say(HELLO));

  it("are obeyed once, in order, though they come in several props", () => {
    const both = [command(1, "ping", { a: 1 }), command(2, "pong", { b: 2 })];
    tell({ commands: both });
    tell({ commands: both });
    tell({ commands: [command(2, "pong"), command(3, "ping", { c: 3 })] });
    expect(commands.ping?.mock.calls).toEqual([[{ a: 1 }], [{ c: 3 }]]);
    expect(commands.pong?.mock.calls).toEqual([[{ b: 2 }]]);
  });

  it("are acknowledged although there is no event to send", () => {
    tell({ commands: [command(4, "ping")] });
    vi.advanceTimersByTime(0);
    expect(last()).toMatchObject({ received: 4, events: [] });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are acknowledged again as long as Python still sends them", () => {
    tell({ commands: [command(1, "ping")] });
    tell({ commands: [command(1, "ping")] });
    vi.advanceTimersByTime(50);
    expect(last().received).toBe(1);
    const count = outboxes().length;
    tell({ commands: [command(1, "ping")] });
    vi.advanceTimersByTime(50);
    expect(outboxes()).toHaveLength(count + 1);
    expect(commands.ping).toHaveBeenCalledOnce();
  });

  it("are acknowledged no earlier than 50 ms after the last flush", () => {
    tell();
    bridge.emit("first", {});
    vi.advanceTimersByTime(0);
    tell({ commands: [command(1, "format")] });
    vi.advanceTimersByTime(49);
    expect(outboxes()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(last()).toMatchObject({ received: 1, events: [{ seq: 1 }, { seq: 2 }] });
  });

  it.each(["format", "constructor", "__proto__", "toString", "hasOwnProperty"])(
    "named %s are unknown: an error says so and later ones still run",
    (name) => {
      tell({ commands: [command(1, name), command(2, "ping")] });
      vi.advanceTimersByTime(50);
      expect(last().events).toMatchObject([{ name: "onError", data: { code: "unknown_command" } }]);
      expect(commands.ping).toHaveBeenCalledOnce();
    },
  );
});

describe("props", () => {
  beforeEach(() => say(HELLO));

  it("reach the page, which learns whether the Python session is new", () => {
    tell();
    tell({ challenge: "c".repeat(43) });
    tell({ session: "another-session-16" });
    expect(onProps.mock.calls.map(([, isNew]) => isNew as boolean)).toEqual([true, false, true]);
    expect(onProps.mock.calls[0]?.[0]).toEqual(propsWith());
  });

  it("of a new Python session start the numbers over under another boot", () => {
    tell({ commands: [command(5, "ping")] });
    bridge.emit("old", {});
    vi.advanceTimersByTime(50);
    const { boot } = last();
    tell({ session: "another-session-16", commands: [command(1, "ping")] });
    bridge.emit("new", {});
    vi.advanceTimersByTime(50);
    expect(last()).toMatchObject({ received: 1, events: [{ seq: 1, name: "new" }] });
    expect(last().boot).not.toBe(boot);
    expect(commands.ping).toHaveBeenCalledTimes(2);
  });

  it("of the first session keep what was emitted before", () => {
    bridge.emit("early", {});
    tell();
    vi.advanceTimersByTime(0);
    expect(sentNames()).toEqual(["early"]);
  });

  it.each<[string, unknown]>([
    ["no props", undefined],
    ["a list", []],
    ["another version", { ...propsWith(), v: 2 }],
    ["no session", { ...propsWith(), session: undefined }],
    ["a session that is a number", { ...propsWith(), session: 1 }],
    ["no commands", { ...propsWith(), commands: undefined }],
    ["a command that is text", { ...propsWith(), commands: ["ping"] }],
    ["a command without a number", { ...propsWith(), commands: [{ name: "ping", data: {} }] }],
    ["a command of number 1.5", { ...propsWith(), commands: [command(1.5, "ping")] }],
    ["a command of number x", { ...propsWith(), commands: [{ ...command(1, "ping"), seq: "x" }] }],
    [
      "a command of a number without end",
      { ...propsWith(), commands: [command(Infinity, "ping")] },
    ],
    [
      "a command whose data are text",
      { ...propsWith(), commands: [{ ...command(1, "ping"), data: "x" }] },
    ],
    ["an acknowledgement that is a number", { ...propsWith(), ack: 1 }],
    ["a locale that is an object", { ...propsWith(), locale: {} }],
  ])("with %s are ignored without an exception", (_, props) => {
    say({ gatepost: 1, type: "props", props, theme: {} });
    expect(onProps).not.toHaveBeenCalled();
    expect(commands.ping).not.toHaveBeenCalled();
    tell();
    expect(onProps).toHaveBeenCalledOnce();
  });
});
