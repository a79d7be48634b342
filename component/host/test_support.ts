/** What the tests of the host share: places that it is drawn in. */
import { isDeepStrictEqual } from "node:util";
import { afterEach, beforeEach, vi } from "vitest";
import { deliver } from "../frame/test_support";
import {
  type Ack,
  type Envelope,
  type Message,
  type Props,
  type SignInProps,
  VERSION,
} from "../wire/contract.gen";
import { match, type Shape } from "../wire/shape";
import { first, type Scripts } from "./scripts_test_support";

type Way = "app" | "fragment";

/** Whether a message has a shape of the contract, and nothing besides. */
export const fits = <T>(shape: Shape<T>, message: unknown): message is T =>
  isDeepStrictEqual(match(shape, message), message);

export const COMPONENT = "https://component.example";
export const command = (seq: number, name = "ping"): Message => ({ seq, name, data: {} });

const places: Place[] = [];
let sessions = 0;

/** One place in the app's page where Streamlit draws the component, and the frame in it. */
export class Place {
  readonly parent = Object.assign(document.createElement("div"), { className: "place" });
  private readonly connection = document.createElement("div");
  /** The window in the frame. */
  readonly window = { postMessage: vi.fn() };
  readonly envelopes: Envelope[] = [];
  /** When each envelope left, in ms. */
  readonly times: number[] = [];
  /** What each envelope has run again. */
  readonly ways: Way[] = [];
  props: Props | SignInProps;
  /** How long the sign-in is good for, in ms. */
  endsIn: number | null = null;
  /** Take away the frame, or the connection. */
  cleanUpFrame = () => {};
  disconnect = () => {};
  /** What Python draws them with; the same for two places of one page. */
  private readonly key: string;

  constructor(
    changes: Partial<SignInProps> = {},
    private scripts = first,
    public ack: Ack | null = null,
    public ahead: string | null = null,
  ) {
    sessions += 1;
    const session = `session-${sessions}-of-the-tests`;
    this.props = {
      v: VERSION,
      session,
      person: null,
      commands: [],
      locale: "en",
      ...changes,
    };
    this.key = this.props.session;
    places.push(this);
    this.draw();
    this.lookInto();
  }

  private get channel() {
    return { key: this.key, page: "hero", session: this.props.session };
  }

  get frame(): HTMLIFrameElement {
    return this.parent.querySelector("iframe") as HTMLIFrameElement;
  }

  /** Why there is no page; null while it is hidden. */
  get notice(): string | null {
    const notice = this.parent.querySelector("[role=alert]") as HTMLElement;
    return notice.hidden ? null : (notice.querySelector("p")?.textContent ?? "");
  }

  get last(): Envelope {
    return this.envelopes.at(-1) as Envelope;
  }

  /** What the host has posted into the frame. */
  get posted(): Record<string, unknown>[] {
    return this.window.postMessage.mock.calls.map(([body]) => body as Record<string, unknown>);
  }

  /** Numbers of the commands in the last props that the frame got. */
  get commanded(): number[] {
    const bodies = this.posted.filter(({ type }) => type === "props");
    return (bodies.at(-1) as { props: Props }).props.commands.map(({ seq }) => seq);
  }

  /** Draw frame and connection (again); Streamlit draws a frame again for a change alone. */
  draw(changes: Partial<SignInProps> = {}): void {
    this.props = { ...this.props, ...changes };
    this.drawFrame();
    this.connect();
  }

  /** Whether the page is the app's own. */
  own = false;

  drawFrame(): void {
    this.cleanUpFrame = this.scripts.host({
      data: {
        ...this.channel,
        src: `${COMPONENT}/frame/hero`,
        title: "Hero",
        own: this.own,
        person: this.props.person,
        ahead: this.ahead,
      },
      parentElement: this.parent,
      setTriggerValue: (name, envelope) => this.send("app", name, envelope),
    });
  }

  private send(way: Way, name: string, envelope: Envelope): void {
    if (name !== "envelope") throw new Error(`There is no trigger ${name}`);
    this.envelopes.push(structuredClone(envelope));
    this.times.push(performance.now());
    this.ways.push(way);
  }

  /** Draw the connection (again), as a run of its fragment does. */
  connect(changes: Partial<SignInProps> = {}): void {
    this.props = { ...this.props, ...changes };
    this.disconnect = this.scripts.connection({
      data: {
        ...this.channel,
        props: JSON.stringify(this.props),
        ack: JSON.stringify(this.ack),
        ends_in: this.endsIn,
      },
      parentElement: this.connection,
      setTriggerValue: (name, envelope) => this.send("fragment", name, envelope),
    });
  }

  cleanUp(): void {
    this.cleanUpFrame();
    this.disconnect();
  }

  /** Draw with another script, as Streamlit does after a deployment: nobody cleans up before. */
  deploy(scripts: Scripts, changes: Partial<SignInProps> = {}): void {
    this.scripts = scripts;
    this.draw(changes);
    this.lookInto();
  }

  /** Put the window of the tests into the frame. */
  lookInto(): void {
    Object.defineProperty(this.frame, "contentWindow", { value: this.window });
  }

  /** Draw again as Python does that has handled an envelope. */
  acknowledge(seq = this.last.events.at(-1)?.seq ?? 0, boot = this.last.boot): void {
    const commands = this.props.commands.filter((sent) => sent.seq > this.last.received);
    this.ack = { boot, seq };
    this.connect({ commands });
  }

  /** The page in the frame speaks. */
  deliver(body: unknown, origin = COMPONENT, source: unknown = this.window): void {
    deliver(body, origin, source);
  }

  emit(name: unknown, data: unknown = {}): void {
    this.deliver({ gatepost: VERSION, type: "event", name, data });
  }

  emitMany(count: number): void {
    for (let number = 1; number <= count; number++) this.emit("onAdhocReport", { number });
  }

  handle(seq: unknown): void {
    this.deliver({ gatepost: VERSION, type: "handled", seq });
  }

  load(): void {
    this.frame.dispatchEvent(new Event("load"));
  }

  /** A page of ours loads in the frame. */
  open(): this {
    this.load();
    this.deliver({ gatepost: VERSION, type: "ready" });
    return this;
  }

  /** Acknowledge every envelope until no more come; what has arrived. */
  drain(): Message[] {
    const arrived: Message[] = [];
    for (let round = 0; round < 1_000; round++) {
      const count = this.envelopes.length;
      vi.advanceTimersByTime(50);
      if (this.envelopes.length === count) return arrived;
      arrived.push(...this.last.events);
      this.acknowledge();
    }
    throw new Error("There is no end of envelopes.");
  }
}

/** Freeze the time, and take every place away after each test. */
export function forgetPlaces(): void {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    for (const place of places.splice(0)) place.cleanUp();
    vi.clearAllTimers();
  });
}
