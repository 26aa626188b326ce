/** The server's log, a JSON object a line: what happened, never a person's words or name, nor a token (O-2). */

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

/**
 * Logs a failure under a new id, which the page shows to whoever met it; gives the id. What an error quotes may be
 * somebody's words, and stays out.
 */
export function logBug(thrown: unknown, event = "bug"): string {
  const id = crypto.randomUUID().slice(0, 8);
  log("error", event, { id, error: described(thrown) });
  return id;
}

function described(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `thrown: ${typeof thrown}`;
  const { name, message, stack = "" } = thrown;
  const quiet = message.replace(/["'`].*["'`]/s, "…").slice(0, 300);
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return [`${name}: ${quiet}`, ...frames].join("\n");
}

/** Writes down why a record that is being sent broke off. */
export function exportFailed(error: unknown): void {
  logBug(error, "export");
}
