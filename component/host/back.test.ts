import { describe, expect, it, vi } from "vitest";
import { opened, rest, run, show, showStreamlit } from "./streamlit_test_support";

showStreamlit();

describe("a server that is gone", () => {
  it("is sent nothing before it is back; then the app runs, with what waited", async () => {
    const place = opened();
    await show({ connection: "PINGING_SERVER" });
    place.emit("onAdhocReport");
    vi.advanceTimersByTime(5_000);
    expect(place.ways).toEqual([]);
    await show({ connection: "CONNECTED" });
    expect(place.ways).toEqual(["app"]);
    expect(place.last.events).toHaveLength(1);
  });

  it("has the app run when it is back, once for all pages", async () => {
    const [one, two] = [opened(), opened()];
    await show({ connection: "PINGING_SERVER" });
    await show({ connection: "CONNECTED" });
    await rest();
    expect([...one.ways, ...two.ways]).toEqual(["app"]);
  });
});

describe("a click while a server that is back has not run the app yet", () => {
  function button() {
    const clicks = vi.fn();
    const made = document.createElement("button");
    made.addEventListener("click", clicks);
    const around = document.createElement("div"); // as Streamlit draws what a component has
    around.attachShadow({ mode: "open" }).append(made);
    document.body.append(around);
    return { made, clicks };
  }

  function click(target: Element): void {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true, composed: true });
    const { host } = target.getRootNode() as ShadowRoot; // what the browser names at the window
    Object.defineProperties(event, { isTrusted: { value: true }, target: { value: host } });
    target.dispatchEvent(event);
  }

  async function comeBack(): Promise<void> {
    await show({ connection: "PINGING_SERVER" });
    await show({ connection: "CONNECTED" });
  }

  it("counts when it has, and once", async () => {
    opened();
    const { made, clicks } = button();
    await comeBack();
    click(made);
    expect(clicks).not.toHaveBeenCalled();
    await run();
    await rest();
    expect(clicks).toHaveBeenCalledTimes(1);
    click(made);
    expect(clicks).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["no run has begun within 10 s", async () => {}, 10_000],
    ["a run has not ended within 30 s", run, 30_000],
  ])("counts when %s", async (_, begin, patience) => {
    opened();
    const { made, clicks } = button();
    await comeBack();
    await begin();
    click(made);
    vi.advanceTimersByTime(patience - 1);
    expect(clicks).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(clicks).toHaveBeenCalledTimes(1);
  });

  it("is forgotten where its button is gone with the run", async () => {
    opened();
    const { made, clicks } = button();
    await comeBack();
    click(made);
    await run();
    made.remove();
    await rest();
    expect(clicks).not.toHaveBeenCalled();
  });
});
