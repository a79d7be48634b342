/** The kit of a page outside this repository: what it sends, and what its developer is shown. */
import { beforeEach, expect, it, vi } from "vitest";
import { MAX_EVENT_BYTES, type Message, VERSION } from "../../wire/contract.gen";
import * as s from "../../wire/shape";
import { APP, deliver, forgetListeners, surroundWith } from "../test_support";
import type { Page } from "./own_page";

const MESSAGES = {
  events: { onVoteCast: s.object({ choice: s.textOf(0, 40) }), onSketch: s.object({ at: s.text }) },
  commands: { askQuestion: s.object({ text: s.text }) },
};
const parent = { postMessage: vi.fn() };
const askQuestion = vi.fn();
const shown = vi.fn<(error: Error) => void>();
let page: Page<typeof MESSAGES.events>;

const hello = (origin = APP) => deliver({ gatepost: VERSION, type: "hello" }, origin, parent);
const events = () =>
  parent.postMessage.mock.calls.flatMap(([body]) =>
    body.type === "event" ? [[body.name, body.data]] : [],
  );

function send(...commands: Omit<Message, "seq">[]): void {
  const numbered = commands.map((one, index) => ({ seq: index + 1, ...one }));
  const rest = { v: VERSION, session: "session-of-the-tests", person: null, locale: "en" };
  const props = { ...rest, commands: numbered };
  deliver({ gatepost: VERSION, type: "props", props, theme: {} }, APP, parent);
}

forgetListeners();

beforeEach(async () => {
  vi.resetModules();
  for (const mock of [parent.postMessage, askQuestion, shown]) mock.mockReset();
  vi.stubGlobal("reportError", shown);
  surroundWith(parent);
  const main = document.createElement("main");
  main.id = "page";
  main.dataset.apps = JSON.stringify({ [APP]: [] });
  document.body.replaceChildren(main);
  const { connect } = await import("./own_page");
  page = connect(MESSAGES, { askQuestion });
});

it("sends events to its app, those from before the hello too", () => {
  page.emit("onVoteCast", { choice: "Tea" });
  expect(events()).toEqual([]);
  hello();
  page.emit("onVoteCast", { choice: "Coffee" });
  expect(events()).toEqual([
    ["onVoteCast", { choice: "Tea" }],
    ["onVoteCast", { choice: "Coffee" }],
  ]);
});

it("throws for an event that Python would refuse", () => {
  hello();
  expect(() => page.emit("onVoteCast", { choice: "x".repeat(41) })).toThrow(/its class in Python/);
  expect(() => page.emit("onSketch", { at: "é".repeat(MAX_EVENT_BYTES / 2) })).toThrow(/bytes/);
  expect(events()).toEqual([]);
});

it("handles commands, and shows the exception of a handler in the console", () => {
  hello();
  askQuestion.mockImplementationOnce(() => {
    throw new Error("no such element");
  });
  const data = { text: "Tea?" };
  send({ name: "askQuestion", data });
  expect(askQuestion).toHaveBeenCalledWith(data);
  expect(shown.mock.calls).toEqual([[new Error("no such element")]]);
  expect(events()).toMatchObject([["onError", { code: "command_failed" }]]);
});

it("resolves a request with its own answer", async () => {
  hello();
  const [first, second] = [page.request("Result"), page.request("WebRequest", "deadline")];
  const [one, two] = events().map(([, data]) => data);
  expect(one).toEqual({ id: one.id, action: "Result" });
  expect(two).toEqual({ id: two.id, action: "WebRequest", route: "deadline" });
  const answer = (id: string, code: string) => ({
    name: "actionAnswer",
    data: { id, code, data: { message: code } },
  });
  send(answer(two.id, "unknown_route"), answer(one.id, "ok"));
  expect(await first).toEqual({ code: "ok", data: { message: "ok" } });
  expect(await second).toEqual({ code: "unknown_route", data: { message: "unknown_route" } });
});

it("answers no app that it does not list, and names it in the console", () => {
  hello("http://another.example");
  expect(parent.postMessage).not.toHaveBeenCalled();
  expect(shown.mock.calls[0]?.[0].message).toBe(
    "This page does not answer http://another.example: add it to data-apps.",
  );
  hello();
  expect(shown).toHaveBeenCalledTimes(1);
});
