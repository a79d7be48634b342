/** One JSON line for each event worth an operator's look; never a token, code or e-mail. */
export function log(severity: "INFO" | "WARNING" | "ERROR", event: string, error?: unknown): void {
  const line = { severity, tier: "component", event, ...describe(error) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Names and codes down the chain of causes: messages may quote what a provider sent. */
function describe(error: unknown): { reasons?: string[] } {
  const reasons: string[] = [];
  for (let at: unknown = error; at instanceof Error && reasons.length < 5; at = at.cause) {
    const fields = at as { code?: unknown; error?: unknown };
    const details = [fields.code, fields.error].filter((field) => typeof field === "string");
    reasons.push([at.name, ...details].join(" ").slice(0, 200));
  }
  return reasons.length > 0 ? { reasons } : {};
}
