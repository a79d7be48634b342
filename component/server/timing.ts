/** Which other server a route called, and how long it took. */
import type { NextApiResponse } from "next";

/**
 * Report a call that is over in `Server-Timing` (W3C), before what the other server reports itself.
 *
 * @param started As `performance.now()`.
 */
export function reportTiming(
  res: NextApiResponse,
  server: "functions" | "provider",
  started: number,
  reported: string | null = null,
): void {
  const own = `${server};dur=${(performance.now() - started).toFixed(1)}`;
  res.setHeader("Server-Timing", reported ? `${own}, ${reported}` : own);
}
