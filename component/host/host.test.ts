import { describe, expect, it, vi } from "vitest";
import { settle } from "../frame/test_support";
import { VERSION } from "../wire/contract.gen";
import { COMPONENT, command, forgetPlaces, Place } from "./test_support";

forgetPlaces();

const HELLO = { gatepost: VERSION, type: "hello" };
const flush = () => vi.advanceTimersByTime(50);
const propsPosted = (place: Place) => place.posted.filter(({ type }) => type === "props");

describe("the frame", () => {
  it("shows the page without any right that it does not need", () => {
    const { frame } = new Place();
    expect(frame.src).toBe(`${COMPONENT}/frame/hero?app=${encodeURIComponent(location.origin)}`);
    expect(frame.title).toBe("Hero");
    expect(frame.referrerPolicy).toBe("origin");
    expect(frame.getAttribute("allow")).toBe("");
    expect(frame.getAttribute("sandbox")?.split(" ").sort()).toEqual([
      "allow-forms",
      "allow-popups",
      "allow-popups-to-escape-sandbox",
      "allow-same-origin",
      "allow-scripts",
    ]);
  });

  it("has its address before it is in the page: an empty one would be of the app's origin", () => {
    const added: (string | null)[] = [];
    vi.spyOn(Element.prototype, "append").mockImplementation(function (this: Element, ...nodes) {
      for (const node of nodes as Element[]) this.appendChild(node);
      const frame = this.closest(".place")?.querySelector("iframe");
      if (frame) added.push(frame.getAttribute("src"));
    });
    new Place();
    expect(added).toEqual([`${COMPONENT}/frame/hero?app=${encodeURIComponent(location.origin)}`]);
  });

  it("has in its name what its page may ask ahead, in the newest form when it is loaded", () => {
    const place = new Place({}, undefined, null, "first");
    expect(place.frame.name).toBe("first");
    place.ahead = "second";
    place.draw();
    expect(place.frame.name).toBe("first");
    vi.advanceTimersByTime(60_000); // it does not answer, and is loaded again
    expect(place.frame.name).toBe("second");
    expect(new Place().frame.name).toBe("");
  });

  it("gets the theme and the props, and that only once it is ready", () => {
    const place = new Place();
    place.draw({ challenge: "c".repeat(43) });
    place.load();
    expect(place.posted).toEqual([HELLO]);
    place.deliver({ gatepost: VERSION, type: "ready" });
    expect(place.posted.slice(1)).toEqual([
      { gatepost: VERSION, type: "props", props: place.props, theme: {} },
    ]);
    place.draw({ locale: "de" });
    expect(place.posted.at(-1)).toMatchObject({ props: { locale: "de" } });
  });

  it("is sent messages at its own origin, never at any other", () => {
    const place = new Place().open();
    place.draw();
    const origins = place.window.postMessage.mock.calls.map(([, origin]) => origin);
    expect(origins).toEqual([COMPONENT, COMPONENT, COMPONENT]);
  });

  it("is sent props when the app's theme changes, until the view is left", async () => {
    const place = new Place().open();
    document.documentElement.className = "dark";
    await settle();
    expect(propsPosted(place)).toHaveLength(2);
    place.cleanUp();
    document.documentElement.className = "light";
    await settle();
    expect(propsPosted(place)).toHaveLength(2);
  });

  it.each<[unknown, string]>([
    [99, "99px"],
    [5_000, "2000px"],
    [Number.POSITIVE_INFINITY, "2000px"],
    ...[0, -1, Number.NaN, "99", null, undefined, [99], 99n, { valueOf: 1, toString: 1 }].map(
      (height): [unknown, string] => [height, ""],
    ),
  ])("that asks for a height of %s gets %j", (height, style) => {
    const place = new Place().open();
    const before = place.frame.style.height;
    place.deliver({ gatepost: VERSION, type: "height", height });
    expect(place.frame.style.height).toBe(style || before);
  });
});

describe("whom the host hears", () => {
  const READY = { gatepost: VERSION, type: "ready" };
  const EVENT = { gatepost: VERSION, type: "event", name: "onError", data: {} };
  const HANDLED = { gatepost: VERSION, type: "handled", seq: 1 };

  it.each<[string, object, (place: Place, body: object) => void]>([
    ["another origin", {}, (place, body) => place.deliver(body, "https://evil.example")],
    ["an origin that starts alike", {}, (place, body) => place.deliver(body, `${COMPONENT}.evil`)],
    ["the origin null", {}, (place, body) => place.deliver(body, "null")],
    ["the app itself", {}, (place, body) => place.deliver(body, location.origin, window)],
    [
      "another window",
      {},
      (place, body) => place.deliver(body, COMPONENT, { postMessage: vi.fn() }),
    ],
    ["no window", {}, (place, body) => place.deliver(body, COMPONENT, null)],
    ["no version", { gatepost: undefined }, (place, body) => place.deliver(body)],
    ["a version that is text", { gatepost: "1" }, (place, body) => place.deliver(body)],
    ["a later version", { gatepost: VERSION + 1 }, (place, body) => place.deliver(body)],
    ["an unknown kind", { type: "token" }, (place, body) => place.deliver(body)],
  ])("is nobody who speaks from %s", (_, changes, speak) => {
    const place = new Place({ commands: [command(1)] });
    place.load();
    speak(place, { ...READY, ...changes });
    expect(place.posted).toEqual([HELLO]);
    place.deliver(READY);
    speak(place, { ...EVENT, ...changes });
    speak(place, { ...HANDLED, ...changes });
    flush();
    expect(place.envelopes).toEqual([]);
  });

  it("is nobody who is not ready", () => {
    const place = new Place({ commands: [command(1)] });
    for (const body of [EVENT, HANDLED]) place.deliver(body);
    place.load();
    for (const body of [EVENT, HANDLED]) place.deliver(body);
    flush();
    expect(place.envelopes).toEqual([]);
    place.deliver(READY);
    place.deliver(EVENT);
    flush();
    expect(place.last).toMatchObject({ received: 0, events: [{ seq: 1 }] });
  });

  it("is ignored once another page is loaded, and gets nothing", () => {
    const place = new Place({ commands: [command(1)] }).open();
    place.load();
    for (const body of [EVENT, HANDLED]) place.deliver(body);
    place.draw();
    flush();
    expect(place.envelopes).toEqual([]);
    expect(propsPosted(place)).toHaveLength(1);
  });

  it.each(["text", 1, null, undefined, true])("is ignored when it sends %j", (body) => {
    const place = new Place().open();
    place.deliver(body);
    flush();
    expect(place.envelopes).toEqual([]);
    expect(place.notice).toBeNull();
  });
});

describe("commands", () => {
  it("are given to the page until it has handled them, whatever else draws", () => {
    const place = new Place({ commands: [command(1), command(2)] }).open();
    expect(place.commanded).toEqual([1, 2]);
    place.handle(1);
    place.draw();
    expect(place.commanded).toEqual([2]);
    place.handle(2);
    place.draw({ commands: [command(1), command(2), command(3)] });
    expect(place.commanded).toEqual([3]);
  });

  it("that a page has handled are not given to it when it is loaded again", () => {
    const place = new Place({ commands: [command(1), command(2)] }).open();
    place.handle(1);
    place.load();
    expect(place.posted.at(-1)).toEqual(HELLO);
    place.open();
    expect(place.commanded).toEqual([2]);
  });

  it("that a page has handled are not given to it when its view is back", () => {
    const old = new Place({ commands: [command(1)] }).open();
    old.handle(1);
    old.cleanUp();
    const back = new Place(old.props).open();
    expect(back.commanded).toEqual([]);
    flush();
    expect(back.last).toMatchObject({ received: 1, events: [] });
  });

  it("count from 1 again in a new Python session", () => {
    const place = new Place({ commands: [command(1)] }).open();
    place.handle(1);
    place.draw({ session: "another-session-16" });
    expect(place.commanded).toEqual([1]);
  });

  it("are acknowledged although there is no event, and no timer is left", () => {
    const place = new Place({ commands: [command(1), command(2)] }).open();
    place.handle(1);
    place.handle(2);
    vi.advanceTimersByTime(0);
    expect(place.envelopes).toMatchObject([{ received: 2, events: [] }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are acknowledged again as long as Python sends them, and no longer", () => {
    const place = new Place({ commands: [command(1)] }).open();
    place.handle(1);
    flush();
    place.draw();
    flush();
    expect(place.envelopes.map(({ received }) => received)).toEqual([1, 1]);
    place.draw({ commands: [] });
    place.draw({ commands: [command(2)] });
    vi.advanceTimersByTime(60_000);
    expect(place.envelopes).toHaveLength(2);
  });

  it("that were handled stay so when an earlier number comes late", () => {
    const place = new Place({ commands: [command(1), command(2)] }).open();
    place.handle(2);
    place.handle(1);
    place.draw();
    flush();
    expect(place.last.received).toBe(2);
    expect(place.commanded).toEqual([]);
  });

  it.each([0, 2, -1, 1.5, Number.POSITIVE_INFINITY, Number.NaN, "1", null, [1], { seq: 1 }])(
    "that were never sent can't be handled: %j",
    (seq) => {
      const place = new Place({ commands: [command(1)] }).open();
      place.handle(seq);
      flush();
      expect(place.envelopes).toEqual([]);
      place.draw();
      expect(place.commanded).toEqual([1]);
    },
  );
});
