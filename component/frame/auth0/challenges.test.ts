import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Challenges } from "./challenges";

let challenges: Challenges;
let reported: boolean[];

beforeEach(() => {
  vi.useFakeTimers();
  reported = [];
  challenges = new Challenges(() => reported.push(challenges.isBusy));
  challenges.offer("first");
});

afterEach(() => vi.useRealTimers());

describe("Python is busy", () => {
  it("three seconds after a handover that it has not received, until it has", async () => {
    challenges.use("first");
    await vi.advanceTimersByTimeAsync(2_999);
    challenges.offer("first");
    expect(reported).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(reported).toEqual([true]);
    challenges.offer("second");
    expect(reported).toEqual([true, false]);
  });

  it.each<[string, () => void]>([
    ["when it has received it", () => challenges.offer("second")],
    ["when the sign-in is over", () => challenges.forget()],
  ])("no more %s", async (_, end) => {
    challenges.use("first");
    end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reported).toEqual([]);
  });
});
