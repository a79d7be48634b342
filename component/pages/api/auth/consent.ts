import type { NextApiRequest, NextApiResponse } from "next";
import {
  type ConsentRequest,
  hasConsented,
  readConsentRequest,
  rememberConsent,
} from "../../../server/consent";
import { ComponentError } from "../../../server/errors";
import { fill, type Language, languageOf, textsIn, type Values } from "../../../server/language";
import { escapeHtml, sendPopupPage } from "../../../server/popup_page";
import { fromOwnForm, route } from "../../../server/route";

const CALM_MS = 1_000;

/** Read the request in the address; if there is none, send a page that says why and return null. */
async function read(req: NextApiRequest, res: NextApiResponse): Promise<ConsentRequest | null> {
  try {
    return await readConsentRequest(req);
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    sendPopupPage(res.status(error.status), refusalPage(error, languageOf(req)));
    return null;
  }
}

/** Where a sign-in to an app of another operator begins: it asks once, then redirects. */
export default route(fromOwnForm, {
  async GET(req, res) {
    const request = await read(req, res);
    if (request && (await hasConsented(req, request.app))) res.redirect(303, request.url);
    else if (request) sendPopupPage(res, consentPage(request, languageOf(req)));
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
function consentPage({ app, url }: ConsentRequest, language: Language) {
  const texts = textsIn(language).consent;
  /** A text with values in place, as markup. */
  const html = (text: string, values: Values = {}) => escapeHtml(fill(text, values));
  const list = [
    html(texts.identity),
    ...(app.audience ? [html(texts.audience, { audience: app.audience })] : []),
    ...app.scopes.map((scope) => html(texts.scope, { scope })),
    ...app.apis.flatMap(({ audience, scopes }) => [
      html(texts.audience, { audience }),
      ...scopes.map((scope) => html(texts.scopeThere, { scope })),
    ]),
  ];
  const origin = `<strong>${escapeHtml(app.origin)}</strong>`;
  return {
    language,
    title: texts.title,
    main: `<h1>${html(texts.heading, { app: app.name ?? app.origin })}</h1>
<p>${fill(escapeHtml(texts.intro), { origin })}</p>
<ul>${list.map((one) => `<li>${one}</li>`).join("")}</ul>
<form method="post">
<button type="submit" id="go" class="primary" disabled>${html(texts.go)}</button>
<button type="button" id="cancel">${html(texts.cancel)}</button>
</form>`,
    script,
    formAction: `'self' ${new URL(url).origin}`,
  };
}

function refusalPage(error: ComponentError, language: Language) {
  const { refusedTitle: title, refusedHeading, refused } = textsIn(language).consent;
  const message = error.messageIn(language);
  return {
    language,
    title,
    main: `<h1>${escapeHtml(refusedHeading)}</h1>
<p role="alert">${escapeHtml(fill(refused, { message }))}</p>`,
    script: "",
  };
}

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
