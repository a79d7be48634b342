/** What the sign-in shows, and where its news go. */
import type { StatusUpdate } from "../../wire/contract.gen";
import type { Caller, Notice, SignedIn, SignedOut } from "./session";

export type View =
  | { at: "connecting" | "checking" | "finishing" }
  | { at: "signed_out" | "waiting"; request: SignedOut; notice: Notice | null }
  /** `isOther`: another person than before, and not by a sign-in in this tab. */
  | { at: "signed_in"; answer: SignedIn; isOther: boolean }
  | { at: "failed"; notice: Notice; canSignOut: boolean };

/** What happened to the session of all tabs of an app; `ended` by none of them. */
export type Change = "signed_in" | "signed_out" | "ended";

/** Where the sign-in lives: the app around it, and where its news go. */
export interface Surroundings {
  /** The app, and the challenge of the last props. */
  caller(): Caller;
  /** The grant that Python has, by its name; null for none. */
  grant(): string | null;
  report(status: StatusUpdate): void;
  reportError(notice: Notice): void;
  draw(view: View): void;
  /** Send a change to the other tabs of this app. */
  announce(change: Change): void;
}
