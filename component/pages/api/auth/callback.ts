import { sendPopupPage } from "../../../server/popup_page";
import { fromAnywhere, route } from "../../../server/route";

/**
 * Pass the provider's answer to the frame that opened this window.
 *
 * It takes the code out of the address at once, and sends to its own origin only. The code is
 * worthless without the transaction in the frame's memory.
 */
const script = `(() => {
  const query = new URLSearchParams(location.search);
  const params = {};
  for (const name of ["code", "state", "iss", "error", "error_description"])
    if (query.has(name)) params[name] = query.get(name);
  if (params.error_description) params.error_description = params.error_description.slice(0, 1000);
  history.replaceState(null, "", location.pathname);
  const show = (text) => { document.getElementById("text").textContent = text; };
  const finish = () => { window.close(); show("Done. You can close this window."); };
  if (!params.code && !params.error) return finish();
  if (!window.opener) return show("This window has lost its app. Close it and sign in again there. "
    + "If this happens again, tell the app's operator that a page of the sign-in "
    + "cuts the window off by its Cross-Origin-Opener-Policy.");
  const patience = setTimeout(
    () => show("The app did not answer. Close this window and sign in again there."), 5000);
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== location.origin || source !== window.opener) return;
    if (data?.type === "callback:received") finish();
    if (data?.type !== "callback:dropped") return;
    clearTimeout(patience);
    show("The app does not need this window any more. You can close it.");
  });
  window.opener.postMessage({ type: "callback", params }, location.origin);
})()`;

/** Where the identity provider sends the popup after sign-in and sign-out. */
export default route(fromAnywhere, {
  async GET(_req, res) {
    const main = '<p id="text" role="status">One moment…</p>';
    sendPopupPage(res, { title: "Signing in", main, script });
  },
});
