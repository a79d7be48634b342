import { beforeEach, describe, expect, it, vi } from "vitest";
import { VERSION } from "../wire/contract.gen";
import { COMPONENT, forgetPlaces, Place } from "./test_support";

forgetPlaces();

const pass = (time: number) => vi.advanceTimersByTime(time);
const button = (place: Place) => place.parent.querySelector("button") as HTMLButtonElement;

/** How often the frame was sent to the page's address. */
let loads: { mock: { calls: unknown[] } };
beforeEach(() => {
  loads = vi.spyOn(HTMLIFrameElement.prototype, "src", "set");
});

describe("the notice", () => {
  it("appears within 4.5 s where nothing of ours answers, and what to look at", () => {
    const place = new Place();
    pass(2_999);
    expect(place.notice).toBeNull();
    expect(place.frame.hidden).toBe(false);
    pass(1);
    expect(place.notice).toContain(`${COMPONENT} does not answer`);
    expect(place.notice).toContain(`GATEPOST_APPS lists ${location.origin}.`);
    expect(place.notice).toContain("retries automatically");
    expect(place.frame.hidden).toBe(true);
  });

  it("names what decides for a page of the app's own", () => {
    const place = new Place();
    place.own = true;
    place.drawFrame();
    pass(3_000);
    expect(place.notice).toContain(`The page at ${COMPONENT} does not answer.`);
    expect(place.notice).toContain(`data-apps in its index.html lists ${location.origin}.`);
    place.load();
    place.deliver({ gatepost: VERSION + 1, type: "ready" });
    expect(place.notice).toContain(`The page at ${COMPONENT} is from another release`);
  });

  it("comes sooner when something has loaded that is no page of ours", () => {
    const place = new Place();
    pass(2_500);
    place.load();
    pass(1_199);
    expect(place.notice).toBeNull();
    pass(1);
    expect(place.notice).toContain("does not answer");
  });

  it.each([VERSION - 1, VERSION + 1])(
    "names both versions when the page is of version %i, at once",
    (version) => {
      const place = new Place();
      place.load();
      place.deliver({ gatepost: version, type: "ready" });
      expect(place.notice).toContain(
        `another release (contract ${version}) than this app (contract ${VERSION})`,
      );
      expect(place.notice).toContain(COMPONENT);
      expect(place.frame.hidden).toBe(true);
    },
  );

  it.each([String(VERSION), null, undefined, {}])("does not come for a version %j", (version) => {
    const place = new Place().open();
    place.deliver({ gatepost: version, type: "ready" });
    expect(place.notice).toBeNull();
  });

  it("disappears as soon as the page is ready, and no timer is left", () => {
    const place = new Place();
    pass(3_000);
    place.open();
    expect(place.notice).toBeNull();
    expect(place.frame.hidden).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a page that is not there", () => {
  it("is tried again 5 s after each notice, which stays meanwhile", () => {
    const place = new Place();
    for (let tries = 1; tries < 10; tries++) {
      pass(100);
      place.load(); // the browser's own page for an address that refuses
      pass(1_200 + 4_999);
      expect(loads.mock.calls).toHaveLength(tries);
      expect(place.notice).toContain("does not answer");
      pass(1);
      expect(loads.mock.calls).toHaveLength(tries + 1);
    }
  });

  it("is given longer each time while it loads, up to 33 s", () => {
    new Place();
    const start = performance.now();
    const times: number[] = [];
    for (let count = 1; times.length < 6; pass(1_000))
      if (loads.mock.calls.length > count) {
        count += 1;
        times.push((performance.now() - start) / 1_000);
      }
    expect(times).toEqual([8, 21, 44, 77, 110, 143]);
  });

  it("but loads within 12 s comes up at the second try, and is then tried as at first", () => {
    const place = new Place();
    pass(8_000 + 12_000);
    expect(loads.mock.calls).toHaveLength(2);
    place.open();
    expect(place.notice).toBeNull();
    place.load();
    pass(1_200 + 5_000);
    expect(loads.mock.calls).toHaveLength(3);
  });

  it("is tried again at once by the button, which shows that", () => {
    const place = new Place();
    pass(3_000);
    button(place).click();
    expect(loads.mock.calls).toHaveLength(2);
    expect(place.notice).toBe(`Trying ${COMPONENT} again …`);
    pass(2_999); // the time of the retry that was planned before has not come yet either
    expect(place.notice).toBe(`Trying ${COMPONENT} again …`);
    pass(1);
    expect(place.notice).toContain("does not answer");
    expect(loads.mock.calls).toHaveLength(2);
  });

  it("of another version is tried again too, however much it sends", () => {
    const place = new Place();
    place.load();
    for (let time = 0; time < 5_000; time += 1_000) {
      place.deliver({ gatepost: VERSION + 1, type: "ready" });
      pass(1_000);
    }
    expect(loads.mock.calls).toHaveLength(2);
    place.load();
    place.deliver({ gatepost: VERSION + 1, type: "ready" });
    expect(place.notice).toContain(`contract ${VERSION})`);
  });

  it("of another version is tried again too, and ignored before it is ready", () => {
    const place = new Place().open();
    place.deliver({ gatepost: VERSION + 1, type: "event" });
    pass(5_000);
    expect(loads.mock.calls).toHaveLength(2);
    place.emit("onError");
    pass(50);
    expect(place.envelopes).toEqual([]);
    place.open().emit("onError");
    pass(50);
    expect(place.envelopes).toHaveLength(1);
  });
});

describe("a host", () => {
  it("that is ready and idle costs no timer", () => {
    const place = new Place().open();
    expect(vi.getTimerCount()).toBe(0);
    place.window.postMessage.mockClear();
    pass(120_000);
    expect(place.posted).toEqual([]);
    expect(place.envelopes).toEqual([]);
    expect(loads.mock.calls).toHaveLength(1);
  });

  it.each<[string, (place: Place) => unknown]>([
    ["while it waits for the page", () => {}],
    ["while it gives notice", () => pass(4_000)],
    ["while events wait", (place) => place.open().emitMany(2)],
    ["while a command is to be acknowledged", (place) => place.open().handle(1)],
  ])("that has gone %s does nothing any more", (_, wait) => {
    const place = new Place({ commands: [{ seq: 1, name: "ping", data: {} }] });
    wait(place);
    place.cleanUp();
    expect(vi.getTimerCount()).toBe(0);
    expect(place.parent.childNodes).toHaveLength(0);
    place.emitMany(1);
    pass(60_000);
    expect(place.envelopes).toEqual([]);
    expect(loads.mock.calls).toHaveLength(1);
  });

  it("takes its listener away", () => {
    const add = vi.spyOn(window, "addEventListener");
    const remove = vi.spyOn(window, "removeEventListener");
    const place = new Place().open();
    place.draw();
    place.cleanUp();
    expect(add.mock.calls).toHaveLength(1);
    expect(remove.mock.calls).toEqual(add.mock.calls);
  });
});

describe("the notice in a browser in German", () => {
  beforeEach(() => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["de-CH", "en"]);
  });

  it("is German, with its button, for screen readers, too", () => {
    const place = new Place();
    pass(3_000);
    expect(place.notice).toContain(`Die Komponente unter ${COMPONENT} antwortet nicht.`);
    expect(place.notice).toContain("Diese Seite versucht es von selbst weiter.");
    expect(button(place).textContent).toBe("Erneut versuchen");
    expect(place.parent.querySelector<HTMLElement>("[role=alert]")?.lang).toBe("de");
  });

  it("names both versions", () => {
    const place = new Place();
    place.load();
    place.deliver({ gatepost: VERSION + 1, type: "ready" });
    expect(place.notice).toContain(`(Vertrag ${VERSION + 1}) als diese App (Vertrag ${VERSION})`);
  });
});
