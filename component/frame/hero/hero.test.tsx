import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Message, VERSION } from "../../wire/contract.gen";
import { hero as messages } from "../messages/en.json";
import { APP, deliver, forgetListeners, surroundWith } from "../test_support";

const BURST = { run: 1, first: 1, events: 1, per_burst: 1, gap_ms: 0 };
const parent = { postMessage: vi.fn() };
let commands: Message[];

const post = (body: object) => deliver({ gatepost: VERSION, ...body }, APP, parent);
const sections = () => [...document.querySelectorAll("section")];
const section = (title: string) =>
  sections().find((s) => s.querySelector("h2")?.textContent === title);
const entries = (title: string) =>
  [...(section(title)?.querySelectorAll("li") ?? [])].map((entry) => entry.textContent);
const press = (text: string) =>
  [...document.querySelectorAll("button")].find((b) => b.textContent === text)?.click();
const events = () =>
  parent.postMessage.mock.calls.flatMap(([body]) =>
    body.type === "event" ? [body as Pick<Message, "name" | "data">] : [],
  );
const loaded = { name: "onPageLoaded", data: {} };

function props(locale = "en"): void {
  const rest = {
    v: VERSION,
    session: "session-of-the-tests",
    person: null,
  };
  post({ type: "props", props: { ...rest, commands, locale }, theme: {} });
}

function send(name: string, data: object): void {
  commands.push({ seq: commands.length + 1, name, data: { ...data } });
  props();
}

forgetListeners();

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(2026, 0, 2, 15, 4, 5) });
  vi.resetModules();
  parent.postMessage.mockReset();
  commands = [];
  surroundWith(parent);
  const page = document.createElement("main");
  page.id = "page";
  page.dataset.apps = JSON.stringify({ [APP]: [] });
  document.body.replaceChildren(page);
  await import("./hero");
  post({ type: "hello" });
  expect(events()).toMatchObject([loaded]);
  parent.postMessage.mockClear();
});

describe("what Python sent", () => {
  it("is nothing at first", () => {
    expect(section(messages.fromPython)?.textContent).toContain(messages.nothingYet);
  });

  it("is shown as text, the last five of it, newest first", () => {
    for (let n = 1; n <= 7; n++) send("showText", { text: `<b>${n}</b>` });
    const shown = entries(messages.fromPython);
    expect(shown.map((entry) => entry?.match(/^#\d/)?.[0])).toEqual(["#7", "#6", "#5", "#4", "#3"]);
    expect(shown[0]).toContain("<b>7</b>");
    expect(document.querySelector("b")).toBeNull();
  });

  it.each([
    ["en", /15:04:05/],
    ["fi", /15\.04\.05/],
    ["", /15.04.05/],
    ["no locale at all", /15.04.05/],
  ])("has the time of a 24-hour clock as in the locale %j", (locale, time) => {
    send("showText", { text: "x" });
    props(locale);
    expect(entries(messages.fromPython)[0]).toMatch(time);
  });

  it.each([
    ["text that is missing", "showText", {}],
    ["text that is a number", "showText", { text: 1 }],
    ["text that is too long", "showText", { text: "x".repeat(2_001) }],
    ["burst too many", "sendBurst", { ...BURST, events: 1_001 }],
    ["burst in groups of none", "sendBurst", { ...BURST, per_burst: 0 }],
    ["gap without end", "sendBurst", { ...BURST, gap_ms: Infinity }],
    ["burst from nowhere", "sendBurst", { ...BURST, first: 0 }],
    ["answer of no object", "actionAnswer", { id: "r_1", code: "ok", data: "x" }],
  ])("is refused when it is a %s", (_, name, data) => {
    send(name, data);
    expect(events()).toMatchObject([{ name: "onError", data: { code: "command_malformed" } }]);
    expect(entries(messages.fromPython)).toEqual([]);
  });
});

describe("a burst", () => {
  it("sends every event once and in order, group by group", async () => {
    send("sendBurst", { ...BURST, run: 3, events: 7, per_burst: 3, gap_ms: 100 });
    expect(events()).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(99);
    expect(events()).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(events()).toHaveLength(6);
    await vi.advanceTimersByTimeAsync(1_000);
    const wanted = [1, 2, 3, 4, 5, 6, 7].map((number) => ({
      name: "onBurstItem",
      data: { run: 3, number, of: 7 },
    }));
    expect(events()).toMatchObject(wanted);
    expect(section(messages.events)?.textContent).toContain("Run 3: 7 of 7 events sent.");
  });

  it("goes on where a page before this one has ended, and only once", async () => {
    for (let twice = 0; twice < 2; twice++)
      send("sendBurst", { ...BURST, first: 5, events: 7, per_burst: 2, gap_ms: 100 });
    expect(events().map(({ data }) => data.number)).toEqual([5, 6]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(events().map(({ data }) => data.number)).toEqual([5, 6, 7]);
    send("sendBurst", { ...BURST, run: 2, events: 1 });
    expect(events().at(-1)?.data).toEqual({ run: 2, number: 1, of: 1 });
  });
});

describe("a request", () => {
  const lastId = () => events().at(-1)?.data.id;

  it("names a route, and shows the answer to its own id", () => {
    press("Call pong");
    expect(events()).toMatchObject([
      { name: "onActionRequest", data: { action: "WebRequest", route: "pong" } },
    ]);
    expect(entries(messages.requests)).toEqual([`pong: ${messages.waiting}`]);
    send("actionAnswer", { id: "r_other_1", code: "ok", data: {} });
    expect(entries(messages.requests)).toEqual([`pong: ${messages.waiting}`]);
    send("actionAnswer", { id: lastId(), code: "ok", data: { status: 200, message: "Hello." } });
    expect(entries(messages.requests)).toEqual(["pong: ok · 200 · Hello."]);
  });

  it.each([
    [{ message: "No." }, `insufficient_scope · ${messages.notSent} · No.`],
    [{ status: 403, message: "No." }, "insufficient_scope · 403 · No."],
  ])("that is refused shows whether the API did that: %j", (data, line) => {
    press("Call pong");
    send("actionAnswer", { id: lastId(), code: "insufficient_scope", data });
    expect(entries(messages.requests)).toEqual([`pong: ${line}`]);
  });

  it("has an id that the contract allows, and never the same twice", () => {
    const ids = Array.from({ length: 20 }, () => {
      press(messages.serverTime);
      return lastId();
    });
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);
  });
});

describe("the other buttons", () => {
  it("send a text and clear the field", () => {
    const field = document.querySelector("input");
    if (field) field.value = "hello";
    document.querySelector("form")?.requestSubmit();
    expect(events()).toEqual([
      {
        gatepost: VERSION,
        type: "event",
        name: "onAdhocReport",
        data: { report: "text", data: { text: "hello" } },
        person: null,
      },
    ]);
    expect(field?.value).toBe("");
  });

  it("refuse a text that is too long with a sentence, and keep it", () => {
    const field = document.querySelector("input");
    const type = (text: string) => {
      if (field) field.value = text;
      field?.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    type("😀".repeat(2_001));
    expect(field?.validationMessage).toContain("2,001 characters. Write 2,000 at most.");
    type("😀".repeat(2_000));
    expect(field?.checkValidity()).toBe(true);
  });

  it("send a status without a handover, and an error", () => {
    press(messages.sendStatus);
    expect(section(messages.events)?.textContent).toContain("Sent with these buttons: 1.");
    press(messages.sendError);
    expect(section(messages.events)?.textContent).toContain("Sent with these buttons: 2.");
    expect(events()).toMatchObject([
      { name: "onStatusUpdate", data: { reason: "signed_out", code: "demo_status" } },
      { name: "onError", data: { code: "demo_error" } },
    ]);
    expect(events()[0]?.data).not.toHaveProperty("handover");
  });

  it("find a password that fits the rule, and report it with the number of tries", () => {
    press(messages.find);
    const [found] = events();
    expect(found).toMatchObject({
      name: "onPasswordFound",
      data: { password: expect.stringMatching(/^[A-Z]\w{7}\d\d$/), tries: expect.any(Number) },
    });
    expect(section(messages.generator)?.textContent).toContain(String(found?.data.password));
  });
});
