/** Whether Python is slow to receive a handover; each is for the challenge of the props before. */

/** An app that has not received a handover by then is running a long script. */
const BUSY_MS = 3_000;

export class Challenges {
  /** Whether Python has not received the last handover in time. */
  isBusy = false;
  #sent: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onChange: () => void;

  /** @param onChange Called when `isBusy` has changed. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Note the challenge of new props; a new one means that Python received the handover. */
  offer(challenge: string): void {
    if (challenge !== this.#sent) this.forget();
  }

  /** Note that a handover for this challenge was sent to Python. */
  use(challenge: string): void {
    this.#sent = challenge;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#change(true), BUSY_MS);
  }

  /** Stop waiting for Python to receive a handover: the sign-in is over. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#change(false);
  }

  #change(isBusy: boolean): void {
    if (isBusy === this.isBusy) return;
    this.isBusy = isBusy;
    this.#onChange();
  }
}
