/**
 * The only module that speaks to the host: nothing else in the frame touches `postMessage` upwards.
 *
 * It answers nobody before the parent's origin is found in the list of registered apps, and from
 * then on listens and speaks to exactly that window and origin.
 */
import * as v from "valibot";
import type { Props } from "./events.gen";
import { Outbox } from "./outbox";
import { applyTheme } from "./theme";

const VERSION = 1;
const FLUSH_MS = 50;
const RESEND_MS = 1_000;
const MAX_RESEND_MS = 5_000;

const number = v.pipe(v.number(), v.integer(), v.minValue(0));
const message = v.object({
  seq: number,
  name: v.string(),
  data: v.record(v.string(), v.unknown()),
});
const propsSchema: v.GenericSchema<unknown, Props> = v.object({
  v: v.literal(VERSION),
  session: v.string(),
  challenge: v.nullable(v.string()),
  ack: v.nullable(v.object({ boot: v.string(), seq: number })),
  commands: v.array(message),
  locale: v.string(),
});
const fromHost = v.variant("type", [
  v.object({ gatepost: v.number(), type: v.literal("hello") }),
  v.object({
    gatepost: v.literal(VERSION),
    type: v.literal("props"),
    props: propsSchema,
    theme: v.record(v.string(), v.string()),
  }),
]);

export type Command = (data: Record<string, unknown>) => void;

export interface Listener {
  /** Each new set of props; `isNewSession` is true for a Python session not seen before. */
  props(props: Props, isNewSession: boolean): void;
  /** What the app may ask for with `send`, by name. */
  commands: Readonly<Record<string, Command>>;
}

export class Bridge {
  private host: string | null = null;
  private session: string | null = null;
  private readonly outbox = new Outbox();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastFlush = Number.NEGATIVE_INFINITY;
  private resendAfter = RESEND_MS;

  /** @param apps Exact origins of the apps that may embed this page. */
  constructor(
    private readonly apps: readonly string[],
    private readonly listener: Listener,
  ) {
    addEventListener("message", (event) => this.hear(event));
  }

  /** Origin of the app around this frame, once it has said hello. */
  get app(): string | null {
    return this.host;
  }

  /** Send an event to Python: in order, exactly once. */
  emit(name: string, data: Record<string, unknown>): void {
    if (!this.outbox.add(name, data))
      this.outbox.add("onError", {
        code: "event_too_large",
        message: `The event ${name} was too large to send.`,
      });
    this.scheduleFlush();
  }

  /** Tell the host how much room this page needs. */
  resize(height: number): void {
    this.post({ type: "height", height: Math.ceil(height) });
  }

  private hear(event: MessageEvent): void {
    if (event.source !== window.parent || !this.apps.includes(event.origin)) return;
    if (this.host !== null && event.origin !== this.host) return;
    const parsed = v.safeParse(fromHost, event.data);
    if (!parsed.success) return;
    this.host = event.origin;
    if (parsed.output.type === "hello") {
      this.post({ type: "ready" }); // names our version: a host of another one says so to the person
      this.resize(document.documentElement.getBoundingClientRect().height);
    } else {
      applyTheme(parsed.output.theme);
      this.take(parsed.output.props);
    }
  }

  private take(props: Props): void {
    const isNewSession = props.session !== this.session;
    if (isNewSession && this.session !== null) this.outbox.reset();
    this.session = props.session;
    this.outbox.acknowledge(props.ack);
    this.resendAfter = RESEND_MS;
    if (this.outbox.isEmpty) clearTimeout(this.timer);
    else if (this.outbox.hasUnsent) this.scheduleFlush();
    this.listener.props(props, isNewSession);
    this.obey(props.commands);
  }

  private obey(commands: Props["commands"]): void {
    const fresh = commands.filter(({ seq }) => seq > this.outbox.received);
    for (const { seq, name, data } of fresh) {
      this.outbox.received = seq;
      const command = Object.hasOwn(this.listener.commands, name)
        ? this.listener.commands[name]
        : undefined;
      if (command) command(data);
      else
        this.emit("onError", {
          code: "unknown_command",
          message: `This page does not know the command ${name}.`.slice(0, 200),
        });
    }
    // What is still sent is not acknowledged yet: a frame that loads anew would obey it again.
    if (commands.length > 0) this.scheduleFlush();
  }

  private scheduleFlush(): void {
    this.schedule(Math.max(0, this.lastFlush + FLUSH_MS - performance.now()));
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  private flush(): void {
    this.lastFlush = performance.now();
    this.post({ type: "outbox", outbox: this.outbox.envelope() });
    // Streamlit drops events while its connection is down: say it again until it is acknowledged.
    if (!this.outbox.isEmpty) {
      this.schedule(this.resendAfter);
      this.resendAfter = Math.min(this.resendAfter * 2, MAX_RESEND_MS);
    }
  }

  private post(body: Record<string, unknown>): void {
    if (this.host !== null) window.parent.postMessage({ gatepost: VERSION, ...body }, this.host);
  }
}
