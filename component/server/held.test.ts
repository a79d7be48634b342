/** Access tokens in memory: they are found by their session only, and their number is bounded. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SESSION, setSettings } from "../test_support";
import { forgetHeld, hold, withHeld } from "./session";

setSettings();
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 }));

const of = (id: string, accessToken = `token of ${id}`, expiresAt = 1_700_000_600) => ({
  ...SESSION,
  id,
  grant: { ...SESSION.grant, accessToken, expiresAt },
});
const found = (id: string) =>
  withHeld({ ...of(id), grant: { ...of(id).grant, accessToken: null }, isHeld: true }).grant
    .accessToken;

describe("a token that is held", () => {
  it("is found by the state of its session", () => {
    hold(of("one"));
    hold(of("two"));
    expect([found("one"), found("two"), found("three")]).toEqual([
      "token of one",
      "token of two",
      null,
    ]);
  });

  it("is forgotten when it has ended, and when its session is signed out", () => {
    hold(of("short", "token", 1_700_000_010));
    vi.advanceTimersByTime(10_000);
    hold({ ...of("other"), signedInAt: 1 });
    expect([found("short"), found("other")]).toEqual([null, "token of other"]);
    hold(of("mine"));
    forgetHeld({ ...of("later"), signedInAt: 1 });
    expect([found("other"), found("mine")]).toEqual([null, "token of mine"]);
  });

  it("makes room for newer ones above a thousand, oldest first", () => {
    for (let number = 0; number < 1_001; number++) hold(of(`n${number}`));
    expect([found("n0"), found("n1"), found("n1000")]).toEqual([
      null,
      "token of n1",
      "token of n1000",
    ]);
  });
});
