/** Text that was typed before the page's script ran. */

/** The current value of a field; `otherwise` if there is no such field, or no page. */
export function readEarlyInput(id: string, otherwise: string): string {
  const field = globalThis.document?.getElementById(id);
  const isField = field !== null && field !== undefined && "value" in field;
  return isField ? String(field.value) : otherwise;
}
