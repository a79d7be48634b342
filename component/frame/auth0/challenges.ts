/** The challenges that Python gives: each serves one handover, since its verifier is used once. */

/** A Python session that did not take the last handover gives no new challenge: go on then. */
const LONGEST_WAIT_MS = 5_000;
/** An app that has not taken a handover by then is running a long script. */
const BUSY_MS = 3_000;

export class Challenges {
  #current = "";
  #used: string | null = null;
  /** In milliseconds since 1970. */
  #usedAt = 0;
  #waiting: (() => void)[] = [];
  #busy: ReturnType<typeof setTimeout> | undefined;
  readonly #onBusy: (isBusy: boolean) => void;

  /** @param onBusy Called when Python has not taken a handover in time, and when it has done so. */
  constructor(onBusy: (isBusy: boolean) => void) {
    this.#onBusy = onBusy;
  }

  /** Take over the challenge of new props. */
  offer(challenge: string | null): void {
    this.#current = challenge ?? "";
    if (this.#current === this.#used) return;
    this.forget();
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  /** Note that a handover of this challenge is on its way to Python. */
  use(challenge: string): void {
    this.#used = challenge;
    this.#usedAt = Date.now();
    clearTimeout(this.#busy);
    this.#busy = setTimeout(() => this.#onBusy(true), BUSY_MS);
  }

  /** Wait no more for Python to take a handover: the sign-in is over. */
  forget(): void {
    clearTimeout(this.#busy);
    this.#onBusy(false);
  }

  /** The challenge for the next request; waits for Python to replace one that has just been used. */
  async next(): Promise<string> {
    const left = this.#usedAt + LONGEST_WAIT_MS - Date.now();
    if (this.#current === this.#used)
      await new Promise<void>((goOn) => {
        this.#waiting.push(goOn);
        setTimeout(goOn, Math.min(left, LONGEST_WAIT_MS));
      });
    return this.#current;
  }
}
