/** What the host draws: the frame, and in its place a notice while there is no page. */

const SANDBOX =
  "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts";
const STYLE = `
  iframe { width: 100%; height: 3.25rem; border: 0; display: block; }
  [hidden] { display: none; }
  .notice { color: var(--st-text-color); font-family: var(--st-font); padding: 0.25rem; }
  .notice button {
    min-height: 2.75rem; padding: 0.25rem 1rem; font: inherit; color: inherit; cursor: pointer;
    background: transparent; border: 2px solid var(--st-primary-color); border-radius: 0.5rem;
  }`;

export interface Elements {
  box: HTMLElement;
  frame: HTMLIFrameElement;
  notice: HTMLElement;
  text: HTMLElement;
  retry: HTMLButtonElement;
}

export function createElements(title: string): Elements {
  const style = document.createElement("style");
  style.textContent = STYLE;
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.referrerPolicy = "origin";
  frame.setAttribute("sandbox", SANDBOX);
  frame.setAttribute("allow", "");
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.hidden = true;
  notice.setAttribute("role", "alert");
  const text = document.createElement("p");
  const retry = document.createElement("button");
  retry.type = "button";
  retry.textContent = "Try again";
  notice.append(text, retry);
  const box = document.createElement("div");
  box.append(style, notice, frame);
  return { box, frame, notice, text, retry };
}
