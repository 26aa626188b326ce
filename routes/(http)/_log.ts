/** Structured logs, a JSON object a line: what happened, never what anybody wrote, nor a name, nor a token (O-2). */

/** Writes a line. `event` is a short name; `facts` are numbers, ids and names of our own. */
export function log(
  level: "info" | "warn" | "error",
  event: string,
  facts: Record<string, unknown> = {},
): void {
  const at = new Date().toISOString();
  const line = JSON.stringify({ at, level, event, ...facts });
  if (level === "info") console.log(line);
  else console.error(line);
}
