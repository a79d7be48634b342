import type { NextApiRequest, NextApiResponse } from "next";
import {
  type ConsentRequest,
  hasConsented,
  readConsentRequest,
  rememberConsent,
} from "../../../server/consent";
import { consentPage, refusalPage } from "../../../server/consent_page";
import { ComponentError } from "../../../server/errors";
import { sendPopupPage } from "../../../server/popup_page";
import { fromOwnForm, route } from "../../../server/route";

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
