/** Draws the diagrams, in the colours of the page, and lets the keyboard reach what scrolls. */
const diagrams = [...document.querySelectorAll("div.mermaid")].map((place) => ({
  place,
  text: place.textContent,
  title: place.closest("section")?.querySelector(":is(h1, h2, h3, h4)")?.firstChild.textContent,
}));
const darkness = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = document.body.dataset.theme;
  return chosen === "dark" || (chosen !== "light" && darkness.matches);
}

async function drawDiagrams() {
  const { fontFamily } = getComputedStyle(document.body);
  mermaid.initialize({ startOnLoad: false, theme: isDark() ? "dark" : "neutral", fontFamily });
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

function reachWhatScrolls() {
  for (const place of document.querySelectorAll(".table-wrapper, .highlight pre, div.mermaid"))
    if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
}

if (diagrams.length) {
  drawDiagrams();
  darkness.addEventListener("change", drawDiagrams);
  new MutationObserver(drawDiagrams).observe(document.body, { attributeFilter: ["data-theme"] });
}
reachWhatScrolls();
addEventListener("resize", reachWhatScrolls);
