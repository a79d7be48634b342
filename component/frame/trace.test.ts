import { beforeEach, describe, expect, it, vi } from "vitest";
import { VERSION } from "../wire/contract.gen";
import { callApi } from "./auth0/api";
import { askStatus, deleteSession, sendCode } from "./auth0/session";
import { onStep, readTiming, trace, type Values } from "./kit/trace";
import {
  APP,
  deliver,
  failure,
  forgetListeners,
  openBridge,
  Stage,
  settle,
  signedIn,
  signedOut,
  surroundWith,
} from "./test_support";

const CALLER = { app: APP, challenge: "c".repeat(43) };
const SECRET = "hush-this-must-not-be-noted";

let steps: [step: string, values: Values][];

forgetListeners();

beforeEach(() => {
  steps = [];
  onStep((step, values) => steps.push([step, values]));
});

function answerWith({ status = 200, json }: { status?: number; json: unknown }, timing = "") {
  const headers = { "Server-Timing": timing };
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(json), { status, headers }));
}

const fail = () => vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));

describe("what a route reports of its own calls", () => {
  it.each<[string, Values]>([
    ["", {}],
    ["functions;dur=12.3", { server: "functions", took: "12.3" }],
    ["provider;dur=0", { server: "provider", took: "0" }],
    [
      'functions;dur=12.3, token;dur=0.041;desc="RS256 key-1.a~b"',
      { server: "functions", took: "12.3", algorithm: "RS256", key: "key-1.a~b" },
    ],
    ["other;dur=1", {}],
    ["functions;dur=", {}],
    ['token;dur=1;desc="RS256 <b>"', {}],
  ])("is read from %j", (header, expected) => {
    expect(readTiming(new Response("", { headers: { "Server-Timing": header } }))).toEqual(
      expected,
    );
  });
});

describe("a call of the session route", () => {
  it.each([
    ["somebody", signedIn({ handover: SECRET }), 200, 1],
    ["nobody", signedOut(SECRET), 200, 0],
    ["a refusal", failure(403, "forbidden_request"), 403, 0],
  ])("is noted with what came of it: %s", async (_, answer, status, user) => {
    answerWith(answer, "provider;dur=3.5");
    await askStatus(CALLER, { fresh: false, login: false }).catch(() => {});
    expect(steps).toEqual([
      ["call", { name: "status" }],
      ["answer", { name: "status", status, user, server: "provider", took: "3.5" }],
    ]);
  });

  it("is noted by its own name, and never with what was sent or answered", async () => {
    answerWith(signedIn({ handover: SECRET }));
    await sendCode(CALLER, SECRET, { code: SECRET, state: SECRET });
    await deleteSession(CALLER, null);
    expect(steps.map(([step, { name }]) => [step, name])).toEqual([
      ["call", "code"],
      ["answer", "code"],
      ["call", "end"],
      ["answer", "end"],
    ]);
    expect(JSON.stringify(steps)).not.toContain(SECRET);
  });

  it("is noted when no answer comes", async () => {
    fail();
    await askStatus(CALLER, { fresh: false, login: false }).catch(() => {});
    expect(steps.at(-1)).toEqual(["answer", { name: "status", status: 0, user: 0 }]);
  });
});

describe("a call of an API route", () => {
  it("is noted with its status and the key that the API checked with", async () => {
    answerWith({ status: 403, json: SECRET }, 'functions;dur=5.0, token;dur=0.1;desc="RS256 k"');
    await callApi("pong-scoped", APP);
    const timing = { server: "functions", took: "5.0", algorithm: "RS256", key: "k" };
    expect(steps).toEqual([
      ["call", { name: "pong-scoped" }],
      ["answer", { name: "pong-scoped", status: 403, ...timing }],
    ]);
  });

  it("is noted when no answer comes", async () => {
    fail();
    await callApi("ping", APP);
    expect(steps.at(-1)).toEqual(["answer", { name: "ping", status: 0 }]);
  });
});

describe("a sign-in", () => {
  it("is noted from the window to the answer, without its code", async () => {
    vi.useFakeTimers();
    const stage = new Stage();
    await stage.check(signedOut());
    stage.signIn.start();
    await settle();
    stage.answers.push(signedIn());
    await stage.popupAnswers({ code: SECRET, state: "state-1" });
    expect(steps.slice(2)).toEqual([
      ["call", { name: "probe" }],
      ["open_window", { origin: "https://issuer.example" }],
      ["answer", { name: "probe", status: 200, user: 0 }],
      ["callback", { origin: location.origin }],
      ["call", { name: "code" }],
      ["answer", { name: "code", status: 200, user: 1 }],
    ]);
    expect(JSON.stringify(steps)).not.toContain(SECRET);
    stage.end();
  });
});

describe("the bridge", () => {
  const props = (changes: object) => ({
    gatepost: VERSION,
    type: "props",
    theme: {},
    props: {
      v: VERSION,
      session: "session-number-one",
      challenge: SECRET,
      person: null,
      commands: [],
      locale: "en",
      ...changes,
    },
  });

  it("reports each step of its own and of the page, before what follows from it", () => {
    const parent = { postMessage: vi.fn() };
    surroundWith(parent);
    openBridge({ show: () => {} });
    const commands = [{ seq: 1, name: "show", data: { text: SECRET } }];
    for (const message of [
      { gatepost: VERSION, type: "hello" },
      props({}),
      props({ commands }),
      props({ commands }),
      props({ session: "session-number-two" }),
    ])
      deliver(message, APP, parent);
    const posted = parent.postMessage.mock.calls.map(([body]) => [
      body.type,
      body.step,
      body.values,
    ]);
    const origin = APP;
    expect(posted.filter(([type]) => type !== "height")).toEqual([
      ["trace", "hello", { origin }],
      ["ready", undefined, undefined],
      ["trace", "props", { origin }],
      ["trace", "dispatch", { seq: 1, name: "show", origin }],
      ["handled", undefined, undefined],
      ["trace", "props", { origin }],
    ]);
    expect(JSON.stringify(posted)).not.toContain(SECRET);
  });

  it("reports what was done before the hello with it, and how long ago that was", () => {
    vi.useFakeTimers();
    const parent = { postMessage: vi.fn() };
    surroundWith(parent);
    openBridge({});
    trace("call", { name: "status" });
    vi.advanceTimersByTime(30);
    expect(parent.postMessage).not.toHaveBeenCalled();
    deliver({ gatepost: VERSION, type: "hello" }, APP, parent);
    const posted = parent.postMessage.mock.calls.map(([body]) => [body.type, body.step, body.ago]);
    expect(posted.filter(([type]) => type !== "height")).toEqual([
      ["trace", "hello", 0],
      ["ready", undefined, undefined],
      ["trace", "call", 30],
    ]);
  });
});
