/** What Streamlit shows of itself in the app's page. */
import { afterEach, beforeEach, vi } from "vitest";
import { VERSION } from "../wire/contract.gen";
import { forgetPlaces, Place } from "./test_support";

export const ADA = "id-of-ada-0123456";
export const SETTLE_MS = 50;

/** What Streamlit's page shows of itself. */
export const app = Object.assign(document.createElement("div"), { className: "stApp" });
export const IDLE = { script: "notRunning", connection: "CONNECTED" };

/** Have Streamlit show that, and let it be noticed. */
export async function show(changes: Partial<typeof IDLE>): Promise<void> {
  for (const [name, value] of Object.entries(changes))
    app.setAttribute(`data-test-${name}-state`, value);
  await new Promise(setImmediate);
}

export const run = () => show({ script: "running" });
export const rest = async () => {
  await show({ script: "notRunning" });
  vi.advanceTimersByTime(SETTLE_MS);
};

/** Show Streamlit idle before each test. */
export function showStreamlit(): void {
  forgetPlaces();
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
    document.body.append(app);
    await show(IDLE);
    vi.advanceTimersByTime(SETTLE_MS);
  });
  afterEach(() => app.remove());
}

/** A page that signs people in is opened, or one that does not. */
export function opened(person: string | null = null, signsIn = true): Place {
  return new Place({ person, ...(signsIn && { challenge: "c".repeat(43) }) }).open();
}

export function update(place: Place, data: Record<string, unknown>): void {
  const { person } = place.props;
  place.deliver({ gatepost: VERSION, type: "event", name: "onStatusUpdate", data, person });
  vi.advanceTimersByTime(0);
}
