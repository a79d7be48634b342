import { checkPassword } from "./accounts.mjs";
import { readBody } from "./body.mjs";
import { finishInteraction } from "./interaction.mjs";
import { fill, textsOf } from "./language.mjs";
import { log } from "./log.mjs";
import { escapeHtml, sendPage } from "./page.mjs";
import { CODE, needsCode, strengthOf } from "./strength.mjs";

const PATH = /^\/u\/(?:login|select_account)\/[\w-]+$/;
const BODY_LIMIT = 4096;

const codeField = (text) => `<label for="code">${escapeHtml(fill(text, { code: CODE }))}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required>`;

/** Send the form, with the reason if the last attempt was refused. */
function sendForm(ctx, { params, email = "", alert = "", status = 200, formTarget }) {
  const focusEmail = email ? "" : " autofocus";
  const focusPassword = email ? " autofocus" : "";
  const texts = textsOf(ctx, "login");
  sendPage(ctx, {
    status,
    formTarget,
    title: texts.title,
    main: `<p>${escapeHtml(texts.intro)}</p>
${alert && `<p role="alert">${escapeHtml(alert)}</p>`}
<form method="post">
<label for="email">${escapeHtml(texts.email)}</label>
<input id="email" name="email" type="email" autocomplete="username" required
 value="${escapeHtml(email)}"${focusEmail}>
<label for="password">${escapeHtml(texts.password)}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
${focusPassword}>
${needsCode(params) ? codeField(texts.code) : ""}
<button name="action" value="continue">${escapeHtml(texts.continue)}</button>
<button name="action" value="cancel" class="quiet" formnovalidate>${escapeHtml(texts.cancel)}</button>
</form>`,
  });
}

/** Act on the posted form: end the interaction, or send the form again. */
async function answerForm(ctx, provider, params, formTarget) {
  const form = new URLSearchParams(await readBody(ctx, BODY_LIMIT));
  if (form.get("action") === "cancel") {
    log("login cancelled");
    return finishInteraction(ctx, provider, { error: "access_denied" });
  }
  const email = form.get("email") ?? "";
  const account = checkPassword(email, form.get("password") ?? "");
  if (account && (!needsCode(params) || form.get("code") === CODE)) {
    log("login succeeded", { sub: account.sub });
    const login = { accountId: account.sub, ...strengthOf(params) };
    return finishInteraction(ctx, provider, { login, select_account: {} });
  }
  log("login failed");
  const { wrongCode, wrongPassword } = textsOf(ctx, "login");
  const alert = account ? wrongCode : wrongPassword;
  sendForm(ctx, { params, email, status: 400, alert, formTarget });
}

/** Return the middleware for /u/login/<uid>. */
export function loginPage(provider, formTarget) {
  return async (ctx, next) => {
    if (!PATH.test(ctx.path)) {
      return next();
    }
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method === "POST") {
      await answerForm(ctx, provider, params, formTarget);
    } else {
      sendForm(ctx, { params, email: params.login_hint, formTarget });
    }
  };
}
