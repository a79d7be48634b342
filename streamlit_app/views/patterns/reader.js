/** Tell Python what this page has noted, when it is shown and a moment after anything new. */
const DELAY_MS = 300;
const TRACE = Symbol.for("gatepost.trace");
// Streamlit calls this again for each drawing and change of theme, and the last clean-up counts.
const cleanUps = new WeakMap();

export default function read({ parentElement, setTriggerValue }) {
  if (!cleanUps.has(parentElement))
    cleanUps.set(parentElement, start(parentElement, setTriggerValue));
  return cleanUps.get(parentElement);
}

function start(parentElement, setTriggerValue) {
  let timer;
  const tell = () => {
    timer = undefined;
    const sources = [...(window[TRACE]?.values() ?? [])];
    setTriggerValue("records", sources.flatMap((kinds) => [...kinds.values()].flat()));
  };
  const hear = () => {
    timer ??= setTimeout(tell, DELAY_MS);
  };
  window.addEventListener("gatepost:trace", hear);
  tell();
  return () => {
    clearTimeout(timer);
    window.removeEventListener("gatepost:trace", hear);
    cleanUps.delete(parentElement);
  };
}
