import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { auth0 as messages } from "../messages/en.json";
import {
  CHALLENGE,
  failure,
  forgetListeners,
  notice,
  Stage,
  settle,
  signedIn,
  signedOut,
  USER,
} from "../test_support";

let stage: Stage;
forgetListeners();

beforeEach(() => {
  vi.useFakeTimers();
  stage = new Stage();
});

afterEach(() => stage.end());

describe("asking who is signed in", () => {
  it("restores a session that the cookie kept", async () => {
    await stage.check(signedIn());
    expect(stage.views.map(({ at }) => at)).toEqual(["checking", "signed_in"]);
    expect(stage.reports).toEqual([
      { reason: "restored", challenge: CHALLENGE, handover: "sealed-handover" },
    ]);
  });

  it("hands nothing over that Python has already, such as after a change of the page", async () => {
    stage.known = "grant-of-the-tests";
    await stage.check(signedIn());
    expect(stage.view?.at).toBe("signed_in");
    expect(stage.reports).toEqual([]);
    await stage.check(signedIn({ grant: "grant-of-a-renewal" }));
    expect(stage.reports).toMatchObject([{ reason: "renewed" }]);
  });

  it("offers a sign-in otherwise, and reports nothing", async () => {
    await stage.check(signedOut());
    expect(stage.view).toMatchObject({ at: "signed_out", notice: null });
    expect(stage.reports).toEqual([]);
  });

  it("names the challenge it asked with, though a newer one came meanwhile", async () => {
    await stage.check(async () => {
      stage.challenge = "d".repeat(43);
      return signedIn();
    });
    expect(stage.reports[0]?.challenge).toBe(CHALLENGE);
  });

  it("ignores an older answer that arrives late", async () => {
    const first = await stage.checkSlowly();
    await stage.check(signedOut("state-2"));
    first.answer(signedIn());
    await first.done;
    expect(stage.view).toMatchObject({ at: "signed_out", request: { state: "state-2" } });
    expect(stage.reports).toEqual([]);
  });

  it("ignores an older failure that arrives late", async () => {
    const first = await stage.checkSlowly();
    await stage.check(signedIn());
    first.fail();
    await first.done;
    expect(stage.view?.at).toBe("signed_in");
    expect(stage.errors).toEqual([]);
  });

  it("asks for a new sign-in before the old request ends", async () => {
    await stage.check(signedOut());
    stage.answers.push(signedOut("state-2"));
    await vi.advanceTimersByTimeAsync(9 * 60_000);
    expect(stage.view).toMatchObject({ at: "signed_out", request: { state: "state-2" } });
  });

  it("asks every 30 seconds while something is left to revoke, but not a person who signs in", async () => {
    const unrevoked = signedOut("state-1");
    await stage.check({ json: { ...(unrevoked.json as object), unrevoked: true } });
    stage.answers.push({ json: { ...(signedOut("state-2").json as object), unrevoked: true } });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(stage.view).toMatchObject({ at: "signed_out", request: { state: "state-2" } });
    stage.signIn.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stage.view?.at).toBe("waiting");
  });

  it.each([
    ["provider_unavailable", failure(503, "provider_unavailable")],
    ["app_not_registered", failure(403, "app_not_registered")],
    ["misconfigured", failure(500, "misconfigured")],
  ])("fails with %s and offers to try again", async (code, answer) => {
    await stage.check(answer);
    expect(stage.view).toEqual({ at: "failed", notice: notice(code), canSignOut: true });
    expect(stage.errors).toEqual([notice(code)]);
    await stage.check(signedOut());
    expect(stage.view?.at).toBe("signed_out");
  });
});

describe("signing in", () => {
  beforeEach(() => stage.check(signedOut()));

  it("opens the window in the click and waits for it", () => {
    stage.signIn.start();
    expect(stage.open.mock.calls[0]?.[0]).toBe("https://issuer.example/authorize?state=state-1");
    expect(stage.view?.at).toBe("waiting");
  });

  it("reports the challenge and the sealed handover, and nothing about the person", async () => {
    stage.signIn.start();
    stage.answers.push(signedIn());
    await stage.popupAnswers();
    expect(stage.lastAsked).toMatchObject({
      op: "code",
      challenge: CHALLENGE,
      transaction: "transaction of state-1",
      params: { code: "the-code", state: "state-1" },
    });
    expect(stage.reports).toEqual([
      { reason: "signed_in", challenge: CHALLENGE, handover: "sealed-handover" },
    ]);
    expect(stage.view).toMatchObject({ at: "signed_in", answer: { user: USER }, isOther: false });
    expect(stage.announced).toEqual(["signed_in"]);
  });

  it("takes the answer of a window that was open when another tab signed somebody in", async () => {
    stage.signIn.start();
    stage.answers.push(signedIn(), signedIn({ person: "person-bob", grant: "grant-of-bob" }));
    stage.signIn.takeOver("signed_in");
    await settle();
    await stage.popupAnswers();
    expect(stage.view).toMatchObject({ at: "signed_in", answer: { person: "person-bob" } });
  });

  it("says so when no window can be reached, and lets the person try again", () => {
    stage.popup = null;
    stage.signIn.start();
    const lost = { code: "popup_blocked", message: messages.popupBlocked };
    expect(stage.view).toMatchObject({ at: "signed_out", notice: lost });
    expect(stage.errors).toEqual([lost]);
    stage.allowPopup();
    stage.signIn.start();
    expect(stage.view).toMatchObject({ at: "waiting", notice: null });
  });

  it("says so when the window is closed, and still takes an answer that comes late", async () => {
    stage.signIn.start();
    if (stage.popup) stage.popup.closed = true;
    await vi.advanceTimersByTimeAsync(1_000);
    const closed = { code: "popup_closed", message: messages.popupClosed };
    expect(stage.view).toMatchObject({ at: "waiting", notice: closed });
    expect(stage.errors).toEqual([closed]);
    stage.answers.push(signedIn());
    await stage.popupAnswers();
    expect(stage.view?.at).toBe("signed_in");
  });

  it.each([
    ["login_denied", 403],
    ["sign_in_expired", 400],
    ["sign_in_rejected", 400],
  ])("shows %s and offers a new sign-in", async (code, status) => {
    stage.signIn.start();
    stage.answers.push(failure(status, code), signedOut("state-2"));
    await stage.popupAnswers({ error: "access_denied", state: "state-1" });
    const request = { state: "state-2" };
    expect(stage.view).toMatchObject({ at: "signed_out", notice: notice(code), request });
    expect(stage.errors).toEqual([notice(code)]);
    expect(stage.reports).toEqual([]);
  });

  it("can be started again with a new request, and either window may end it", async () => {
    stage.signIn.start();
    stage.answers.push(signedOut("state-2"));
    void stage.signIn.check();
    await settle();
    expect(stage.view).toMatchObject({ at: "signed_out", request: { state: "state-2" } });
    stage.answers.push(signedIn());
    await stage.popupAnswers();
    expect(stage.lastAsked).toMatchObject({ transaction: "transaction of state-1" });
    expect(stage.view?.at).toBe("signed_in");
  });

  it("is cancelled by the person: its window closes, and another sign-in is offered", async () => {
    stage.signIn.start();
    stage.answers.push(signedOut("state-2"));
    stage.signIn.popups.close();
    void stage.signIn.check();
    await settle();
    expect(stage.popup?.close).toHaveBeenCalledOnce();
    const request = { state: "state-2" };
    expect(stage.view).toMatchObject({ at: "signed_out", notice: null, request });
    await stage.popupAnswers();
    expect(stage.view?.at).toBe("signed_out");
  });

  it("is not undone by anybody's question while it is finished", async () => {
    stage.signIn.start();
    let finish = (_: ReturnType<typeof signedIn>): void => {};
    stage.answers.push(() => new Promise((resolve) => (finish = resolve)));
    await stage.popupAnswers();
    await stage.signIn.check();
    stage.signIn.takeOver("signed_in");
    finish(signedIn());
    await settle();
    expect(stage.reports.map(({ reason }) => reason)).toEqual(["signed_in"]);
    expect(stage.view?.at).toBe("signed_in");
  });

  it("is not undone by a question that was under way", async () => {
    const question = await stage.checkSlowly({ isQuiet: true });
    stage.signIn.start();
    question.answer(signedOut("state-2"));
    await question.done;
    expect(stage.view).toMatchObject({ at: "waiting", request: { state: "state-1" } });
  });

  it("does nothing where no sign-in is offered", async () => {
    await stage.check(signedIn());
    stage.signIn.start();
    expect(stage.open).not.toHaveBeenCalled();
  });
});

describe("renewing", () => {
  beforeEach(() => stage.check(signedIn()));

  it("happens a minute before the token ends", async () => {
    stage.signIn.follow({ person: null, challenge: "the next" });
    await vi.advanceTimersByTimeAsync(539_999);
    expect(stage.asked).toHaveLength(1);
    stage.answers.push(signedIn({ handover: "next-handover" }));
    await vi.advanceTimersByTimeAsync(1);
    expect(stage.lastAsked).toMatchObject({ op: "status" });
    expect(stage.reports.at(-1)).toEqual({
      reason: "renewed",
      challenge: CHALLENGE,
      handover: "next-handover",
    });
    expect(stage.views.slice(2).map(({ at }) => at)).toEqual(["signed_in"]);
  });

  it("asks for a fresh token when Python wants one", async () => {
    await stage.check(signedIn(), { fresh: true });
    expect(stage.lastAsked).toMatchObject({ op: "status", fresh: true });
    expect(stage.reports.at(-1)?.reason).toBe("renewed");
  });

  it("reports signed_out when the provider has ended the session", async () => {
    await stage.check(signedOut());
    expect(stage.view?.at).toBe("signed_out");
    expect(stage.reports.at(-1)).toEqual({ reason: "signed_out" });
  });

  it.each([
    [100, 50],
    [30, 15],
    [1, 5],
    [0, 5],
  ])("of a token that lives for %i s comes after %i s", async (expiresIn, seconds) => {
    await stage.check(signedIn({ expiresIn }));
    const count = stage.asked.length;
    await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
    expect(stage.asked).toHaveLength(count);
    stage.answers.push(signedOut());
    await vi.advanceTimersByTimeAsync(1);
    expect(stage.asked).toHaveLength(count + 1);
  });

  it("of a token that lives for years comes every four hours, for the cookie's sake", async () => {
    await stage.check(signedIn({ expiresIn: 10 ** 9 }));
    await vi.advanceTimersByTimeAsync(4 * 3_600_000 - 1);
    expect(stage.asked).toHaveLength(2);
    stage.answers.push(signedOut());
    await vi.advanceTimersByTimeAsync(1);
    expect(stage.asked).toHaveLength(3);
  });
});
