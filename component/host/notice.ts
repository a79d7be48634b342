/** What the host shows: the frame, and in its place a notice while there is no page. */
import { chosenLanguage, write } from "./language";

const SANDBOX =
  "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts";
const STYLE = `
  iframe { width: 100%; height: 3rem; border: 0; display: block; }
  [hidden] { display: none; }
  .notice { color: var(--st-text-color); font: 1rem / 1.6 var(--st-font); padding: 0.25rem 0; }
  .notice p { margin: 0 0 0.5rem; }
  .notice button {
    min-height: 2.5rem; padding: 0.25rem 0.75rem; font: inherit; font-size: 0.875rem;
    color: inherit; cursor: pointer; background: transparent;
    border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  }`;

const create = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
) => Object.assign(document.createElement(tag), properties);

export type Elements = ReturnType<typeof createElements>;

export function createElements(title: string) {
  const frame = create("iframe", { title, referrerPolicy: "origin", allow: "" });
  frame.setAttribute("sandbox", SANDBOX);
  const text = create("p");
  const retry = create("button", { type: "button", textContent: write("retry") });
  const notice = create("div", { className: "notice", hidden: true, lang: chosenLanguage() });
  notice.setAttribute("role", "alert");
  notice.append(text, retry);
  const box = create("div");
  box.append(create("style", { textContent: STYLE }), notice, frame);
  return { box, frame, notice, text, retry };
}

/**
 * Why the page does not load, and what to do about it.
 *
 * @param forbidden The directive of this page's policy that blocks the frame; null for none.
 */
export function findReason(
  { own }: { own: boolean },
  origin: string,
  forbidden: string | null,
): string {
  if (forbidden) return write("forbidden", { origin, directive: forbidden });
  const app = location.origin;
  const site = own ? null : findEmbedder();
  if (site) return write("embedded", { origin, site, app });
  const server = own ? "page" : "component";
  return write("silent", { what: write(server), origin, list: write(`${server}List`), app });
}

/**
 * The outermost page around the app, if it has another origin; null for none. Community Cloud's own
 * page has the app's.
 */
function findEmbedder(): string | null {
  try {
    if (window.top?.location.origin === location.origin) return null;
  } catch {
    // Another origin can't be read.
  }
  return Array.from(location.ancestorOrigins ?? []).at(-1) ?? write("otherSite");
}
