/** The host: a Components v2 component that shows a framed page; Python sends it as `host.gen.js`. */
import type { Channel } from "./channel";
import { HostedFrame } from "./hosted_frame";
import type { Deliver } from "./outbox";
import { CHANNELS, type Place } from "./registry";

interface Render {
  data: Place & { src: string; title: string; person: string | null };
  parentElement: Element & { [HOST]?: HostedFrame };
  setTriggerValue(name: "outbox", envelope: Parameters<Deliver>[0]): void;
}

const HOST = Symbol.for("gatepost.host");

/** Runs on every change of data and of the frame's place. */
export default function mount(render: Render): () => void {
  let cleanUp = () => {};
  let isGone = false;
  // Its channel comes from the connection's script, which may load later.
  window[CHANNELS] ??= [];
  window[CHANNELS].push((open) => {
    if (!isGone) cleanUp = mountFrame(open(render.data), render);
  });
  return () => {
    isGone = true;
    cleanUp();
  };
}

function mountFrame(channel: Channel, { data, parentElement, setTriggerValue }: Render) {
  let host = parentElement[HOST];
  if (!(host instanceof HostedFrame)) {
    // Made by the script from before a deployment: nothing else cleans it up.
    (host as HostedFrame | undefined)?.destroy();
    const forget = () => delete parentElement[HOST];
    host = new HostedFrame(channel, parentElement, data, forget);
    parentElement[HOST] = host;
  }
  const deliver: Deliver = (envelope) => setTriggerValue("outbox", envelope);
  const disconnect = channel.connectApp(data.person, deliver);
  const cleanUp = host.render(channel);
  return () => {
    disconnect();
    cleanUp();
  };
}
