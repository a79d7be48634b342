/**
 * The channel between one framed page and Python.
 *
 * Streamlit draws its two ends, frame and connection, apart from each other, and may remove either
 * and draw it again. The channel stays in the app's page, where the script of a later release may
 * use it: its public methods may change only together with the contract's VERSION.
 */
import type { Ack, Props, SignInProps } from "../wire/contract.gen";
import { type Deliver, Outbox } from "./outbox";
import { isBusy } from "./streamlit";
import { trace } from "./trace";

/** Something that shows a framed page and passes it the page's props. */
export interface FrameHost {
  /** Whether the page is out of sight, only kept running. */
  readonly isHidden: boolean;
  sendProps(): void;
}

/** Keeps the page running out of sight while no host shows it, such as in a closed popover. */
export interface Keeper {
  start(): void;
  stop(): void;
}

// Streamlit may remove a frame and draw it again at once.
const KEEP_MS = 300;
const RECHECK_MS = 1_000;
// An app may leave the connection out.
const MAX_RECHECKS = 3;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Channel {
  readonly outbox = new Outbox();
  readonly #hosts = new Set<FrameHost>(); // two while Streamlit moves the frame
  #keeper: Keeper | null = null;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #props: Props | SignInProps | null = null;
  #commanded = 0; // number of the last command that Python has sent
  #drawnFor: string | null = null; // the person whom the app was drawn for
  #rechecks = 0;
  #recheck: ReturnType<typeof setTimeout> | undefined;
  #ending: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly page: string,
    readonly session: string,
  ) {}

  /** Add a host; it gets the page's props until there is a newer one. */
  attach(host: FrameHost): void {
    if (this.#hosts.has(host)) return;
    this.#hosts.add(host);
    if (!host.isHidden) this.#keeper?.stop();
    this.#sendProps();
  }

  detach(host: FrameHost): void {
    this.#hosts.delete(host);
    this.#scheduleKeeper();
    this.#sendProps();
  }

  /** Use this keeper; null for none. */
  keepWith(keeper: Keeper | null): void {
    if (this.#keeper !== keeper) this.#keeper?.stop();
    this.#keeper = keeper;
    this.#scheduleKeeper();
  }

  /** Streamlit may still draw a frame: wait until it is idle. */
  #scheduleKeeper(): void {
    clearTimeout(this.#keeping);
    if (!this.#keeper || this.#hosts.size > 0) return;
    this.#keeping = setTimeout(() => {
      if (this.#hosts.size === 0 && !isBusy()) this.#keeper?.start();
    }, KEEP_MS);
  }

  /** The whole app was drawn, for a person; returns that render's cleanup function. */
  connectApp(person: string | null, deliver: Deliver): () => void {
    this.#drawnFor = person;
    this.outbox.deliverToApp = deliver;
    this.handleIdle();
    return () => {
      if (this.outbox.deliverToApp !== deliver) return;
      clearTimeout(this.#recheck);
      this.outbox.deliverToApp = null;
    };
  }

  #sendProps(): void {
    [...this.#hosts].at(-1)?.sendProps();
  }

  /**
   * Apply the props of a new render, and remember its way to Python.
   *
   * @param endsIn Milliseconds until the sign-in ends; null if it does not end.
   */
  connect(
    props: Props | SignInProps,
    ack: Ack | null,
    deliver: Deliver,
    endsIn: number | null,
  ): void {
    this.#props = props;
    this.outbox.isSignIn = "challenge" in props;
    clearTimeout(this.#ending);
    if (endsIn !== null)
      this.#ending = setTimeout(() => this.runApp(), Math.min(endsIn, LONGEST_TIMER_MS));
    if (this.outbox.connect(deliver, ack)) this.#trace("acknowledge", { seq: ack?.seq });
    for (const { seq, name } of props.commands.filter(({ seq }) => seq > this.#commanded)) {
      this.#commanded = seq;
      this.#trace("send", { seq, name });
    }
    // Python still sends commands we handled: acknowledge now, or a reloaded frame runs them twice.
    if (props.commands.some(({ seq }) => seq <= this.outbox.received)) this.outbox.scheduleFlush();
    this.#sendProps();
    this.handleIdle();
  }

  /** Forget this way to Python unless there is a newer one; send nothing until there is. */
  disconnect(deliver: Deliver): void {
    if (this.outbox.deliver !== deliver) return;
    clearTimeout(this.#ending);
    this.outbox.connect(null);
    this.handleIdle();
  }

  /** This Python session is over: another one has taken its place. */
  close(): void {
    clearTimeout(this.#recheck);
    clearTimeout(this.#ending);
    this.keepWith(null);
    this.outbox.deliverToApp = null;
    this.outbox.connect(null);
  }

  /** Rerun the whole app. */
  runApp(): void {
    this.outbox.send(true);
  }

  /** Streamlit is idle: send what waits, and check that all it drew has arrived. */
  handleIdle(): void {
    if (isBusy()) return;
    this.outbox.handleIdle();
    this.#scheduleKeeper();
    if (this.#isComplete) this.#rechecks = 0;
    clearTimeout(this.#recheck);
    if (!this.#isComplete && this.outbox.deliverToApp && this.#rechecks < MAX_RECHECKS)
      this.#recheck = setTimeout(() => this.#retry(), RECHECK_MS);
  }

  /** Whether the connection's fragment was drawn for the same person as the app around it. */
  get #isComplete(): boolean {
    return this.outbox.deliver !== null && this.#props?.person === this.#drawnFor;
  }

  /** Rerun the app if part of what it drew was lost. */
  #retry(): void {
    if (isBusy() || this.#isComplete) return;
    this.#rechecks += 1;
    this.runApp();
  }

  /** The props with the commands to handle; null while not connected, since they may be old. */
  get props(): Props | SignInProps | null {
    if (!this.outbox.deliver || !this.#props) return null;
    const commands = this.#props.commands.filter(({ seq }) => seq > this.outbox.received);
    return { ...this.#props, commands };
  }

  /** Note that the page has handled a command; ignore the number of one that was never sent. */
  acknowledgeCommand(number: unknown, origin: string): void {
    const command = this.#props?.commands.find(({ seq }) => seq === number);
    if (!command) return;
    this.outbox.acknowledgeCommand(command.seq);
    this.#trace("handle", { seq: command.seq, name: command.name, origin });
  }

  #trace(step: string, values?: Record<string, unknown>): void {
    trace(this.page, "host", step, values);
  }
}
