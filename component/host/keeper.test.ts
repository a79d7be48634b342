import { beforeEach, describe, expect, test, vi } from "vitest";
import { deliver } from "../frame/test_support";
import { type Envelope, VERSION } from "../wire/contract.gen";
import { first } from "./scripts_test_support";
import { COMPONENT, forgetPlaces } from "./test_support";

forgetPlaces();

const KEEP_MS = 300;
let count = 0;

/** A sign-in whose keeper and connection are always drawn, and whose frame comes and goes. */
class SignInPlace {
  readonly key = `sign-in-of-test-${++count}`;
  readonly hidden = document.createElement("div");
  readonly shown = document.createElement("div");
  readonly ways: string[] = [];
  readonly envelopes: Envelope[] = [];
  private readonly connection = document.createElement("div");
  private close = () => {};

  constructor(private readonly session = `session-of-keeper-${count}`) {
    this.draw("keeper", this.hidden);
    first.connection({
      data: {
        ...this.channel,
        ack: "null",
        ends_in: null,
        props: JSON.stringify({
          ...{ v: VERSION, session: this.session, person: null, commands: [], locale: "en" },
          ...{ challenge: "c".repeat(43), grant: null },
        }),
      },
      parentElement: this.connection,
      setTriggerValue: this.take("fragment"),
    });
  }

  private get channel() {
    return { key: this.key, page: "auth0", session: this.session };
  }

  private take = (way: string) => (_: string, envelope: Envelope) => {
    this.ways.push(way);
    this.envelopes.push(structuredClone(envelope));
  };

  private draw(part: "frame" | "keeper", parentElement: Element) {
    const shown = { src: `${COMPONENT}/frame/auth0`, title: "Sign in", own: false };
    return first.host({
      data: { ...this.channel, ...shown, person: null, part },
      parentElement,
      setTriggerValue: this.take(part),
    });
  }

  open = () => {
    this.close = this.draw("frame", this.shown);
  };
  shut = () => this.close();

  /** Let a page load in a frame, and send an event. */
  emit(parent: Element, name: string) {
    const frame = parent.querySelector("iframe") as HTMLIFrameElement;
    const window = { postMessage: vi.fn() };
    Object.defineProperty(frame, "contentWindow", { value: window });
    frame.dispatchEvent(new Event("load"));
    deliver({ gatepost: VERSION, type: "ready" }, COMPONENT, window);
    deliver({ gatepost: VERSION, type: "event", name, data: {} }, COMPONENT, window);
  }

  get frames() {
    const count = (parent: Element) => parent.querySelectorAll("iframe").length;
    return { hidden: count(this.hidden), shown: count(this.shown) };
  }
}

describe("a sign-in that may be out of sight", () => {
  let place: SignInPlace;

  beforeEach(() => {
    place = new SignInPlace();
  });

  test("is kept running by a hidden frame while no other shows it", () => {
    vi.advanceTimersByTime(KEEP_MS);
    expect(place.frames).toEqual({ hidden: 1, shown: 0 });
    expect((place.hidden.firstElementChild as HTMLElement).hidden).toBe(true);
  });

  test("has one frame: the shown one while there is one, else the hidden one", () => {
    place.open();
    vi.advanceTimersByTime(KEEP_MS);
    expect(place.frames).toEqual({ hidden: 0, shown: 1 });
    place.shut();
    vi.advanceTimersByTime(KEEP_MS);
    expect(place.frames).toEqual({ hidden: 1, shown: 0 });
    place.open();
    expect(place.frames).toEqual({ hidden: 0, shown: 1 });
  });

  test("is not loaded again for a frame that Streamlit moves", () => {
    place.open();
    place.shut();
    vi.advanceTimersByTime(KEEP_MS - 1);
    place.open();
    vi.advanceTimersByTime(KEEP_MS);
    expect(place.frames).toEqual({ hidden: 0, shown: 1 });
  });

  test("sends its events by the connection and the keeper, never by the frame", () => {
    place.open();
    place.emit(place.shown, "onStatusUpdate");
    vi.advanceTimersByTime(5_000); // until it is sent again, to the app
    expect(new Set(place.ways)).toEqual(new Set(["fragment", "keeper"]));
  });

  test("sends the events of the hidden frame, too", () => {
    vi.advanceTimersByTime(KEEP_MS);
    place.emit(place.hidden, "onStatusUpdate");
    vi.advanceTimersByTime(50);
    expect(place.envelopes.at(-1)?.events.map(({ name }) => name)).toEqual(["onStatusUpdate"]);
  });

  test("reports once that its page does not load, so that Python need not wait", () => {
    place.open();
    vi.advanceTimersByTime(20_000);
    const events = place.envelopes.flatMap(({ events }) => events);
    expect(new Set(events.map(({ seq }) => seq)).size).toBe(1);
    expect(events[0]).toMatchObject({ name: "onError", data: { code: "component_unavailable" } });
  });
});
