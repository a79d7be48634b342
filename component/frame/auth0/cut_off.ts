/** The identity providers whose pages cut their windows off from this one, as the browser keeps it. */
import { listOf, match, text } from "../../wire/shape";

const KEY = "gatepost.cut_off";

function read(): string[] {
  try {
    return match(listOf(text), JSON.parse(localStorage.getItem(KEY) ?? "[]")) ?? [];
  } catch {
    return []; // nothing, or what cannot be read
  }
}

/** Whether the provider at this address cut its window off the last time. */
export const isCutOff = (url: string): boolean => read().includes(new URL(url).origin);

/** Remember whether the provider at this address cut its window off. */
export function rememberCutOff(url: string, isCut: boolean): void {
  const { origin } = new URL(url);
  const others = read().filter((one) => one !== origin);
  try {
    localStorage.setItem(KEY, JSON.stringify(isCut ? [...others, origin] : others));
  } catch {
    // A browser that blocks storage: the next sign-in finds it out again.
  }
}
