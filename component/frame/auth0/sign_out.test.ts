import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { auth0 as messages } from "../messages/en.json";
import {
  END_SESSION,
  failure,
  forgetListeners,
  forgotten,
  Stage,
  settle,
  signedIn,
  signedOut,
} from "../test_support";

let stage: Stage;
forgetListeners();

beforeEach(() => {
  vi.useFakeTimers();
  stage = new Stage();
});

afterEach(() => stage.end());

describe("signing out", () => {
  beforeEach(async () => {
    await stage.check(signedIn());
    stage.reports.length = 0;
  });

  it("is reported at once, before the server answers", async () => {
    stage.answers.push(forgotten, signedOut());
    stage.signIn.signOut({ byClick: true });
    expect(stage.reports).toEqual([{ reason: "signed_out" }]);
    expect(stage.view?.at).toBe("checking");
    expect(stage.announced).toEqual([]);
    await settle();
    expect(stage.announced).toEqual(["signed_out"]);
    expect(stage.view).toMatchObject({ at: "signed_out", notice: null });
  });

  it("by click ends the provider's session in a window", async () => {
    stage.answers.push(forgotten, signedOut());
    stage.signIn.signOut({ byClick: true });
    await settle();
    expect(stage.open.mock.calls.map(([url]) => url)).toEqual([END_SESSION]);
    expect(stage.asked.slice(1).map(({ method }) => method)).toEqual(["DELETE", "POST"]);
  });

  it("without a click opens no window", async () => {
    stage.answers.push(forgotten, signedOut());
    stage.signIn.signOut({ byClick: false });
    await settle();
    expect(stage.open).not.toHaveBeenCalled();
    expect(stage.asked.slice(1).map(({ method }) => method)).toEqual(["DELETE", "POST"]);
  });

  it("says so when the window is blocked", async () => {
    stage.popup = null;
    stage.answers.push(forgotten, signedOut());
    stage.signIn.signOut({ byClick: true });
    await settle();
    const notice = { code: "popup_blocked", message: messages.signOutBlocked };
    expect(stage.view).toMatchObject({ at: "signed_out", notice });
  });

  it("ignores an answer that was still under way", async () => {
    const renewal = await stage.checkSlowly();
    stage.answers.push(forgotten, signedOut());
    stage.signIn.signOut({ byClick: false });
    await settle();
    renewal.answer(signedIn());
    await renewal.done;
    await settle();
    expect(stage.view?.at).toBe("signed_out");
    expect(stage.reports).toEqual([{ reason: "signed_out" }]);
  });

  it("that the server does not hear is shown as failed, never as signed in", async () => {
    stage.answers.push(failure(503, "component_unavailable"));
    stage.signIn.signOut({ byClick: false });
    await settle();
    const notice = { code: "sign_out_unfinished" };
    expect(stage.view).toMatchObject({ at: "failed", notice, canSignOut: false });
    expect(stage.reports).toEqual([{ reason: "signed_out" }]);
  });

  it("that the server did not answer is sent again by itself, before anything else", async () => {
    stage.answers.push(failure(503, "component_unavailable"), forgotten, signedOut());
    stage.signIn.signOut({ byClick: false });
    await vi.advanceTimersByTimeAsync(999);
    expect(stage.view?.at).toBe("failed");
    await vi.advanceTimersByTimeAsync(1);
    expect(stage.asked.slice(1).map(({ method }) => method)).toEqual(["DELETE", "DELETE", "POST"]);
    expect(stage.view).toMatchObject({ at: "signed_out", notice: null });
    expect(stage.announced).toEqual(["signed_out"]);
  });

  it("that the server did not answer comes first when the person tries again", async () => {
    stage.answers.push(failure(503, "component_unavailable"));
    stage.signIn.signOut({ byClick: false });
    await settle();
    stage.answers.push(forgotten, signedOut());
    await stage.signIn.check();
    expect(stage.asked.slice(1).map(({ method }) => method)).toEqual(["DELETE", "DELETE", "POST"]);
    expect(stage.view?.at).toBe("signed_out");
    expect(stage.announced).toEqual(["signed_out"]);
  });

  it("that Python asks for counts also while the frame is still asking who is signed in", async () => {
    const question = await stage.checkSlowly();
    stage.answers.push(forgotten, signedOut());
    stage.signIn.signOut({ byClick: false });
    question.answer(signedIn());
    await settle();
    expect(stage.asked.at(-2)).toMatchObject({ method: "DELETE" });
    expect(stage.view?.at).toBe("signed_out");
    expect(stage.reports).toEqual([{ reason: "signed_out" }]);
  });

  it("does nothing when nobody is signed in", async () => {
    await stage.check(signedOut());
    stage.reports.length = 0;
    stage.signIn.signOut({ byClick: true });
    expect(stage.reports).toEqual([]);
    expect(stage.open).not.toHaveBeenCalled();
  });
});
