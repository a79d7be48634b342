/** A page of the component in its own window: its script runs, and its neighbours are mocked. */
import type { NextApiHandler, NextApiRequest, NextApiResponse } from "next";
import { afterEach, beforeAll, beforeEach, vi } from "vitest";

export const ORIGIN = "https://component.example";
export const RECEIVED = { type: "callback:received" };
export const DROPPED = { type: "callback:dropped" };

export const close = vi.fn();
export const makeWindow = () => ({ closed: false, postMessage: vi.fn() });

/** What the page sends on channels, by their name, and its listeners there. */
export const sent: [name: string, data: unknown][] = [];
const listening: [name: string, channel: Channel][] = [];
/** Whether the browser blocks storage, and channels with it. */
export const storage = { isBlocked: false };

class Channel {
  onmessage: (event: { data: unknown }) => void = () => {};
  constructor(readonly name: string) {
    if (storage.isBlocked) throw new DOMException("", "SecurityError");
    listening.push([name, this]);
  }
  postMessage(data: unknown): void {
    sent.push([this.name, data]);
  }
}

/** Another page of this origin sends on a channel. */
export function broadcast(name: string, data: unknown): void {
  for (const [one, channel] of listening) if (one === name) channel.onmessage({ data });
}

export const post = (origin: string, source: unknown, data: unknown) =>
  dispatchEvent(new MessageEvent("message", { origin, source: source as Window, data }));

export const text = () => document.getElementById("text")?.textContent;

/** The page of a route; returns what runs it as a window with `opener` that landed on `query`. */
export function load(route: NextApiHandler, path: string) {
  let html: string;
  const listeners: [string, EventListener][] = [];
  beforeAll(async () => {
    const send = vi.fn();
    const res = { setHeader: () => {}, send } as unknown as NextApiResponse;
    await route({ method: "GET", headers: {} } as NextApiRequest, res);
    html = String(send.mock.calls[0]?.[0]);
  });
  beforeEach(() => {
    vi.useFakeTimers();
    close.mockReset();
    storage.isBlocked = false;
    sent.length = listening.length = 0;
    vi.stubGlobal("BroadcastChannel", Channel);
    const add = globalThis.addEventListener;
    vi.spyOn(globalThis, "addEventListener").mockImplementation((type, listener) => {
      listeners.push([type, listener as EventListener]);
      add(type, listener as EventListener);
    });
  });
  afterEach(() => {
    for (const [type, listener] of listeners.splice(0)) removeEventListener(type, listener);
  });
  return (opener: unknown, query = "", { isDrawn = true } = {}) => {
    const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } };
    happyDOM.setURL(`${ORIGIN}${path}${query}`);
    const page = new DOMParser().parseFromString(html, "text/html");
    document.body.innerHTML = (isDrawn && page.querySelector("main")?.outerHTML) || "";
    vi.stubGlobal("opener", opener);
    vi.stubGlobal("close", close);
    new Function(page.querySelector("script")?.textContent ?? "")();
  };
}
