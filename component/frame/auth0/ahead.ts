/** The first question leaves before the app's hello, which takes about as long as its answer. */
import { firstQuestion } from "../../wire/contract.gen";
import type { Apps } from "../kit/bridge";
import { askAhead } from "./session";

/**
 * Ask for the app that the address names, what the frame's name holds.
 *
 * Only that app can embed an address that names it. The answer is for the app that says hello later,
 * and of no use to any other: it is kept here until Python asks the same.
 */
export function askBeforeHello(apps: Apps): void {
  const app = new URLSearchParams(location.search).get("app") ?? "";
  if (!Object.hasOwn(apps, app)) return;
  try {
    askAhead({ app, ...firstQuestion(JSON.parse(window.name)) });
  } catch {
    // The name holds no question: Python asks it.
  }
}
