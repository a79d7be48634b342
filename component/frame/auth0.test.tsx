import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Message } from "./events.gen";
import { auth0 as messages } from "./messages/en.json";
import {
  APP,
  CHALLENGE,
  failure,
  forgetListeners,
  say,
  settle,
  signedIn,
  signedOut,
  surroundWith,
} from "./test_support";

const parent = { postMessage: vi.fn() };
const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();
const toOtherTabs = vi.fn();
let commands: Message[];

const answer = ({ json, status = 200 }: { json: unknown; status?: number }) =>
  fetched.mockImplementation(async () => new Response(JSON.stringify(json), { status }));
const tell = (body: object) => say({ gatepost: 2, ...body }, APP, parent);
const buttons = () => [...document.querySelectorAll("button")].map((button) => button.textContent);
const status = () => document.querySelector("[role=status]")?.textContent;
const events = () =>
  parent.postMessage.mock.calls.flatMap(([body]) =>
    body.type === "event" ? [body as Pick<Message, "name" | "data">] : [],
  );

let isGreeted = false;

/** Let Python draw; the host has said hello before. */
async function props(changes: object = {}): Promise<void> {
  if (!isGreeted) tell({ type: "hello" });
  isGreeted = true;
  const base = {
    v: 2,
    session: "session-of-the-tests",
    challenge: CHALLENGE,
    person: null,
    ack: null,
    locale: "",
  };
  tell({ type: "props", props: { ...base, commands, ...changes }, theme: {} });
  await vi.advanceTimersByTimeAsync(60);
}

/** Send a command, as Python does after it has redeemed the handover before. */
async function send(name: string, data = {}): Promise<void> {
  commands.push({ seq: commands.length + 1, name, data });
  await props({ challenge: "n".repeat(43) });
}

function makeChannel() {
  return { postMessage: toOtherTabs };
}

forgetListeners();

beforeEach(async () => {
  isGreeted = false;
  vi.useFakeTimers();
  vi.resetModules();
  parent.postMessage.mockReset();
  fetched.mockReset();
  commands = [];
  surroundWith(parent);
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("BroadcastChannel", makeChannel);
  toOtherTabs.mockReset();
  const page = document.createElement("main");
  page.id = "page";
  page.dataset.apps = JSON.stringify([APP]);
  document.body.replaceChildren(page);
  await import("./auth0");
});

describe("the page", () => {
  it("asks nothing and shows no button before its app has spoken", async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(status()).toBe(messages.connecting);
    expect(buttons()).toEqual([]);
    expect(fetched).not.toHaveBeenCalled();
    expect(parent.postMessage).not.toHaveBeenCalled();
  });

  it("asks once for each Python session, for the app around it", async () => {
    answer(signedOut());
    await props();
    await props();
    expect(fetched).toHaveBeenCalledOnce();
    const asked = fetched.mock.calls[0]?.[1];
    expect(JSON.parse(String(asked?.body))).toEqual({
      op: "status",
      challenge: CHALLENGE,
      fresh: false,
    });
    expect(asked?.headers).toMatchObject({ "X-Gatepost": APP });
    await props({ session: "another-session-16" });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("offers the sign-in to somebody signed out", async () => {
    answer(signedOut());
    await props();
    expect([status(), buttons()]).toEqual([messages.signedOut, [messages.signIn]]);
  });

  it("names who is signed in, and tells Python by a handover only", async () => {
    answer(signedIn());
    await props();
    expect([status(), buttons()]).toEqual(["Signed in as Ada", [messages.signOut]]);
    expect(events()).toMatchObject([
      {
        name: "onStatusUpdate",
        data: { reason: "restored", challenge: CHALLENGE, handover: "sealed-handover" },
      },
    ]);
    expect(JSON.stringify(parent.postMessage.mock.calls)).not.toMatch(/Ada|ada@example/);
  });

  it.each(["<img src=x onerror=alert(1)>", "$&", "$`$'$$", "{name}"])(
    "shows a name as text, never as markup or pattern: %s",
    async (name) => {
      answer(signedIn({ user: { name, email: null } }));
      await props();
      expect(status()).toBe(`Signed in as ${name}`);
      expect(document.querySelector("[role=status] bdi")?.textContent).toBe(name);
      expect(document.querySelector("img")).toBeNull();
    },
  );

  it("says what went wrong, with a button to try again", async () => {
    answer(failure(503, "provider_unavailable"));
    await props();
    expect([status(), buttons()]).toEqual([
      "Sentence of provider_unavailable.",
      [messages.tryAgain],
    ]);
  });
});

describe("a command", () => {
  beforeEach(async () => {
    answer(signedIn());
    await props();
    parent.postMessage.mockClear();
  });

  it("calls a route by its name and reports the answer", async () => {
    answer({ status: 401, json: { code: "invalid_token" } });
    await send("callRoute", { route: "pong" });
    expect(events().at(-1)).toMatchObject({
      name: "onAdhocReport",
      data: { report: "apiAnswer", data: { route: "pong", status: 401 } },
    });
  });

  it("renews a token that the API refuses, and calls again", async () => {
    const refused = {
      status: 401,
      headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
    };
    fetched
      .mockImplementationOnce(async () => new Response("{}", refused))
      .mockImplementationOnce(async () => new Response(JSON.stringify(signedIn().json)))
      .mockImplementationOnce(async () => new Response('{"message":"yes"}'));
    await send("callRoute", { route: "pong" });
    await vi.advanceTimersByTimeAsync(60);
    expect(events().at(-1)?.data).toMatchObject({ data: { route: "pong", status: 200 } });
  });

  it.each([
    ["the person whom it was asked for", "id-of-ada-0123456", true],
    ["nobody else", "id-of-bob-0123456", false],
    ["nobody where nobody is there any more", null, false],
  ])("reports an answer to %s", async (_, next, isReported) => {
    let arrive = (_: Response): void => {};
    fetched.mockImplementationOnce(() => new Promise((resolve) => (arrive = resolve)));
    await props({ challenge: "n".repeat(43), person: "id-of-ada-0123456" });
    commands.push({ seq: 1, name: "callRoute", data: { route: "pong" } });
    await props({ challenge: "n".repeat(43), person: "id-of-ada-0123456" });
    await props({ challenge: "n".repeat(43), person: next });
    arrive(new Response('{"message":"for ada"}'));
    await settle();
    expect(JSON.stringify(events()).includes("for ada")).toBe(isReported);
  });

  it.each(["https://evil.example", "constructor", "", null, ["ping"]])(
    "calls nothing for the route %j",
    async (route) => {
      const count = fetched.mock.calls.length;
      await send("callRoute", { route });
      expect(fetched).toHaveBeenCalledTimes(count);
      expect(events().at(-1)).toMatchObject({ name: "onError", data: { code: "unknown_route" } });
    },
  );

  it("that needs a handover waits until Python has taken the last one", async () => {
    commands.push({ seq: 1, name: "renew", data: {} });
    const count = fetched.mock.calls.length;
    await props();
    expect(fetched).toHaveBeenCalledTimes(count);
    await props({ challenge: "n".repeat(43) });
    const body = JSON.parse(String(fetched.mock.calls.at(-1)?.[1].body)) as unknown;
    expect(body).toMatchObject({ op: "status", challenge: "n".repeat(43) });
  });

  it("renews the access token", async () => {
    await send("renew");
    const body = JSON.parse(String(fetched.mock.calls.at(-1)?.[1].body)) as unknown;
    expect(body).toMatchObject({ op: "status", fresh: true });
  });

  it("signs out without a window, and tells the other tabs", async () => {
    const open = vi.fn();
    vi.stubGlobal("open", open);
    answer(signedOut());
    await send("signOut");
    await settle();
    expect(open).not.toHaveBeenCalled();
    expect(fetched.mock.calls.map(([, { method }]) => method)).toContain("DELETE");
    expect(status()).toBe(messages.signedOut);
    expect(toOtherTabs).toHaveBeenCalledExactlyOnceWith("changed");
  });
});
