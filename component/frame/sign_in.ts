/** How a sign-in goes, from the first question to the sign-out; drawn by `auth0.tsx`. */
import { Alarm } from "./alarm";
import type { StatusUpdate } from "./events.gen";
import { auth0 as messages } from "./messages/en.json";
import * as popups from "./popup";
import * as session from "./session";
import { note } from "./trace";

export interface Notice {
  code: string;
  message: string;
}

export type View =
  | { at: "connecting" }
  | { at: "checking" }
  | { at: "signed_out"; request: session.SignedOut; notice: Notice | null }
  | { at: "waiting"; request: session.SignedOut; notice: Notice | null }
  | { at: "finishing" }
  | { at: "signed_in"; user: session.SignedIn["user"]; endSessionUrl: string | null }
  | { at: "failed"; notice: Notice };

/** Where the sign-in lives: the app around it, and where its news go. */
export interface Surroundings {
  /** Exact origin of the app. */
  app(): string;
  /** The grant that Python has, by its name; null for none. */
  grant(): string | null;
  /** A challenge that serves no other handover. */
  challenge(): Promise<string>;
  report(status: StatusUpdate): void;
  reportError(notice: Notice): void;
  draw(view: View): void;
  /** Tell the other tabs of this app that the session changed. */
  announce(): void;
}

interface Question {
  fresh?: boolean;
  notice?: Notice | undefined;
}

/** Renew the access token this long before it ends; the server renews it from then on. */
const RENEW_EARLY_SECONDS = 60;
/** Ask at least this often: the session cookie lives for eight hours from its last use. */
const LONGEST_SILENCE_SECONDS = 4 * 3600;
const SHORTEST_SECONDS = 5;
const RENEW_RETRY_MS = 15_000;
/** An authorize request ends after ten minutes. */
const REQUEST_MS = 9 * 60_000;
const REVOKE_RETRY_MS = 30_000;

export class SignIn {
  private view: View = { at: "connecting" };
  private readonly alarm = new Alarm();
  /** Counts the questions asked: an answer to an older one is no news. */
  private round = 0;
  /** A sign-out the server has not heard: the cookie is still there, so it comes first. */
  private unheard: Question | null = null;
  /** When the access token ends, in milliseconds since 1970. */
  private expiresAt = 0;

  constructor(private readonly around: Surroundings) {}

  /** Ask who is signed in. A notice says why, when a sign-in has just failed. */
  async check({ fresh = false, notice }: Question = {}): Promise<void> {
    if (this.unheard) return this.end(this.unheard);
    const wasSignedIn = this.view.at === "signed_in";
    const round = this.ask();
    if (!wasSignedIn) this.show({ at: "checking" });
    try {
      const challenge = await this.around.challenge();
      const answer = await session.askStatus({ app: this.around.app(), challenge }, fresh);
      if (round !== this.round) return;
      if (answer.user) this.take(answer, challenge, wasSignedIn ? "renewed" : "restored");
      else this.offer(answer, notice ?? null, wasSignedIn);
    } catch (error) {
      if (round === this.round) this.fail(asNotice(error), wasSignedIn);
    }
  }

  /** Open the sign-in window; call it in the click itself. */
  start = (): void => {
    if (this.view.at !== "signed_out") return;
    const { request } = this.view;
    note("open_window", { origin: new URL(request.authorizeUrl).origin });
    const opened = popups.openPopup(request.authorizeUrl, request.state, {
      answer: (params) => void this.finish(request, params),
      closed: () => this.windowClosed(request),
    });
    if (opened) this.show({ at: "waiting", request, notice: null });
    else this.windowBlocked(request);
  };

  /** Give up the window that is open and offer a new sign-in. */
  startAgain = (): void => {
    popups.forgetPopup();
    void this.check();
  };

  /**
   * Sign out here at once, and at the provider in a window opened by the same click. Whatever
   * becomes of that window, the next sign-in asks for the password.
   */
  signOut = (options: { byClick: boolean }): void => {
    if (this.view.at === "signed_out" || this.view.at === "waiting") return;
    const endSessionUrl = this.view.at === "signed_in" ? this.view.endSessionUrl : null;
    const wanted = options.byClick && endSessionUrl !== null;
    const opened =
      wanted && popups.openPopup(endSessionUrl, "", { answer: () => {}, closed: () => {} });
    this.around.report({ reason: "signed_out" });
    const notice = { code: "popup_blocked", message: messages.signOutBlocked };
    void this.end(wanted && !opened ? { notice } : {});
  };

  private async end(next: Question): Promise<void> {
    this.ask();
    this.unheard = next;
    this.show({ at: "checking" });
    try {
      await session.deleteSession(this.around.app());
    } catch {
      return this.fail({ code: "sign_out_unfinished", message: messages.signOutUnfinished }, false);
    }
    this.unheard = null;
    this.around.announce();
    await this.check(next);
  }

  private async finish(request: session.SignedOut, params: popups.Params): Promise<void> {
    const round = this.ask();
    note("callback", { origin: location.origin });
    this.show({ at: "finishing" });
    try {
      const challenge = await this.around.challenge();
      const caller = { app: this.around.app(), challenge };
      const answer = await session.sendCode(caller, request.transaction, params);
      if (round !== this.round) return;
      this.take(answer, challenge, "signed_in");
      this.around.announce();
    } catch (error) {
      if (round !== this.round) return;
      const notice = asNotice(error);
      this.around.reportError(notice);
      await this.check({ notice });
    }
  }

  private take(answer: session.SignedIn, challenge: string, reason: StatusUpdate["reason"]): void {
    const { user, handover, endSessionUrl, expiresIn } = answer;
    this.expiresAt = Date.now() + expiresIn * 1_000;
    // Python may know it already: then nothing is to run there.
    if (answer.grant !== this.around.grant()) this.around.report({ reason, challenge, handover });
    this.show({ at: "signed_in", user, endSessionUrl });
    const early = Math.max(expiresIn - RENEW_EARLY_SECONDS, expiresIn / 2, SHORTEST_SECONDS);
    this.alarm.set(Math.min(early, LONGEST_SILENCE_SECONDS) * 1_000, () => void this.check());
  }

  private offer(request: session.SignedOut, notice: Notice | null, wasSignedIn: boolean): void {
    if (wasSignedIn) this.around.report({ reason: "signed_out" });
    this.show({ at: "signed_out", request, notice });
    const askAgain = () => this.view.at === "signed_out" && void this.check();
    if (request.unrevoked) this.alarm.set(REVOKE_RETRY_MS, askAgain);
    else this.alarm.set(REQUEST_MS, () => void this.check(), { onlyVisible: true });
  }

  private fail(notice: Notice, wasSignedIn: boolean): void {
    this.around.reportError(notice);
    // While the access token is good the person stays signed in, and the renewal is tried again.
    if (wasSignedIn && Date.now() < this.expiresAt)
      this.alarm.set(RENEW_RETRY_MS, () => void this.check());
    else this.show({ at: "failed", notice });
  }

  /** Begin a new round: what was planned or is still under way counts no more. */
  private ask(): number {
    this.alarm.clear();
    this.round += 1;
    return this.round;
  }

  private windowBlocked(request: session.SignedOut): void {
    const notice = { code: "popup_blocked", message: messages.popupBlocked };
    this.around.reportError(notice);
    this.show({ at: "signed_out", request, notice });
  }

  private windowClosed(request: session.SignedOut): void {
    if (this.view.at !== "waiting" || this.view.request !== request) return;
    const notice = { code: "popup_closed", message: messages.popupClosed };
    this.around.reportError(notice);
    this.show({ at: "waiting", request, notice });
  }

  private show(view: View): void {
    this.view = view;
    this.around.draw(view);
  }
}

function asNotice(error: unknown): Notice {
  return error instanceof session.SessionError
    ? { code: error.code, message: error.message }
    : { code: "unexpected_error", message: messages.unexpected };
}
