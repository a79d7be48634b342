/** What a session holds: who signed in, and the tokens. */
import * as v from "valibot";

/** What the provider granted to an app: who signed in, and an access token for the app's API. */
export const grantSchema = v.object({
  user: v.object({
    sub: v.string(),
    name: v.nullable(v.string()),
    email: v.nullable(v.string()),
  }),
  /** Null for an app that only signs people in. */
  accessToken: v.nullable(v.string()),
  /** Seconds since 1970; of the sign-in, where there is no token. */
  expiresAt: v.number(),
  scopes: v.array(v.string()),
});
export type Grant = v.InferOutput<typeof grantSchema>;

export const sessionSchema = v.object({
  /** Names this state of the session to the frame, which can't read it; new with each renewal. */
  id: v.string(),
  /** The origin this session was made for: no other app gets anything of it. */
  app: v.string(),
  grant: grantSchema,
  refreshToken: v.nullable(v.string()),
  /** The provider's session id, which its sign-out takes as `logout_hint`. */
  sid: v.nullable(v.string()),
  /** When the person signed in, and when the provider last gave tokens; seconds since 1970. */
  signedInAt: v.number(),
  provenAt: v.number(),
  /** Whether the access token did not fit here, and is not at hand either. */
  isHeld: v.optional(v.boolean()),
});
export type Session = v.InferOutput<typeof sessionSchema>;
