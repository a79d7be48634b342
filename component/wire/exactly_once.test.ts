import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { forgetPlaces } from "../host/test_support";
import { anything, SUITE } from "./arbitraries_test_support";
import { Exchange } from "./exchange_test_support";

forgetPlaces();

/** A method of the exchange and its arguments. */
const step = <Name extends keyof Exchange>(name: Name, ...of: fc.Arbitrary<unknown>[]) =>
  fc.tuple(fc.constant(name), ...of);
const course = [
  step("hop", fc.constantFrom(1, 2, 5)),
  step("pass", fc.constantFrom(0, 1, 49, 50, 51, 500, 1_000, 3_000, 8_000)),
  step("round", fc.constantFrom(50, 1_000)),
  step("run"),
  step("run", fc.constantFrom(1, 7)),
  step("draw", fc.boolean()),
  step("cut"),
  step("cut"),
  step("disconnect"),
  step("redraw"),
  step("unload"),
  step("startEarly"),
  step("load"),
  step("leave"),
  step("come"),
];
const events = [
  step("emit", fc.constantFrom(1, 2, 10, 50, 51, 120)),
  step("emitUnknown", fc.string(), anything),
  step("interfere", anything),
];
const commands = [step("send")];
const size = { maxLength: 60, size: "max" } as const;
// Each by itself too: what is sent for the one may hide what is not sent for the other.
const schedules = fc.oneof(
  fc.array(fc.oneof(...course, ...events, ...commands), size),
  fc.array(fc.oneof(...course, ...events), size),
  fc.array(fc.oneof(...course, ...commands), size),
);

it("each event and each command is handled once and in order, whatever happens meanwhile", () => {
  let lives = 0;
  fc.assert(
    fc.property(schedules, (schedule) => {
      lives += 1;
      const exchange = new Exchange(`session-of-schedule-${lives}`);
      for (const [name, ...of] of schedule) (exchange[name] as (...of: unknown[]) => void)(...of);
      exchange.settle();
      expect(exchange.handled).toEqual(exchange.emitted);
      expect(exchange.handledCommands).toEqual(exchange.sent);
      expect(exchange.unacknowledged).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
      exchange.leave();
    }),
    { ...SUITE, numRuns: 600 },
  );
}, 30_000);
