import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { anything, nearly, SUITE } from "./arbitraries_test_support";
import { Bridge } from "./bridge";
import { command } from "./host_test_support";
import { APP, forgetListeners, say, surroundWith } from "./test_support";

forgetListeners();

const SESSION = "session-of-the-tests";
/** Number of the last command, and of the first of those that no page of ours may obey. */
const NEWEST = 50;
const FOREIGN = 100;
const ours = fc.constant(1);
const others = fc.constantFrom(0, 2, 1.5, Number.NaN);
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
  challenge: fc.constant(null),
  ack: fc.constant(null),
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

it("whatever a host says, a command is obeyed at most once and in order, and later ones are", () => {
  const parent = { postMessage: vi.fn() };
  surroundWith(parent);
  const obeyed: number[] = [];
  const bridge = new Bridge([APP], {
    props: () => {},
    commands: { ping: ({ seq }) => obeyed.push(seq as number) },
  });
  say({ gatepost: 3, type: "hello" }, APP, parent);
  const tell = (session: string, ...sent: object[]) => {
    const rest = {
      v: 3,
      challenge: null,
      person: null,
      grant: null,
      ack: null,
      commands: sent,
      locale: "en",
    };
    say({ gatepost: 3, type: "props", props: { ...rest, session }, theme: {} }, APP, parent);
  };
  fc.assert(
    fc.property(messages, (told) => {
      tell("session-of-another-try");
      sessionStorage.clear();
      obeyed.length = 0;
      for (const body of told) say(body, APP, parent);
      tell(SESSION, numbered(NEWEST));
      expect(obeyed.at(-1)).toBe(NEWEST);
      expect(obeyed.every(Number.isInteger)).toBe(true);
      expect(obeyed).toEqual([...new Set(obeyed)].sort((one, other) => one - other));
      expect(Math.max(...obeyed)).toBeLessThan(FOREIGN);
      bridge.emit("later", {});
      expect(parent.postMessage.mock.lastCall?.[0]).toMatchObject({ type: "event", name: "later" });
    }),
    SUITE,
  );
}, 30_000);
