/**
 * The only module that speaks to the host: nothing else in the frame touches `postMessage` upwards.
 *
 * It answers nobody before the parent's origin is found in the list of registered apps, and is that
 * of every page around; from then on it listens and speaks to exactly that window and origin.
 */
import { isAllAround } from "./ancestors";
import type { Props } from "./events.gen";
import { readHandled, writeHandled } from "./handled";
import { count, listOf, match, number, object, only, orNull, record, text } from "./shape";
import { applyTheme } from "./theme";
import { note, onStep } from "./trace";

const VERSION = 3;

const message = object({ seq: count, name: text, data: record });
const propsShape = object<Props>({
  v: only(VERSION),
  session: text,
  challenge: orNull(text),
  person: orNull(text),
  grant: orNull(text),
  ack: orNull(object({ boot: text, seq: count })),
  commands: listOf(message),
  locale: text,
});
const hello = object({ gatepost: number, type: only("hello") });
const update = object({
  gatepost: only(VERSION),
  type: only("props"),
  props: propsShape,
  theme: record,
});

export type Command = (data: Record<string, unknown>) => void;

export interface Listener {
  /** Each new set of props; `isNewSession` is true for a Python session not seen before. */
  props(props: Props, isNewSession: boolean): void;
  /** What the app may ask for with `send`, by name. */
  commands: Readonly<Record<string, Command>>;
  /** Whether the page stays when the person changes, as the one does that signs people in. */
  staysLoaded?: boolean;
}

/** @typeParam Events - What the page may send, by name: those of `events.gen.ts`, and its app's. */
export class Bridge<Events extends object = Record<string, Record<string, unknown>>> {
  private host: string | null = null;
  private session: string | null = null;
  private shownTo: Props["person"] = null;
  private isLeaving = false;
  /** Number of the last command that was handled. */
  private handled = 0;
  /** Events from before the host said hello. */
  private readonly early: [name: string, data: unknown][] = [];

  /** @param apps Exact origins of the apps that may embed this page. */
  constructor(
    private readonly apps: readonly string[],
    private readonly listener: Listener,
  ) {
    addEventListener("message", (event) => this.hear(event));
    onStep((step, values) =>
      this.post({ type: "trace", step, values: { origin: this.host, ...values } }),
    );
  }

  /** Origin of the app around this frame, once it has said hello. */
  get app(): string | null {
    return this.host;
  }

  /** Whom this page is shown to: an id that changes with the person, null for nobody. */
  get person(): string | null {
    return this.shownTo;
  }

  /** Send an event to Python, in order and exactly once: the host keeps it until it is handled. */
  emit<Name extends keyof Events & string>(name: Name, data: Events[Name]): void {
    this.send(name, data);
  }

  /** Tell the host how much room this page needs. */
  resize(height: number): void {
    this.post({ type: "height", height: Math.ceil(height) });
  }

  private send(name: string, data: unknown): void {
    if (this.host === null) {
      this.early.push([name, data]);
      return;
    }
    try {
      this.post({ type: "event", name, data, person: this.shownTo });
    } catch {
      const message = `The event ${name} holds what no message can carry.`;
      this.post({ type: "event", name: "onError", data: { code: "event_malformed", message } });
    }
  }

  private hear(event: MessageEvent): void {
    if (this.isLeaving || event.source !== window.parent || !this.apps.includes(event.origin))
      return;
    if (this.host !== null && event.origin !== this.host) return;
    if (match(hello, event.data)) {
      if (!isAllAround(event.origin)) return;
      this.host = event.origin;
      this.greet();
      return;
    }
    const news = match(update, event.data);
    // Before its hello, the host speaks to the page before, and would not receive what this one sends.
    if (!news || this.host === null) return;
    applyTheme(news.theme);
    this.take(news.props);
  }

  private greet(): void {
    note("hello");
    this.post({ type: "ready" }); // names our version: a host of another one says so to the person
    this.resize(document.documentElement.getBoundingClientRect().height);
    for (const [name, data] of this.early.splice(0)) this.send(name, data);
  }

  private take(props: Props): void {
    if (this.isLeft(props)) {
      this.loadAgain();
      return;
    }
    this.shownTo = props.person;
    const isNewSession = props.session !== this.session;
    this.session = props.session;
    if (isNewSession) this.remember(props);
    this.listener.props(props, isNewSession);
    this.obey(props);
  }

  /** Whether the person is gone whom this page was shown to. */
  private isLeft({ person }: Props): boolean {
    return this.shownTo !== null && person !== this.shownTo && !this.listener.staysLoaded;
  }

  /** Start again with an empty memory: what one person was shown is not for the next. */
  private loadAgain(): void {
    this.isLeaving = true;
    // A reload would have the browser fill in again what was typed.
    location.replace(location.pathname + location.search);
  }

  /** Go on where this page, or one before it in this tab, has stopped. */
  private remember({ session, commands }: Props): void {
    note("props");
    this.handled = readHandled(session);
    const last = commands.findLast(({ seq }) => seq <= this.handled);
    if (last) this.post({ type: "handled", seq: last.seq });
  }

  private obey({ session, commands }: Props): void {
    for (const { seq, name, data } of commands) {
      if (seq <= this.handled) continue;
      // Before it runs: a page that is reloaded or taken away meanwhile is not to run it again.
      this.handled = seq;
      writeHandled(session, seq);
      note("take", { seq, name });
      this.post({ type: "handled", seq });
      const command = Object.hasOwn(this.listener.commands, name)
        ? this.listener.commands[name]
        : undefined;
      if (!command) this.report("unknown_command", `This page does not know the command ${name}.`);
      else this.run(name, () => command(data));
    }
  }

  private run(name: string, command: () => void): void {
    try {
      command();
    } catch {
      this.report("command_failed", `The command ${name} failed in this page.`);
    }
  }

  private report(code: string, message: string): void {
    this.send("onError", { code, message: message.slice(0, 200) });
  }

  private post(body: Record<string, unknown>): void {
    if (this.host !== null) window.parent.postMessage({ gatepost: VERSION, ...body }, this.host);
  }
}
