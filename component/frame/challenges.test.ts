import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Challenges } from "./challenges";

let challenges: Challenges;

beforeEach(() => {
  vi.useFakeTimers();
  challenges = new Challenges();
  challenges.offer("first");
});

afterEach(() => vi.useRealTimers());

async function isWaiting(next: Promise<string>): Promise<boolean> {
  let done = false;
  void next.then(() => {
    done = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return !done;
}

describe("a challenge", () => {
  it("is given at once while no handover was made for it", async () => {
    expect(await challenges.next()).toBe("first");
    expect(await challenges.next()).toBe("first");
  });

  it("that is used is not given again: the next request waits for a new one", async () => {
    challenges.use("first");
    const next = challenges.next();
    challenges.offer("first");
    expect(await isWaiting(next)).toBe(true);
    challenges.offer("second");
    expect(await next).toBe("second");
  });

  it("comes to all that wait", async () => {
    challenges.use("first");
    const both = Promise.all([challenges.next(), challenges.next()]);
    challenges.offer("second");
    expect(await both).toEqual(["second", "second"]);
  });

  it("is given again after five seconds when Python took no handover for it", async () => {
    challenges.use("first");
    const next = challenges.next();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await isWaiting(next)).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(await next).toBe("first");
  });
});
