/** The message of an error without its name. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
