/** A step-up in the framed page: what it asks, how it ends, and that the sign-in stays as it was. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { auth0 as messages } from "../messages/en.json";
import { type Answer, deliver, failure, signedIn, signedOut } from "../test_support";
import {
  alert,
  answer,
  answerNext,
  asked,
  buttons,
  events,
  fetched,
  labels,
  loadPage,
  props,
} from "./page_test_support";

const STEP_UP = {
  id: "step-up-of-the-tests",
  scopes: ["write:messages"],
  acr_values: [],
  max_age: null,
  reason: "Deleting can't be undone.",
};
const START: Answer = {
  json: { authorizeUrl: "https://issuer.example/more", state: "state-up", transaction: "t-up" },
};
const pass = (ms = 60) => vi.advanceTimersByTimeAsync(ms);
const text = () => document.body.textContent ?? "";
const popup = { closed: false, close: vi.fn(), focus: () => {}, postMessage: () => {} };
const open = vi.fn();
const click = (label: string) =>
  buttons()
    .find(({ textContent }) => textContent === label)
    ?.click();
const statuses = () =>
  events()
    .filter(({ name }) => name === "onStatusUpdate")
    .map(({ data }) => data);

loadPage();

/** Somebody is signed in, and the app asks for more. */
async function ask(changes: object = {}, start: Answer = START): Promise<void> {
  answer(signedIn());
  await props({ person: "id-of-ada-in-python" });
  answerNext(start);
  await props({ person: "id-of-ada-in-python", step_up: { ...STEP_UP, ...changes } });
}

async function windowAnswers(params: object = { code: "c", state: "state-up" }): Promise<void> {
  deliver({ type: "callback", params }, location.origin, popup);
  await pass();
}

beforeEach(() => {
  open.mockReset().mockReturnValue(popup);
  popup.closed = false;
  popup.close.mockReset();
  vi.stubGlobal("open", open);
});

describe("a step-up", () => {
  it("shows what is asked for and why, with one button, beside the name", async () => {
    await ask();
    expect(text()).toContain("Signed in as Ada");
    expect(text()).toContain("This app asks for another permission: write:messages.");
    expect(text()).toContain(STEP_UP.reason);
    expect(labels()).toEqual([messages.signOut, messages.continue, messages.notNow]);
    expect(asked().at(-1)).toMatchObject({
      op: "step_up",
      request: { scopes: ["write:messages"], acr_values: [], max_age: null },
    });
  });

  it.each([
    [{ scopes: ["a", "b"] }, "This app asks for more permissions: a, b."],
    [{ scopes: [], max_age: 300 }, messages.stepUpFresh],
    [{ scopes: [], acr_values: ["strong"] }, messages.stepUpStrong],
    [{ reason: "<b>bold</b>" }, "<b>bold</b>"],
  ])("describes %j", async (changes, sentence) => {
    await ask(changes);
    expect(text()).toContain(sentence);
  });

  it("asks for nothing while nobody is signed in", async () => {
    answer(signedOut());
    await props({ step_up: STEP_UP });
    expect(asked().map((one) => (one as { op?: string }).op)).toEqual(["status"]);
    expect(labels()).toEqual([messages.signIn]);
  });

  it("hands over what the window brings, and goes away", async () => {
    await ask();
    click(messages.continue);
    expect(open).toHaveBeenCalledWith("https://issuer.example/more", "_blank", expect.anything());
    expect(text()).toContain(messages.stepUpWaiting);
    answerNext(signedIn({ grant: "grant-with-more", handover: "more" }));
    await windowAnswers();
    expect(asked().at(-1)).toMatchObject({ op: "code", transaction: "t-up" });
    expect(statuses().at(-1)).toMatchObject({
      ...{ reason: "stepped_up", step_up: STEP_UP.id, handover: "more" },
    });
    expect(labels()).toEqual([messages.signOut]);
  });

  it("is declined by the person, and does not come back", async () => {
    await ask();
    click(messages.notNow);
    await pass();
    expect(statuses().at(-1)).toMatchObject({
      ...{ reason: "declined", step_up: STEP_UP.id, code: "declined" },
    });
    await props({ person: "id-of-ada-in-python", step_up: STEP_UP });
    expect([labels(), alert()]).toEqual([[messages.signOut], undefined]);
  });

  it("is declined while its window is open, which closes", async () => {
    await ask();
    click(messages.continue);
    expect(popup.close).not.toHaveBeenCalled();
    click(messages.notNow);
    expect(popup.close).toHaveBeenCalledOnce();
  });

  it.each([
    [403, "scope_not_granted"],
    [403, "authentication_not_met"],
    [409, "step_up_other_person"],
    [403, "login_denied"],
  ])("is declined by the answer %i %s, with its sentence", async (status, code) => {
    await ask();
    click(messages.continue);
    answerNext(failure(status, code));
    await windowAnswers();
    expect(statuses().at(-1)).toMatchObject({ reason: "declined", code });
    expect(alert()).toBe(`Sentence of ${code}.`);
    expect(text()).toContain("Signed in as Ada");
    expect(labels()).toEqual([messages.signOut]);
  });

  it("is declined if the app may not ask for it", async () => {
    await ask({}, failure(403, "scope_not_allowed"));
    expect(statuses().at(-1)).toMatchObject({ reason: "declined", code: "scope_not_allowed" });
  });

  it("is asked for again after a failure that may pass", async () => {
    await ask({}, failure(503, "provider_unavailable"));
    expect([alert(), labels()]).toEqual([
      "Sentence of provider_unavailable.",
      [messages.signOut, messages.notNow],
    ]);
    answerNext(START);
    await pass(1_000);
    expect([alert(), labels().length]).toEqual([undefined, 3]);
  });

  it("says so where the window looks closed, and takes its answer all the same", async () => {
    await ask();
    click(messages.continue);
    popup.closed = true;
    await pass(400);
    expect(alert()).toBe(messages.stepUpClosed);
    answerNext(signedIn({ handover: "late" }));
    await windowAnswers();
    expect(statuses().at(-1)).toMatchObject({ reason: "stepped_up", handover: "late" });
  });

  it("continues with a relay where the window looks closed: it may be cut off", async () => {
    await ask();
    click(messages.continue);
    popup.closed = true;
    await pass(400);
    click(messages.continue);
    expect(open.mock.calls.map(([url]) => new URL(url, "https://x").pathname)).toEqual([
      "/more",
      "/api/auth/relay",
    ]);
  });

  it("says so where the window is blocked, and can be tried again", async () => {
    await ask();
    open.mockReturnValueOnce(null);
    click(messages.continue);
    await pass();
    expect(alert()).toBe(messages.stepUpBlocked);
    click(messages.continue);
    expect(open).toHaveBeenCalledTimes(2);
  });

  it.each([null, { ...STEP_UP, id: "another-step-up-of-the-tests" }])(
    "takes no answer once it is withdrawn for %j",
    async (next) => {
      await ask();
      click(messages.continue);
      answerNext(START);
      await props({ person: "id-of-ada-in-python", step_up: next });
      const before = asked().length;
      await windowAnswers();
      expect(asked()).toHaveLength(before);
    },
  );

  it("goes away with the person", async () => {
    await ask();
    answer(signedOut());
    click(messages.signOut);
    await pass();
    expect(labels()).not.toContain(messages.continue);
  });

  it("keeps the focus on its button while it finishes, away from the one that signs out", async () => {
    await ask();
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    buttons()[1]?.focus();
    click(messages.continue);
    fetched.mockImplementationOnce(() => new Promise(() => {}));
    await windowAnswers();
    expect(document.activeElement?.textContent).toBe(messages.continue);
    expect(document.activeElement?.getAttribute("aria-disabled")).toBe("true");
  });

  it("can't be added to a session that the browser does not keep", async () => {
    answer(signedIn({ kept: false, revocation: "sealed" }));
    await props();
    await props({ person: "id-of-ada-in-python", step_up: STEP_UP });
    expect(alert()).toBe(messages.stepUpNotKept);
    expect(statuses().at(-1)).toMatchObject({ reason: "declined", code: "session_not_kept" });
    expect(text()).toContain("Signed in as Ada");
  });

  it("asks for a new address before the old one ends", async () => {
    await ask();
    answer({ json: { ...(START.json as object), authorizeUrl: "https://issuer.example/new" } });
    await pass(9 * 60_000);
    click(messages.continue);
    expect(open.mock.calls[0]?.[0]).toBe("https://issuer.example/new");
  });
});

describe("the app's own words", () => {
  it("are on the buttons and in the sentence, as text", async () => {
    answer(signedOut());
    await props({ labels: { sign_in: "Log in", signed_out: "<i>Hello</i>" } });
    expect([labels(), text()]).toEqual([["Log in"], expect.stringContaining("<i>Hello</i>")]);
    answer(signedIn());
    await props({ session: "another-session-of-tests", labels: { sign_out: "Leave" } });
    expect(labels()).toEqual(["Leave"]);
  });

  it("may leave the name out", async () => {
    answer(signedIn());
    await props({ show_user: false });
    expect(text()).toContain(messages.signedInUnnamed);
    expect(text()).not.toContain("Ada");
  });
});

describe("what the app asks a sign-in for", () => {
  const request = { scopes: ["read:messages"], prompt: "login" };

  it("goes with the question, which is asked again when it changes", async () => {
    answer(signedOut());
    await props({ request });
    expect(asked().at(-1)).toMatchObject({ op: "status", request });
    await props({ request: { ...request, prompt: "consent" } });
    expect(asked().at(-1)).toMatchObject({ request: { prompt: "consent" } });
    expect(asked()).toHaveLength(2);
  });

  it("changes nothing for somebody who is signed in", async () => {
    answer(signedIn());
    await props({ request });
    await props({ request: { ...request, prompt: "consent" } });
    expect(asked()).toHaveLength(1);
  });
});
