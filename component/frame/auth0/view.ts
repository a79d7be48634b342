/** What the sign-in shows, and where it reports changes. */
import type { StatusUpdate } from "../../wire/contract.gen";
import type { Caller, Notice, SignedIn, SignedOut } from "./session";

export type View =
  | { at: "connecting" | "checking" | "finishing" }
  | { at: "signed_out" | "waiting"; request: SignedOut; notice: Notice | null }
  /** `isOther`: a different person than before, without a sign-in in this tab. */
  | { at: "signed_in"; answer: SignedIn; isOther: boolean }
  | { at: "failed"; notice: Notice; canSignOut: boolean };

/** How the server is asked who is signed in. */
export interface Question {
  fresh?: boolean;
  /** What is shown stays until there is an answer. */
  isQuiet?: boolean | undefined;
  /** Whether the other tabs are to sign out as well. */
  isAnnounced?: boolean;
}

/** What happened to the session of all tabs of an app; `ended`: without a sign-out in any tab. */
export type Change = "signed_in" | "signed_out" | "ended";

/** What is around the sign-in: the app, and where it reports changes. */
export interface Surroundings {
  /** The app, and the challenge of the last props. */
  caller(): Caller;
  /** The id of the grant that Python has; null for none. */
  grant(): string | null;
  report: (status: StatusUpdate) => void;
  reportError(notice: Notice): void;
  draw(view: View): void;
  /** Send a change to the other tabs of this app. */
  announce(change: Change): void;
}
