/** One JSON line for each event an operator should see; never a token, code or e-mail address. */
import { adviceOn } from "./advice";
import { asLine, cut } from "./line";

const LONGEST = 200;
/** Whatever could be an e-mail address, also percent-encoded in a URL's query. */
const EMAIL = /\S*(?:@|%40)\S*/giu;
/** Whatever could be a token, a code or a key: twenty characters or more with a capital or a digit. */
const TOKEN = /(?=[\w~+/=-]*[A-Z0-9])[\w~+/=-]{20,}/gu;

export function log(severity: "INFO" | "WARNING" | "ERROR", event: string, error?: unknown): void {
  const advice = adviceOn(event, error);
  const line = { severity, tier: "component", event, ...describe(error), advice };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Names and codes down the chain of causes, and a description; no messages, which may quote what
 * was sent.
 */
function describe(error: unknown) {
  const reasons: string[] = [];
  let description: string | null = null;
  for (let at: unknown = error; at instanceof Error && reasons.length < 5; at = at.cause) {
    const fields = at as Error & Readonly<Record<string, unknown>>;
    const code = typeof fields.code === "string" ? fields.code : null;
    reasons.push([at.name, code, clean(fields.error)].filter(Boolean).join(" ").slice(0, LONGEST));
    description ??= clean(fields.error_description);
  }
  return {
    reasons: reasons.length > 0 ? reasons : undefined,
    description: description || undefined,
  };
}

function clean(text: unknown): string | null {
  const line = asLine(text);
  return line && cut(line.replace(EMAIL, "[e-mail]").replace(TOKEN, "[token]"), LONGEST);
}
