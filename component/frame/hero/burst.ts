/** A burst: many events in a short time, to test that each is handled once, in order. */
import type { BurstItem, SendBurst } from "../../wire/app.gen";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Emit the events that Python asked for.
 *
 * @param emit Sends one event.
 * @param onProgress Called after each group with the number of the last item sent.
 */
export async function emitBurst(
  { run, first, events, per_burst, gap_ms }: SendBurst,
  emit: (item: BurstItem) => void,
  onProgress: (sent: number) => void,
): Promise<void> {
  let sent = first - 1;
  while (sent < events) {
    if (sent >= first) await sleep(gap_ms);
    const end = Math.min(sent + per_burst, events);
    while (sent < end) {
      sent += 1;
      emit({ run, number: sent, of: events });
    }
    onProgress(sent);
  }
}
