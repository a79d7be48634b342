/**
 * The connection: a Components v2 component that links a framed page to Python.
 *
 * It draws nothing, and keeps the channels for the hosts. Python sends it as `connection.gen.js`.
 */
import type { Ack, Props, SignInProps } from "../wire/contract.gen";
import { Channel } from "./channel";
import type { Deliver } from "./outbox";
import { CHANNELS, type Open, type Place } from "./registry";
import { watch } from "./streamlit";
import { forgetTrace } from "./trace";

interface Render {
  /** `props` and `ack` are JSON; `ends_in` counts milliseconds. */
  data: Place & { props: string; ack: string; ends_in: number | null };
  parentElement: Element & { [CHANNEL]?: Channel };
  setTriggerValue(name: "envelope", envelope: Parameters<Deliver>[0]): void;
}

const CHANNEL = Symbol.for("gatepost.channel");

const before = window[CHANNELS];
const channels = before?.channels ?? new Map<string, Channel>();
const all = () => [...channels.values()];
watch(
  () => {
    for (const channel of all()) channel.handleIdle();
  },
  // Its server may have restarted; it does not run the app until something happens.
  () =>
    all()
      .find((channel) => channel.outbox.deliverToApp)
      ?.runApp(),
);
window[CHANNELS] = { channels, push: (use) => use(open) };
// Hosts that were drawn before this script had loaded.
if (Array.isArray(before)) for (const use of before as ((open: Open) => void)[]) use(open);

/** The channel with that key, for the page with that name in one Python session. */
function open({ key, page, session }: Place): Channel {
  const kept = channels.get(key);
  if (kept?.session === session) return kept;
  const channel = new Channel(page, session);
  channels.set(key, channel);
  // Events for another Python session, such as one before a restart, mean nothing to this one.
  if (kept) {
    kept.close();
    forgetTrace(page);
    if (kept.outbox.wouldLoseEvents)
      channel.outbox.addError("events_lost", "The app has restarted. Repeat your last action.");
  }
  return channel;
}

/** Runs on every change of data. */
export default function mount({ data, parentElement, setTriggerValue }: Render): () => void {
  const channel = open(data);
  const deliver: Deliver = (envelope) => setTriggerValue("envelope", envelope);
  // The channel of another session, or of an older contract from before a deployment.
  if (parentElement[CHANNEL] !== channel) parentElement[CHANNEL]?.close();
  parentElement[CHANNEL] = channel;
  const props = JSON.parse(data.props) as Props | SignInProps;
  channel.connect(props, JSON.parse(data.ack) as Ack | null, deliver, data.ends_in);
  // Streamlit also cleans up a render that a newer one has replaced.
  return () => channel.disconnect(deliver);
}
