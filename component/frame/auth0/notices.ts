/** The notices of the frame itself; the others come from the server. */
import { auth0 as messages } from "../messages/en.json";
import { type Notice, SessionError } from "./session";

/** Its message is read when it is shown: the texts are translated after this module has loaded. */
const notice = (code: string, text: keyof typeof messages): Notice => ({
  code,
  get message() {
    return messages[text];
  },
});

export const WINDOW_LOST = notice("popup_blocked", "popupBlocked");
export const WINDOW_CLOSED = notice("popup_closed", "popupClosed");
export const SIGN_OUT_WINDOW_LOST = notice("popup_blocked", "signOutBlocked");
export const SIGN_OUT_UNFINISHED = notice("sign_out_unfinished", "signOutUnfinished");
export const SIGNED_OUT_ELSEWHERE = notice("signed_out", "signedOutElsewhere");
export const DECLINED = notice("declined", "declined");
export const STEP_UP_LOST = notice("popup_blocked", "stepUpBlocked");
export const STEP_UP_CLOSED = notice("popup_closed", "stepUpClosed");
export const STEP_UP_NOT_KEPT = notice("session_not_kept", "stepUpNotKept");
export const NOT_KEPT = notice("session_not_kept", "notKept");
const UNEXPECTED = notice("unexpected_error", "unexpected");

/** The notice that an error is shown as. */
export const asNotice = (error: unknown): Notice =>
  error instanceof SessionError ? { code: error.code, message: error.message } : UNEXPECTED;
