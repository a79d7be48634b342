/** What the page shows besides who is signed in, and what its buttons do. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { auth0 as messages } from "../messages/en.json";
import { APP, failure, notice, settle, signedIn, signedOut } from "../test_support";
import {
  alert,
  announce,
  answer,
  answerNext,
  asked,
  buttons,
  events,
  fetched,
  labels,
  loadPage,
  props,
  send,
  status,
} from "./page_test_support";

const NEXT = { challenge: "n".repeat(43) };
const NOT_KEPT = signedIn({ kept: false, revocation: "sealed" });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const paths = () => asked().map(({ path }) => path);
const remarks = () => document.querySelector("[aria-live]")?.textContent;

loadPage();

describe("a click", () => {
  const open = vi.fn();
  /** Click what is first on the page, as a pointer does that stays in its place. */
  const click = (detail: number) =>
    buttons()[0]?.dispatchEvent(new MouseEvent("click", { detail, bubbles: true }));

  beforeEach(async () => {
    open.mockReset().mockReturnValue({ closed: true, focus: () => {}, postMessage: () => {} });
    vi.stubGlobal("open", open);
    answer(signedOut());
    await props();
  });

  it.each([2, 3])("that is part of %i changes nothing after the first", async (clicks) => {
    for (let detail = 1; detail <= clicks; detail++) {
      click(detail);
      await pass(400); // a window that looks closed has its button in that place by now
    }
    expect(open).toHaveBeenCalledOnce();
    expect(asked()).toMatchObject([{ op: "status" }, { op: "probe" }, { op: "probe" }]);
    expect(labels()).toEqual([messages.signIn, messages.continue]);
  });

  it.each([
    ["by itself", 1],
    ["of the keyboard", 0],
  ])("%s counts, however soon it comes", async (_, detail) => {
    click(detail);
    await pass(400);
    click(detail);
    await settle();
    expect(open).toHaveBeenCalledTimes(2);
    expect(labels()[0]).toBe(messages.showWindow);
  });
});

describe("the keyboard", () => {
  const press = () => {
    buttons()[0]?.focus();
    buttons()[0]?.click();
  };

  it("stays on the first button, whatever that is for", async () => {
    vi.stubGlobal("open", () => ({ closed: false, focus: () => {}, postMessage: () => {} }));
    answer(signedOut());
    await props();
    press();
    expect(labels()).toEqual([messages.showWindow, messages.cancel]);
    expect(document.activeElement).toBe(buttons()[0]);
  });

  it.each([
    ["comes back to it after there was none", true, messages.tryAgain],
    ["is not taken from the app, where it is by then", false, undefined],
  ])("%s", async (_, hasFocus, focused) => {
    answer(failure(503, "provider_unavailable"));
    await props();
    press();
    expect(labels()).toEqual([]);
    vi.spyOn(document, "hasFocus").mockReturnValue(hasFocus);
    await settle();
    expect(labels()).toHaveLength(2);
    const { activeElement } = document;
    expect(activeElement === document.body ? undefined : activeElement?.textContent).toBe(focused);
  });
});

describe("while a window is open", () => {
  it.each([
    [true, messages.waiting],
    [false, messages.waitingWithoutCookies],
  ])("the page says what to do about cookies, which it has or not: %s", async (enabled, says) => {
    vi.spyOn(navigator, "cookieEnabled", "get").mockReturnValue(enabled);
    vi.stubGlobal("open", () => ({ closed: false, focus: () => {}, postMessage: () => {} }));
    answer(signedOut());
    await props();
    buttons()[0]?.click();
    expect(status()).toBe(says);
  });
});

it("a window that looks closed is said to be so, and no sentence contradicts that", async () => {
  vi.stubGlobal("open", () => ({ closed: true, focus: () => {}, postMessage: () => {} }));
  answer(signedOut());
  await props();
  buttons()[0]?.click();
  await pass(400);
  expect([status(), alert()]).toEqual(["", messages.popupClosed]);
});

it("a skeleton is shown until there is an answer, and a screen reader has words for it", async () => {
  const skeletons = () => document.querySelectorAll(".skeleton").length;
  expect([skeletons(), status()]).toEqual([1, messages.connecting]);
  answer(signedOut());
  await props();
  expect([skeletons(), status()]).toEqual([0, messages.signed_out]);
});

describe("an app that does not take the handover", () => {
  it("is said to be busy after 3 s, until it does", async () => {
    answer(signedIn());
    await props();
    await pass(2_900);
    expect(remarks()).toBe("");
    await pass(100);
    expect([status(), remarks()]).toEqual(["Signed in as Ada", messages.busy]);
    await props();
    expect(remarks()).toBe(messages.busy);
    await props(NEXT);
    expect(remarks()).toBe("");
  });

  it("is not said to be busy when it has taken it in time, or when nobody is signed in", async () => {
    answer(signedIn());
    await props();
    await props(NEXT);
    await pass(10_000);
    expect(remarks()).toBe("");
    answerNext(signedIn());
    answer(signedOut());
    await send("check", {}, NEXT);
    await send("signOut", {}, NEXT);
    await pass(10_000);
    expect([status(), remarks()]).toEqual([messages.signed_out, ""]);
  });
});

describe("another person", () => {
  it("is named as such when another tab has signed them in", async () => {
    answer(signedIn());
    await props();
    await props(NEXT);
    answer(signedIn({ person: "person-bob", user: { name: "Bob", email: null } }));
    await announce({ app: APP, change: "signed_in" });
    expect([status(), remarks()]).toEqual(["Signed in as Bob", messages.other]);
  });
});

describe("an announcement", () => {
  it.each([
    ["of another app", { app: "https://two.example", change: "signed_out" }],
    ["of a release before", "changed"],
    ["of nothing", null],
  ])("%s changes nothing", async (_, data) => {
    answer(NOT_KEPT);
    await props();
    await announce(data);
    expect([status(), fetched.mock.calls.length]).toEqual(["Signed in as Ada", 1]);
  });
});

describe("a session that the browser does not keep", () => {
  it("has a quiet sentence that says so", async () => {
    answer(NOT_KEPT);
    await props();
    expect([remarks(), alert()]).toEqual([messages.keptNowhere, undefined]);
  });
});

it("a session that has ended says why, and how to sign in", async () => {
  answer(signedOut("state-1", { ended: notice("session_revoked") }));
  await props();
  expect([status(), alert()]).toEqual(["", "Sentence of session_revoked."]);
  expect(labels()).toEqual([messages.signIn]);
});

describe("a route that answers 401", () => {
  const CHALLENGE = 'Bearer realm="component", error="invalid_token"';
  const SESSION = "/api/auth/session";
  const refusal = (challenge: string | null) => ({
    status: 401,
    headers: challenge === null ? {} : { "WWW-Authenticate": challenge },
    json: {},
  });
  const reported = () => events().at(-1)?.data as { data: { status: number } };

  it.each([
    ["for its token: the session is renewed, and it is called again", CHALLENGE, true, 200],
    ["for another reason: the session is checked", "Bearer", false, 401],
    ["for no reason: the session is checked", null, false, 401],
  ])("%s", async (_, challenge, isCalledAgain, expected) => {
    answer(signedIn());
    await props();
    answerNext(refusal(challenge), signedIn(), { json: { message: "yes" } });
    await send("callRoute", { route: "pong" });
    const again = isCalledAgain ? ["/api/pong"] : [];
    expect(paths()).toEqual([SESSION, "/api/pong", SESSION, ...again]);
    expect(asked()[2]).toMatchObject({ op: "status", fresh: isCalledAgain });
    expect(reported().data.status).toBe(expected);
  });

  it("again is reported, and nothing is tried for ever", async () => {
    answer(signedIn());
    await props();
    answerNext(refusal(CHALLENGE), signedIn(), refusal(CHALLENGE));
    await send("callRoute", { route: "pong" });
    expect(paths()).toEqual([SESSION, "/api/pong", SESSION, "/api/pong"]);
    expect(reported().data.status).toBe(401);
  });

  it("because the session is over ends it on the page too", async () => {
    answer(signedIn());
    await props();
    const over = signedOut("state-1", { ended: notice("session_unreadable") });
    answerNext(refusal(CHALLENGE), over, refusal(CHALLENGE));
    await send("callRoute", { route: "pong" });
    expect([status(), alert()]).toEqual(["", "Sentence of session_unreadable."]);
    expect(events().map(({ data }) => data)).toContainEqual({ reason: "signed_out" });
  });

  it.each([
    ["nobody is signed in", signedOut()],
    ["no cookie could prove more", NOT_KEPT],
    ["the sign-in failed", failure(403, "app_not_registered")],
  ])("is no more than reported where %s", async (_, first) => {
    answer(first);
    await props();
    const count = fetched.mock.calls.length;
    answerNext(refusal(CHALLENGE));
    await send("callRoute", { route: "pong" });
    expect(paths().slice(count)).toEqual(["/api/pong"]);
  });
});
