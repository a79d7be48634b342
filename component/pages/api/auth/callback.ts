import { languageOf, textsIn } from "../../../server/language";
import { escapeHtml, sendPopupPage } from "../../../server/popup_page";
import { fromAnywhere, route } from "../../../server/route";

/**
 * Pass the provider's answer to the frame that opened this window.
 *
 * It takes the code out of the address at once, and sends to its own origin only: to its opener; to a
 * frame that asks, if a browser or an extension has taken the opener away; to a relay (`relay.ts`), if
 * a page of the provider has cut this window off. The code is worthless without the transaction in
 * the frame's memory.
 */
const script = `(() => {
  const query = new URLSearchParams(location.search);
  const params = {};
  for (const name of ["code", "state", "iss", "error", "error_description"])
    if (query.has(name)) params[name] = query.get(name);
  if (params.error_description) params.error_description = params.error_description.slice(0, 1000);
  history.replaceState(null, "", location.pathname);
  const show = (text) => {
    const element = document.getElementById("text");
    if (element) element.textContent = text;
    else addEventListener("DOMContentLoaded", () => show(text));
  };
  const finish = () => { window.close(); show(texts.done); };
  if (!params.code && !params.error) return finish();
  let frame = window.opener;
  const callback = { type: "callback", params };
  if (!frame) callback.cut = true;
  const patience = frame
    ? setTimeout(show, 5000, texts.late)
    : setTimeout(show, 1000, texts.cut);
  const receive = (data) => {
    if (data?.type === "callback:received") finish();
    if (data?.type !== "callback:dropped") return;
    clearTimeout(patience);
    show(texts.dropped);
  };
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== location.origin) return;
    if (!frame && data?.type === "callback:ask") {
      frame = source;
      frame.postMessage(callback, location.origin);
    }
    if (source === frame) receive(data);
  });
  frame?.postMessage(callback, location.origin);
  try {
    const relay = new BroadcastChannel("gatepost " + params.state);
    relay.onmessage = ({ data }) => {
      if (data?.type === "callback:ask") relay.postMessage(callback);
      else receive(data);
    };
    if (!frame) relay.postMessage(callback);
  } catch {
    // Storage is blocked, and channels with it.
  }
})()`;

/** Where the identity provider sends the popup after sign-in and sign-out. */
export default route(fromAnywhere, {
  async GET(req, res) {
    const language = languageOf(req);
    const { title, wait, ...texts } = textsIn(language).callback;
    const main = `<p id="text" role="status">${escapeHtml(wait)}</p>`;
    sendPopupPage(res, { language, title, main, script, texts, isFirst: true });
  },
});
