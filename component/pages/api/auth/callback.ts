import { callbackPage, sendPopupPage } from "../../../server/popup_page";
import { fromAnywhere, route } from "../../../server/route";

/** Where the identity provider sends the popup after sign-in and sign-out. */
export default route(fromAnywhere, {
  async GET(_req, res) {
    sendPopupPage(res, callbackPage);
  },
});
