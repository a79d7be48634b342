import { log } from "./log.mjs";

/**
 * End the session at once, as Auth0 does.
 *
 * oidc-provider has checked the client and the address to return to, and its answer is a page
 * that asks the user to confirm. This replaces it with the redirect that would have followed.
 */
export async function logOutAtOnce(ctx, next) {
  await next();
  if (ctx.oidc?.route !== "end_session" || ctx.status !== 200) {
    return;
  }
  const { session, params, provider } = ctx.oidc;
  log("logged out", { sub: session.accountId });
  await session.destroy();
  ctx.cookies.set(provider.cookieName("session"), null, { overwrite: true });

  const target = new URL(params.post_logout_redirect_uri ?? provider.urlFor("end_session_success"));
  if (params.post_logout_redirect_uri && params.state !== undefined) {
    target.searchParams.set("state", params.state);
  }
  ctx.status = 303;
  ctx.redirect(target.href);
}
