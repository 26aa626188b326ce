/** What a failure says, for the terminal and for sentences about it. */

/** The message of an error, without the error's name. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
