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
  // At once: its page can load while the script of the connection, which has its channel, does.
  const frame = render.data.part === "keeper" ? null : drawFrame(render);
  const remove = frame?.render(render.data);
  let disconnect = () => {};
  let isGone = false;
  window[CHANNELS] ??= [];
  window[CHANNELS].push((open) => {
    if (!isGone) disconnect = connect(open(render.data), render, frame);
  });
  return () => {
    isGone = true;
    disconnect();
    remove?.();
  };
}

function connect(channel: Channel, render: Render, frame: HostedFrame | null): () => void {
  const { data, setTriggerValue } = render;
  const deliver: Deliver = (envelope) => setTriggerValue("envelope", envelope);
  const disconnect = data.part === "frame" ? () => {} : channel.connectApp(data.person, deliver);
  frame?.connect(channel);
  const stop = frame ? () => {} : mountKeeper(channel, render);
  return () => {
    disconnect();
    stop();
  };
}

function mountKeeper(channel: Channel, { data, parentElement }: Render): () => void {
  const before = parentElement[KEEPER];
  const keeper = before instanceof HiddenFrame ? before : new HiddenFrame(parentElement, data);
  if (before !== keeper) (before as HiddenFrame | undefined)?.stop(); // as in drawFrame
  parentElement[KEEPER] = keeper;
  return keeper.render(channel);
}

function drawFrame({ data, parentElement }: Render): HostedFrame {
  const before = parentElement[HOST];
  if (before instanceof HostedFrame) return before;
  // Made by the script from before a deployment: nothing else cleans it up.
  (before as HostedFrame | undefined)?.destroy();
  const host = new HostedFrame(parentElement, data, () => delete parentElement[HOST]);
  parentElement[HOST] = host;
  return host;
}
