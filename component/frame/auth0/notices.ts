/** The notices of the frame itself; the others come from the server. */
import { auth0 as messages } from "../messages/en.json";
import { type Notice, SessionError } from "./session";

const notice = (code: string, message: string): Notice => ({ code, message });

export const WINDOW_LOST = notice("popup_blocked", messages.popupBlocked);
export const WINDOW_CLOSED = notice("popup_closed", messages.popupClosed);
export const SIGN_OUT_WINDOW_LOST = notice("popup_blocked", messages.signOutBlocked);
export const SIGN_OUT_UNFINISHED = notice("sign_out_unfinished", messages.signOutUnfinished);
export const SIGNED_OUT_ELSEWHERE = notice("signed_out", messages.signedOutElsewhere);
export const DECLINED = notice("declined", messages.declined);
export const STEP_UP_LOST = notice("popup_blocked", messages.stepUpBlocked);
export const STEP_UP_CLOSED = notice("popup_closed", messages.stepUpClosed);
export const STEP_UP_NOT_KEPT = notice("session_not_kept", messages.stepUpNotKept);
export const NOT_KEPT = notice("session_not_kept", messages.notKept);

/** The notice that an error is shown as. */
export const asNotice = (error: unknown): Notice =>
  error instanceof SessionError
    ? notice(error.code, error.message)
    : notice("unexpected_error", messages.unexpected);
