import { describe, expect, it, vi } from "vitest";
import { type Envelope, VERSION } from "../wire/contract.gen";
import { loadScripts } from "./scripts_test_support";
import { command, forgetPlaces, Place } from "./test_support";

forgetPlaces();

const numbers = (envelope: Envelope) => envelope.events.map(({ seq }) => seq);
const names = (envelope: Envelope) => envelope.events.map(({ name }) => name);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const flush = () => vi.advanceTimersByTime(50);

describe("a view that is left", () => {
  it("sends nothing, and what waits at once when it is back, then what comes", () => {
    const old = new Place().open();
    old.emitMany(2);
    vi.advanceTimersByTime(4_000);
    old.emit("justBefore");
    old.cleanUp();
    expect(vi.getTimerCount()).toBe(0);
    const count = old.envelopes.length;
    vi.advanceTimersByTime(60_000);
    expect(old.envelopes).toHaveLength(count);

    const back = new Place({ session: old.props.session });
    vi.advanceTimersByTime(0);
    expect(numbers(back.last)).toEqual(upTo(3));
    expect(back.last.boot).toBe(old.last.boot);
    back.open().emit("after");
    flush();
    expect(names(back.last)).toEqual(["onAdhocReport", "onAdhocReport", "justBefore", "after"]);
    expect(numbers(back.last)).toEqual(upTo(4));
    expect(old.envelopes).toHaveLength(count);
  });

  it("goes on where the page is drawn elsewhere before it has gone here", () => {
    const old = new Place().open();
    old.emit("before");
    const next = new Place({ session: old.props.session }).open();
    old.cleanUp();
    next.emit("after");
    flush();
    expect(names(next.last)).toEqual(["before", "after"]);
    expect(old.envelopes).toEqual([]);
    next.connect({ commands: [command(1)] });
    expect(next.commanded).toEqual([1]);
  });

  it("keeps what another place of it still sends, for its next render", () => {
    const old = new Place().open();
    const next = new Place({ session: old.props.session }).open();
    next.cleanUp();
    old.emit("kept");
    vi.advanceTimersByTime(10_000);
    expect(old.envelopes).toEqual([]);
    old.connect({ commands: [command(1)] });
    flush();
    expect(names(old.last)).toEqual(["kept"]);
    expect(old.commanded).toEqual([1]);
  });

  it("sends to the newest of two places and to no other, until that one is gone", () => {
    const old = new Place().open();
    const next = new Place({ session: old.props.session }).open();
    const { length } = old.posted;
    next.connect({ commands: [command(1)] });
    expect(next.commanded).toEqual([1]);
    expect(old.posted).toHaveLength(length);
    next.cleanUpFrame();
    expect(old.commanded).toEqual([1]);
  });

  it("finds what waits also by a script of another release", async () => {
    const old = new Place().open();
    old.emit("kept");
    old.cleanUp();
    const back = new Place({ session: old.props.session }, await loadScripts("another"));
    flush();
    expect(names(back.last)).toEqual(["kept"]);
  });

  it("is not left for the end of a drawing that another one has overtaken", () => {
    const place = new Place().open();
    const { cleanUpFrame, disconnect } = place;
    place.draw();
    cleanUpFrame();
    disconnect();
    place.emit("kept");
    flush();
    expect(names(place.last)).toEqual(["kept"]);
    expect(place.frame).not.toBeNull();
  });

  it("is drawn again in the same place, whatever is cleaned up twice", () => {
    const place = new Place().open();
    const { cleanUpFrame } = place;
    cleanUpFrame();
    place.drawFrame();
    const { frame } = place;
    cleanUpFrame();
    place.drawFrame();
    expect(place.frame).toBe(frame);
    expect(place.parent.querySelectorAll("iframe")).toHaveLength(1);
  });
});

describe("a connection that is taken away", () => {
  it("leaves the frame alone, and what it emits meanwhile arrives when there is one again", () => {
    const place = new Place().open();
    const { frame } = place;
    place.disconnect();
    place.emitMany(2);
    vi.advanceTimersByTime(999);
    expect(place.envelopes).toEqual([]);
    place.connect();
    flush();
    expect(numbers(place.last)).toEqual([1, 2]);
    expect(place.frame).toBe(frame);
  });

  it("sends the page nothing, since it may be old, and all when there is one again", () => {
    const place = new Place({ commands: [command(1)] }).open();
    place.disconnect();
    const { length } = place.posted;
    place.deliver({ gatepost: VERSION, type: "ready" });
    expect(place.posted).toHaveLength(length);
    place.connect({ challenge: "c".repeat(43) });
    expect(place.posted.slice(length)).toMatchObject([{ type: "props", props: place.props }]);
  });

  it("still hears that a command was handled", () => {
    const place = new Place({ commands: [command(1)] }).open();
    place.disconnect();
    place.handle(1);
    place.connect();
    expect(place.commanded).toEqual([]);
    flush();
    expect(place.last.received).toBe(1);
  });

  it("may be there before the frame is, and stays when that is drawn again", () => {
    const place = new Place();
    place.cleanUpFrame();
    place.connect({ commands: [command(1)] });
    place.drawFrame();
    place.lookInto();
    place.open();
    expect(place.commanded).toEqual([1]);
    place.emit("kept");
    flush();
    expect(names(place.last)).toEqual(["kept"]);
  });
});

describe("a Python session", () => {
  it("that is new starts another boot at 1, and the old events are never sent again", () => {
    const place = new Place().open();
    place.emitMany(60);
    flush();
    const { boot } = place.last;
    const { session } = place.props;
    const count = place.envelopes.length;
    place.draw({ session: "another-session-16" });
    place.emit("new");
    vi.advanceTimersByTime(60_000);
    const later = place.envelopes.slice(count);
    expect(later.map(names)).toEqual(later.map(() => ["onError", "new"]));
    expect(later.map(numbers)).toEqual(later.map(() => [1, 2]));
    expect(new Set(later.map((envelope) => envelope.boot))).toEqual(new Set([place.last.boot]));
    expect(place.last.boot).not.toBe(boot);
    place.draw({ session });
    place.emit("newest");
    flush();
    expect(place.last.events).toMatchObject([{ seq: 1 }, { seq: 2, name: "newest" }]);
  });

  it("that is new has the events of its page, also where the frame is drawn long before", () => {
    const place = new Place().open();
    place.emit("onStatusUpdate", { reason: "signed_out" });
    place.cleanUp();
    place.props = { ...place.props, session: "session-after-it-2" };
    place.drawFrame();
    place.lookInto();
    place.open().emit("early");
    place.connect();
    flush();
    expect(names(place.last)).toEqual(["early"]);
    expect(numbers(place.last)).toEqual([1]);
  });

  it("that is new is sent nothing of before, from the moment that the frame is drawn for it", () => {
    const place = new Place().open();
    place.emit("onStatusUpdate", { reason: "signed_out" });
    place.props = { ...place.props, session: "session-after-it-3" };
    place.drawFrame();
    vi.advanceTimersByTime(60_000);
    expect(place.envelopes.flatMap(({ events }) => events)).toEqual([]);
  });

  it("that is new learns that something was lost with the one before", () => {
    const place = new Place().open();
    place.emit("onStatusUpdate", { reason: "signed_out" });
    place.draw({ session: "session-after-it-5" });
    flush();
    expect(place.envelopes).toEqual([]);
    place.emit("ofBefore");
    place.draw({ session: "session-after-it-6" });
    flush();
    expect(place.last.events).toMatchObject([{ name: "onError", data: { code: "events_lost" } }]);
  });

  it("that is new reaches a frame that is drawn for it later", () => {
    const place = new Place().open();
    place.connect({ session: "session-after-it-4", commands: [command(1)] });
    place.drawFrame();
    expect(place.commanded).toEqual([1]);
  });

  it("does not mix its events with those of another one", () => {
    const [one, two] = [new Place().open(), new Place().open()];
    one.emit("ofOne");
    two.emit("ofTwo");
    one.emit("ofOne");
    vi.advanceTimersByTime(10_000);
    expect(new Set(one.envelopes.flatMap(names))).toEqual(new Set(["ofOne"]));
    expect(new Set(two.envelopes.flatMap(names))).toEqual(new Set(["ofTwo"]));
    expect(one.last.boot).not.toBe(two.last.boot);
    one.acknowledge();
    one.acknowledge(9, two.last.boot);
    two.emit("ofTwo");
    flush();
    expect(numbers(two.last)).toEqual([1, 2]);
  });
});
