import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { anything, nearly, SUITE } from "../wire/arbitraries_test_support";
import { envelope, MAX_EVENT_BYTES, VERSION } from "../wire/contract.gen";
import { command, fits, forgetPlaces, Place } from "./test_support";

forgetPlaces();

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const GOOD = Symbol("a good event");
const types = fc.constantFrom("event", "handled", "height", "ready", "trace");
const bad = fc.oneof(
  anything,
  nearly({
    gatepost: fc.constant(VERSION),
    type: types,
    name: fc.constantFrom("onError", "a name", "__proto__", "x".repeat(65), "\ud800"),
    data: fc.oneof(fc.object(), fc.constant({ text: "€".repeat(6_000) })),
    seq: fc.integer({ min: -1, max: 4 }),
    height: fc.double(),
    step: fc.oneof(fc.string(), anything),
    values: anything,
  }),
  fc.record({
    gatepost: fc.constantFrom(
      VERSION - 1,
      VERSION + 1,
      1.5,
      Number.NaN,
      String(VERSION),
      true,
      null,
      undefined,
    ),
    type: types,
    name: fc.constant("onForeign"),
    data: fc.object(),
  }),
);
const messages = fc.array(fc.oneof(fc.constant(GOOD), bad), { maxLength: 40, size: "max" });

it("whatever a page sends, its good events arrive once and in order, and Python can read all", () => {
  fc.assert(
    fc.property(messages, (said) => {
      const place = new Place({ commands: [command(1), command(2)] }).open();
      let good = 0;
      for (const message of [...said, GOOD]) {
        if (message === GOOD) {
          good += 1;
          place.emit("onBurstItem", { good });
        } else place.deliver(message);
        // A page of another release is followed by one of ours.
        if (place.notice !== null) place.open();
        vi.advanceTimersByTime(20);
      }
      place.acknowledge();
      place.drain();
      const events = place.envelopes.flatMap((envelope) => envelope.events);
      const arrived = [...new Map(events.map((event) => [event.seq, event])).values()];
      expect(arrived.map(({ seq }) => seq)).toEqual(upTo(arrived.length));
      const numbers = arrived.flatMap(({ name, data }) =>
        name === "onBurstItem" ? data.good : [],
      );
      expect(numbers).toEqual(upTo(good));
      expect(arrived.filter(({ name }) => name === "onForeign")).toEqual([]);
      const sizes = arrived.map(
        ({ data }) => new TextEncoder().encode(JSON.stringify(data)).length,
      );
      expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
      const sent = place.envelopes.map((envelope) => JSON.parse(JSON.stringify(envelope)));
      expect(sent.filter((one) => !fits(envelope, one))).toEqual([]);
      place.cleanUp();
    }),
    SUITE,
  );
}, 30_000);
