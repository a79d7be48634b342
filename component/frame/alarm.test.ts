import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Alarm } from "./alarm";

let alarm: Alarm;
const work = vi.fn();
const show = (state: DocumentVisibilityState) => {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
};

beforeEach(() => {
  vi.useFakeTimers();
  work.mockReset();
  show("visible");
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

  it.each(["visibilitychange", "pageshow"])("that was slept through rings at %s", (event) => {
    alarm.set(1_000, work);
    vi.setSystemTime(Date.now() + 3_600_000); // the clock went on, the timers did not
    if (event === "pageshow") dispatchEvent(new Event(event));
    else show("visible");
    expect(work).toHaveBeenCalledOnce();
  });

  it("is not woken before its time", () => {
    alarm.set(1_000, work);
    show("hidden");
    show("visible");
    expect(work).not.toHaveBeenCalled();
  });

  it("for a visible tab waits until the person looks at it", () => {
    alarm.set(1_000, work, { onlyVisible: true });
    show("hidden");
    vi.advanceTimersByTime(60_000);
    expect(work).not.toHaveBeenCalled();
    show("visible");
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
    show("visible");
    expect(other).not.toHaveBeenCalled();
  });
});
