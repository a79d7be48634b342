/** What an event may hold: an object that survives JSON, and is not nested too deeply. */
import { MAX_DEPTH } from "../wire/contract.gen";

/** Return the JSON of a plain object, null for anything else. */
export function asJson(data: unknown): string | null {
  try {
    // JSON would keep nothing of a Map, a Blob and the like.
    if (Object.prototype.toString.call(data) !== "[object Object]") return null;
    const text: string | undefined = JSON.stringify(data);
    return text?.startsWith("{") && !isDeeper(JSON.parse(text), MAX_DEPTH) ? text : null;
  } catch {
    // A BigInt, or an object that contains itself.
    return null;
  }
}

/** Whether objects and lists are nested deeper than `depth`. */
function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}
