import { beforeEach, describe, expect, it, vi } from "vitest";
import { VERSION } from "../wire/contract.gen";
import { COMPONENT, command, forgetPlaces, Place } from "./test_support";

interface Noted {
  page: string;
  by: string;
  step: string;
  at: number;
  values: Record<string, unknown>;
}

const TRACE = Symbol.for("gatepost.trace");
type Kinds = Map<string, Noted[]>;
const sources = () => (window as unknown as Record<symbol, Map<string, Kinds>>)[TRACE];
const noted = () => [...(sources()?.values() ?? [])].flatMap((kinds) => [...kinds.values()].flat());
const steps = () => noted().map(({ by, step, values }) => [by, step, values]);
const report = (place: Place, step: unknown, values?: unknown) =>
  place.deliver({ gatepost: VERSION, type: "trace", step, values });

forgetPlaces();
beforeEach(() => sources()?.clear());

describe("what the host notes", () => {
  it("is how the page came up", () => {
    const before = performance.timeOrigin + performance.now();
    new Place().open();
    expect(steps()).toEqual([
      ["host", "draw", { origin: COMPONENT }],
      ["host", "ask_page", {}],
      ["host", "load_page", {}],
      ["host", "ready", { origin: COMPONENT }],
    ]);
    expect(noted().every(({ page, at }) => page === "hero" && at >= before)).toBe(true);
  });

  it("is each event by number and name, and its acknowledgement once", () => {
    const place = new Place().open();
    sources()?.clear();
    place.emit("onAdhocReport", { text: "hush" });
    place.emit("no name!", {});
    vi.advanceTimersByTime(50);
    place.acknowledge();
    place.acknowledge();
    expect(steps()).toEqual([
      ["host", "emit", { seq: 1, name: "onAdhocReport", origin: COMPONENT }],
      ["host", "emit", { seq: 2, name: "onError", origin: COMPONENT }],
      ["host", "acknowledge", { seq: 2 }],
    ]);
    expect(JSON.stringify(noted())).not.toContain("hush");
  });

  it("is each command once, and that it was handled", () => {
    const place = new Place().open();
    sources()?.clear();
    place.draw({ commands: [command(1, "show")] });
    place.draw({ commands: [command(1, "show"), command(2, "hide")] });
    place.handle(1);
    place.handle(7);
    expect(steps()).toEqual([
      ["host", "send", { seq: 1, name: "show" }],
      ["host", "send", { seq: 2, name: "hide" }],
      ["host", "handle", { seq: 1, name: "show", origin: COMPONENT }],
    ]);
  });

  it("begins again with a new Python session, which counts from 1", () => {
    const place = new Place({ commands: [command(5, "show")] }).open();
    report(place, "props");
    place.draw({ session: "another-session-of-the-tests", commands: [command(1, "show")] });
    expect(steps()).toEqual([["host", "send", { seq: 1, name: "show" }]]);
  });
});

it("puts steps of one moment into their order", () => {
  const place = new Place({ commands: [command(1, "show")] }).open();
  sources()?.clear();
  for (let number = 1; number <= 5; number++) {
    report(place, "dispatch");
    place.handle(1);
  }
  const inOrder = noted().sort((one, other) => one.at - other.at);
  expect(new Set(inOrder.map(({ at }) => at)).size).toBe(10);
  expect(inOrder.map(({ step }) => step)).toEqual(Array(5).fill(["dispatch", "handle"]).flat());
});

describe("what the frame reports", () => {
  it("is its own word, before it is ready too", () => {
    const place = new Place();
    sources()?.clear();
    report(place, "hello", { origin: "https://one.example" });
    expect(steps()).toEqual([["frame", "hello", { origin: "https://one.example" }]]);
  });

  it.each<[string, unknown, unknown]>([
    ["too much", "hello", { text: "x".repeat(400) }],
    ["a name without end", "x".repeat(500), {}],
    ["what no JSON can hold", "hello", { number: 1n }],
    ["a step that is no text, however large", new ArrayBuffer(1_000_000), {}],
    ["no step", undefined, {}],
  ])("is not kept when it is %s", (_, step, values) => {
    const place = new Place();
    sources()?.clear();
    report(place, step, values);
    expect(noted()).toEqual([]);
  });

  it.each([null, 1, "text", undefined])("is kept with values that are %j", (values) => {
    const place = new Place();
    sources()?.clear();
    report(place, "hello", values);
    expect(noted()).toHaveLength(1);
  });

  it.each<[unknown, number]>([
    ...([
      [30, 30],
      [9_999, 9_999],
      [10_000, 0],
      [-1, 0],
    ] as [unknown, number][]),
    ...([
      [undefined, 0],
      ["30", 0],
      [Number.NaN, 0],
    ] as [unknown, number][]),
  ])("%s ms ago counts from %i ms ago", (ago, expected) => {
    const place = new Place();
    sources()?.clear();
    report(place, "first");
    place.deliver({ gatepost: VERSION, type: "trace", step: "second", values: {}, ago });
    const [first, second] = noted();
    expect((first?.at ?? 0) - (second?.at ?? 0)).toBeCloseTo(expected, 0);
  });

  it("is ignored from another origin or window", () => {
    const place = new Place();
    sources()?.clear();
    const message = { gatepost: VERSION, type: "trace", step: "hello", values: {} };
    place.deliver(message, "https://evil.example");
    place.deliver(message, COMPONENT, { postMessage: () => {} });
    expect(noted()).toEqual([]);
  });
});

describe("the trace stays small", () => {
  it("with the first five of a kind and the newest fifteen", () => {
    const place = new Place().open();
    for (let number = 1; number <= 100; number++) place.emit("onAdhocReport", {});
    const numbers = noted().flatMap(({ step, values }) => (step === "emit" ? [values.seq] : []));
    expect(numbers).toEqual([1, 2, 3, 4, 5, ...Array.from({ length: 15 }, (_, n) => 86 + n)]);
  });

  it("with two hundred kinds of a frame, which leave the host's own alone", () => {
    const place = new Place();
    for (let number = 1; number <= 300; number++) report(place, `step${number}`);
    report(place, "step1");
    place.open();
    expect(noted().filter(({ by }) => by === "frame")).toHaveLength(201);
    expect(noted().filter(({ step }) => step === "step1")).toHaveLength(2);
    expect(noted().filter(({ step }) => step === "ready")).toHaveLength(1);
  });

  it("and dispatches an event whenever there is something new", () => {
    const listener = vi.fn();
    window.addEventListener("gatepost:trace", listener, { once: true });
    new Place();
    expect(listener).toHaveBeenCalledOnce();
  });
});
