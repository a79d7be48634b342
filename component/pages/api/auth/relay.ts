import { sendPopupPage } from "../../../server/popup_page";
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
  if (!frame) return show("This window has lost its app. Close it and sign in again there.");
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
        ? "Continue in the window that opened. Leave this window open."
        : "The window did not open. Allow pop-ups for this page, then continue again.";
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
    show(isReceived ? "Done. You can close this window."
      : "The app does not need this window any more. You can close it.");
  });
  frame.postMessage({ type: "relay:ready" }, location.origin);
})()`;

/** The window that a frame opens if the provider's own is cut off from it. */
export default route(fromAnywhere, {
  async GET(_req, res) {
    const main = `<h1>Sign in</h1>
<p id="text" role="status">The sign-in opens in a window of its own.</p>
<button type="button" id="go" class="primary" disabled>Continue</button>`;
    sendPopupPage(res, { title: "Sign in", main, script });
  },
});
