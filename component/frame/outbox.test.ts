import { describe, expect, it } from "vitest";
import { MAX_EVENT_BYTES, MAX_EVENTS, Outbox } from "./outbox";

const numbers = (outbox: Outbox) => outbox.envelope().events.map(({ seq }) => seq);

function filled(count: number): Outbox {
  const outbox = new Outbox();
  for (let number = 1; number <= count; number++) outbox.add("onAdhocReport", { number });
  return outbox;
}

describe("an outbox", () => {
  it("numbers events from 1, in order", () => {
    expect(filled(3).envelope()).toEqual({
      v: 1,
      boot: expect.stringMatching(/^[0-9a-f]{32}$/),
      received: 0,
      events: [1, 2, 3].map((seq) => ({ seq, name: "onAdhocReport", data: { number: seq } })),
    });
  });

  it("has a name of its own for each life of the frame", () => {
    expect(new Outbox().envelope().boot).not.toBe(new Outbox().envelope().boot);
  });

  it("forgets what is acknowledged, and keeps the rest in order", () => {
    const outbox = filled(4);
    outbox.acknowledge({ boot: outbox.envelope().boot, seq: 2 });
    expect(numbers(outbox)).toEqual([3, 4]);
    expect(outbox.isEmpty).toBe(false);
    outbox.acknowledge({ boot: outbox.envelope().boot, seq: 4 });
    expect(outbox.isEmpty).toBe(true);
  });

  it("never uses a number twice", () => {
    const outbox = filled(2);
    outbox.acknowledge({ boot: outbox.envelope().boot, seq: 2 });
    outbox.add("onError", {});
    expect(numbers(outbox)).toEqual([3]);
  });

  it("ignores an older acknowledgement that comes late", () => {
    const outbox = filled(3);
    const { boot } = outbox.envelope();
    outbox.acknowledge({ boot, seq: 2 });
    outbox.acknowledge({ boot, seq: 1 });
    expect(numbers(outbox)).toEqual([3]);
  });

  it.each([
    ["another boot", { boot: "0".repeat(32), seq: 9 }],
    ["nobody", null],
  ])("keeps everything when it is acknowledged by %s", (_, ack) => {
    const outbox = filled(2);
    outbox.acknowledge(ack);
    expect(numbers(outbox)).toEqual([1, 2]);
  });

  it("sends at most 50 events at once, oldest first, and loses none", () => {
    const outbox = filled(120);
    const sent: number[] = [];
    while (!outbox.isEmpty) {
      const batch = numbers(outbox);
      expect(batch.length).toBeLessThanOrEqual(MAX_EVENTS);
      sent.push(...batch);
      outbox.acknowledge({ boot: outbox.envelope().boot, seq: batch.at(-1) ?? 0 });
    }
    expect(sent).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(MAX_EVENTS).toBe(50);
  });

  it("starts over with another boot for a new Python session", () => {
    const outbox = filled(3);
    outbox.received = 7;
    const before = outbox.envelope().boot;
    outbox.reset();
    expect(outbox.envelope()).toMatchObject({ received: 0, events: [] });
    expect(outbox.envelope().boot).not.toBe(before);
    outbox.add("onError", {});
    expect(numbers(outbox)).toEqual([1]);
  });
});

describe("the size of an event", () => {
  const frame = new TextEncoder().encode('{"text":""}').length;

  it.each([
    ["ASCII at the limit", "x".repeat(MAX_EVENT_BYTES - frame), true],
    ["ASCII over it", "x".repeat(MAX_EVENT_BYTES - frame + 1), false],
    ["short text that is long in octets", "€".repeat(MAX_EVENT_BYTES / 3), false],
  ])("is counted in octets: %s is accepted: %#", (_, text, accepted) => {
    const outbox = new Outbox();
    expect(outbox.add("onAdhocReport", { text })).toBe(accepted);
    expect(outbox.isEmpty).toBe(!accepted);
  });

  it("costs no number when it is refused", () => {
    const outbox = new Outbox();
    outbox.add("onAdhocReport", { text: "x".repeat(MAX_EVENT_BYTES) });
    outbox.add("onError", {});
    expect(numbers(outbox)).toEqual([1]);
    expect(MAX_EVENT_BYTES).toBe(16_384);
  });
});
