/**
 * The only module that exchanges messages with the host: nothing else in the frame uses
 * `postMessage` upwards.
 *
 * It answers only a registered app, if every page around the frame is the app's or of a site that may
 * embed the app; from that app's hello on it exchanges messages with its window and origin only.
 */
import {
  type ErrorReport,
  type Events as KnownEvents,
  type Message,
  type Props,
  VERSION,
} from "../../wire/contract.gen";
import { match, number, object, only, record, type Shape } from "../../wire/shape";
import { applyTheme } from "./theme";
import { onStep, trace } from "./trace";

const ERROR: keyof KnownEvents = "onError";
const hello = object({ gatepost: number, type: only("hello") });

/** The shape that a command's data must have, and what to do with it. */
export interface CommandHandler<Data> {
  shape: Shape<Data>;
  handle(data: Data): void;
}

/**
 * What a page does with the messages from Python.
 *
 * @typeParam Commands - What Python may send it, by name: some of `contract.gen.ts` and `app.gen.ts`.
 * @typeParam P - Its props: `SignInProps` for the sign-in page.
 */
export interface Listener<Commands extends object, P extends Props = Props> {
  shape: Shape<P>;
  /** Called for new props; `isNewSession` is true for a Python session not seen before. */
  props(props: P, isNewSession: boolean): void;
  commands: { readonly [Name in keyof Commands]: CommandHandler<Commands[Name]> };
  /** Whether the page stays loaded when the person changes, as the sign-in page does. */
  staysLoaded?: boolean;
}

/** The exact origin of each app that may embed the page, and of the sites that may embed the app. */
export type Apps = Readonly<Record<string, readonly string[]>>;

/** @typeParam Events - What the page may send, by name: those of every page, and its app's. */
export class Bridge<Events extends object, Commands extends object, P extends Props = Props> {
  readonly #apps: Apps;
  readonly #listener: Listener<Commands, P>;
  readonly #update;
  #app: string | null = null;
  #session: string | null = null;
  #person: Props["person"] = null;
  #isLeaving = false;
  /** Number of the last command that was handled. */
  #handled = 0;
  /** What is to be posted once the host has said hello. */
  readonly #early: (() => void)[] = [];

  constructor(apps: Apps, listener: Listener<Commands, P>) {
    this.#apps = apps;
    this.#listener = listener;
    this.#update = object({
      gatepost: only(VERSION),
      type: only("props"),
      props: listener.shape,
      theme: record,
    });
    addEventListener("message", (event) => this.#receive(event));
    onStep((step, values) => {
      const at = performance.now();
      this.#whenGreeted(() => {
        const ago = performance.now() - at;
        this.#post({ type: "trace", step, values: { origin: this.#app, ...values }, ago });
      });
    });
  }

  /** Origin of the app around this frame, once it has sent its hello. */
  get app(): string | null {
    return this.#app;
  }

  /** Whom this page is shown to: an id that changes with the person, null for nobody. */
  get person(): string | null {
    return this.#person;
  }

  /** Send an event to Python, in order and exactly once: the host keeps it until it is handled. */
  emit<Name extends keyof Events & string>(name: Name, data: Events[Name]): void {
    this.#send(name, data);
  }

  /** Ask the host for the height that this page needs. */
  resize(height: number): void {
    this.#post({ type: "height", height: Math.ceil(height) });
  }

  #send(name: string, data: unknown): void {
    this.#whenGreeted(() => {
      try {
        this.#post({ type: "event", name, data, person: this.#person });
      } catch {
        const message = `The event ${name} contains data that can't be sent in a message.`;
        const data: ErrorReport = { code: "event_malformed", message };
        this.#post({ type: "event", name: ERROR, data });
      }
    });
  }

  #whenGreeted(post: () => void): void {
    if (this.#app === null) this.#early.push(post);
    else post();
  }

  #receive(event: MessageEvent): void {
    if (this.#isLeaving || event.source !== window.parent) return;
    const embedders = Object.hasOwn(this.#apps, event.origin) && this.#apps[event.origin];
    if (!embedders || (this.#app !== null && event.origin !== this.#app)) return;
    if (match(hello, event.data)) {
      if (!isOnlyAround(event.origin, embedders)) return;
      this.#app = event.origin;
      this.#handleHello();
      return;
    }
    const update = match(this.#update, event.data);
    // Before its hello, the host's messages are for the page shown before, and it ignores ours.
    if (!update || this.#app === null) return;
    applyTheme(update.theme);
    this.#handleProps(update.props);
  }

  #handleHello(): void {
    trace("hello");
    this.#post({ type: "ready" }); // with our version: a host with another one shows both
    this.resize(document.documentElement.getBoundingClientRect().height);
    for (const post of this.#early.splice(0)) post();
  }

  #handleProps(props: P): void {
    const isGone = this.#person !== null && props.person !== this.#person;
    if (isGone && !this.#listener.staysLoaded) {
      // Start again with an empty memory: what one person was shown is not for the next.
      this.#isLeaving = true;
      // A reload would make the browser restore what was typed.
      location.replace(location.pathname + location.search);
      return;
    }
    this.#person = props.person;
    const isNewSession = props.session !== this.#session;
    this.#session = props.session;
    if (isNewSession) this.#restore(props);
    this.#listener.props(props, isNewSession);
    for (const command of props.commands) this.#handleCommand(props.session, command);
  }

  /** Continue where this page, or an earlier one in this tab, left off. */
  #restore({ session, commands }: Props): void {
    trace("props");
    this.#handled = readHandled(session);
    const last = commands.findLast(({ seq }) => seq <= this.#handled);
    if (last) this.#post({ type: "handled", seq: last.seq });
  }

  #handleCommand(session: string, { seq, name, data }: Message): void {
    if (seq <= this.#handled) return;
    // Before it runs: a page that is reloaded or removed meanwhile must not run it again.
    this.#handled = seq;
    writeHandled(session, seq);
    trace("dispatch", { seq, name });
    this.#post({ type: "handled", seq });
    const { commands } = this.#listener;
    if (Object.hasOwn(commands, name)) this.#run(name, commands[name as keyof Commands], data);
    else this.#reportError("unknown_command", `This page does not know the command ${name}.`);
  }

  #run<Data>(name: string, { shape, handle }: CommandHandler<Data>, data: unknown): void {
    const known = match(shape, data);
    if (known === null) {
      this.#reportError("command_malformed", `Python sent the command ${name} with invalid data.`);
      return;
    }
    try {
      handle(known);
    } catch {
      this.#reportError("command_failed", `The command ${name} failed in this page.`);
    }
  }

  #reportError(code: string, message: string): void {
    this.#send(ERROR, { code, message });
  }

  #post(body: Record<string, unknown>): void {
    if (this.#app !== null) window.parent.postMessage({ gatepost: VERSION, ...body }, this.#app);
  }
}

/**
 * Whether every page around this one is the app's, or of a site that may embed the app.
 *
 * The policy of an address that names the app has admitted no other. One that names none admits all
 * registered apps, so one of them could embed another: in a browser that does not list the
 * ancestors, the app's page must then be the only one.
 */
function isOnlyAround(app: string, embedders: readonly string[]): boolean {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins;
  if (ancestors) return Array.from(ancestors).every((one) => [app, ...embedders].includes(one));
  const named = new URLSearchParams(location.search).getAll("app");
  return window.parent === window.top || (named.length === 1 && named[0] === app);
}

/**
 * Where the tab's session storage keeps the number of the last command that was handled: a page may
 * be reloaded, or removed with its view, before the host has received its acknowledgement.
 */
const key = (session: string) => `gatepost.handled.${session}`;

/** The number of the last command that was handled; 0 for none, or if nothing can be kept. */
export function readHandled(session: string): number {
  try {
    return Number(sessionStorage.getItem(key(session))) || 0;
  } catch {
    return 0;
  }
}

/** Remember a command; a browser that blocks all storage leaves it to the host. */
export function writeHandled(session: string, seq: number): void {
  try {
    sessionStorage.setItem(key(session), String(seq));
  } catch {
    // The host receives the acknowledgement all the same, unless the page dies at this moment.
  }
}
