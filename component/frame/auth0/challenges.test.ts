import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Challenges } from "./challenges";

let challenges: Challenges;
const onBusy = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  challenges = new Challenges(onBusy);
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

  it("that was used five seconds ago makes no request wait, however often one is tried", async () => {
    challenges.use("first");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await isWaiting(challenges.next())).toBe(false);
    expect(await isWaiting(challenges.next())).toBe(false);
    challenges.offer("second");
    challenges.use("second");
    expect(await isWaiting(challenges.next())).toBe(true);
  });
});

describe("Python is said to be busy", () => {
  const said = () => onBusy.mock.calls.map(([isBusy]) => isBusy as boolean);

  it("three seconds after a handover that it has not taken, until it has", async () => {
    challenges.use("first");
    onBusy.mockReset();
    await vi.advanceTimersByTimeAsync(2_999);
    challenges.offer("first");
    expect(said()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said()).toEqual([true]);
    challenges.offer("second");
    expect(said()).toEqual([true, false]);
  });

  it.each<[string, () => void]>([
    ["when it has taken it", () => challenges.offer("second")],
    ["when the sign-in is over", () => challenges.forget()],
  ])("no more %s", async (_, end) => {
    challenges.use("first");
    end();
    onBusy.mockReset();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said()).toEqual([]);
  });
});
