/** Reports to Python: each handover, and, once, the end of a sign-in that Python may have. */
import type { StatusUpdate } from "../../wire/contract.gen";

/** An app that has not received a handover by then is running a long script. */
const BUSY_MS = 3_000;

export class Reports {
  /** Whether Python is late in receiving the last handover. */
  isPythonBusy = false;
  readonly #send: (status: StatusUpdate) => void;
  readonly #onBusy: () => void;
  /** Whether Python may have a sign-in whose end was not reported. */
  #isOpen = false;
  /** Whom Python has shown the page to, by an id that changes with the person. */
  #person: string | null = null;
  /** The challenge of the last handover; once Python has that, its props bring another one. */
  #challenge: string | null | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onBusy Called when `isPythonBusy` has changed. */
  constructor(send: (status: StatusUpdate) => void, onBusy: () => void) {
    this.#send = send;
    this.#onBusy = onBusy;
  }

  /** Begin for a Python session that knows nobody, and waits for a first answer. */
  begin(): void {
    this.#isOpen = true;
    this.#person = null;
  }

  /** Python shows the page to this person now; return whether that is somebody new. */
  follow(person: string | null, challenge: string): boolean {
    if (challenge !== this.#challenge) this.#setBusy(false);
    if (person === null || person === this.#person) return false;
    this.#person = person;
    this.#isOpen = true;
    return true;
  }

  /** Hand a sign-in over. */
  handOver(status: StatusUpdate): void {
    this.#isOpen = true;
    this.#challenge = status.challenge;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#setBusy(true), BUSY_MS);
    this.#send(status);
  }

  /** Report the end of the sign-in that Python may have. */
  end(): void {
    this.#setBusy(false);
    if (this.#isOpen) this.#send({ reason: "signed_out" });
    this.#isOpen = false;
  }

  #setBusy(isBusy: boolean): void {
    clearTimeout(this.#timer);
    if (isBusy === this.isPythonBusy) return;
    this.isPythonBusy = isBusy;
    this.#onBusy();
  }
}
