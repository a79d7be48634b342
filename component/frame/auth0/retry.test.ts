import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  failure,
  forgetListeners,
  forgotten,
  look,
  notice,
  Stage,
  signedIn,
  signedOut,
  sleep,
} from "../test_support";

const DOWN = failure(503, "provider_unavailable");
const SIGNED_OUT = { reason: "signed_out" };

let stage: Stage;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

forgetListeners();
beforeEach(() => {
  vi.useFakeTimers();
  stage = new Stage();
});
afterEach(() => stage.end());

/** Seconds until the next question. */
async function waitForQuestion(): Promise<number> {
  const count = stage.asked.length;
  for (let seconds = 0; seconds < 1_000; seconds++) {
    if (stage.asked.length > count) return seconds;
    await pass(1_000);
  }
  throw new Error("It is not asked again.");
}

describe("a question that failed", () => {
  it("is asked again by itself, later each time, until there is an answer", async () => {
    await stage.check(DOWN);
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      stage.answers.push(DOWN);
      waits.push(await waitForQuestion());
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    stage.answers.push(signedOut());
    await pass(60_000);
    expect(stage.view?.at).toBe("signed_out");
    await stage.check(DOWN);
    stage.answers.push(signedOut());
    expect(await waitForQuestion()).toBe(1);
  });

  it.each([
    [30, 30],
    [300, 300],
    [86_400, 300],
    [-1, 1],
  ])("waits for %i s when the server says so, but %i s at most", async (retryAfter, seconds) => {
    await stage.check(failure(503, "provider_unavailable", retryAfter));
    stage.answers.push(signedOut());
    expect(await waitForQuestion()).toBe(seconds);
  });

  it.each(["online", "visibilitychange", "pageshow"])("is asked again at %s", async (event) => {
    await stage.check(DOWN);
    for (let tries = 0; tries < 6; tries++) {
      stage.answers.push(DOWN);
      await waitForQuestion();
    }
    stage.answers.push(signedOut());
    if (event === "visibilitychange") look("visible");
    else dispatchEvent(new Event(event));
    await pass(0);
    expect(stage.view?.at).toBe("signed_out");
  });

  it("is not asked again before the server wants it, whatever happens", async () => {
    await stage.check(failure(503, "provider_unavailable", 10));
    dispatchEvent(new Event("online"));
    await pass(9_999);
    expect(stage.asked).toHaveLength(1);
    stage.answers.push(signedOut());
    await pass(1);
    expect(stage.asked).toHaveLength(2);
  });

  it("is asked again with the wish for a new token", async () => {
    await stage.check(signedIn());
    await stage.check(DOWN, { fresh: true });
    stage.answers.push(signedIn());
    await pass(1_000);
    expect(stage.lastAsked).toMatchObject({ fresh: true });
  });

  it("keeps its sentence on the page meanwhile, and is reported once", async () => {
    await stage.check(DOWN);
    const { length } = stage.views;
    stage.answers.push(DOWN, DOWN, failure(500, "misconfigured"));
    await pass(7_000);
    const drawn = stage.views.slice(length).map((view) => "notice" in view && view.notice?.code);
    expect(drawn).toEqual(["provider_unavailable", "provider_unavailable", "misconfigured"]);
    expect(stage.errors).toEqual([notice("provider_unavailable"), notice("misconfigured")]);
    stage.answers.push(signedOut());
    await pass(8_000);
  });

  it("leaves a way to sign out, which ends it", async () => {
    await stage.check(DOWN);
    expect(stage.view).toMatchObject({ at: "failed", canSignOut: true });
    stage.answers.push(forgotten, signedOut());
    stage.signIn.signOut({ byClick: true });
    await pass(0);
    expect(stage.asked.slice(1).map(({ method }) => method)).toEqual(["DELETE", "POST"]);
    expect(stage.view).toMatchObject({ at: "signed_out", notice: null });
    await pass(60_000);
    expect(stage.asked).toHaveLength(3);
  });
});

describe("a renewal that fails", () => {
  it("keeps the person signed in and is tried again", async () => {
    await stage.check(signedIn());
    await stage.check(DOWN);
    expect(stage.view?.at).toBe("signed_in");
    expect(stage.errors).toEqual([notice("provider_unavailable")]);
    stage.answers.push(signedIn());
    await pass(1_000);
    expect(stage.reports.at(-1)?.reason).toBe("renewed");
  });

  it("ends the sign-in with its token, for the frame and for Python, once", async () => {
    await stage.check(signedIn({ expiresIn: 10 }));
    for (let tries = 0; tries < 3; tries++) stage.answers.push(DOWN);
    await pass(9_999); // asked after 5, 6 and 8 seconds
    expect([stage.view?.at, stage.reports.length]).toEqual(["signed_in", 1]);
    await pass(1);
    expect(stage.view).toMatchObject({ at: "failed", notice: notice("provider_unavailable") });
    expect(stage.reports.slice(1)).toEqual([SIGNED_OUT]);
    stage.answers.push(signedOut());
    await pass(60_000);
    expect(stage.view?.at).toBe("signed_out");
    expect(stage.reports.slice(1)).toEqual([SIGNED_OUT]);
  });

  it("and then succeeds restores the sign-in", async () => {
    await stage.check(signedIn({ expiresIn: 5 }));
    stage.answers.push(DOWN, signedIn());
    await pass(6_000);
    expect(stage.reports.map(({ reason }) => reason)).toEqual([
      "restored",
      "signed_out",
      "restored",
    ]);
    expect(stage.view?.at).toBe("signed_in");
  });

  it("is shown as under way when the token ends before there is an answer", async () => {
    await stage.check(signedIn({ expiresIn: 10 }));
    let answer = (_: ReturnType<typeof signedIn>): void => {};
    stage.answers.push(() => new Promise((resolve) => (answer = resolve)));
    await pass(10_000);
    expect(stage.view?.at).toBe("checking");
    expect(stage.reports.slice(1)).toEqual([SIGNED_OUT]);
    answer(signedIn());
    await pass(0);
    expect(stage.view?.at).toBe("signed_in");
  });
});

it("after a sleep without network the sign-in is over, and comes back with the network", async () => {
  await stage.check(signedIn());
  sleep(8 * 3_600_000);
  stage.answers.push(DOWN);
  look("visible");
  await pass(0);
  expect(stage.view?.at).toBe("failed");
  expect(stage.reports.at(-1)).toEqual(SIGNED_OUT);
  stage.answers.push(signedIn());
  dispatchEvent(new Event("online"));
  await pass(0);
  expect(stage.view?.at).toBe("signed_in");
});

describe("a new Python session", () => {
  it.each([
    ["shows a person", "id-of-ada", [SIGNED_OUT]],
    ["shows nobody", null, [SIGNED_OUT]],
  ])("that %s learns when nobody is signed in", async (_, person, reports) => {
    stage.answers.push(signedOut());
    stage.signIn.begin();
    stage.signIn.follow({ person, challenge: "another" });
    await pass(0);
    expect(stage.reports).toEqual(reports);
  });

  it("that shows a person late, by a handover of the page before, learns so too, once", async () => {
    stage.answers.push(signedOut());
    stage.signIn.begin();
    await pass(0);
    for (const person of [null, "id-of-ada", "id-of-ada"])
      stage.signIn.follow({ person, challenge: "another" });
    expect(stage.reports, "as the first answer, and as the end of that").toEqual([
      SIGNED_OUT,
      SIGNED_OUT,
    ]);
  });

  it("is not told of a sign-in that it did not get: the frame does not show one either", async () => {
    await stage.check(signedIn());
    stage.answers.push(DOWN);
    stage.signIn.begin();
    await pass(0);
    expect(stage.view?.at).toBe("failed");
    stage.answers.push(signedIn());
    await pass(1_000);
    expect(stage.reports.at(-1)?.reason).toBe("restored");
  });
});
