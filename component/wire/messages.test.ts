import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { APP, deliver, forgetListeners, openBridge, surroundWith } from "../frame/test_support";
import { fits, forgetPlaces, Place } from "../host/test_support";
import * as contract from "./contract.gen";
import { VERSION } from "./contract.gen";
import { match, type Shape } from "./shape";

const LONGEST = "x".repeat(64);

interface Golden {
  kind: keyof typeof KINDS;
  valid: boolean;
  /** What the message shows. */
  why: string;
  message: Record<string, unknown>;
}

const {
  ack,
  commands: known,
  errorReport,
  events,
  envelope,
  props: propsShape,
  signInProps,
} = contract;
const KINDS = { ack, envelope, props: propsShape, signInProps, ...known, ...events };

// The same file is read by the tests of the Python side.
const file = join(import.meta.dirname, "../../tests/vectors/messages.json");
const text = readFileSync(file, "utf8").replaceAll('"$VERSION"', String(VERSION));
const golden = JSON.parse(text) as Golden[];

describe("the golden messages", () => {
  it.each(golden)("$kind, $why: valid is $valid", ({ kind, valid, message }) => {
    const shape: Shape<unknown> = KINDS[kind];
    expect(match(shape, message) !== null).toBe(valid);
  });

  it("have a valid and an invalid one of each kind", () => {
    const found = new Set(golden.map(({ kind, valid }) => `${kind} ${valid}`));
    const kinds = Object.keys(KINDS).flatMap((kind) => [`${kind} true`, `${kind} false`]);
    expect([...found].sort()).toEqual(kinds.sort());
  });
});

describe("what the host sends", () => {
  forgetPlaces();

  it.each(golden.filter(({ kind, valid }) => valid && kind.startsWith("on")))(
    "fits the contract with $kind, $why",
    ({ kind, message }) => {
      const place = new Place().open();
      place.emit(kind, message);
      vi.advanceTimersByTime(0);
      expect(place.last.events).toEqual([{ seq: 1, name: kind, data: message }]);
      expect(fits(envelope, place.last)).toBe(true);
    },
  );

  it("is acknowledged by props that a page accepts", () => {
    const place = new Place().open();
    place.emitMany(1);
    vi.advanceTimersByTime(0);
    place.acknowledge();
    const { props } = place.posted.at(-1) as { props: unknown };
    expect(fits(propsShape, props)).toBe(true);
  });
});

describe("the bridge", () => {
  const onProps = vi.fn();
  const parent = { postMessage: vi.fn() };
  const take = (props: unknown) =>
    deliver({ gatepost: VERSION, type: "props", props, theme: {} }, APP, parent);

  forgetListeners();
  beforeEach(() => {
    vi.useFakeTimers();
    onProps.mockReset();
    parent.postMessage.mockReset();
    surroundWith(parent);
  });

  const props = golden.filter(({ kind }) => kind === "props");

  it.each(props.filter(({ valid }) => valid))("accepts props: $why", ({ message }) => {
    openBridge({}, { props: onProps });
    deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
    take(message);
    expect(onProps).toHaveBeenCalledExactlyOnceWith(message, true);
  });

  it.each<[string, Record<string, () => void>]>([
    ["unknown_command", {}],
    ["command_failed", { [LONGEST]: () => expect.fail() }],
  ])("answers a command with an error %s that fits the contract", (code, commands) => {
    openBridge(commands, { props: onProps });
    deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
    const sent = [{ seq: 1, name: LONGEST, data: {} }];
    take({ ...props.find(({ valid }) => valid)?.message, commands: sent });
    const [body] = parent.postMessage.mock.calls.at(-1) as [Record<string, unknown>];
    expect(body).toMatchObject({ type: "event", name: "onError", data: { code } });
    expect(fits(errorReport, body.data)).toBe(true);
  });
});
