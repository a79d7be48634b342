import { languageOf, textsIn } from "../../../server/language";
import { escapeHtml, sendPopupPage } from "../../../server/popup_page";
import { fromAnywhere, route } from "../../../server/route";

/**
 * Pass the provider's answer on from a window that a page of the provider cuts off from its opener.
 *
 * The frame opens this window in its place. As a page of the component, it keeps its opener; it opens
 * the provider in a second window, whose callback page reaches it by a channel of their own origin,
 * if not as its opener. It first asks for an answer that waits in an earlier window.
 */
const script = `(() => {
  const text = document.getElementById("text");
  const button = document.getElementById("go");
  const show = (sentence) => { text.textContent = sentence; button.hidden = true; };
  const frame = window.opener;
  if (!frame) return show(texts.lost);
  let channel, provider;
  const pass = (data) => {
    if (data?.type === "callback") frame.postMessage(data, location.origin);
  };
  const begin = ({ url, state }) => {
    try {
      channel = new BroadcastChannel("gatepost " + state);
      channel.onmessage = ({ data }) => pass(data);
      channel.postMessage({ type: "callback:ask" });
    } catch {
      // Storage is blocked, and channels with it: only a window that is not cut off can answer.
    }
    button.disabled = false;
    button.addEventListener("click", () => {
      provider = window.open(url, "_blank", "popup,width=425,height=600");
      text.textContent = provider || channel
        ? texts.opened
        : texts.blocked;
    });
  };
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== location.origin) return;
    if (source === provider) pass(data);
    if (source !== frame) return;
    if (data?.type === "relay:start" && button.disabled) begin(data);
    const isReceived = data?.type === "callback:received";
    if (!isReceived && data?.type !== "callback:dropped") return;
    channel?.postMessage(data);
    if (provider && !provider.closed) provider.postMessage(data, location.origin);
    if (isReceived) window.close();
    show(isReceived ? texts.done : texts.dropped);
  });
  frame.postMessage({ type: "relay:ready" }, location.origin);
})()`;

/** The window that a frame opens if the provider's own is cut off from it. */
export default route(fromAnywhere, {
  async GET(req, res) {
    const language = languageOf(req);
    const { title, intro, go, ...texts } = textsIn(language).relay;
    const main = `<h1>${escapeHtml(title)}</h1>
<p id="text" role="status">${escapeHtml(intro)}</p>
<button type="button" id="go" class="primary" disabled>${escapeHtml(go)}</button>`;
    sendPopupPage(res, { language, title, main, script, texts });
  },
});
