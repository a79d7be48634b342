import { describe, expect, it, vi } from "vitest";
import { type Envelope, VERSION } from "../wire/contract.gen";
import { forgetPlaces, Place } from "./test_support";

forgetPlaces();

const numbers = (envelope: Envelope) => envelope.events.map(({ seq }) => seq);
const names = (envelope: Envelope) => envelope.events.map(({ name }) => name);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const flush = () => vi.advanceTimersByTime(50);

describe("the numbers of events", () => {
  it("start at 1 and keep the order, under a random name", () => {
    const place = new Place().open();
    place.emitMany(3);
    flush();
    expect(place.last).toEqual({
      v: VERSION,
      boot: expect.stringMatching(/^[0-9a-f]{32}$/),
      received: 0,
      events: upTo(3).map((seq) => ({ seq, name: "onAdhocReport", data: { number: seq } })),
    });
  });

  it("are never used twice, not even after all are acknowledged", () => {
    const place = new Place().open();
    place.emitMany(2);
    place.drain();
    place.emit("onError");
    flush();
    expect(numbers(place.last)).toEqual([3]);
  });
});

describe("envelopes", () => {
  it("leave at once, then at most every 50 ms", () => {
    const place = new Place().open();
    place.emit("first");
    vi.advanceTimersByTime(0);
    expect(names(place.last)).toEqual(["first"]);
    place.emit("second");
    place.emit("third");
    vi.advanceTimersByTime(49);
    expect(place.envelopes).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(names(place.last)).toEqual(["first", "second", "third"]);
  });

  it.each([120, 1_000])("hold 50 of %i events, oldest first, and all arrive", (count) => {
    const place = new Place().open();
    place.emitMany(count);
    expect(place.drain().map(({ seq }) => seq)).toEqual(upTo(count));
    expect(Math.max(...place.envelopes.map(({ events }) => events.length))).toBe(50);
    expect(place.envelopes).toHaveLength(Math.ceil(count / 50));
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leave no earlier for an event that has to wait for the 50 before it", () => {
    const place = new Place().open();
    place.emitMany(49);
    flush();
    const start = performance.now();
    for (let more = 0; more < 100; more++) {
      place.emit("later");
      vi.advanceTimersByTime(75);
    }
    expect(place.envelopes.map(numbers)).toEqual([upTo(49), ...Array(4).fill(upTo(50))]);
    expect(place.times.slice(1).map((time) => time - start)).toEqual([0, 1_000, 3_000, 7_000]);
    place.acknowledge();
    flush();
    expect(place.last.events.map(({ name }) => name)).toEqual(Array(50).fill("later"));
  });

  it("are cut when more than 10,000 events wait, be they good or not", () => {
    const place = new Place().open();
    place.emitMany(9_999);
    for (let more = 0; more < 20; more++) place.emit("no name");
    place.emitMany(20);
    const arrived = place.drain();
    expect(arrived.map(({ seq }) => seq)).toEqual(upTo(10_000));
    expect(arrived.at(-1)?.name).toBe("onError");
    place.emit("later");
    expect(place.drain()).toMatchObject([{ seq: 10_001, name: "later" }]);
  });
});

describe("what is not acknowledged", () => {
  const SECONDS = [0, 1, 3, 7, 12, 17, 22].map((second) => second * 1_000);

  it("is sent again 1 s after the page has emitted something new, however long it waited", () => {
    const place = new Place().open();
    place.emit("first");
    vi.advanceTimersByTime(10_000); // by now every 5 s
    place.emit("second");
    vi.advanceTimersByTime(50);
    place.envelopes.length = 0;
    vi.advanceTimersByTime(1_000);
    expect(place.envelopes.map(numbers)).toEqual([[1, 2]]);
  });

  it.each([1, 60])("is sent again after 1 s, then 2, 4 and always 5: %i events", (count) => {
    const place = new Place().open();
    const start = performance.now();
    place.emitMany(count);
    vi.advanceTimersByTime(22_000);
    expect(place.times.map((time) => time - start)).toEqual(SECONDS);
    expect(new Set(place.envelopes.map((envelope) => `${numbers(envelope)}`)).size).toBe(1);
  });

  it.each([1, 60])("is sent as often while unrelated runs draw: %i events", (count) => {
    const place = new Place().open();
    place.emit("first");
    vi.advanceTimersByTime(0);
    place.acknowledge(); // every drawing repeats it
    vi.advanceTimersByTime(1_000);
    const start = performance.now();
    place.emitMany(count);
    for (let time = 0; time < 22_200; time += 300) {
      vi.advanceTimersByTime(300);
      place.draw();
    }
    expect(place.times.slice(1).map((time) => time - start)).toEqual(SECONDS);
  });

  it("is sent 1 s after an acknowledgement of what stood before it", () => {
    const place = new Place().open();
    place.emitMany(2);
    vi.advanceTimersByTime(8_000); // the next one were at 12 s
    place.acknowledge(1);
    const count = place.envelopes.length;
    vi.advanceTimersByTime(999);
    expect(place.envelopes).toHaveLength(count);
    vi.advanceTimersByTime(1);
    expect(numbers(place.last)).toEqual([2]);
    vi.advanceTimersByTime(2_000);
    expect(place.envelopes).toHaveLength(count + 2);
  });

  it.each([
    ["1 s after one that came soon", 20, 1_000],
    ["three times as long after one that took long", 700, 2_100],
  ])("is sent again %s", (_, took, expected) => {
    const place = new Place().open();
    place.emit("first");
    vi.advanceTimersByTime(took);
    place.acknowledge(1);
    vi.advanceTimersByTime(10_000);
    place.emit("lost");
    vi.advanceTimersByTime(10_000);
    const [, sent, again] = place.times;
    expect((again ?? 0) - (sent ?? 0)).toBe(expected);
  });

  it("is sent again after 1 s also once a view was left for long", () => {
    const left = new Place().open();
    left.emit("first");
    vi.advanceTimersByTime(0);
    left.cleanUp();
    vi.advanceTimersByTime(60_000);
    const place = new Place({ session: left.props.session }).open();
    vi.advanceTimersByTime(50);
    place.acknowledge(1);
    place.times.length = 0;
    place.emit("lost");
    vi.advanceTimersByTime(10_000);
    const [sent, again] = place.times;
    expect((again ?? 0) - (sent ?? 0)).toBe(1_000);
  });

  it("is sent again when it could not even be delivered", () => {
    const place = new Place().open();
    vi.spyOn(place.envelopes, "push").mockImplementationOnce(() => {
      throw new Error("not delivered");
    });
    place.emit("kept");
    expect(() => vi.advanceTimersByTime(0)).toThrow("not delivered");
    expect(place.envelopes).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(names(place.last)).toEqual(["kept"]);
  });

  it("is not sent again once it is, and no timer is left", () => {
    const place = new Place().open();
    place.emit("kept");
    vi.advanceTimersByTime(0);
    place.acknowledge();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(place.envelopes).toHaveLength(1);
  });

  it("is not forgotten for an acknowledgement of another boot", () => {
    const place = new Place().open();
    place.emitMany(2);
    flush();
    place.acknowledge(2, "0".repeat(32));
    vi.advanceTimersByTime(1_000);
    expect(place.envelopes.map(numbers)).toEqual([upTo(2), upTo(2)]);
  });

  it("is not brought back by an older acknowledgement that comes late", () => {
    const place = new Place().open();
    place.emitMany(3);
    flush();
    place.acknowledge(2);
    place.acknowledge(1);
    vi.advanceTimersByTime(1_000);
    expect(numbers(place.last)).toEqual([3]);
  });
});
