import type { NextApiRequest, NextApiResponse } from "next";
import {
  type ConsentRequest,
  hasConsented,
  readConsentRequest,
  rememberConsent,
} from "../../../server/consent";
import { ComponentError } from "../../../server/errors";
import { escapeHtml, sendPopupPage } from "../../../server/popup_page";
import { fromOwnForm, route } from "../../../server/route";

const CALM_MS = 1_000;

/** Read the request in the address; if there is none, send a page that says why and return null. */
async function read(req: NextApiRequest, res: NextApiResponse): Promise<ConsentRequest | null> {
  try {
    return await readConsentRequest(req);
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    sendPopupPage(res.status(error.status), refusalPage(error.message));
    return null;
  }
}

/** Where a sign-in to an app of another operator begins: it asks once, then redirects. */
export default route(fromOwnForm, {
  async GET(req, res) {
    const request = await read(req, res);
    if (request && (await hasConsented(req, request.app))) res.redirect(303, request.url);
    else if (request) sendPopupPage(res, consentPage(request));
  },

  async POST(req, res) {
    const request = await read(req, res);
    if (!request) return;
    await rememberConsent(res, request.app);
    res.redirect(303, request.url);
  },
});

/**
 * The page that asks before an app of another operator signs somebody in.
 *
 * An app can open this window under a pointer that is about to click, so the button waits until the
 * window has been visible and in focus for a second without a click or a key.
 */
function consentPage({ app, url }: ConsentRequest) {
  const name = escapeHtml(app.name ?? app.origin);
  const list = [
    "see your name and e-mail address",
    ...(app.audience ? [`call ${app.audience} as you`] : []),
    ...app.scopes.map((scope) => `use the permission ${scope}`),
    ...app.apis.flatMap(({ audience, scopes }) => [
      `call ${audience} as you`,
      ...scopes.map((scope) => `use the permission ${scope} there`),
    ]),
  ];
  return {
    title: "Sign in?",
    main: `<h1>Sign in to ${name}?</h1>
<p>This app is at <strong>${escapeHtml(app.origin)}</strong>. Another operator runs it. If you continue, it can:</p>
<ul>${list.map((one) => `<li>${escapeHtml(one)}</li>`).join("")}</ul>
<form method="post">
<button type="submit" id="go" class="primary" disabled>Continue</button>
<button type="button" id="cancel">Cancel</button>
</form>`,
    script,
    formAction: `'self' ${new URL(url).origin}`,
  };
}

const refusalPage = (message: string) => ({
  title: "Sign in",
  main: `<h1>You are not signed in</h1>
<p role="alert">${escapeHtml(message)} You can close this window.</p>`,
  script: "",
});

const script = `(() => {
  const button = document.getElementById("go");
  let calmSince = null;
  const look = () => {
    const calm = document.visibilityState === "visible" && document.hasFocus();
    if (!calm) calmSince = null;
    else calmSince ??= performance.now();
    button.disabled = calmSince === null || performance.now() - calmSince < ${CALM_MS};
  };
  const restart = () => { if (button.disabled) calmSince = null; };
  addEventListener("pointerdown", restart, true);
  addEventListener("keydown", restart, true);
  addEventListener("blur", () => { calmSince = null; look(); });
  document.addEventListener("visibilitychange", look);
  document.getElementById("cancel").addEventListener("click", () => window.close());
  setInterval(look, 100);
})()`;
