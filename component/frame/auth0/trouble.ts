/** Failures in a row: what they are, and when to try again. */
import * as notices from "./notices";
import { type Notice, SessionError } from "./session";
import * as times from "./times";

export class Trouble {
  /** The last failure; null if the last question was answered. */
  notice: Notice | null = null;
  #count = 0;

  clear(): void {
    this.notice = null;
    this.#count = 0;
  }

  /**
   * Note a failure.
   *
   * @param shown What is shown of it, if that is not its own sentence.
   * @returns Whether it is another one than before, and the milliseconds to wait: `earliest` if the
   *   network or the person comes back.
   */
  add(error: unknown, shown?: Notice) {
    const notice = shown ?? notices.asNotice(error);
    const isNews = notice.code !== this.notice?.code;
    this.notice = notice;
    const earliest = error instanceof SessionError ? error.retryAfter * 1_000 : 0;
    const delay = Math.max(times.untilRetry(this.#count), earliest);
    this.#count += 1;
    return { notice, isNews, delay, earliest };
  }
}
