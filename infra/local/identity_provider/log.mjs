/** Write one line per notable event. Tokens, codes and passwords never reach this function. */
export function log(event, fields = {}) {
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    // JSON escapes line breaks: text from a request cannot forge a second line.
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  console.log(event + details.join(""));
}

/** Report what oidc-provider does. Errors carry the reason that the client does not see. */
export function logEvents(provider) {
  const failed = (event) => (_ctx, error) =>
    log(event, {
      error: error.message,
      reason: error.error_description,
      detail: error.error_detail,
    });
  provider.on("interaction.started", (_ctx, { name, reasons }) =>
    log(`${name} requested`, { why: reasons }),
  );
  provider.on("authorization.success", (ctx) =>
    log("authorization granted", { sub: ctx.oidc.session.accountId }),
  );
  provider.on("authorization.error", failed("authorization refused"));
  provider.on("grant.success", (ctx) =>
    log("tokens issued", {
      grant: ctx.oidc.params.grant_type,
      sub: ctx.oidc.account?.accountId,
      scope: ctx.body.scope,
    }),
  );
  provider.on("grant.error", failed("tokens refused"));
  provider.on("grant.revoked", () => log("grant revoked"));
  provider.on("revocation.error", failed("revocation refused"));
  provider.on("end_session.error", failed("logout refused"));
  provider.on("server_error", (_ctx, error) => log("server error", { error: error.message }));
}
