/**
 * Component Zero, v2. Streamlit puts twin.html and twin.css into parentElement, calls this function
 * whenever the data changes, and provides the theme's colors as CSS variables. It runs in the app's
 * own page and listens to no window: data comes from its caller alone.
 */
export default function mount({ data, parentElement, setTriggerValue }) {
  const [counter, time, form, text, status] = ["output", ".time", "form", "input", "[role=status]"]
    .map((selector) => parentElement.querySelector(selector));
  counter.value = data.counter;
  time.textContent = data.time;

  // Assigned, not added: each call replaces the handler of the call before.
  form.onsubmit = (event) => {
    event.preventDefault();
    const length = [...text.value].length; // characters, as Python counts them
    if (length < 1 || length > data.limit) {
      status.textContent = `Not sent: the text has ${length} characters. Write 1 to ${data.limit}.`;
      return;
    }
    // Streamlit may deliver the last of several triggers more than once: the number shows it.
    setTriggerValue("message", { number: Date.now(), text: text.value });
    text.value = "";
    status.textContent = "Sent.";
  };
}
