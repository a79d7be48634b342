/** What the frame itself has to say to the person; the rest comes from the server. */
import { auth0 as messages } from "../messages/en.json";
import { type Notice, SessionError } from "./session";

export const WINDOW_LOST: Notice = { code: "popup_blocked", message: messages.popupBlocked };
export const WINDOW_CLOSED: Notice = { code: "popup_closed", message: messages.popupClosed };
export const SIGN_OUT_WINDOW_LOST: Notice = {
  code: "popup_blocked",
  message: messages.signOutBlocked,
};
export const SIGN_OUT_UNFINISHED: Notice = {
  code: "sign_out_unfinished",
  message: messages.signOutUnfinished,
};
export const SIGNED_OUT_ELSEWHERE: Notice = {
  code: "signed_out",
  message: messages.signedOutElsewhere,
};
export const NOT_KEPT: Notice = { code: "session_not_kept", message: messages.notKept };

/** What an error says to the person. */
export const asNotice = (error: unknown): Notice =>
  error instanceof SessionError
    ? { code: error.code, message: error.message }
    : { code: "unexpected_error", message: messages.unexpected };
