/** Requests of a page to Python, each answered by the command `actionAnswer` of its id. */
import type { ActionAnswer, ActionRequest } from "./events.gen";

type Answered = (answer: ActionAnswer) => void;

export class Requests {
  // Random, so that no answer to a page before a reload is taken for one to this page.
  private readonly life = Math.random().toString(36).slice(2);
  private readonly waiting = new Map<string, Answered>();
  private asked = 0;

  /** @param emit Sends a request, as the event `onActionRequest`. */
  constructor(private readonly emit: (request: ActionRequest) => void) {}

  /** Ask for an action, and return the id of the request. */
  ask(request: Omit<ActionRequest, "id">, answered: Answered): string {
    this.asked += 1;
    const id = `r_${this.life}_${this.asked}`;
    this.waiting.set(id, answered);
    this.emit({ id, ...request });
    return id;
  }

  /** Take an answer; one that nobody waits for is dropped. */
  take(answer: ActionAnswer): void {
    const answered = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    answered?.(answer);
  }
}
