/** One thing to do later, made up for after a sleep: timers stand still then. */

interface Due {
  /** Milliseconds since 1970. */
  at: number;
  work: () => void;
  onlyVisible: boolean;
}

export class Alarm {
  private due: Due | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    document.addEventListener("visibilitychange", this.ring);
    addEventListener("pageshow", this.ring);
  }

  /** Do `work` after `delay` milliseconds; `onlyVisible` waits until the person looks at this tab. */
  set(delay: number, work: () => void, { onlyVisible = false } = {}): void {
    this.clear();
    this.due = { at: Date.now() + delay, work, onlyVisible };
    this.timer = setTimeout(this.ring, delay);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.due = null;
  }

  private readonly ring = (): void => {
    const { due } = this;
    if (!due || Date.now() < due.at) return;
    if (due.onlyVisible && document.visibilityState !== "visible") return;
    this.clear();
    due.work();
  };
}
