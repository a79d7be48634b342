import { checkPassword } from "./accounts.mjs";
import { readBody } from "./body.mjs";
import { finishInteraction } from "./interaction.mjs";
import { log } from "./log.mjs";
import { escapeHtml, sendPage } from "./page.mjs";

const PATH = /^\/u\/login\/[\w-]+$/;
const BODY_LIMIT = 4096;

/** Send the form, with the reason if the last attempt was refused. */
function sendForm(ctx, { email = "", alert = "", status = 200, formTarget }) {
  const focusEmail = email ? "" : " autofocus";
  const focusPassword = email ? " autofocus" : "";
  sendPage(ctx, {
    status,
    formTarget,
    title: "Log in",
    main: `<p>to the local identity provider</p>
${alert && `<p role="alert">${escapeHtml(alert)}</p>`}
<form method="post">
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required
 value="${escapeHtml(email)}"${focusEmail}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
${focusPassword}>
<button name="action" value="continue">Continue</button>
<button name="action" value="cancel" class="quiet" formnovalidate>Cancel</button>
</form>`,
  });
}

/** Act on the posted form: end the interaction, or send the form again. */
async function answerForm(ctx, provider, formTarget) {
  const form = new URLSearchParams(await readBody(ctx, BODY_LIMIT));
  if (form.get("action") === "cancel") {
    log("login cancelled");
    return finishInteraction(ctx, provider, { error: "access_denied" });
  }
  const email = form.get("email") ?? "";
  const account = checkPassword(email, form.get("password") ?? "");
  if (account) {
    log("login succeeded", { sub: account.sub });
    return finishInteraction(ctx, provider, { login: { accountId: account.sub } });
  }
  log("login failed");
  sendForm(ctx, { email, status: 400, alert: "Wrong email or password.", formTarget });
}

/** Return the middleware for /u/login/<uid>. */
export function loginPage(provider, formTarget) {
  return async (ctx, next) => {
    if (!PATH.test(ctx.path)) {
      return next();
    }
    const interaction = await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method === "POST") {
      await answerForm(ctx, provider, formTarget);
    } else {
      sendForm(ctx, { email: interaction.params.login_hint, formTarget });
    }
  };
}
