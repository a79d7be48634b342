/** Settings as a test changes them, and the message that refuses them. */
import { readEnv, SettingsError } from "../env";
import type { FEDERATION } from "../server/google_test_support";
import { SETTINGS } from "../test_support";

type Name =
  | keyof typeof SETTINGS
  | keyof typeof FEDERATION
  | "API_GOOGLE_AUDIENCE"
  | "SECURITY_CONTACT";
export type Changes = { readonly [name in Name]?: string | undefined };

export const read = (changes: Changes = {}) => readEnv({ ...SETTINGS, ...changes });

/** The message that refuses these settings; empty if they are good. */
export function refusal(changes: Changes): string {
  try {
    read(changes);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return "";
}
