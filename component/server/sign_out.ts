/** A sign-out: what it ends here, and what it has the provider revoke. */
import type { NextApiRequest, NextApiResponse } from "next";
import type { App } from "../env";
import { forgetHeld } from "./held";
import * as markers from "./marker";
import { revoke } from "./oidc";
import { forgetRenewals } from "./renewal";
import { readSession } from "./session";

/**
 * End the session of a request; what the provider can't revoke now is kept to try again.
 *
 * @param revocation What the frame of a browser without cookies holds in the place of one.
 */
export async function endSession(
  req: NextApiRequest,
  res: NextApiResponse,
  app: App,
  revocation: string | undefined,
): Promise<void> {
  const session = await readSession(req, app);
  if (session) {
    forgetRenewals(session);
    forgetHeld(session);
  }
  const kept = session?.refreshToken ?? (await markers.readUnrevoked(req, app));
  const carried = revocation ? await markers.openRevocation(app, revocation) : null;
  let left: string | null = null;
  for (const refreshToken of new Set([carried, kept]))
    if (refreshToken && !(await revoke(app, refreshToken))) left = refreshToken;
  await markers.signOut(res, app, left);
}
