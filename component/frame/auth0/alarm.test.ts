import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetListeners, look, sleep } from "../test_support";
import { Alarm } from "./alarm";

let alarm: Alarm;
forgetListeners();
const work = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  work.mockReset();
  look("visible");
  alarm = new Alarm();
});

afterEach(() => {
  alarm.clear();
  vi.useRealTimers();
});

describe("an alarm", () => {
  it("rings once, when its time has come", () => {
    alarm.set(1_000, work);
    vi.advanceTimersByTime(999);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(work).toHaveBeenCalledOnce();
  });

  it.each(["visibilitychange", "pageshow", "online"])(
    "that was slept through rings at %s",
    (event) => {
      alarm.set(1_000, work);
      sleep(3_600_000);
      if (event === "visibilitychange") look("visible");
      else dispatchEvent(new Event(event));
      expect(work).toHaveBeenCalledOnce();
    },
  );

  it("that was slept through rings within half a minute where no event tells", () => {
    alarm.set(3_600_000, work);
    sleep(3_600_000);
    vi.advanceTimersByTime(30_000);
    expect(work).toHaveBeenCalledOnce();
  });

  it("rings after years, though no timer of a browser lasts so long", () => {
    alarm.set(2 ** 32, work);
    vi.advanceTimersByTime(3_600_000);
    expect(work).not.toHaveBeenCalled();
    sleep(2 ** 32);
    vi.advanceTimersByTime(30_000);
    expect(work).toHaveBeenCalledOnce();
  });

  it("rings early where the network or the person comes back, but no earlier than it may", () => {
    alarm.set(60_000, work, { earliest: 5_000 });
    dispatchEvent(new Event("online"));
    vi.advanceTimersByTime(4_999);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledOnce();
    alarm.set(60_000, work, { earliest: 0 });
    look("visible");
    expect(work).toHaveBeenCalledTimes(2);
  });

  it("rings early once where the network came back after it was cleared and before it was set", () => {
    alarm.set(60_000, work, { earliest: 5_000 });
    alarm.clear();
    dispatchEvent(new Event("online"));
    for (const delay of [5_000, 60_000]) {
      alarm.set(60_000, work, { earliest: 5_000 });
      vi.advanceTimersByTime(delay - 1);
      expect(work).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(work).toHaveBeenCalledOnce();
      work.mockReset();
    }
  });

  it("is not woken before its time", () => {
    alarm.set(1_000, work);
    look("hidden");
    look("visible");
    expect(work).not.toHaveBeenCalled();
  });

  it("for a visible tab waits until the person looks at it", () => {
    alarm.set(1_000, work, { onlyVisible: true });
    look("hidden");
    vi.advanceTimersByTime(60_000);
    expect(work).not.toHaveBeenCalled();
    look("visible");
    expect(work).toHaveBeenCalledOnce();
  });

  it("is replaced by the next one, and forgotten when it is cleared", () => {
    const other = vi.fn();
    alarm.set(1_000, work);
    alarm.set(2_000, other);
    vi.advanceTimersByTime(1_500);
    expect(work).not.toHaveBeenCalled();
    alarm.clear();
    vi.advanceTimersByTime(10_000);
    look("visible");
    expect(other).not.toHaveBeenCalled();
  });
});
