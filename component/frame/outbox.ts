/** Events that Python has not acknowledged yet: numbered, in order, none lost. */
import type { Outbox as Envelope, Message } from "./events.gen";

export const MAX_EVENTS = 50;
export const MAX_EVENT_BYTES = 16_384;

/** Random, unguessable name for one life of the frame. */
const newBoot = () => {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
};

export class Outbox {
  private boot = newBoot();
  private seq = 0;
  private sent = 0;
  private pending: Message[] = [];
  /** Number of the last command that was handled. */
  received = 0;

  get isEmpty(): boolean {
    return this.pending.length === 0;
  }

  /** Whether events wait that did not fit into the last envelope. */
  get hasUnsent(): boolean {
    return this.seq > this.sent && !this.isEmpty;
  }

  /** Number an event and keep it until it is acknowledged; false when it is too large to send. */
  add(name: string, data: Record<string, unknown>): boolean {
    if (new TextEncoder().encode(JSON.stringify(data)).length > MAX_EVENT_BYTES) return false;
    this.seq += 1;
    this.pending.push({ seq: this.seq, name, data });
    return true;
  }

  /** Forget what Python has handled; an acknowledgement of another boot says nothing. */
  acknowledge(ack: { boot: string; seq: number } | null): void {
    if (ack?.boot === this.boot) this.pending = this.pending.filter(({ seq }) => seq > ack.seq);
  }

  /** Start over for a new Python session, which knows nothing of the old one's events. */
  reset(): void {
    this.boot = newBoot();
    this.seq = 0;
    this.sent = 0;
    this.pending = [];
    this.received = 0;
  }

  /** The oldest events that are still waiting, as they go over the wire. */
  envelope(): Envelope {
    const events = this.pending.slice(0, MAX_EVENTS);
    this.sent = Math.max(this.sent, events.at(-1)?.seq ?? 0);
    return { v: 1, boot: this.boot, received: this.received, events };
  }
}
