/** The host: a Components v2 component that shows a framed page; Python sends it as `host.gen.js`. */
import type { Channel } from "./channel";
import { HiddenFrame } from "./hidden_frame";
import { HostedFrame, type Shown } from "./hosted_frame";
import type { Deliver } from "./outbox";
import { CHANNELS, type Place } from "./registry";

interface Render {
  data: Place & Shown & { person: string | null; part?: Part };
  parentElement: Element & { [HOST]?: HostedFrame; [KEEPER]?: HiddenFrame };
  setTriggerValue(name: "envelope", envelope: Parameters<Deliver>[0]): void;
}

/**
 * The sign-in has two parts, since it may be drawn anywhere: in a form, which holds back what its
 * components send, or in a popover, which is not there while it is closed. The keeper is always
 * drawn, out of sight; it is the way to the app, and keeps the page running while no frame shows it.
 */
type Part = "frame" | "keeper";

const HOST = Symbol.for("gatepost.host");
const KEEPER = Symbol.for("gatepost.keeper");

/** Runs on every change of data and of the frame's place. */
export default function mount(render: Render): () => void {
  let cleanUp = () => {};
  let isGone = false;
  // Its channel comes from the connection's script, which may load later.
  window[CHANNELS] ??= [];
  window[CHANNELS].push((open) => {
    if (!isGone) cleanUp = mountPart(open(render.data), render);
  });
  return () => {
    isGone = true;
    cleanUp();
  };
}

function mountPart(channel: Channel, render: Render): () => void {
  const { data, setTriggerValue } = render;
  const deliver: Deliver = (envelope) => setTriggerValue("envelope", envelope);
  const disconnect = data.part === "frame" ? () => {} : channel.connectApp(data.person, deliver);
  const cleanUp = (data.part === "keeper" ? mountKeeper : mountFrame)(channel, render);
  return () => {
    disconnect();
    cleanUp();
  };
}

function mountKeeper(channel: Channel, { data, parentElement }: Render): () => void {
  const before = parentElement[KEEPER];
  const keeper = before instanceof HiddenFrame ? before : new HiddenFrame(parentElement, data);
  if (before !== keeper) (before as HiddenFrame | undefined)?.stop(); // as in mountFrame
  parentElement[KEEPER] = keeper;
  return keeper.render(channel);
}

function mountFrame(channel: Channel, { data, parentElement }: Render): () => void {
  let host = parentElement[HOST];
  if (!(host instanceof HostedFrame)) {
    // Made by the script from before a deployment: nothing else cleans it up.
    (host as HostedFrame | undefined)?.destroy();
    const forget = () => delete parentElement[HOST];
    host = new HostedFrame(channel, parentElement, data, forget);
    parentElement[HOST] = host;
  }
  return host.render(channel);
}
