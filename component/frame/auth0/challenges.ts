/** The challenge for the next handover, and whether Python is slow to receive the last one. */

/** An app that has not received a handover by then is running a long script. */
const BUSY_MS = 3_000;

export class Challenges {
  /** From the last props. If it is spent by then, Python has the frame check again. */
  current = "";
  #sent: string | null = null;
  #busy: ReturnType<typeof setTimeout> | undefined;
  readonly #onBusy: (isBusy: boolean) => void;

  /** @param onBusy Called when Python has not received a handover in time, and when it has. */
  constructor(onBusy: (isBusy: boolean) => void) {
    this.#onBusy = onBusy;
  }

  /** Take over the challenge of new props; a new one means that Python received the handover. */
  offer(challenge: string | null): void {
    this.current = challenge ?? "";
    if (this.current !== this.#sent) this.forget();
  }

  /** Note that a handover for this challenge was sent to Python. */
  use(challenge: string): void {
    this.#sent = challenge;
    clearTimeout(this.#busy);
    this.#busy = setTimeout(() => this.#onBusy(true), BUSY_MS);
  }

  /** Stop waiting for Python to receive a handover: the sign-in is over. */
  forget(): void {
    clearTimeout(this.#busy);
    this.#onBusy(false);
  }
}
