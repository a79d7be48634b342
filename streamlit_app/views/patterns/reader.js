/** Send the records of this page to Python: when it is shown, and shortly after a new record. */
const DELAY_MS = 300;
const TRACE = Symbol.for("gatepost.trace");
// Streamlit calls read() for each render and change of theme; it runs the last clean-up returned.
const cleanUps = new WeakMap();

export default function read({ parentElement, setTriggerValue }) {
  if (!cleanUps.has(parentElement))
    cleanUps.set(parentElement, start(parentElement, setTriggerValue));
  return cleanUps.get(parentElement);
}

function start(parentElement, setTriggerValue) {
  let timer;
  const send = () => {
    timer = undefined;
    const sources = [...(window[TRACE]?.values() ?? [])];
    setTriggerValue("records", sources.flatMap((kinds) => [...kinds.values()].flat()));
  };
  const schedule = () => {
    timer ??= setTimeout(send, DELAY_MS);
  };
  window.addEventListener("gatepost:trace", schedule);
  send();
  return () => {
    clearTimeout(timer);
    window.removeEventListener("gatepost:trace", schedule);
    cleanUps.delete(parentElement);
  };
}
