import { interactionPolicy } from "oidc-provider";
import { readBody } from "./body.mjs";
import { finishInteraction } from "./interaction.mjs";
import { textsOf } from "./language.mjs";
import { log } from "./log.mjs";
import { escapeHtml, sendPage } from "./page.mjs";
import { tenant } from "./tenant.mjs";

const PATH = /^\/u\/consent\/[\w-]+$/;
const BODY_LIMIT = 4096;

/** Return the prompt that makes oidc-provider ask for consent, at each sign-in while it is set. */
export function consentPrompt() {
  const isDue = (ctx) => tenant.consent && !ctx.oidc.result?.consent;
  const check = new interactionPolicy.Check("consent_due", "consent is not skipped", isDue);
  return new interactionPolicy.Prompt({ name: "consent" }, check);
}

function sendForm(ctx, { scope }, formTarget) {
  const items = scope.split(" ").map((one) => `<li>${escapeHtml(one)}</li>`);
  const { title, intro, accept, decline } = textsOf(ctx, "consent");
  sendPage(ctx, {
    formTarget,
    title,
    main: `<p>${escapeHtml(intro)}</p>
<ul>${items.join("")}</ul>
<form method="post">
<button name="action" value="accept">${escapeHtml(accept)}</button>
<button name="action" value="decline" class="quiet">${escapeHtml(decline)}</button>
</form>`,
  });
}

/** Return the middleware for /u/consent/<uid>, which Auth0 shows on localhost. */
export function consentPage(provider, formTarget) {
  return async (ctx, next) => {
    if (!PATH.test(ctx.path)) {
      return next();
    }
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method !== "POST") {
      return sendForm(ctx, params, formTarget);
    }
    const form = new URLSearchParams(await readBody(ctx, BODY_LIMIT));
    if (form.get("action") === "accept") {
      return finishInteraction(ctx, provider, { consent: {} });
    }
    log("consent declined");
    return finishInteraction(ctx, provider, {
      error: "access_denied",
      error_description: "User did not authorize the request",
    });
  };
}
