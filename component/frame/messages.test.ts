import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Bridge } from "./bridge";
import schema from "./events.schema.gen.json";
import { command, fits, forgetPlaces, Place } from "./host_test_support";
import { APP, forgetListeners, say, surroundWith } from "./test_support";

interface Golden {
  kind: keyof typeof KINDS;
  valid: boolean;
  /** What the message shows. */
  why: string;
  message: Record<string, unknown>;
}

const KINDS = {
  outbox: "Outbox",
  props: "Props",
  onStatusUpdate: "StatusUpdate",
  onActionRequest: "ActionRequest",
  onAdhocReport: "AdhocReport",
  onError: "ErrorReport",
};

// The same file is read by the tests of the Python side.
const file = join(import.meta.dirname, "../../tests/vectors/messages.json");
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden[];

describe("the golden messages", () => {
  it.each(golden)("$kind, $why: valid is $valid", ({ kind, valid, message }) => {
    expect(fits(KINDS[kind], message)).toBe(valid);
  });

  it("have a valid and an invalid one of each kind", () => {
    const found = new Set(golden.map(({ kind, valid }) => `${kind} ${valid}`));
    const kinds = Object.keys(KINDS).flatMap((kind) => [`${kind} true`, `${kind} false`]);
    expect([...found].sort()).toEqual(kinds.sort());
  });

  it("cover every event of the contract", () => {
    expect(Object.keys(KINDS)).toEqual(expect.arrayContaining(Object.keys(schema.properties)));
  });
});

describe("what the host sends", () => {
  forgetPlaces();

  it.each([0, 1, 50, 51, 120])("fits the contract with %i events waiting", (count) => {
    const place = new Place({ commands: [command(1)] }).open();
    place.handle(1);
    place.emitMany(count);
    expect(place.drain()).toHaveLength(count);
    expect(place.envelopes).not.toEqual([]);
    expect(place.envelopes.filter((envelope) => !fits("Outbox", envelope))).toEqual([]);
  });

  it.each(golden.filter(({ kind, valid }) => valid && kind.startsWith("on")))(
    "fits the contract with $kind, $why",
    ({ kind, message }) => {
      const place = new Place().open();
      place.emit(kind, message);
      vi.advanceTimersByTime(0);
      expect(place.last.events).toEqual([{ seq: 1, name: kind, data: message }]);
      expect(fits("Outbox", place.last)).toBe(true);
    },
  );

  it.each<[string, unknown, unknown]>([
    ["malformed", "no name", {}],
    ["too large", "x".repeat(64), { text: "x".repeat(70_000) }],
  ])("fits the contract in place of an event that is %s", (_, name, data) => {
    const place = new Place().open();
    place.emit(name, data);
    vi.advanceTimersByTime(0);
    expect(fits("Outbox", place.last)).toBe(true);
    expect(fits("ErrorReport", place.last.events[0]?.data)).toBe(true);
  });

  it("is acknowledged by props that a page accepts", () => {
    const place = new Place().open();
    place.emitMany(1);
    vi.advanceTimersByTime(0);
    place.acknowledge();
    const { props } = place.posted.at(-1) as { props: unknown };
    expect(fits("Props", props)).toBe(true);
  });
});

describe("the bridge", () => {
  const onProps = vi.fn();
  const parent = { postMessage: vi.fn() };
  const take = (props: unknown) =>
    say({ gatepost: 3, type: "props", props, theme: {} }, APP, parent);

  forgetListeners();
  beforeEach(() => {
    vi.useFakeTimers();
    onProps.mockReset();
    parent.postMessage.mockReset();
    surroundWith(parent);
  });

  const props = golden.filter(({ kind }) => kind === "props");

  it.each(props.filter(({ valid }) => valid))("accepts props: $why", ({ message }) => {
    new Bridge([APP], { props: onProps, commands: {} });
    say({ gatepost: 3, type: "hello" }, APP, parent);
    take(message);
    expect(onProps).toHaveBeenCalledExactlyOnceWith(message, true);
  });

  it.each<[string, Record<string, () => void>]>([
    ["unknown_command", {}],
    ["command_failed", { ["x".repeat(5_000)]: () => expect.fail() }],
  ])("answers a command with an error %s that fits the contract", (code, commands) => {
    new Bridge([APP], { props: onProps, commands });
    say({ gatepost: 3, type: "hello" }, APP, parent);
    const sent = [{ seq: 1, name: "x".repeat(5_000), data: {} }];
    take({ ...props.find(({ valid }) => valid)?.message, commands: sent });
    const [body] = parent.postMessage.mock.calls.at(-1) as [Record<string, unknown>];
    expect(body).toMatchObject({ type: "event", name: "onError", data: { code } });
    expect(fits("ErrorReport", body.data)).toBe(true);
  });
});
