/**
 * The page that asks before an app of another operator signs somebody in.
 *
 * An app can open this window under a pointer that is about to click, so the button waits until the
 * window has been visible and in focus for a second without a click or a key.
 */
import type { ConsentRequest } from "./consent";
import { escapeHtml } from "./popup_page";

const CALM_MS = 1_000;

export function consentPage({ app, url }: ConsentRequest) {
  const name = escapeHtml(app.name ?? app.origin);
  const list = [
    "see your name and e-mail address",
    ...(app.audience ? [`call ${app.audience} as you`] : []),
    ...app.scopes.map((scope) => `use the permission ${scope}`),
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

export const refusalPage = (message: string) => ({
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
