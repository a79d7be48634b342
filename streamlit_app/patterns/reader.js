/** Tell Python what this page has noted, when it is shown and a moment after anything new. */
const DELAY_MS = 300;
const TRACE = Symbol.for("gatepost.trace");
const reading = new WeakSet();

export default function read({ parentElement, setTriggerValue }) {
  if (reading.has(parentElement)) return;
  reading.add(parentElement);
  let timer;
  const tell = () => {
    timer = undefined;
    setTriggerValue("records", [...(window[TRACE]?.values() ?? [])].flat());
  };
  const hear = () => {
    timer ??= setTimeout(tell, DELAY_MS);
  };
  window.addEventListener("gatepost:trace", hear);
  tell();
  return () => {
    clearTimeout(timer);
    window.removeEventListener("gatepost:trace", hear);
    reading.delete(parentElement);
  };
}
