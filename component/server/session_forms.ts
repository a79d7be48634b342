/** What a session holds, and what the cookie keeps of one that does not fit into it. */
import * as v from "valibot";

/** What the provider granted to an app: who signed in, and an access token for the app's API. */
export const grantSchema = v.object({
  user: v.object({
    sub: v.string(),
    name: v.nullable(v.string()),
    email: v.nullable(v.string()),
    emailVerified: v.optional(v.nullable(v.boolean()), null),
    picture: v.optional(v.nullable(v.string()), null),
    locale: v.optional(v.nullable(v.string()), null),
    /** The claims of the ID token, except those about the token itself. */
    claims: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
  /** Null for an app that only signs people in. */
  accessToken: v.nullable(v.string()),
  /** When the access token expires or, if there is none, the sign-in; seconds since 1970. */
  expiresAt: v.number(),
  scopes: v.array(v.string()),
  /** What the access token says the person may do; null if it says nothing about that. */
  permissions: v.optional(v.nullable(v.array(v.string())), null),
  /** How the person authenticated, and when in seconds since 1970; null if it was not given. */
  acr: v.optional(v.nullable(v.string()), null),
  authTime: v.optional(v.nullable(v.number()), null),
  /** Access to the app's further APIs; never in the cookie. */
  apis: v.optional(
    v.array(
      v.object({
        audience: v.string(),
        accessToken: v.string(),
        expiresAt: v.number(),
        scopes: v.array(v.string()),
      }),
    ),
    [],
  ),
});
export type Grant = v.InferOutput<typeof grantSchema>;

export const sessionSchema = v.object({
  /** Identifies this state of the session to the frame, which can't open it; new with each renewal. */
  id: v.string(),
  /** The origin this session was made for: no other app can use it. */
  app: v.string(),
  grant: grantSchema,
  refreshToken: v.nullable(v.string()),
  /** The provider's session id, which its sign-out takes as `logout_hint`. */
  sid: v.nullable(v.string()),
  /** When the person signed in, and when the provider last gave tokens; seconds since 1970. */
  signedInAt: v.number(),
  provenAt: v.number(),
  /** Whether the cookie lacks a part of the grant, and so does this instance's memory. */
  isHeld: v.optional(v.boolean()),
});
export type Session = v.InferOutput<typeof sessionSchema>;

/**
 * The forms in which a session may be kept, the most complete first.
 *
 * Access to further APIs is never in the cookie. Without a refresh token, nothing would bring back
 * what is left out: then the access token stays, and further APIs and claims are lost.
 */
export function formsOf(session: Session): Session[] {
  const { grant, refreshToken } = session;
  const whole = { ...grant, apis: [] };
  const bare = { ...whole, user: { ...grant.user, claims: {} }, permissions: null };
  const isHeld = refreshToken !== null;
  const form = (one: Grant) => ({ ...session, isHeld, grant: one });
  const first = grant.apis.length === 0 ? session : form(whole);
  if (!isHeld) return [first, form(bare)];
  const small = { ...bare, accessToken: null };
  return [first, form(small), form({ ...small, scopes: [] })];
}
