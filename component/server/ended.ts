/** Why a session is over: a stable code, and a message for the person who was signed in. */
import * as v from "valibot";
import type { App } from "../env";
import { because } from "./line";
import { seal } from "./seal";
import { ClientRefused, ProviderRefused, TokenTooWide } from "./sign_in_errors";

/** As long as a sign-in may take. */
export const END_SECONDS = 600;

/** `%` is where the provider's reason goes, if it gave one. */
const SENTENCES = {
  session_revoked: "The identity provider ended the session. Sign in again.",
  session_denied:
    "The identity provider refused to renew the session% Sign in again, or with another account.",
  confirmation_needed:
    "The identity provider requires another step% Sign in again and complete it.",
  client_refused: `The session is over. ${new ClientRefused().message}`,
  provider_refused: `The session is over. ${new ProviderRefused().message}`,
  token_too_wide: `The session is over. ${new TokenTooWide().message}`,
  session_too_large:
    "The session is over: its tokens have grown too large. Ask the component's operator to make the identity provider issue fewer claims.",
  session_expired: "The session has expired. Sign in again.",
  session_unreadable: "The component's key was changed, which ended the session. Sign in again.",
  signed_out: "You signed out in another tab. Sign in again to continue.",
} as const;

export type EndCode = keyof typeof SENTENCES;

export interface End {
  readonly code: EndCode;
  /** The provider's reason, as one line; shown where the sentence has a place for it. */
  readonly description: string | null;
}

/** Whether it is an end rather than a session. */
export const isEnd = (one: object): one is End => "code" in one;

export const end = (code: EndCode, description: string | null = null): End => ({
  code,
  description,
});

/** What the frame shows of an end. */
export function asNotice({ code, description }: End): { code: EndCode; message: string } {
  return { code, message: SENTENCES[code].replace("%", () => because(description)) };
}

/**
 * An end as the browser carries it until the frame has shown it; the server keeps no copy.
 *
 * `id` is the state of the session that was refused; a newer state is not affected.
 */
export const ends = seal(
  "end",
  END_SECONDS,
  v.object({
    app: v.string(),
    id: v.string(),
    code: v.picklist(Object.keys(SENTENCES) as EndCode[]),
    description: v.nullable(v.string()),
  }),
);

/** Open the end of a session with `app` that a browser carries; null if it is not one. */
export async function openEnd(app: App, sealed: string) {
  const opened = await ends.open(sealed);
  return opened?.app === app.origin ? opened : null;
}
