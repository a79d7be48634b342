import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Bridge } from "./bridge";
import type { Outbox as Envelope } from "./events.gen";
import schema from "./events.schema.gen.json";
import { Outbox } from "./outbox";
import { APP, forgetListeners, say } from "./test_support";

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
const ajv = new Ajv({ strict: true, useDefaults: false }).addSchema(schema, "contract");
const fits = (kind: keyof typeof KINDS, message: unknown) =>
  ajv.validate(`contract#/definitions/${KINDS[kind]}`, message);

describe("the golden messages", () => {
  it.each(golden)("$kind, $why: valid is $valid", ({ kind, valid, message }) => {
    expect(fits(kind, message)).toBe(valid);
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

describe("what the outbox sends", () => {
  it.each([0, 1, 50, 51, 120])("fits the contract with %i events waiting", (count) => {
    const outbox = new Outbox();
    for (let number = 0; number < count; number++) outbox.add("onAdhocReport", { number });
    expect(fits("outbox", outbox.envelope())).toBe(true);
    outbox.reset();
    expect(fits("outbox", outbox.envelope())).toBe(true);
  });

  it.each(golden.filter(({ kind, valid }) => valid && kind.startsWith("on")))(
    "fits the contract with $kind, $why",
    ({ kind, message }) => {
      const outbox = new Outbox();
      expect(outbox.add(kind, message)).toBe(true);
      expect(fits("outbox", outbox.envelope())).toBe(true);
    },
  );
});

describe("the bridge", () => {
  const onProps = vi.fn();
  const parent = { postMessage: vi.fn() };
  const take = (props: unknown) =>
    say({ gatepost: 1, type: "props", props, theme: {} }, APP, parent);

  forgetListeners();
  beforeEach(() => {
    vi.useFakeTimers();
    onProps.mockReset();
    parent.postMessage.mockReset();
    vi.stubGlobal("parent", parent);
    new Bridge([APP], { props: onProps, commands: {} });
  });

  const props = golden.filter(({ kind }) => kind === "props");

  it.each(props.filter(({ valid }) => valid))("accepts props: $why", ({ message }) => {
    take(message);
    expect(onProps).toHaveBeenCalledExactlyOnceWith(message, true);
  });

  it("answers a command nobody knows with an outbox that fits the contract", () => {
    say({ gatepost: 1, type: "hello" }, APP, parent);
    const commands = [{ seq: 1, name: "x".repeat(500), data: {} }];
    take({ ...props.find(({ valid }) => valid)?.message, commands });
    vi.advanceTimersByTime(60);
    const [body] = parent.postMessage.mock.calls.at(-1) ?? [];
    const { outbox } = body as { outbox: Envelope };
    expect(outbox).toMatchObject({ received: 1, events: [{ name: "onError" }] });
    expect(fits("outbox", outbox)).toBe(true);
    expect(fits("onError", outbox.events[0]?.data)).toBe(true);
  });
});
