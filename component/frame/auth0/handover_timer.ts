/** Whether Python is slow to receive a handover: once it has, its props bring another challenge. */

/** An app that has not received a handover by then is running a long script. */
const BUSY_MS = 3_000;

export class HandoverTimer {
  /** Whether Python has not received the last handover in time. */
  isBusy = false;
  #sent: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onChange: () => void;

  /** @param onChange Called when `isBusy` has changed. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Check the challenge of new props; a new one means that Python received the handover. */
  check(challenge: string): void {
    if (challenge !== this.#sent) this.stop();
  }

  /** Start waiting: a handover for this challenge was sent to Python. */
  start(challenge: string): void {
    this.#sent = challenge;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#change(true), BUSY_MS);
  }

  /** Stop waiting for Python to receive a handover: the sign-in is over. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#change(false);
  }

  #change(isBusy: boolean): void {
    if (isBusy === this.isBusy) return;
    this.isBusy = isBusy;
    this.#onChange();
  }
}
