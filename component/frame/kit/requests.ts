/** A page's requests to Python, each answered by a command `actionAnswer` with the same id. */
import type { ActionAnswer, ActionRequest } from "../../wire/contract.gen";

type Answered = (answer: ActionAnswer) => void;

export class Requests {
  // Random, so that an answer to a request from before a reload matches none of this page.
  readonly #life = Math.random().toString(36).slice(2);
  readonly #waiting = new Map<string, Answered>();
  #asked = 0;
  readonly #emit: (request: ActionRequest) => void;

  /** @param emit Sends a request, as the event `onActionRequest`. */
  constructor(emit: (request: ActionRequest) => void) {
    this.#emit = emit;
  }

  /** Send a request for an action; return its id. */
  send(request: Omit<ActionRequest, "id">, answered: Answered): string {
    this.#asked += 1;
    const id = `r_${this.#life}_${this.#asked}`;
    this.#waiting.set(id, answered);
    this.#emit({ id, ...request });
    return id;
  }

  /** Dispatch an answer; one that nobody waits for is dropped. */
  dispatch(answer: ActionAnswer): void {
    const answered = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    answered?.(answer);
  }
}
