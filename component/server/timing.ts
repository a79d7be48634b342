/** Tells in an answer which other servers a route called, and how long each took. */
import type { NextApiResponse } from "next";

/**
 * Note a call that is over in `Server-Timing` (W3C), for the page that asked.
 *
 * @param started When it began, as `performance.now()`.
 * @param told What the other server said in its own `Server-Timing`.
 */
export function tellTiming(
  res: NextApiResponse,
  server: "functions" | "provider",
  started: number,
  told: string | null = null,
): void {
  const own = `${server};dur=${(performance.now() - started).toFixed(1)}`;
  res.setHeader("Server-Timing", told ? `${own}, ${told}` : own);
}
