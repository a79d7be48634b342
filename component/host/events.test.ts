import { describe, expect, it, vi } from "vitest";

import { envelope, MAX_EVENT_BYTES, VERSION } from "../wire/contract.gen";
import { fits, forgetPlaces, Place } from "./test_support";

forgetPlaces();

const frame = '{"text":""}'.length;

/** What Python gets when a page emits that, and a good event after it. */
function emitted(name: unknown, data: unknown) {
  const place = new Place().open();
  place.deliver({ gatepost: VERSION, type: "event", name, data });
  place.emit("later", { kept: true });
  vi.advanceTimersByTime(50);
  expect(place.last.events.at(-1)).toMatchObject({ name: "later", data: { kept: true } });
  return place.last.events.slice(0, -1);
}

/** An object that holds itself. */
function ring(): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  data.self = data;
  return data;
}

/** Lists in each other within an object, `depth` of them with the object. */
function nested(depth: number): { inner: unknown } {
  let inner: unknown = [];
  for (let more = 2; more < depth; more++) inner = [inner];
  return { inner };
}

describe("an event", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a number", 1],
    ["an object", { toString: () => "onError" }],
    ["empty text", ""],
    ["text with a space", "on Error"],
    ["text with a dash", "on-error"],
    ["text that begins with a digit", "1st"],
    ["text that begins with an underscore", "_onError"],
    ["text with a line break at its end", "onError\n"],
    ["text with an accent", "onErrör"],
    ["text of 65 characters", "x".repeat(65)],
  ])("whose name is %s becomes one error", (_, name) => {
    expect(emitted(name, {})).toMatchObject([
      { seq: 1, name: "onError", data: { code: "event_malformed", message: expect.any(String) } },
    ]);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a list", [1]],
    ["text", "text"],
    ["text that looks like an object", "{}"],
    ["a number", 1],
    ["a truth value", true],
    ["a function", () => ({})],
    ["a Map", new Map([["a", 1]])],
    ["a Set", new Set([1])],
    ["a Date", new Date(0)],
    ["a pattern", /x/],
    ["octets", new Uint8Array(3)],
    ["a BigInt", 7n],
    ["an object with a BigInt", { big: 7n }],
    ["an object that holds itself", ring()],
    [
      "an object that does not want to be JSON",
      {
        toJSON() {
          throw new Error("no");
        },
      },
    ],
    ["an object whose JSON is text", { toJSON: () => "{text}" }],
    ["an object whose JSON is nothing", { toJSON: () => undefined }],
    ["an object of 65 levels", nested(65)],
    ["an object of 5,000 levels", nested(5_000)],
  ])("whose data are %s becomes one error", (_, data) => {
    expect(emitted("onAdhocReport", data)).toMatchObject([
      { seq: 1, name: "onError", data: { code: "event_malformed", message: expect.any(String) } },
    ]);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ["of the longest name", "x".repeat(64), {}],
    ["of digits and underscores", "on_Event_2", { a: 1 }],
    ["of no data", "onAdhocReport", {}],
    ["of data without a prototype", "onAdhocReport", Object.assign(Object.create(null), { a: 1 })],
    ["of 64 levels", "onAdhocReport", nested(64)],
  ])("%s arrives as it is", (_, name, data) => {
    expect(emitted(name, data)).toEqual([{ seq: 1, name, data: { ...data } }]);
  });

  it("is what it was when the page sent it", () => {
    const data = { text: "before" };
    const place = new Place().open();
    place.emit("onAdhocReport", data);
    data.text = "after";
    vi.advanceTimersByTime(0);
    expect(place.last.events[0]?.data).toEqual({ text: "before" });
  });
});

describe("the size of an event is counted in octets", () => {
  it.each([
    ["ASCII at the limit", "x".repeat(MAX_EVENT_BYTES - frame)],
    ["euros at the limit", `xx${"€".repeat((MAX_EVENT_BYTES - frame - 2) / 3)}`],
  ])("%s is sent", (_, text) => {
    expect(new TextEncoder().encode(JSON.stringify({ text })).length).toBe(MAX_EVENT_BYTES);
    expect(emitted("onAdhocReport", { text })).toMatchObject([{ data: { text } }]);
  });

  it.each([
    ["ASCII over it", "x".repeat(MAX_EVENT_BYTES - frame + 1)],
    ["euros over it", `xxx${"€".repeat((MAX_EVENT_BYTES - frame - 2) / 3)}`],
    ["characters that JSON escapes", '"'.repeat(MAX_EVENT_BYTES / 2)],
  ])("%s becomes one error that names the event", (_, text) => {
    expect(emitted("onAdhocReport", { text })).toMatchObject([
      {
        seq: 1,
        name: "onError",
        data: {
          code: "event_too_large",
          message: expect.stringContaining("onAdhocReport"),
        },
      },
    ]);
  });
});

describe("whom an event was sent for", () => {
  const ADA = "id-of-ada-0123456";

  it.each<[string, unknown, string | undefined]>([
    ["an id", ADA, ADA],
    ["nobody", null, undefined],
    ["nothing", undefined, undefined],
    ["a list", [ADA], undefined],
    ["a short text", "ada", undefined],
    ["text with a line break at its end", `${ADA}\n`, undefined],
    ["text of 65 characters", "x".repeat(65), undefined],
  ])("that is %s goes to Python only where it is an id", (_, person, kept) => {
    const place = new Place().open();
    place.deliver({ gatepost: VERSION, type: "event", name: "onError", data: {}, person });
    vi.advanceTimersByTime(50);
    expect(place.last.events.map((event) => event.person)).toEqual([kept]);
    expect(fits(envelope, place.last)).toBe(true);
  });
});
