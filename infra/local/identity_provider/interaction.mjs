/** Pass what a person answered to oidc-provider, and lead the browser back to the sign-in. */
export async function finishInteraction(ctx, provider, result) {
  const returnTo = await provider.interactionResult(ctx.req, ctx.res, result, {
    // With prompt=login, a consent without the login before it would ask for the password again.
    mergeWithLastSubmission: result.consent !== undefined,
  });
  ctx.status = 303;
  ctx.set("Cache-Control", "no-store");
  ctx.redirect(returnTo);
}
