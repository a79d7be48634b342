/** Why a session is over: a stable code, and texts for the person who was signed in. */
import * as v from "valibot";
import type { App } from "../env";
import { type Language, type TextName, write } from "./language";
import { seal } from "./seal";

/** As long as a sign-in may take. */
export const END_SECONDS = 600;

/** The texts of each end, in `messages/`. */
const TEXTS = {
  session_revoked: ["session_revoked"],
  session_denied: ["session_denied"],
  confirmation_needed: ["confirmation_needed"],
  client_refused: ["session_over", "client_refused"],
  provider_refused: ["session_over", "provider_refused"],
  token_too_wide: ["session_over", "token_too_wide"],
  session_too_large: ["session_grown"],
  session_expired: ["session_expired"],
  session_unreadable: ["session_unreadable"],
  signed_out: ["signed_out"],
} as const satisfies Readonly<Record<string, readonly TextName[]>>;

export type EndCode = keyof typeof TEXTS;

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
export const asNotice = ({ code, description }: End, language: Language) => ({
  code,
  message: write(language, TEXTS[code], { reason: description }),
});

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
    code: v.picklist(Object.keys(TEXTS) as EndCode[]),
    description: v.nullable(v.string()),
  }),
);

/** Open the end of a session with `app` that a browser carries; null if it is not one. */
export async function openEnd(app: App, sealed: string) {
  const opened = await ends.open(sealed);
  return opened?.app === app.origin ? opened : null;
}
