/** The challenges that Python gives: each serves one handover, since its verifier is used once. */

/** A Python session that did not take the last handover gives no new challenge: go on then. */
const LONGEST_WAIT_MS = 5_000;

export class Challenges {
  private current = "";
  private used: string | null = null;
  private waiting: (() => void)[] = [];

  /** Take over the challenge of new props. */
  offer(challenge: string | null): void {
    this.current = challenge ?? "";
    if (this.current === this.used) return;
    for (const goOn of this.waiting.splice(0)) goOn();
  }

  /** Note that a handover of this challenge is on its way to Python. */
  use(challenge: string): void {
    this.used = challenge;
  }

  /** The challenge for the next request; waits until Python has replaced one that is used. */
  async next(): Promise<string> {
    if (this.current === this.used)
      await new Promise<void>((goOn) => {
        this.waiting.push(goOn);
        setTimeout(goOn, LONGEST_WAIT_MS);
      });
    return this.current;
  }
}
