/** The framed page `auth0`, in a host and beside other tabs, with a server of prepared answers. */
import { beforeEach, vi } from "vitest";
import { type Message, VERSION } from "../../wire/contract.gen";
import {
  type Answer,
  APP,
  CHALLENGE,
  deliver,
  forgetListeners,
  surroundWith,
} from "../test_support";

const parent = { postMessage: vi.fn() };
export const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();
export const toOtherTabs = vi.fn();
let fromOtherTabs: (event: { data: unknown }) => void;
let commands: Message[];
let isGreeted = false;

const asResponse = ({ json, status = 200, headers = {} }: Answer) =>
  new Response(JSON.stringify(json), { status, headers });

/** Answer every question so from now on. */
export const answer = (one: Answer) => fetched.mockImplementation(async () => asResponse(one));
/** Answer the next questions so, one after another. */
export function answerNext(...all: Answer[]): void {
  for (const one of all) fetched.mockImplementationOnce(async () => asResponse(one));
}

const post = (body: object) => deliver({ gatepost: VERSION, ...body }, APP, parent);
export const buttons = () => [...document.querySelectorAll("button")];
export const labels = () => buttons().map(({ textContent }) => textContent);
export const status = () => document.querySelector("[role=status]")?.textContent;
export const alert = () => document.querySelector("[role=alert]")?.textContent;
export const posts = () => JSON.stringify(parent.postMessage.mock.calls);
export const events = () =>
  parent.postMessage.mock.calls.flatMap(([body]) =>
    body.type === "event" ? [body as Pick<Message, "name" | "data">] : [],
  );
export const asked = () =>
  fetched.mock.calls.map(([path, { method, body }]) => ({
    path,
    method,
    ...(JSON.parse(String(body ?? "{}")) as object),
  }));

/** Let Python draw; the host has said hello before. */
export async function props(changes: object = {}): Promise<void> {
  if (!isGreeted) post({ type: "hello" });
  isGreeted = true;
  const base = {
    v: VERSION,
    session: "session-of-the-tests",
    challenge: CHALLENGE,
    person: null,
    grant: null,
    locale: "",
  };
  post({ type: "props", props: { ...base, commands, ...changes }, theme: {} });
  await vi.advanceTimersByTimeAsync(60);
}

/** Send a command with the next props, as Python does after it has redeemed the handover before. */
export async function send(name: string, data = {}, changes: object = {}): Promise<void> {
  commands.push({ seq: commands.length + 1, name, data });
  await props({ challenge: "n".repeat(43), ...changes });
}

/** Another tab announces something. */
export async function announce(data: unknown): Promise<void> {
  fromOtherTabs({ data });
  await vi.advanceTimersByTimeAsync(60);
}

export function forgetMessages(): void {
  parent.postMessage.mockClear();
}

class Channel {
  readonly postMessage = toOtherTabs;
  set onmessage(listener: typeof fromOtherTabs) {
    fromOtherTabs = listener;
  }
}

/** Load the page again, for a server that answers so. */
export async function load(one?: Answer): Promise<void> {
  isGreeted = false;
  vi.useFakeTimers();
  vi.resetModules();
  parent.postMessage.mockReset();
  fetched.mockReset();
  if (one) answer(one);
  commands = [];
  surroundWith(parent);
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("BroadcastChannel", Channel);
  toOtherTabs.mockReset();
  const page = document.createElement("main");
  page.id = "page";
  page.dataset.apps = JSON.stringify({ [APP]: [] });
  document.body.replaceChildren(page);
  await import("./auth0");
}

/** Load the page again before each test. */
export function loadPage(): void {
  forgetListeners();
  beforeEach(() => load());
}
