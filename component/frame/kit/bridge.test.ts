import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Props, VERSION } from "../../wire/contract.gen";
import {
  APP,
  deliver as deliverFrom,
  forgetListeners,
  openBridge,
  surroundWith,
} from "../test_support";

const OTHER_APP = "https://two.example";
const EVIL = "https://evil.example";
const HELLO = { gatepost: VERSION, type: "hello" };

let parent: { postMessage: ReturnType<typeof vi.fn> };
let bridge: ReturnType<typeof openBridge>;
const onProps = vi.fn();
const commands: Record<string, ReturnType<typeof vi.fn<(data: object) => void>>> = {
  ping: vi.fn(),
  pong: vi.fn(),
};

const deliver = (data: unknown, origin = APP, source: unknown = parent) =>
  deliverFrom(data, origin, source);

const propsWith = (changes: Partial<Props> = {}): Props => ({
  v: VERSION,
  session: "session-of-the-tests",
  person: null,
  commands: [],
  locale: "en",
  ...changes,
});
const tell = (changes: Partial<Props> = {}) =>
  deliver({ gatepost: VERSION, type: "props", props: propsWith(changes), theme: {} });

type Sent = { gatepost: number; type: string; name?: string; data?: unknown; seq?: number };
const posts = () => parent.postMessage.mock.calls as [Sent, string][];
const ofType = (type: string) => posts().flatMap(([body]) => (body.type === type ? [body] : []));
const events = () => ofType("event").map(({ name, data }) => [name, data]);
const error = (code: string) => ["onError", { code, message: expect.any(String) }];
const command = (seq: number, name: string, data = {}) => ({ seq, name, data });

forgetListeners();

beforeEach(() => {
  vi.useFakeTimers();
  for (const mock of [onProps, ...Object.values(commands)]) mock.mockReset();
  parent = { postMessage: vi.fn() };
  surroundWith(parent);
  bridge = openBridge(commands, { apps: [APP, OTHER_APP], props: onProps });
});

describe("whom the bridge speaks to", () => {
  it("answers the hello of a registered app, to its exact origin", () => {
    deliver(HELLO);
    expect(ofType("ready")).toEqual([{ gatepost: VERSION, type: "ready" }]);
    expect(bridge.app).toBe(APP);
  });

  it("tells a host of another version which one it speaks", () => {
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
  ])("says nothing to a message %s", (_, data, origin, source) => {
    deliver(data, origin, source());
    bridge.emit("onError", {});
    bridge.resize(100);
    expect(posts()).toEqual([]);
    expect(bridge.app).toBeNull();
  });

  it("takes nothing before the hello, which the host may mean for the page before this one", () => {
    tell({ commands: [command(1, "ping")] });
    bridge.emit("onAdhocReport", {});
    expect([posts(), bridge.app]).toEqual([[], null]);
    expect(onProps).not.toHaveBeenCalled();
    deliver(HELLO);
    tell({ commands: [command(1, "ping")] });
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
    tell({ commands: [command(1, "ping")] });
    expect(new Set(posts().map(([body]) => body.type))).toEqual(
      new Set(["ready", "height", "event", "handled", "trace"]),
    );
    expect(new Set(posts().map(([, target]) => target))).toEqual(new Set([APP]));
  });
});

describe("the height of the page", () => {
  it("is told with the hello and whenever it changes, in whole pixels", () => {
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
  ])("that no message can carry become an error %s the hello", (_, greet) => {
    parent.postMessage.mockImplementation((body) => {
      structuredClone(body);
    });
    greet();
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
    tell();
    parent.postMessage.mockClear();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(120_000);
    expect(posts()).toEqual([]);
  });
});

describe("commands", () => {
  beforeEach(() => deliver(HELLO));

  it("are obeyed once, in order, though they come in several props", () => {
    const both = [command(1, "ping", { a: 1 }), command(2, "pong", { b: 2 })];
    tell({ commands: both });
    tell({ commands: both });
    tell({ commands: [command(2, "pong"), command(3, "ping", { c: 3 })] });
    expect(commands.ping?.mock.calls).toEqual([[{ a: 1 }], [{ c: 3 }]]);
    expect(commands.pong?.mock.calls).toEqual([[{ b: 2 }]]);
  });

  it("are obeyed in the order of their numbers, one that comes late is not", () => {
    tell({ commands: [command(2, "ping")] });
    tell({ commands: [command(1, "pong"), command(2, "ping")] });
    expect(commands.ping).toHaveBeenCalledOnce();
    expect(commands.pong).not.toHaveBeenCalled();
  });

  it("are said to be handled before they run", () => {
    const handled: unknown[] = [];
    commands.ping?.mockImplementation(() => handled.push(ofType("handled")));
    tell({ commands: [command(4, "ping"), command(5, "ping")] });
    const message = (seq: number) => ({ gatepost: VERSION, type: "handled", seq });
    expect(handled).toEqual([[message(4)], [message(4), message(5)]]);
  });

  it("are said to be handled once, also those that nobody knows", () => {
    const both = [command(1, "format"), command(2, "ping")];
    tell({ commands: both });
    tell({ commands: both });
    expect(ofType("handled").map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("that throw become an error, and later ones still run", () => {
    commands.ping?.mockImplementation(() => {
      throw new Error("with the person's data in it");
    });
    tell({ commands: [command(1, "ping"), command(2, "pong")] });
    expect(events()).toEqual([error("command_failed")]);
    expect(JSON.stringify(events())).not.toContain("person's data");
    expect(commands.pong).toHaveBeenCalledOnce();
    expect(ofType("handled").map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it.each(["format", "constructor", "toString", "hasOwnProperty"])(
    "named %s are unknown: an error says so and later ones still run",
    (name) => {
      tell({ commands: [command(1, name), command(2, "ping")] });
      expect(events()).toEqual([error("unknown_command")]);
      expect(commands.ping).toHaveBeenCalledOnce();
    },
  );
});

describe("props", () => {
  beforeEach(() => deliver(HELLO));

  it("reach the page, which learns whether the Python session is new", () => {
    tell();
    tell({ locale: "de" });
    tell({ session: "another-session-16" });
    expect(onProps.mock.calls.map(([, isNew]) => isNew as boolean)).toEqual([true, false, true]);
    expect(onProps.mock.calls[0]?.[0]).toEqual(propsWith());
  });

  it("of a new Python session count commands from 1 again", () => {
    tell({ commands: [command(5, "ping")] });
    tell({ commands: [command(1, "ping")] });
    expect(commands.ping).toHaveBeenCalledOnce();
    tell({ session: "another-session-16", commands: [command(1, "ping")] });
    tell({ session: "another-session-16", commands: [command(1, "ping")] });
    expect(commands.ping).toHaveBeenCalledTimes(2);
    expect(ofType("handled").map(({ seq }) => seq)).toEqual([5, 1]);
  });

  it("reach the page before the commands that come with them", () => {
    tell({ commands: [command(1, "ping")] });
    expect(onProps.mock.invocationCallOrder[0]).toBeLessThan(
      commands.ping?.mock.invocationCallOrder[0] ?? 0,
    );
  });

  it.each<[string, unknown]>([
    ["no props", undefined],
    ["a list", []],
    ["another version", { ...propsWith(), v: VERSION + 1 }],
    ["no session", { ...propsWith(), session: undefined }],
    ["a session that is a number", { ...propsWith(), session: 1 }],
    ["no commands", { ...propsWith(), commands: undefined }],
    ["a command that is text", { ...propsWith(), commands: ["ping"] }],
    ["a command without a number", { ...propsWith(), commands: [{ name: "ping", data: {} }] }],
    ["a command of number 1.5", { ...propsWith(), commands: [command(1.5, "ping")] }],
    ["a command of number x", { ...propsWith(), commands: [{ ...command(1, "ping"), seq: "x" }] }],
    ["a command of number Infinity", { ...propsWith(), commands: [command(Infinity, "ping")] }],
    [
      "a command whose data are text",
      { ...propsWith(), commands: [{ ...command(1, "ping"), data: "x" }] },
    ],
    ["a session that is too short", { ...propsWith(), session: "short" }],
    ["a command of no name", { ...propsWith(), commands: [command(1, "__proto__")] }],
    ["a locale that is an object", { ...propsWith(), locale: {} }],
    ["no person", { ...propsWith(), person: undefined }],
    ["a person that is a number", { ...propsWith(), person: 1 }],
  ])("with %s are ignored without an exception", (_, props) => {
    deliver({ gatepost: VERSION, type: "props", props, theme: {} });
    expect(onProps).not.toHaveBeenCalled();
    expect(commands.ping).not.toHaveBeenCalled();
    tell();
    expect(onProps).toHaveBeenCalledOnce();
  });
});
