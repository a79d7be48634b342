/** A page, its host and a Python session, with Streamlit between them: slow, and losing things. */
import { vi } from "vitest";
import { APP, deliver, openBridge, surroundWith } from "../frame/test_support";
import { command, fits, Place } from "../host/test_support";
import {
  type Ack,
  type Envelope,
  envelope as envelopeShape,
  type Message,
  type Props,
} from "./contract.gen";

/** What gatepost/wire/mailbox.py does. */
class Mailbox {
  readonly handled: unknown[] = [];
  commands: Message[] = [];
  ack: Ack | null = null;

  send(number: number): void {
    this.commands.push({ ...command(number), data: { number } });
  }

  /** Handle what is new; a handler may end the run, and then the events after it come again. */
  accept(envelope: Envelope, most: number): void {
    if (!fits(envelopeShape, envelope)) return;
    const { boot, received, events } = envelope;
    const last = this.ack?.boot === boot ? this.ack.seq : 0;
    this.ack = { boot, seq: last };
    this.commands = this.commands.filter(({ seq }) => seq > received);
    for (const { seq, name, data } of events.filter((event) => event.seq > last).slice(0, most)) {
      this.ack = { boot, seq };
      if (name === "onBurstItem") this.handled.push(data.number);
    }
  }

  get props(): Partial<Props> {
    return { commands: [...this.commands] };
  }
}

export class Exchange {
  /** Numbers of the events that the page has emitted, and of the commands that Python has sent. */
  readonly emitted: number[] = [];
  readonly sent: number[] = [];
  /** Numbers of the commands that a page has handledCommands. */
  readonly handledCommands: unknown[] = [];
  private readonly mailbox = new Mailbox();
  private place: Place | null = null;
  private page: { bridge: ReturnType<typeof openBridge>; die(): void } | null = null;
  private isLoaded = false;
  private triggers: Envelope[] = [];
  private drawings: { props: Partial<Props>; ack: Ack | null }[] = [];
  /** Messages on their way. */
  private readonly toHost: unknown[] = [];
  private readonly toPage: unknown[] = [];
  private readonly around = { postMessage: (body: unknown) => this.toHost.push(clone(body)) };

  constructor(private readonly session: string) {
    surroundWith(this.around);
    this.come();
    this.load();
  }

  /** Numbers of the events that Python has handled. */
  get handled(): unknown[] {
    return this.mailbox.handled;
  }

  /** Commands of which Python does not know that a page has handledCommands them. */
  get unacknowledged(): Message[] {
    return this.mailbox.commands;
  }

  /** The page emits so many events. */
  emit(count: number): void {
    if (!this.page?.bridge.app) return;
    for (let more = 0; more < count; more++) {
      this.emitted.push(this.emitted.length + 1);
      this.page.bridge.emit("onBurstItem", { number: this.emitted.length });
    }
  }

  /** The page emits what no app knows. */
  emitUnknown(name: string, data: object): void {
    this.page?.bridge.emit(name, data as Record<string, unknown>);
  }

  /** Python sends a command. */
  send(): void {
    this.sent.push(this.sent.length + 1);
    this.mailbox.send(this.sent.length);
  }

  /** So many messages arrive, on either way. */
  hop(count: number): void {
    for (let more = 0; more < count; more++) {
      if (this.toPage.length > 0) deliver(this.toPage.shift(), APP, this.around);
      if (this.toHost.length > 0) this.place?.deliver(this.toHost.shift());
    }
  }

  /** Time passes, in ms, and that is long for a message. */
  pass(time: number): void {
    this.arrive();
    vi.advanceTimersByTime(time);
    this.arrive();
  }

  /** Python runs: the callback once for each trigger, always with the last value; then it draws. */
  run(most = 50): void {
    this.post();
    const envelope = this.triggers.at(-1);
    for (const _ of this.triggers.splice(0)) if (envelope) this.mailbox.accept(envelope, most);
    this.drawings.push({ props: this.mailbox.props, ack: this.mailbox.ack });
  }

  /** The browser takes in the next drawing; Streamlit may clean up after the one before it. */
  draw(isOvertaken = false): void {
    const drawing = this.drawings.shift();
    if (!drawing || !this.place) return;
    const before = this.place.disconnect;
    this.place.ack = drawing.ack;
    this.place.connect(drawing.props);
    if (isOvertaken) before();
  }

  /** Streamlit takes the frame away and draws it again: an empty one. */
  redraw(): void {
    this.unload();
    this.place?.cleanUpFrame();
    this.place?.drawFrame();
    this.place?.lookInto();
  }

  /** Streamlit takes the connection away, and draws it again or not for long. */
  disconnect(): void {
    this.place?.disconnect();
  }

  /** The connection breaks: what was on its way is lost. */
  cut(): void {
    this.post();
    this.triggers = [];
    this.drawings = [];
  }

  /** The page is unloaded, which the host does not learn before another one has loaded. */
  unload(): void {
    this.page?.die();
    this.page = null;
    this.toPage.length = 0;
    this.arrive(); // what a page has sent is received before the next one has loaded
  }

  /** A page runs that has not loaded whole; the host takes it for the one before, and sends it props. */
  startEarly(): void {
    this.start();
    this.run();
    this.draw();
    this.hop(2);
  }

  private start(): void {
    this.unload();
    if (!this.place) return;
    const add = vi.spyOn(window, "addEventListener");
    const bridge = openBridge({ ping: ({ number }) => this.handledCommands.push(number) });
    const receive = add.mock.calls[0]?.[1] as EventListener;
    add.mockRestore();
    this.page = { bridge, die: () => removeEventListener("message", receive) };
    this.isLoaded = false;
  }

  /** A page has loaded: the one that runs, or another one. */
  load(): void {
    if (!this.page || this.isLoaded) this.start();
    this.isLoaded = true;
    this.place?.load();
  }

  /** The view with the page is left. */
  leave(): void {
    this.unload();
    this.post();
    this.place?.cleanUp();
    this.place = null;
  }

  /** The view is back, with an empty frame. */
  come(): void {
    if (this.place) return;
    this.drawings = [];
    const place = new Place(
      { session: this.session, ...this.mailbox.props },
      undefined,
      this.mailbox.ack,
    );
    place.window.postMessage.mockImplementation((body: unknown) => {
      if (this.page) this.toPage.push(clone(body));
    });
    this.place = place;
  }

  /** The page sends anything at all, and so does its host. */
  interfere(junk: unknown): void {
    if (!this.page) return;
    this.toHost.push(junk);
    this.toPage.push(junk);
  }

  /** Everything goes well for once. */
  round(time: number): void {
    this.pass(time);
    this.run();
    while (this.drawings.length > 0 && this.place) this.draw();
  }

  /** From now on nothing is lost. */
  settle(): void {
    this.come();
    this.load();
    for (let more = 0; more < 100; more++) this.round(5_000);
  }

  private arrive(): void {
    while (this.toPage.length + this.toHost.length > 0) this.hop(1);
  }

  /** What the host has sent goes to Streamlit. */
  private post(): void {
    this.triggers.push(...(this.place?.envelopes.splice(0) ?? []));
  }
}

const clone = <T>(body: T): T => structuredClone(body);
