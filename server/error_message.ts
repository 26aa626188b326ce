/** The message of an error without its name. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
