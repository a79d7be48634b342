/** One thing to do later; done on waking if it falls due while the computer sleeps. */

interface Due {
  /** Milliseconds since 1970. */
  at: number;
  /** The same, if the network or the person comes back. */
  earliest: number;
  work: () => void;
  onlyVisible: boolean;
}

interface Options {
  /** Wait until the person looks at this tab. */
  onlyVisible?: boolean;
  /** The shorter delay, in milliseconds, if the network or the person comes back. */
  earliest?: number;
}

/** The end of a sleep is noticed within this time, even without an event. */
const LONGEST_TIMER_MS = 30_000;

export class Alarm {
  #due: Due | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the network or the person came back since the alarm was cleared. */
  #isWoken = false;

  constructor() {
    document.addEventListener("visibilitychange", this.#wake);
    addEventListener("pageshow", this.#wake);
    addEventListener("online", this.#wake);
  }

  /** Do `work` after `delay` milliseconds. */
  set(delay: number, work: () => void, options: Options = {}): void {
    const { onlyVisible = false, earliest = delay } = options;
    const now = Date.now();
    const at = now + (this.#isWoken ? earliest : delay);
    this.#due = { at, earliest: now + earliest, work, onlyVisible };
    this.#isWoken = false;
    this.#plan();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#due = null;
    this.#isWoken = false;
  }

  readonly #wake = (): void => {
    this.#isWoken = !this.#due;
    if (!this.#due) return;
    this.#due.at = Math.min(this.#due.at, this.#due.earliest);
    this.#ring();
  };

  readonly #ring = (): void => {
    const due = this.#due;
    if (!due) return;
    if (Date.now() < due.at) this.#plan();
    else if (!due.onlyVisible || document.visibilityState === "visible") {
      this.clear();
      due.work();
    }
  };

  #plan(): void {
    clearTimeout(this.#timer);
    const left = (this.#due?.at ?? 0) - Date.now();
    this.#timer = setTimeout(this.#ring, Math.min(left, LONGEST_TIMER_MS));
  }
}
