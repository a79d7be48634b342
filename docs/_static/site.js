/** Draws the diagrams, in the colours of the page, and completes what furo leaves out. */
const diagrams = [...document.querySelectorAll("div.mermaid")].map((place) => ({
  place,
  text: place.textContent,
  title: place.closest("section")?.querySelector(":is(h1, h2, h3, h4)")?.firstChild.textContent,
}));

/** Returns mermaid's colours, taken from the theme: light, dark or what the system prefers. */
function colours() {
  const style = getComputedStyle(document.body);
  const colour = (name) => style.getPropertyValue(`--color-${name}`).trim();
  return {
    fontFamily: style.fontFamily,
    useGradient: false,
    dropShadow: "none",
    background: colour("background-primary"),
    primaryColor: colour("background-secondary"),
    primaryBorderColor: colour("brand-primary"),
    primaryTextColor: colour("foreground-primary"),
    textColor: colour("foreground-primary"),
    lineColor: colour("foreground-muted"),
    edgeLabelBackground: colour("background-primary"),
    clusterBkg: colour("background-primary"),
    clusterBorder: colour("foreground-border"),
    noteBkgColor: colour("background-hover"),
    noteBorderColor: colour("background-border"),
    noteTextColor: colour("foreground-primary"),
    labelBoxBkgColor: colour("background-secondary"),
    signalTextColor: colour("foreground-primary"),
  };
}

async function drawDiagrams() {
  mermaid.initialize({ startOnLoad: false, theme: "base", themeVariables: colours() });
  for (const [number, { place, text, title }] of diagrams.entries()) {
    place.innerHTML = (await mermaid.render(`diagram-${number}`, text)).svg;
    const drawn = place.firstElementChild;
    drawn.setAttribute("aria-label", `Diagram: ${title}`);
    // As large as it is, at most as wide as the page; but on a phone it scrolls and can be read.
    const width = drawn.viewBox.baseVal.width;
    drawn.style = `width: ${width}px; max-width: max(100%, min(${width}px, 40rem))`;
  }
  reachWhatScrolls();
}

/** Lets the keyboard scroll what is wider than its place. */
function reachWhatScrolls() {
  for (const place of document.querySelectorAll(".table-wrapper, .highlight pre, div.mermaid"))
    if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
}

/** Names the parts of the page for those who hear it. */
function nameParts() {
  for (const caption of document.querySelectorAll(".caption[role=heading]")) caption.ariaLevel = 2;
  for (const [part, name] of Object.entries({ sidebar: "All pages", toc: "On this page" }))
    document.querySelector(`.${part}-drawer`)?.setAttribute("aria-label", name);
  for (const head of document.querySelectorAll("th"))
    if (!head.textContent.trim()) head.replaceWith(document.createElement("td"));
}

nameParts();
if (diagrams.length) {
  drawDiagrams();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawDiagrams);
  new MutationObserver(drawDiagrams).observe(document.body, { attributeFilter: ["data-theme"] });
}
reachWhatScrolls();
addEventListener("resize", reachWhatScrolls);
