/** Reports to Python: each handover, and, once, the end of a sign-in that Python may have. */
import type { StatusUpdate } from "../../wire/contract.gen";

export class Reports {
  readonly #send: (status: StatusUpdate) => void;
  /** Whether Python may have a sign-in whose end was not reported. */
  #isOpen = false;
  /** Whom Python has shown the page to, by an id that changes with the person. */
  #person: string | null = null;

  constructor(send: (status: StatusUpdate) => void) {
    this.#send = send;
  }

  /** Begin for a Python session that knows nobody. */
  begin(): void {
    this.#isOpen = false;
    this.#person = null;
  }

  /** Whether Python now shows the page to a different person than before. */
  isNews(person: string | null): boolean {
    if (person === null || person === this.#person) return false;
    this.#person = person;
    this.#isOpen = true;
    return true;
  }

  /** Hand a sign-in over. */
  handOver(status: StatusUpdate): void {
    this.#isOpen = true;
    this.#send(status);
  }

  /** Report the end of the sign-in that Python may have. */
  end(): void {
    if (this.#isOpen) this.#send({ reason: "signed_out" });
    this.#isOpen = false;
  }
}
