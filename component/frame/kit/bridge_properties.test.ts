import fc from "fast-check";
import { expect, it, vi } from "vitest";

const command = (seq: number) => ({ seq, name: "ping", data: {} });

import { anything, nearly, SUITE } from "../../wire/arbitraries_test_support";
import { VERSION } from "../../wire/contract.gen";
import { APP, deliver, forgetListeners, openBridge, surroundWith } from "../test_support";

forgetListeners();

const SESSION = "session-of-the-tests";
/** Number of the last command, and of the first of those that no page of ours may handle. */
const NEWEST = 50;
const FOREIGN = 100;
const ours = fc.constant(VERSION);
const others = fc.constantFrom(0, VERSION - 1, VERSION + 1, 1.5, Number.NaN);
const numbered = (seq: number) => ({ ...command(seq), data: { seq } });

/** Commands in any order, some of them twice. */
const commands = (numbers: fc.Arbitrary<unknown>) =>
  fc.array(numbers.map((seq) => numbered(seq as number)));
const numbers = fc.integer({ min: 1, max: NEWEST - 1 });
const noNumbers = fc.oneof(
  fc.double({ max: 1 }),
  fc.constantFrom("1", null, true, [1], 7n, Number.POSITIVE_INFINITY, undefined),
);
const known = commands(numbers);
const odd = commands(fc.oneof(numbers, noNumbers));
const foreign = commands(fc.integer({ min: FOREIGN, max: FOREIGN + 9 }));

const props = (v: fc.Arbitrary<number>, sent: fc.Arbitrary<unknown>) => ({
  v,
  person: fc.constant(null),
  commands: sent,
  locale: fc.constant("en"),
});
const message = (gatepost: fc.Arbitrary<number>, inner: fc.Arbitrary<object>) => ({
  gatepost,
  type: fc.constant("props"),
  props: inner.map((rest) => ({ ...rest, session: SESSION })),
  theme: fc.constant({}),
});
const messages = fc.array(
  fc.oneof(
    anything,
    fc.record(message(ours, fc.record(props(ours, known)))),
    fc.record(message(ours, fc.record(props(others, foreign)))),
    fc.record(message(others, fc.record(props(ours, foreign)))),
    nearly(message(ours, nearly(props(ours, fc.oneof(known, odd))))),
    nearly({ gatepost: fc.oneof(ours, others), type: fc.constant("hello") }),
  ),
  { maxLength: 40, size: "max" },
);

it("whatever a host sends, a command is handled at most once and in order, and later ones are", () => {
  const parent = { postMessage: vi.fn() };
  surroundWith(parent);
  const handled: number[] = [];
  const bridge = openBridge({ ping: ({ seq }) => handled.push(seq as number) });
  deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
  const sendProps = (session: string, ...sent: object[]) => {
    const rest = {
      v: VERSION,
      person: null,
      commands: sent,
      locale: "en",
    };
    deliver(
      { gatepost: VERSION, type: "props", props: { ...rest, session }, theme: {} },
      APP,
      parent,
    );
  };
  fc.assert(
    fc.property(messages, (sent) => {
      sendProps("session-of-another-try");
      sessionStorage.clear();
      handled.length = 0;
      for (const body of sent) deliver(body, APP, parent);
      sendProps(SESSION, numbered(NEWEST));
      expect(handled.at(-1)).toBe(NEWEST);
      expect(handled.every(Number.isInteger)).toBe(true);
      expect(handled).toEqual([...new Set(handled)].sort((one, other) => one - other));
      expect(Math.max(...handled)).toBeLessThan(FOREIGN);
      bridge.emit("later", {});
      expect(parent.postMessage.mock.lastCall?.[0]).toMatchObject({ type: "event", name: "later" });
    }),
    SUITE,
  );
}, 30_000);
