import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { auth0 as messages } from "../messages/en.json";
import {
  failure,
  forgetListeners,
  forgotten,
  notice,
  Stage,
  settle,
  signedIn,
  signedOut,
} from "../test_support";

let stage: Stage;
const ended = (code: string | null) => signedOut("state-1", { ended: code && notice(code) });
const NOT_KEPT = { code: "session_not_kept", message: messages.notKept };

forgetListeners();
beforeEach(() => {
  vi.useFakeTimers();
  stage = new Stage();
});
afterEach(() => stage.end());

describe("a session that has ended", () => {
  it.each([
    "session_revoked",
    "session_denied",
    "confirmation_needed",
    "client_refused",
    "provider_refused",
    "session_expired",
    "session_unreadable",
  ])("says why, in the server's words, to everybody who comes: %s", async (code) => {
    if (code === "session_denied") stage.answers.push(ended(null));
    stage.answers.unshift(ended(code));
    await stage.signIn.check();
    expect(stage.view).toMatchObject({ at: "signed_out", notice: notice(code) });
  });

  it("by a sign-out in another tab says so, only to a person who was signed in", async () => {
    await stage.check(ended("signed_out"));
    expect(stage.view).toMatchObject({ at: "signed_out", notice: null });
    await stage.check(signedIn());
    await stage.check(ended("signed_out"));
    expect(stage.view).toMatchObject({ at: "signed_out", notice: notice("signed_out") });
  });

  it("says that the browser has lost it, where the server knows of none", async () => {
    await stage.check(signedIn());
    await stage.check(ended(null));
    expect(stage.view).toMatchObject({ at: "signed_out", notice: NOT_KEPT });
  });

  it("has every other tab ask that shows somebody", async () => {
    await stage.check(ended(null));
    expect(stage.announced).toEqual([]);
    await stage.check(ended("session_revoked"));
    expect(stage.announced).toEqual(["ended"]);
    await stage.check(signedIn());
    await stage.check(ended(null));
    expect(stage.announced).toEqual(["ended", "ended"]);
  });

  it("in another tab has this one ask", async () => {
    await stage.check(signedIn());
    stage.answers.push(ended("session_revoked"));
    stage.signIn.takeOver("ended");
    await settle();
    expect(stage.view).toMatchObject({ at: "signed_out", notice: notice("session_revoked") });
  });

  it.each([
    ["shows nobody", signedOut()],
    ["keeps its own", signedIn({ kept: false })],
  ])("in another tab is nothing to one that %s", async (_, answer) => {
    await stage.check(answer);
    stage.signIn.takeOver("ended");
    await settle();
    expect(stage.asked).toHaveLength(1);
  });

  it("by the person's own sign-out says nothing", async () => {
    await stage.check(signedIn());
    stage.answers.push(forgotten, ended("signed_out"));
    stage.signIn.signOut({ byClick: true });
    await settle();
    expect(stage.view).toMatchObject({ at: "signed_out", notice: null });
  });

  it("says why for as long as nobody signs in", async () => {
    await stage.check(ended("session_revoked"));
    stage.answers.push(signedOut("state-2"));
    await vi.advanceTimersByTimeAsync(9 * 60_000);
    const request = { state: "state-2" };
    expect(stage.view).toMatchObject({ request, notice: notice("session_revoked") });
    await stage.check(ended("signed_out"));
    expect(stage.view).toMatchObject({ notice: notice("session_revoked") });
    stage.signIn.start();
    expect(stage.view).toMatchObject({ at: "waiting", notice: null });
  });

  it("says why also after the server could not be asked", async () => {
    await stage.check(signedOut());
    stage.signIn.start();
    stage.answers.push(failure(403, "login_denied"), failure(503, "provider_unavailable"));
    await stage.popupAnswers();
    expect(stage.view?.at).toBe("failed");
    stage.answers.push(signedOut());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stage.view).toMatchObject({ at: "signed_out", notice: notice("login_denied") });
  });
});

describe("another account can be chosen", () => {
  const logins = () => stage.asked.map(({ login }) => login);

  it("after a sign-in that was denied, until one succeeds", async () => {
    await stage.check(signedOut());
    stage.signIn.start();
    stage.answers.push(failure(403, "login_denied"), signedOut("state-2"));
    const params = { error: "access_denied", error_description: "Verify.", state: "state-1" };
    await stage.popupAnswers(params);
    expect(stage.asked[1]).toMatchObject({ op: "code", params });
    stage.allowPopup();
    stage.signIn.start();
    stage.answers.push(signedIn());
    await stage.popupAnswers({ code: "c", state: "state-2" });
    await stage.check(signedOut());
    expect(logins()).toEqual([undefined, undefined, true, undefined, undefined]);
  });

  it("after a session that was denied, with the next click already", async () => {
    await stage.check(signedIn());
    stage.answers.push(ended("session_denied"), signedOut("state-2"));
    await stage.signIn.check();
    expect(logins()).toEqual([undefined, undefined, true]);
    const request = { state: "state-2" };
    expect(stage.view).toMatchObject({ request, notice: notice("session_denied") });
    expect(stage.reports.slice(1)).toEqual([{ reason: "signed_out" }]);
  });

  it("is not shown as signed in while the server is asked for that", async () => {
    await stage.check(signedIn());
    stage.answers.push(ended("session_denied"), failure(503, "provider_unavailable"));
    await stage.signIn.check();
    expect(stage.view?.at).toBe("failed");
    stage.answers.push(signedOut());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stage.view).toMatchObject({ at: "signed_out", notice: notice("session_denied") });
  });

  it.each(["sign_in_expired", "sign_in_rejected"])("but not after %s", async (code) => {
    await stage.check(signedOut());
    stage.signIn.start();
    stage.answers.push(failure(400, code), signedOut("state-2"));
    await stage.popupAnswers();
    expect(logins()).toEqual([undefined, undefined, undefined]);
  });
});

describe("another person", () => {
  const isOther = () => stage.view?.at === "signed_in" && stage.view.isOther;
  const bob = signedIn({ person: "person-bob" });

  it("who has signed in in another tab is said to be another one, once", async () => {
    await stage.check(signedIn());
    stage.answers.push(bob, bob);
    stage.signIn.takeOver("signed_in");
    await settle();
    expect(isOther()).toBe(true);
    await stage.signIn.check();
    expect(isOther()).toBe(false);
  });

  it("is another one also when the first has signed out meanwhile", async () => {
    await stage.check(signedIn());
    stage.answers.push(ended("signed_out"), bob);
    stage.signIn.takeOver("signed_out");
    await settle();
    stage.signIn.takeOver("signed_in");
    await settle();
    expect(isOther()).toBe(true);
  });

  it("who signs in in this tab is expected", async () => {
    await stage.check(signedIn());
    await stage.check(signedOut());
    stage.signIn.start();
    stage.answers.push(bob);
    await stage.popupAnswers();
    expect(isOther()).toBe(false);
  });
});
