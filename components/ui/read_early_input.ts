/** Text typed before the page's script ran. */

/** The field's current value, or `otherwise` without the field or a page. */
export function readEarlyInput(id: string, otherwise: string): string {
  const field = globalThis.document?.getElementById(id);
  const isField = field !== null && field !== undefined && "value" in field;
  return isField ? String(field.value) : otherwise;
}
