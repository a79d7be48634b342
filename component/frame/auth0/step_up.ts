/** A step-up: what the app needs beyond the sign-in, asked for with one click (RFC 9470). */
import type { StatusUpdate, StepUp } from "../../wire/contract.gen";
import { auth0 as messages } from "../messages/en.json";
import { Alarm } from "./alarm";
import * as notices from "./notices";
import { type Params, Popups } from "./popup";
import * as session from "./session";
import * as times from "./times";
import { Trouble } from "./trouble";

/** What is shown of a step-up; its button works once there is a `request`. */
export interface StepUpView {
  wanted: StepUp;
  at: "asking" | "ready" | "waiting" | "finishing";
  notice: session.Notice | null;
}

/** What is around the step-up: the sign-in, and where it reports. */
interface Surroundings {
  caller(): session.Caller;
  report(status: StatusUpdate): void;
  reportError(notice: session.Notice): void;
  /** Take over the session that it has brought. */
  accept(answer: session.SignedIn, challenge: string, id: string): void;
  /** Check who is signed in: the server no longer knows the session. */
  check(): void;
  draw(): void;
}

/** Codes of failures that may be over in a moment; any other answers the step-up. */
const LOST = "session_unproven";
const PASSING = ["component_unavailable", "provider_unavailable", "unexpected_error", LOST];

export class StepUps {
  /** What is asked for now; null for nothing. */
  view: StepUpView | null = null;
  /** Why the last one was declined. */
  notice: session.Notice | null = null;
  readonly #around: Surroundings;
  readonly #popups = new Popups();
  readonly #alarm = new Alarm();
  #request: session.SignInStart | null = null;
  readonly #trouble = new Trouble();
  /** Counts what was begun: an answer to an older step-up or question is ignored. */
  #round = 0;
  /** The last that was answered: Python takes a moment to withdraw it. */
  #answered: string | null = null;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Follow what Python asks for, and who is signed in; null for nobody. */
  follow(wanted: StepUp | null, signedIn: session.SignedIn | null): void {
    const next = signedIn && wanted?.id !== this.#answered ? wanted : null;
    if (!signedIn) this.notice = null;
    if (next?.id === this.view?.wanted.id) return;
    this.#begin();
    this.view = next && { wanted: next, at: "asking", notice: null };
    if (!next) return;
    this.notice = null;
    this.#trouble.clear();
    // The server has nothing to add to.
    if (signedIn?.kept === false) this.#answer(next, notices.STEP_UP_NOT_KEPT);
    else void this.#ask(next);
  }

  /** Open the window; call it from a click handler. */
  start = (): void => {
    const request = this.#request;
    if (!this.view || !request) return;
    const { wanted, notice } = this.view;
    const listener = {
      answer: (params: Params) => void this.#finish(wanted, request, params),
      closed: () => {
        if (this.view?.at !== "waiting" || this.#request !== request) return;
        this.#show("ready", notices.STEP_UP_CLOSED);
      },
    };
    // What looks closed may be cut off: from then on a relay receives the answer.
    const isRelay = notice === notices.STEP_UP_CLOSED || undefined;
    const isOpen = this.#popups.open(request, listener, isRelay);
    if (!isOpen) this.#around.reportError(notices.STEP_UP_LOST);
    this.#show(isOpen ? "waiting" : "ready", isOpen ? null : notices.STEP_UP_LOST);
  };

  /** The person does not want to. */
  decline = (): void => {
    this.#popups.close();
    if (this.view) this.#answer(this.view.wanted, notices.DECLINED);
  };

  async #ask(wanted: StepUp): Promise<void> {
    const round = this.#begin();
    try {
      const { scopes, acr_values, max_age } = wanted;
      const request = { scopes, acr_values, max_age };
      const started = await session.askStepUp(this.#around.caller(), request);
      if (round !== this.#round) return;
      this.#request = started;
      this.#trouble.clear();
      this.#alarm.set(times.REQUEST_MS, () => void this.#ask(wanted), { onlyVisible: true });
      this.#show("ready");
    } catch (error) {
      if (round === this.#round) this.#fail(wanted, error);
    }
  }

  async #finish(wanted: StepUp, request: session.SignInStart, params: Params): Promise<void> {
    const round = this.#begin();
    this.#show("finishing");
    try {
      const caller = this.#around.caller();
      const answer = await session.sendCode(caller, request.transaction, params);
      if (round !== this.#round) return;
      this.#end(wanted);
      this.#around.accept(answer, caller.challenge, wanted.id);
    } catch (error) {
      if (round === this.#round) this.#fail(wanted, error);
    }
  }

  #fail(wanted: StepUp, error: unknown): void {
    const { notice, delay, earliest } = this.#trouble.add(error);
    if (!PASSING.includes(notice.code)) {
      this.#answer(wanted, notice);
      return;
    }
    const isLost = notice.code === LOST;
    if (isLost) this.#around.check();
    this.#show("asking", isLost ? null : notice);
    this.#alarm.set(delay, () => void this.#ask(wanted), { earliest });
  }

  /** The answer is no: the sign-in stays as it was. */
  #answer(wanted: StepUp, notice: session.Notice): void {
    this.#end(wanted);
    this.notice = notice.code === notices.DECLINED.code ? null : notice;
    const { code, message } = notice;
    this.#around.report({ reason: "declined", step_up: wanted.id, code, message });
    this.#around.draw();
  }

  #end({ id }: StepUp): void {
    this.#begin();
    this.#answered = id;
    this.view = null;
  }

  /** Begin a new round: no window and no answer from before counts. */
  #begin(): number {
    this.#popups.forget();
    this.#alarm.clear();
    this.#request = null;
    return ++this.#round;
  }

  #show(at: StepUpView["at"], notice: session.Notice | null = null): void {
    if (!this.view) return;
    this.view = { ...this.view, at, notice };
    this.#around.draw();
  }
}

/** What a step-up asks for, in a sentence. */
export function describeStepUp({ scopes, acr_values }: StepUp): string {
  if (scopes.length > 1) return messages.stepUpScopes;
  if (scopes.length === 1) return messages.stepUpScope;
  return acr_values.length > 0 ? messages.stepUpStrong : messages.stepUpFresh;
}
