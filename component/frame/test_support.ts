/** What the frame's tests share: the window around the frame, and a sign-in with its border mocked. */
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { StatusUpdate } from "../wire/contract.gen";
import { props as anyProps } from "../wire/contract.gen";
import { record } from "../wire/shape";
import type { Notice } from "./auth0/session";
import { SignIn } from "./auth0/sign_in";
import type { Change, View } from "./auth0/view";
import { type Apps, Bridge, type Listener } from "./kit/bridge";

export type AnyEvents = Record<string, object>;
export type AnyCommands = Record<string, Record<string, unknown>>;

type Handlers = Record<string, (data: Record<string, unknown>) => void>;
interface Options extends Partial<Pick<Listener<AnyCommands>, "props" | "staysLoaded">> {
  apps?: Apps;
}

/** A bridge that knows every event, and those commands with any data. */
export function openBridge(handlers: Handlers = {}, options: Options = {}) {
  const { apps = { [APP]: [] }, props = () => {}, ...rest } = options;
  const commands = Object.entries(handlers).map(([name, handle]) => [
    name,
    { shape: record, handle },
  ]);
  return new Bridge<AnyEvents, AnyCommands>(apps, {
    shape: anyProps,
    props,
    commands: Object.fromEntries(commands),
    ...rest,
  });
}

/** A message of another window, as the browser delivers it. */
export const deliver = (data: unknown, origin: string, source: unknown) =>
  dispatchEvent(new MessageEvent("message", { data, origin, source: source as Window }));

/** Have a window be the only one around the page. */
export function surroundWith(parent: unknown): void {
  vi.stubGlobal("parent", parent);
  vi.stubGlobal("top", parent);
}

/** Take listeners of the page away after each test, and what its storage keeps before it. */
export function forgetListeners(): void {
  const added: [from: EventTarget, type: string, listener: EventListener][] = [];
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
    for (const target of [globalThis, document]) {
      const add = target.addEventListener.bind(target);
      vi.spyOn(target, "addEventListener").mockImplementation((type, listener) => {
        added.push([target, type, listener as EventListener]);
        add(type, listener as EventListener);
      });
    }
  });
  afterEach(() => {
    for (const [from, type, listener] of added.splice(0)) from.removeEventListener(type, listener);
  });
}

/** Show or hide the tab. */
export function look(state: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

/** Time passes while timers stand still. */
export const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);

export const APP = "https://one.example";
export const CHALLENGE = "c".repeat(43);
export const END_SESSION = "https://issuer.example/oidc/logout";
export const USER = { name: "Ada", email: "ada@example.com" };

export const PERSON = "person-ada";

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  json: unknown;
}

export const signedIn = (changes = {}): Answer => ({
  json: {
    user: USER,
    grant: "grant-of-the-tests",
    person: PERSON,
    expiresIn: 600,
    handover: "sealed-handover",
    endSessionUrl: END_SESSION,
    kept: true,
    revocation: null,
    ...changes,
  },
});

export const signedOut = (state = "state-1", changes = {}): Answer => ({
  json: {
    user: null,
    ended: null,
    unrevoked: false,
    authorizeUrl: `https://issuer.example/authorize?state=${state}`,
    state,
    transaction: `transaction of ${state}`,
    ...changes,
  },
});

export const forgotten: Answer = { json: { user: null } };

export const notice = (code: string): Notice => ({ code, message: `Sentence of ${code}.` });

export const failure = (status: number, code: string, retryAfter?: number): Answer => ({
  status,
  headers: retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) },
  json: notice(code),
});

const makePopup = () => ({
  closed: false,
  close: vi.fn(),
  postMessage: () => {},
  focus: () => {},
});
const open = vi.fn<(url: string) => unknown>();

/** Let everything that waits for nothing but promises happen. */
export const settle = () => vi.advanceTimersByTimeAsync(0);

/** A sign-in whose server is the list `answers`, and what it draws, asks and reports. */
export class Stage {
  readonly open = open.mockReset().mockImplementation(() => this.popup);
  /** The next answers of the server; a function answers when it wants to. */
  readonly answers: (Answer | (() => Promise<Answer>))[] = [];
  readonly asked: Record<string, unknown>[] = [];
  readonly views: View[] = [];
  readonly reports: StatusUpdate[] = [];
  readonly errors: Notice[] = [];
  readonly announced: Change[] = [];
  challenge = CHALLENGE;
  /** The grant that Python has. */
  known: string | null = null;
  /** The next window that opens; null when the browser blocks it. */
  popup: ReturnType<typeof makePopup> | null = makePopup();

  readonly signIn = new SignIn({
    caller: () => ({ app: APP, challenge: this.challenge }),
    grant: () => this.known,
    report: (status) => this.reports.push(status),
    reportError: (notice) => this.errors.push(notice),
    draw: (view) => this.views.push(view),
    announce: (change) => this.announced.push(change),
  });

  constructor() {
    vi.stubGlobal("open", this.open);
    vi.stubGlobal("fetch", (_path: string, init: RequestInit) => this.fetch(init));
  }

  get view(): View | undefined {
    return this.views.at(-1);
  }

  get lastAsked(): Record<string, unknown> | undefined {
    return this.asked.at(-1);
  }

  allowPopup(): void {
    this.popup = makePopup();
  }

  async check(answer: Answer | (() => Promise<Answer>), options = {}): Promise<void> {
    this.answers.push(answer);
    await this.signIn.check(options);
  }

  /** Ask, and give the answer later. */
  async checkSlowly(options = {}) {
    let answer = (_: Answer) => {};
    let fail = () => {};
    const slow = new Promise<Answer>((resolve, reject) => {
      answer = resolve;
      fail = () => reject(new TypeError("the connection broke"));
    });
    this.answers.push(() => slow);
    const done = this.signIn.check(options);
    await settle();
    return { answer, fail, done };
  }

  /** What the popup sends when the identity provider has sent it back. */
  async popupAnswers(params: object = { code: "the-code", state: "state-1" }): Promise<void> {
    deliver({ type: "callback", params }, location.origin, this.popup);
    await settle();
  }

  /** Every answer has to have been asked for. */
  end(): void {
    vi.clearAllTimers();
    expect(this.answers).toEqual([]);
  }

  private async fetch(init: RequestInit): Promise<Response> {
    const body = JSON.parse(String(init.body ?? "{}")) as Record<string, unknown>;
    if (body.op === "probe") return Response.json({ kept: true });
    this.asked.push({ ...body, method: String(init.method) });
    const next = this.answers.shift();
    if (!next) throw new Error(`Nobody expected ${init.method} ${init.body}`);
    const answer = await (typeof next === "function" ? next() : next);
    const { status = 200, headers = {}, json } = answer;
    return new Response(JSON.stringify(json), { status, headers });
  }
}
