/**
 * The connection: a Components v2 component that is the way between a framed page and Python.
 *
 * It draws nothing. It keeps the channels, and gives them to the hosts of the frames. Python sends
 * `connection.gen.js`, which `python3 dev.py contract` makes of this.
 */
import { Channel } from "./channel.js";
import { watch } from "./streamlit.js";
import { forget } from "./trace.js";
import { CHANNELS } from "./version.js";

const CHANNEL = Symbol.for("gatepost.channel");

// One for each key in Python. What waits in one of another contract is of no use to this one.
const before = window[CHANNELS] ?? [];
const channels = before.channels ?? new Map();
const all = () => [...channels.values()];
watch(
  () => all().forEach((channel) => channel.goOn()),
  // Its server may have started again, and does not run the app before something happens.
  () =>
    all()
      .find((channel) => channel.outbox.deliverToApp)
      ?.wake(),
);
window[CHANNELS] = { channels, push: (take) => take(open) };
// Hosts that were drawn before this script was there.
if (Array.isArray(before)) for (const take of before) take(open);

/** The channel of that key, for a page of that name and a Python session. */
function open({ key, page, session }) {
  const kept = channels.get(key);
  if (kept?.session === session) return kept;
  const channel = new Channel(page, session);
  channels.set(key, channel);
  // Events for another Python session, such as one before a restart, mean nothing to this one.
  if (kept) {
    kept.close();
    forget(page);
    if (kept.outbox.isLosing)
      channel.outbox.refuse("events_lost", "The app has started again. Repeat what you did last.");
  }
  return channel;
}

/** Runs on every change of data. */
export default function mount({ data, parentElement, setTriggerValue }) {
  const channel = open(data);
  const deliver = (envelope) => setTriggerValue("outbox", envelope);
  // One of another session, or of another contract from before a deployment.
  if (parentElement[CHANNEL] !== channel) parentElement[CHANNEL]?.close();
  parentElement[CHANNEL] = channel;
  channel.connect(JSON.parse(data.props), deliver, data.ends_in);
  // Streamlit also cleans up after a drawing that another one has overtaken.
  return () => channel.disconnect(deliver);
}
