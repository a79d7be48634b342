import type { Channel, Keeper } from "./channel";
import { HostedFrame, type Shown } from "./hosted_frame";

/** A frame out of sight, while no other shows its page. */
export class HiddenFrame implements Keeper {
  #channel: Channel | null = null;
  #frame: HostedFrame | null = null;
  #cleanUp: (() => void) | null = null;

  constructor(
    readonly parent: Element,
    readonly shown: Shown,
  ) {}

  /** Called on every render; returns that render's cleanup function. */
  render(channel: Channel): () => void {
    if (this.#channel !== channel) this.#channel?.keepWith(null);
    this.#channel = channel;
    channel.keepWith(this);
    const cleanUp = () => {
      if (this.#cleanUp === cleanUp) channel.keepWith(null);
    };
    this.#cleanUp = cleanUp;
    return cleanUp;
  }

  start(): void {
    if (this.#frame || !this.#channel) return;
    const forget = () => {
      this.#frame = null;
    };
    this.#frame = new HostedFrame(this.parent, this.shown, forget, true);
    this.#frame.connect(this.#channel);
  }

  stop(): void {
    this.#frame?.destroy();
  }
}
