/** The server's log: one JSON object per line, without people's names or words, or tokens (O-2). */

/** `event` is a short name; `facts` are numbers, ids and our own names. */
export function log(
  level: "info" | "warn" | "error",
  event: string,
  facts: Record<string, unknown> = {},
): void {
  const time = new Date().toISOString();
  const line = JSON.stringify({ at: time, level, event, ...facts });
  if (level === "info") console.log(line);
  else console.error(line);
}

/**
 * Logs a failure under a new id, which the page shows, and returns the id. Text quoted by the error may be a person's
 * and is left out.
 */
export function logBug(error: unknown, event = "bug"): string {
  const id = crypto.randomUUID().slice(0, 8);
  log("error", event, { id, error: described(error) });
  return id;
}

function described(error: unknown): string {
  const { stack = "" } = error instanceof Error ? error : {};
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return [nameError(error), ...frames].join("\n");
}

/** An error in one line, without its stack or the text that it quotes. */
export function nameError(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  const { name, message } = error;
  return `${name}: ${message.replace(/["'`].*["'`]/s, "…").slice(0, 300)}`;
}

export function logExportFailure(error: unknown): void {
  logBug(error, "export");
}
