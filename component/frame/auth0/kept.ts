/** Whether this browser keeps the sign-in by a key (`bound.ts`), which most never need to load. */
const FLAG = "gatepost.bound";

/** Whether a sign-in has begun that there is a key for. */
let isPrepared = false;

const isFlagged = (): boolean => {
  try {
    return localStorage.getItem(FLAG) !== null;
  } catch {
    return false; // storage is blocked
  }
};

/** Have a key ready for the end of a sign-in. */
export async function prepareKept(app: string): Promise<void> {
  try {
    await (await import("./bound")).prepare(app);
    isPrepared = true;
  } catch {
    // Nothing can be kept but a cookie.
  }
}

/** Headers of a request for an app: what this browser keeps for it, and the proof of its key. */
export async function keptHeaders(
  app: string,
  method: string,
  path: string,
): Promise<Record<string, string>> {
  if (!isPrepared && !isFlagged()) return {};
  return (await import("./bound")).headersFor(app, method, path);
}

/**
 * Keep what an answer gives for an app. False if it could not be kept.
 *
 * @param isFinal Whether it ends a sign-in.
 */
export async function keepFrom(app: string, response: Response, isFinal: boolean) {
  if (!isPrepared && !isFlagged()) return true;
  const { forgetPrepared, keepFrom } = await import("./bound");
  try {
    if (await keepFrom(app, response)) localStorage.setItem(FLAG, "");
    return true;
  } catch {
    return false;
  } finally {
    if (isFinal) {
      isPrepared = false;
      forgetPrepared();
    }
  }
}
