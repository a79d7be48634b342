/** The page in the browser's language. */
import { beforeEach, expect, it, vi } from "vitest";
import { auth0 as german } from "../messages/de.json";
import { auth0 as english } from "../messages/en.json";
import { failure, forgetListeners, signedIn, signedOut } from "../test_support";
import { alert, answer, events, labels, load, props, send, status } from "./page_test_support";

forgetListeners();

beforeEach(() => {
  document.documentElement.lang = "en";
  vi.stubGlobal("open", () => ({ closed: true, focus() {}, postMessage() {} }));
});

async function loadIn(languages: string[], one = signedOut()): Promise<void> {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);
  await load(one);
  await props();
}

const press = (text: string) =>
  [...document.querySelectorAll("button")].find((one) => one.textContent === text)?.click();
const lang = () => document.documentElement.lang;

it("is German for a browser in German, with its title", async () => {
  document.head.innerHTML = "<title>Sign in</title>";
  await loadIn(["de-AT", "en"]);
  expect([status(), labels(), lang(), document.title]).toEqual([
    german.signed_out,
    [german.signIn],
    "de",
    german.title,
  ]);
});

it("stays English for a browser in a language that it has no texts in", async () => {
  await loadIn(["fr-FR"]);
  expect([status(), labels(), lang()]).toEqual([english.signed_out, [english.signIn], "en"]);
});

it("stays English if the texts do not load", async () => {
  vi.doMock("../messages/de.json", () => {
    throw new TypeError("the network is down");
  });
  await loadIn(["de"]);
  vi.doUnmock("../messages/de.json");
  expect([status(), labels(), lang()]).toEqual([english.signed_out, [english.signIn], "en"]);
});

it("names the person in German", async () => {
  await loadIn(["de"], signedIn());
  expect(status()).toBe("Angemeldet als Ada");
});

it("shows and reports a closed window in German", async () => {
  await loadIn(["de"]);
  press(german.signIn);
  await vi.advanceTimersByTimeAsync(400);
  expect(alert()).toBe(german.popupClosed);
  expect(events().at(-1)?.data).toMatchObject({ message: german.popupClosed });
  expect(labels()).toEqual([german.signIn, german.continue]);
});

it("shows and reports in German what it finds by itself", async () => {
  await loadIn(["de"], { json: {} });
  expect(alert()).toBe(german.failed);
  answer(failure(503, "api_unavailable"));
  await send("callRoute", { route: "nowhere" });
  expect(events().at(-1)?.data).toMatchObject({ message: german.routeUnknown });
});

it("draws nothing before its texts are there", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["de"]);
  let arrive = (_: object) => {};
  const texts = new Promise<object>((resolve) => {
    arrive = resolve;
  });
  let loading: Promise<void> | undefined;
  await new Promise<void>((asked) => {
    vi.doMock("../messages/de.json", () => {
      asked();
      return texts;
    });
    loading = load(signedOut());
  });
  await props();
  expect(document.querySelector("#page")?.textContent).toBe("");
  arrive({ auth0: german });
  await loading;
  vi.doUnmock("../messages/de.json");
  expect(status()).toBe(german.signed_out);
});
