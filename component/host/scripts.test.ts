import { beforeEach, describe, expect, it, vi } from "vitest";
import { deliver } from "../frame/test_support";
import { type Envelope, VERSION } from "../wire/contract.gen";
import { loadLate, loadScripts, type Scripts } from "./scripts_test_support";
import { COMPONENT, forgetPlaces, Place } from "./test_support";

forgetPlaces();

const names = (envelope: Envelope) => envelope.events.map(({ name }) => name);
const flush = () => vi.advanceTimersByTime(50);

describe("a place whose script is another one since a deployment", () => {
  it("holds one frame, and the host before it receives and sends nothing more", async () => {
    const place = new Place().open();
    const { frame } = place;
    place.emit("onStatusUpdate", { reason: "signed_out" });
    place.deploy(await loadScripts("deployed"), { session: "session-after-it-1" });
    expect(place.parent.querySelectorAll("iframe")).toHaveLength(1);
    expect(place.frame).not.toBe(frame);
    place.open().emit("after");
    vi.advanceTimersByTime(10_000);
    expect(new Set(place.envelopes.flatMap(names))).toEqual(new Set(["after"]));
    place.acknowledge();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("goes on with what waits where the Python session is the same", async () => {
    const place = new Place().open();
    place.emit("before");
    place.deploy(await loadScripts("deployed"));
    place.open().emit("after");
    flush();
    expect(names(place.last)).toEqual(["before", "after"]);
  });

  it("leaves what waits behind where the contract is another", async () => {
    const place = new Place().open();
    place.emit("before");
    place.deploy(
      await loadScripts("", (text) =>
        text.replace(`VERSION = ${VERSION};`, `VERSION = ${VERSION + 1};`),
      ),
    );
    place.load();
    place.deliver({ gatepost: VERSION + 1, type: "ready" });
    place.deliver({ gatepost: VERSION + 1, type: "event", name: "after", data: {} });
    vi.advanceTimersByTime(10_000);
    expect(place.envelopes.map(({ v }) => v as number)).toEqual(
      place.envelopes.map(() => VERSION + 1),
    );
    expect(new Set(place.envelopes.flatMap(names))).toEqual(new Set(["after"]));
  });
});

describe("a frame that is drawn before the script of its connection has come", () => {
  const window = { postMessage: vi.fn() };
  let parent: HTMLElement;
  let cleanUp = () => {};

  beforeEach(() => {
    parent = document.createElement("div");
    window.postMessage.mockReset();
  });

  const frame = () => parent.querySelector("iframe");
  function draw(mount: Scripts["host"]): void {
    cleanUp = mount({
      data: {
        key: "late",
        page: "hero",
        session: "session-that-is-late",
        src: `${COMPONENT}/frame/hero`,
        title: "Hero",
        own: false,
        person: null,
      },
      parentElement: parent,
      setTriggerValue: () => {},
    });
    Object.defineProperty(frame(), "contentWindow", { value: window });
  }
  const load = () => frame()?.dispatchEvent(new Event("load"));
  const hello = () => [[{ gatepost: VERSION, type: "hello" }, COMPONENT]];

  it("loads its page meanwhile, and says hello once that has come", async () => {
    await loadLate((mount) => {
      draw(mount);
      load();
      deliver({ gatepost: VERSION, type: "ready" }, COMPONENT, window);
      expect(window.postMessage).not.toHaveBeenCalled();
    });
    expect(window.postMessage.mock.calls).toEqual(hello());
    cleanUp();
    expect(frame()).toBeNull();
  });

  it("says hello when its page has loaded, if that takes longer", async () => {
    await loadLate(draw);
    expect(window.postMessage).not.toHaveBeenCalled();
    load();
    expect(window.postMessage.mock.calls).toEqual(hello());
    cleanUp();
  });

  it("does not blame its page for that, but says so when there is no page", async () => {
    await loadLate((mount) => {
      draw(mount);
      const notice = parent.querySelector("[role=alert]") as HTMLElement;
      load();
      vi.advanceTimersByTime(60_000);
      expect(notice.hidden).toBe(true);
      cleanUp();
      draw(mount);
      vi.advanceTimersByTime(3_000);
      const missing = parent.querySelector("[role=alert]") as HTMLElement;
      expect(missing.textContent).toContain(COMPONENT);
    });
    cleanUp();
  });

  it("is not there when it was taken away meanwhile", async () => {
    await loadLate((mount) => {
      draw(mount);
      load();
      cleanUp();
    });
    expect(frame()).toBeNull();
    expect(window.postMessage).not.toHaveBeenCalled();
  });
});
