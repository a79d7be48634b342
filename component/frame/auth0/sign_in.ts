/** How a sign-in goes, from the first question to the sign-out; drawn by `auth0.tsx`. */
import type { SignInProps, StatusUpdate } from "../../wire/contract.gen";
import { trace } from "../kit/trace";
import { Alarm } from "./alarm";
import * as notices from "./notices";
import { openWindow, type Params, Popups } from "./popup";
import { Reports } from "./reports";
import * as session from "./session";
import * as times from "./times";
import { Trouble } from "./trouble";
import type { Change, Question, Surroundings, View } from "./view";

export class SignIn {
  #view: View = { at: "connecting" };
  readonly #around: Surroundings;
  readonly #reports: Reports;
  /** The windows that the person signs in with. */
  readonly popups = new Popups();
  /** Asks the next question. */
  readonly #alarm = new Alarm();
  /** Stops showing the person as signed in when the access token expires. */
  readonly #ending = new Alarm();
  /** Counts the questions asked: an answer to an older one is ignored. */
  #round = 0;
  /** A sign-out that the server has not answered: the cookie is still there, so it comes first. */
  #unfinished: Question | null = null;
  /** The session, until it is known to be over. */
  #session: session.SignedIn | null = null;
  /** Who was signed in last. */
  #person: string | null = null;
  readonly #trouble = new Trouble();
  /** Why nobody is signed in; null when that was the person's own wish. */
  #reason: session.Notice | null = null;
  /** Whether the provider is to let the person choose another account. */
  #login = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#reports = new Reports(around.report, () => around.draw(this.#view));
  }

  /** Begin for a new Python session. */
  begin(): void {
    this.#reports.begin();
    this.#trouble.clear();
    this.#show({ at: "checking" });
    void this.check();
  }

  /** Follow the props: whom Python shows this page to, and whether it received the handover. */
  follow({ person, challenge }: Pick<SignInProps, "person" | "challenge">): void {
    const isNews = this.#reports.follow(person, challenge);
    const isOver = this.#view.at === "signed_out" || this.#view.at === "waiting";
    // Python got a handover from an earlier page, or got one late.
    if (isNews && isOver) this.#reports.end();
  }

  /** Ask who is signed in; a window that is still open may still complete its sign-in. */
  async check(question: Question = {}): Promise<void> {
    if (this.#unfinished) return this.#end({ ...this.#unfinished, isQuiet: question.isQuiet });
    if (this.#view.at === "finishing") return;
    // There is no cookie to ask with.
    if (this.#session?.kept === false) return this.#end({}, notices.NOT_KEPT);
    const { fresh = false, isQuiet } = question;
    const round = this.#ask();
    const wasSignedIn = this.#view.at === "signed_in";
    if (!wasSignedIn && !isQuiet) this.#show({ at: "checking" });
    try {
      const caller = this.#around.caller();
      const answer = await session.askStatus(caller, { fresh, login: this.#login });
      if (round !== this.#round) return;
      const reason = wasSignedIn ? "renewed" : "restored";
      if (answer.user) this.#accept(answer, caller.challenge, { reason });
      else await this.#leave(answer);
    } catch (error) {
      if (round === this.#round) this.#fail(error, question);
    }
  }

  /** Whether Python is late in receiving the last handover. */
  get isPythonBusy(): boolean {
    return this.#reports.isPythonBusy;
  }

  /** Whether the server can be asked for proof that the person who is shown is signed in. */
  get canProve(): boolean {
    return this.#view.at === "signed_in" && this.#view.answer.kept;
  }

  /** Follow a change that another tab has announced. */
  takeOver(change: Change): void {
    if (change === "ended" && !this.canProve) return;
    if (this.#session?.kept !== false) void this.check();
    else if (change === "signed_out") void this.#end({}, notices.SIGNED_OUT_ELSEWHERE);
  }

  /** Open the sign-in window, or a relay if that may be cut off; call it from a click handler. */
  start(isRelay?: true): void {
    if (!("request" in this.#view)) return;
    const { request } = this.#view;
    session.prepareToKeep(this.#around.caller());
    trace("open_window", { origin: new URL(request.authorizeUrl).origin });
    const listener = {
      answer: (params: Params) => void this.#finish(request, params),
      closed: () => {
        if (this.#view.at !== "waiting" || this.#view.request !== request) return;
        this.#around.reportError(notices.WINDOW_CLOSED);
        this.#show({ at: "waiting", request, notice: notices.WINDOW_CLOSED });
      },
    };
    const isOpen = this.popups.open(request, listener, isRelay);
    this.#ask();
    this.#reason = isOpen ? null : notices.WINDOW_LOST;
    if (!isOpen) this.#around.reportError(notices.WINDOW_LOST);
    if (isOpen) this.#show({ at: "waiting", request, notice: null });
    else this.#offer(request);
  }

  /**
   * Sign out here at once, and at the provider in a window opened by the same click. Whatever
   * becomes of that window, the next sign-in asks for the password.
   */
  signOut({ byClick }: { byClick: boolean }): void {
    if (this.#view.at === "signed_out" || this.#view.at === "waiting") return;
    const endSessionUrl = byClick && this.#session?.endSessionUrl;
    const isLost = endSessionUrl && !openWindow(endSessionUrl);
    this.popups.forget();
    void this.#end({ isAnnounced: true }, isLost ? notices.SIGN_OUT_WINDOW_LOST : null);
  }

  /** Take over the session that a step-up has brought. */
  acceptStepUp(answer: session.SignedIn, challenge: string, id: string): void {
    this.#ask();
    this.#accept(answer, challenge, { reason: "stepped_up", step_up: id });
    this.#around.announce("signed_in");
  }

  async #end(next: Question, reason = this.#reason): Promise<void> {
    const round = this.#ask();
    this.#reason = reason;
    this.#unfinished = next;
    this.#ending.clear();
    this.#reports.end();
    if (!next.isQuiet) this.#show({ at: "checking" });
    try {
      await session.deleteSession(this.#around.caller(), this.#session?.revocation ?? null);
    } catch (error) {
      if (round === this.#round) this.#fail(error, next);
      return;
    }
    if (round !== this.#round) return;
    this.#unfinished = this.#session = null;
    if (next.isAnnounced) this.#around.announce("signed_out");
    await this.check(next);
  }

  async #finish(request: session.SignedOut, params: Params): Promise<void> {
    const round = this.#ask();
    trace("callback", { origin: location.origin });
    try {
      const caller = this.#around.caller();
      const answered = session.sendCode(caller, request.transaction, params);
      this.#show({ at: "finishing" }); // while it is on its way
      const answer = await answered;
      if (round !== this.#round) return;
      this.#accept(answer, caller.challenge, { reason: "signed_in" });
      this.#around.announce("signed_in");
    } catch (error) {
      if (round !== this.#round) return;
      this.#reason = notices.asNotice(error);
      this.#login ||= this.#reason.code === "login_denied";
      this.#around.reportError(this.#reason);
      this.#show({ at: "checking" });
      await this.check();
    }
  }

  #accept(answer: session.SignedIn, challenge: string, status: StatusUpdate): void {
    const { person, handover, expiresIn } = answer;
    const isOther =
      status.reason !== "signed_in" && this.#person !== null && this.#person !== person;
    this.#trouble.clear();
    this.#reason = null;
    this.#session = answer;
    this.#person = person;
    this.#login = false;
    // If Python has this grant already, nothing needs to run there.
    if (answer.grant !== this.#around.grant())
      this.#reports.handOver({ ...status, challenge, handover });
    this.#show({ at: "signed_in", answer, isOther });
    this.#alarm.set(times.untilRenewal(answer), () => void this.check());
    this.#ending.set(expiresIn * 1_000, () => this.#expire());
  }

  /** The access token has expired, and with it the identity that Python has. */
  #expire(): void {
    this.#reports.end();
    const { notice } = this.#trouble;
    this.#show(notice ? { at: "failed", notice, canSignOut: true } : { at: "checking" });
  }

  /** Nobody is signed in. */
  async #leave(request: session.SignedOut): Promise<void> {
    const { ended } = request;
    // Another tab may still show somebody.
    if (this.#session || ended) this.#around.announce("ended");
    if (this.#session) this.#reason = ended ?? notices.NOT_KEPT;
    else if (ended?.code !== "signed_out") this.#reason ??= ended;
    // Ask once more, for a request that lets the person choose another account.
    const isDenied = ended?.code === "session_denied" && !this.#login;
    this.#login ||= isDenied;
    this.#trouble.clear();
    this.#ending.clear();
    this.#session = null;
    this.#reports.end();
    if (!isDenied) return this.#offer(request);
    this.#show({ at: "checking" });
    await this.check();
  }

  #offer(request: session.SignedOut): void {
    this.#show({ at: "signed_out", request, notice: this.#reason });
    const askAgain = () => void this.check({ isQuiet: true });
    if (request.unrevoked) this.#alarm.set(times.REVOKE_RETRY_MS, askAgain);
    else this.#alarm.set(times.REQUEST_MS, askAgain, { onlyVisible: true });
  }

  /** Try again later; meanwhile a person who is signed in stays so, anybody else sees why. */
  #fail(error: unknown, question: Question): void {
    const canSignOut = this.#unfinished === null;
    const shown = canSignOut ? undefined : notices.SIGN_OUT_UNFINISHED;
    const { notice, isNews, delay, earliest } = this.#trouble.add(error, shown);
    if (isNews) this.#around.reportError(notice);
    this.#alarm.set(delay, () => void this.check({ ...question, isQuiet: true }), { earliest });
    if (this.#view.at !== "signed_in") this.#show({ at: "failed", notice, canSignOut });
  }

  /** Begin a new round: what was scheduled or is in progress no longer counts. */
  #ask(): number {
    this.#alarm.clear();
    return ++this.#round;
  }

  #show(view: View): void {
    this.#view = view;
    this.#around.draw(view);
  }
}
