import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { auth0 as messages } from "../messages/en.json";
import {
  failure,
  forgetListeners,
  forgotten,
  Stage,
  settle,
  signedIn,
  signedOut,
} from "../test_support";

const REVOCATION = "sealed-revocation";
const NOT_KEPT = { code: "session_not_kept", message: messages.notKept };

let stage: Stage;
const methods = () => stage.asked.slice(2).map(({ method }) => method);
const signOutEnds = () => stage.answers.push(forgotten, signedOut("state-2"));

forgetListeners();
beforeEach(async () => {
  vi.useFakeTimers();
  stage = new Stage();
  await stage.check(signedOut());
  stage.signIn.start();
  stage.answers.push(signedIn({ kept: false, revocation: REVOCATION }));
  await stage.popupAnswers();
  stage.reports.length = stage.announced.length = 0;
});
afterEach(() => stage.end());

describe("a session that no cookie keeps", () => {
  it("can't be proved by the server", async () => {
    expect(stage.signIn.canProve).toBe(false);
    signOutEnds();
    stage.signIn.signOut({ byClick: false });
    await settle();
  });

  it("stays when another tab signs in", async () => {
    stage.signIn.takeOver("signed_in");
    await settle();
    expect(stage.view?.at).toBe("signed_in");
    expect(methods()).toEqual([]);
  });

  it("ends when another tab signs out, says so, and is revoked; no tab is told again", async () => {
    signOutEnds();
    stage.signIn.takeOver("signed_out");
    expect(stage.reports).toEqual([{ reason: "signed_out" }]);
    await settle();
    expect(stage.asked[2]).toMatchObject({ method: "DELETE", revocation: REVOCATION });
    const notice = { code: "signed_out", message: messages.signedOutElsewhere };
    expect(stage.view).toMatchObject({ at: "signed_out", notice });
    expect(stage.announced).toEqual([]);
  });

  it("is revoked by its own sign-out, also when that has to be tried again", async () => {
    stage.answers.push(failure(503, "component_unavailable"));
    signOutEnds();
    stage.signIn.signOut({ byClick: true });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stage.asked.slice(2, 4)).toEqual([
      { method: "DELETE", revocation: REVOCATION },
      { method: "DELETE", revocation: REVOCATION },
    ]);
    expect(stage.view).toMatchObject({ at: "signed_out", notice: null });
    expect(stage.announced).toEqual(["signed_out"]);
  });

  it("lasts as long as its token, and then says why it is over", async () => {
    await vi.advanceTimersByTimeAsync(599_999);
    expect([stage.view?.at, methods()]).toEqual(["signed_in", []]);
    signOutEnds();
    await vi.advanceTimersByTimeAsync(1);
    expect(methods()).toEqual(["DELETE", "POST"]);
    expect(stage.asked[2]).toMatchObject({ revocation: REVOCATION });
    expect(stage.view).toMatchObject({ at: "signed_out", notice: NOT_KEPT });
    expect(stage.reports).toEqual([{ reason: "signed_out" }]);
  });

  it("is over with the Python session that took it, and says so", async () => {
    signOutEnds();
    stage.signIn.begin();
    await settle();
    expect(stage.view).toMatchObject({ at: "signed_out", notice: NOT_KEPT });
  });
});

it("a session that a cookie keeps is proved by the server, and follows each change", async () => {
  signOutEnds();
  stage.signIn.signOut({ byClick: false });
  await settle();
  for (const change of ["signed_in", "signed_out"] as const) {
    await stage.check(signedIn());
    expect(stage.signIn.canProve).toBe(true);
    stage.answers.push(signedOut());
    stage.signIn.takeOver(change);
    await settle();
    expect(stage.view?.at).toBe("signed_out");
  }
});
