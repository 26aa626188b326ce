/** The message of an error without its name, for the terminal and for sentences about it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
