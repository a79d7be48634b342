/** Two tabs of one browser, each with a frame and a Python session; and all that may disturb them. */
import { vi } from "vitest";
import type { StatusUpdate } from "../../wire/contract.gen";
import { deliver } from "../test_support";
import { Backend, type Handover } from "./provider_test_support";
import { SignIn } from "./sign_in";
import type { Change, View } from "./view";

const RUN_MS = 50;
const HANDOVER_MS = 60_000;

interface Popup {
  state: string;
  window: object;
}

/** What gatepost/pages/sign_in.py does with a status: it takes over an identity, and lets it end. */
class Python {
  session = 1;
  challenge = 1;
  private identity: Handover | null = null;
  private changes = 0;

  get person(): string | null {
    return this.current?.person ?? null;
  }

  /** The grant that it has. */
  get grant(): string | null {
    return this.current?.id ?? null;
  }

  private get current(): Handover | null {
    return this.identity && Date.now() < this.identity.expiresAt ? this.identity : null;
  }

  /** Another one after each change of the person. */
  get id(): string | null {
    return this.person && `${this.person} ${this.changes}`;
  }

  /** Handle a status; whether the frame is to ask once more. */
  handle({ reason, challenge, handover }: StatusUpdate): boolean {
    if (reason === "signed_out") {
      this.identity = null;
      return false;
    }
    if (!handover) return false;
    const isCurrent = challenge === `${this.session}.${this.challenge}`;
    if (isCurrent) this.challenge += 1;
    const identity = JSON.parse(handover) as Handover;
    if (isCurrent && Date.now() - identity.madeAt < HANDOVER_MS) {
      if (identity.person !== this.person) this.changes += 1;
      this.identity = identity;
      return false;
    }
    return true;
  }

  restart(): void {
    this.session += 1;
    this.identity = null;
  }
}

export class Tab {
  readonly python = new Python();
  view: View = { at: "connecting" };
  popups: Popup[] = [];
  /** Whether the person has to be told why nobody is signed in: it was not their own wish here. */
  isOwed = false;
  /** Of the last props. */
  private grant: string | null = null;
  private challenge = "";
  private frame: { signIn: SignIn; session: number; end(): void } | null = null;

  constructor(
    private readonly world: World,
    private readonly announce: (change: Change) => void,
  ) {
    this.load();
  }

  /** Whether page and frame say different things. */
  get disagrees(): boolean {
    const { at } = this.view;
    if (at === "signed_in") return this.view.answer.person !== this.python.person;
    return (at === "signed_out" || at === "waiting") && this.python.person !== null;
  }

  get isSettled(): boolean {
    return ["signed_in", "signed_out", "waiting"].includes(this.view.at);
  }

  get person(): string | null {
    return this.view.at === "signed_in" ? this.view.answer.person : null;
  }

  /** The page in the frame loads, for the first time or after a change of the page. */
  load(): void {
    this.frame?.end();
    this.popups = [];
    this.isOwed = false;
    const added: [EventTarget, string, EventListener][] = [];
    const spies = [globalThis, document].map((target) => {
      const add = target.addEventListener.bind(target);
      return vi.spyOn(target, "addEventListener").mockImplementation((type, listener) => {
        added.push([target, type, listener as EventListener]);
        add(type, listener as EventListener);
      });
    });
    let isGone = false;
    const signIn = new SignIn({
      caller: () => {
        if (isGone) throw new Error("The page is gone.");
        return { app: "https://one.example", challenge: this.challenge };
      },
      grant: () => this.grant,
      report: (status) => isGone || this.report(status),
      reportError: () => {},
      draw: (view) => isGone || this.draw(view),
      announce: (change) => isGone || this.announce(change),
    });
    for (const spy of spies) spy.mockRestore();
    const end = () => {
      isGone = true;
      for (const [from, type, listener] of added) from.removeEventListener(type, listener);
    };
    this.frame = { signIn, session: 0, end };
    this.pushProps();
  }

  close(): void {
    this.frame?.end();
  }

  /** Streamlit starts again: a Python session that knows nobody. */
  restart(): void {
    this.python.restart();
    this.pushProps();
  }

  click(button: "sign in" | "sign out" | "try again" | "cancel"): void {
    const { at } = this.view;
    const signIn = this.frame?.signIn;
    if (button === "sign in" && at === "signed_out") {
      this.isOwed = false;
      this.world.opening = this;
      signIn?.start();
    } else if (button === "sign out" && (at === "signed_in" || at === "failed")) this.signOut(true);
    else if (button === "try again" && at === "failed") void signIn?.check();
    else if (button === "cancel" && at === "waiting") {
      signIn?.popups.close();
      void signIn?.check();
    }
  }

  signOut(byClick: boolean): void {
    this.isOwed = false;
    this.frame?.signIn.signOut({ byClick });
  }

  /** The person goes on in one of the windows, and the provider sends it back. */
  answer(which: "oldest" | "newest", params: object): void {
    const popup = which === "oldest" ? this.popups.shift() : this.popups.pop();
    if (!popup) return;
    const data = { type: "callback", params: { ...params, state: popup.state } };
    deliver(data, location.origin, popup.window);
  }

  follow(change: Change): void {
    this.frame?.signIn.takeOver(change);
  }

  private draw(view: View): void {
    this.view = view;
    if (view.at === "signed_in") this.isOwed = true;
    if (view.at === "signed_out" && this.isOwed && !view.notice)
      throw new Error("Nobody is signed in, and the person is not told why.");
  }

  private report(status: StatusUpdate): void {
    const { session } = this.python;
    setTimeout(() => {
      if (session !== this.python.session) return; // the host drops what was for another one
      const isRefused = this.python.handle(status);
      this.pushProps();
      if (isRefused) void this.frame?.signIn.check();
    }, RUN_MS);
  }

  private pushProps(): void {
    const { frame, python } = this;
    if (!frame) return;
    this.grant = python.grant;
    this.challenge = `${python.session}.${python.challenge}`;
    if (frame.session !== python.session) frame.signIn.begin();
    frame.session = python.session;
    frame.signIn.follow({ person: python.id, challenge: this.challenge });
  }
}

export class World {
  readonly backend: Backend;
  readonly tabs: readonly Tab[];
  /** Whose window opens next. */
  opening: Tab | null = null;

  constructor(keepsCookies: boolean) {
    this.backend = new Backend(keepsCookies);
    vi.stubGlobal("open", (url: string) => this.open(url));
    vi.stubGlobal("fetch", (_: string, init: RequestInit) =>
      this.backend.fetch(String(init.method), JSON.parse(String(init.body ?? "{}"))),
    );
    let tail: Promise<unknown> = Promise.resolve();
    const request = (_: string, work: () => Promise<unknown>) => {
      const done = tail.then(work);
      tail = done.catch(() => {});
      return done;
    };
    Object.defineProperty(navigator, "locks", { value: { request }, configurable: true });
    const others = (index: number) => (change: Change) => {
      setTimeout(() => this.tabs[1 - index]?.follow(change), 5);
    };
    this.tabs = [0, 1].map((index) => new Tab(this, others(index)));
  }

  private open(url: string): object {
    const window = { closed: false, postMessage: () => {}, focus: () => {} };
    const state = new URL(url).searchParams.get("state");
    if (state) this.opening?.popups.push({ state, window });
    return window;
  }
}
