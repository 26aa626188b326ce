/** What somebody has typed into a page before it was alive: a field that takes it up loses none of it. */

/** What stands in a field of the page; `otherwise` where there is no such field yet, or no page. */
export function typedEarly(id: string, otherwise: string): string {
  const field = globalThis.document?.getElementById(id);
  const isField = field !== null && field !== undefined && "value" in field;
  return isField ? String(field.value) : otherwise;
}
