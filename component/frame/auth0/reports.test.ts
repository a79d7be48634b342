import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Reports } from "./reports";

const HANDOVER = { reason: "signed_in", challenge: "first", handover: "sealed" } as const;
let reports: Reports;
let busy: boolean[];

beforeEach(() => {
  vi.useFakeTimers();
  busy = [];
  reports = new Reports(vi.fn(), () => busy.push(reports.isPythonBusy));
  reports.follow(null, "first");
});

afterEach(() => vi.useRealTimers());

describe("Python is busy", () => {
  it("three seconds after a handover that it has not received, until it has", async () => {
    reports.handOver(HANDOVER);
    await vi.advanceTimersByTimeAsync(2_999);
    reports.follow(null, "first");
    expect(busy).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(busy).toEqual([true]);
    reports.follow(null, "second");
    expect(busy).toEqual([true, false]);
  });

  it.each<[string, () => void]>([
    ["when it has received it", () => reports.follow(null, "second")],
    ["when the sign-in is over", () => reports.end()],
  ])("no more %s", async (_, end) => {
    reports.handOver(HANDOVER);
    end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(busy).toEqual([]);
  });
});
