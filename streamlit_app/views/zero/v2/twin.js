/**
 * Component Zero, v2. Streamlit has put twin.html and twin.css into parentElement, calls this on
 * every change of data, and keeps the theme's colors as CSS variables. It runs in the app's own
 * page and hears nobody but its caller: no window's messages reach it.
 */
export default function mount({ data, parentElement, setTriggerValue }) {
  const [counter, time, form, text, status] = ["output", ".time", "form", "input", "[role=status]"]
    .map((selector) => parentElement.querySelector(selector));
  counter.value = data.counter;
  time.textContent = data.time;

  // Assigned and not added: each call takes the place of the one before it.
  form.onsubmit = (event) => {
    event.preventDefault();
    const length = [...text.value].length; // characters, as Python counts them
    if (length < 1 || length > data.limit) {
      status.textContent =
        `Not sent: a message has 1 to ${data.limit} characters, this one ${length}.`;
      return;
    }
    // Streamlit hands the last of several triggers over several times: the number tells.
    setTriggerValue("message", { number: Date.now(), text: text.value });
    text.value = "";
    status.textContent = "Sent.";
  };
}
