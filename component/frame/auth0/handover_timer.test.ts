import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HandoverTimer } from "./handover_timer";

let handovers: HandoverTimer;
let reported: boolean[];

beforeEach(() => {
  vi.useFakeTimers();
  reported = [];
  handovers = new HandoverTimer(() => reported.push(handovers.isBusy));
  handovers.check("first");
});

afterEach(() => vi.useRealTimers());

describe("Python is busy", () => {
  it("three seconds after a handover that it has not received, until it has", async () => {
    handovers.start("first");
    await vi.advanceTimersByTimeAsync(2_999);
    handovers.check("first");
    expect(reported).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(reported).toEqual([true]);
    handovers.check("second");
    expect(reported).toEqual([true, false]);
  });

  it.each<[string, () => void]>([
    ["when it has received it", () => handovers.check("second")],
    ["when the sign-in is over", () => handovers.stop()],
  ])("no more %s", async (_, end) => {
    handovers.start("first");
    end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reported).toEqual([]);
  });
});
