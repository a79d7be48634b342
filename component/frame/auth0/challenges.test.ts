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

it("is always the one of the last props, whether a handover was sent for it or not", () => {
  expect(challenges.current).toBe("first");
  challenges.use("first");
  challenges.offer("first");
  expect(challenges.current).toBe("first");
  challenges.offer("second");
  expect(challenges.current).toBe("second");
});

describe("Python is reported as busy", () => {
  const reported = () => onBusy.mock.calls.map(([isBusy]) => isBusy as boolean);

  it("three seconds after a handover that it has not received, until it has", async () => {
    challenges.use("first");
    onBusy.mockReset();
    await vi.advanceTimersByTimeAsync(2_999);
    challenges.offer("first");
    expect(reported()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(reported()).toEqual([true]);
    challenges.offer("second");
    expect(reported()).toEqual([true, false]);
  });

  it.each<[string, () => void]>([
    ["when it has received it", () => challenges.offer("second")],
    ["when the sign-in is over", () => challenges.forget()],
  ])("no more %s", async (_, end) => {
    challenges.use("first");
    end();
    onBusy.mockReset();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reported()).toEqual([]);
  });
});
