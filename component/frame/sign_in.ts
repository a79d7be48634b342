/** How a sign-in goes, from the first question to the sign-out; drawn by `auth0.tsx`. */
import type { StatusUpdate } from "./events.gen";
import messages from "./messages/en.json";
import * as popups from "./popup";
import * as session from "./session";

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
  /** Whom to ask for: the app, and a challenge that serves no other handover. */
  caller(): Promise<{ app: string; challenge: string }>;
  report(status: StatusUpdate): void;
  reportError(notice: Notice): void;
  draw(view: View): void;
  /** Tell the other tabs of this app that the session changed. */
  announce(): void;
}

interface Question {
  fresh?: boolean;
  prompt?: "login";
  notice?: Notice | undefined;
}

/** Renew the access token this long before it ends; the server renews it from then on. */
const RENEW_EARLY_SECONDS = 60;
const RENEW_RETRY_MS = 15_000;
/** An authorize request ends after ten minutes. */
const REQUEST_MS = 9 * 60_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class SignIn {
  private view: View = { at: "connecting" };
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the questions asked: an answer to an older one is no news. */
  private round = 0;
  /** A sign-out the server has not heard: the cookie is still there, so it comes first. */
  private unheard: Question | null = null;
  /** Whether the provider still has a session that a sign-out here could not end. */
  private asksPassword = false;
  /** When the access token ends, in milliseconds since 1970. */
  private expiresAt = 0;

  constructor(private readonly around: Surroundings) {}

  /** Ask who is signed in. A notice says why, when a sign-in has just failed. */
  async check(options: Question = {}): Promise<void> {
    if (this.unheard) return this.end(this.unheard);
    const { notice = null, ...question } = options;
    if (this.asksPassword) question.prompt = "login";
    const wasSignedIn = this.view.at === "signed_in";
    this.round += 1;
    const { round } = this;
    if (!wasSignedIn) this.show({ at: "checking" });
    try {
      const caller = await this.around.caller();
      const answer = await session.askStatus(caller, question);
      if (round !== this.round) return;
      if (answer.user) this.take(answer, caller.challenge, wasSignedIn ? "renewed" : "restored");
      else this.offer(answer, notice, wasSignedIn);
    } catch (error) {
      if (round === this.round) this.fail(error, wasSignedIn);
    }
  }

  /** Open the sign-in window; call it in the click itself. */
  start = (): void => {
    if (this.view.at !== "signed_out" && this.view.at !== "waiting") return;
    const { request } = this.view;
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
   * Sign out here at once, and at the provider in a window opened by the same click. Without a
   * click, or with the window blocked, the next sign-in asks for the password instead.
   */
  signOut = (options: { byClick: boolean }): void => {
    if (this.view.at !== "signed_in") return;
    clearTimeout(this.timer);
    const { endSessionUrl } = this.view;
    const opened =
      options.byClick &&
      endSessionUrl !== null &&
      popups.openPopup(endSessionUrl, "", { answer: () => {}, closed: () => {} });
    this.around.report({ reason: "signed_out" });
    const blocked = options.byClick && endSessionUrl !== null && !opened;
    const notice = blocked
      ? { code: "popup_blocked", message: messages.signOutBlocked }
      : undefined;
    this.asksPassword = !opened;
    void this.end({ notice });
  };

  private async end(next: Question): Promise<void> {
    this.round += 1;
    this.unheard = next;
    this.show({ at: "checking" });
    try {
      await session.deleteSession();
      this.unheard = null;
      this.around.announce();
      await this.check(next);
    } catch (error) {
      this.fail(error, false);
    }
  }

  private async finish(request: session.SignedOut, params: popups.Params): Promise<void> {
    this.round += 1;
    const { round } = this;
    this.show({ at: "finishing" });
    try {
      const caller = await this.around.caller();
      const answer = await session.sendCode(caller, request.transaction, params);
      if (round !== this.round) return;
      this.take(answer, caller.challenge, "signed_in");
      this.around.announce();
    } catch (error) {
      const notice = asNotice(error);
      this.around.reportError(notice);
      await this.check({ notice });
    }
  }

  private take(answer: session.SignedIn, challenge: string, reason: StatusUpdate["reason"]): void {
    const { user, handover, endSessionUrl, expiresIn } = answer;
    this.asksPassword = false;
    this.expiresAt = Date.now() + expiresIn * 1_000;
    this.around.report({ reason, challenge, handover });
    this.show({ at: "signed_in", user, endSessionUrl });
    this.later(Math.max(1, expiresIn - RENEW_EARLY_SECONDS) * 1_000, () => this.check());
  }

  private offer(request: session.SignedOut, notice: Notice | null, wasSignedIn: boolean): void {
    if (wasSignedIn) this.around.report({ reason: "signed_out" });
    this.show({ at: "signed_out", request, notice });
    this.later(REQUEST_MS, () => whenVisible(() => this.view.at === "signed_out" && this.check()));
  }

  private fail(error: unknown, wasSignedIn: boolean): void {
    const notice = asNotice(error);
    this.around.reportError(notice);
    // While the access token is good the person stays signed in, and the renewal is tried again.
    if (wasSignedIn && Date.now() < this.expiresAt) this.later(RENEW_RETRY_MS, () => this.check());
    else this.show({ at: "failed", notice });
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

  private later(delay: number, work: () => unknown): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(work, Math.min(delay, LONGEST_TIMER_MS));
  }
}

function asNotice(error: unknown): Notice {
  return error instanceof session.SessionError
    ? { code: error.code, message: error.message }
    : { code: "unexpected_error", message: messages.unexpected };
}

/** Do it now, or when the person comes back to this tab. */
function whenVisible(work: () => unknown): void {
  if (document.visibilityState === "visible") return void work();
  document.addEventListener("visibilitychange", () => work(), { once: true });
}
