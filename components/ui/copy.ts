/**
 * Copies text to the clipboard; the one place that does. A page on plain http in the school's network has no
 * `navigator.clipboard` (D-4): there the text is selected, and the browser told to copy what is selected.
 */

/** Whether it was copied. Where it was not, the text is to be shown, to be copied by hand. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  // No keyboard comes up on a phone.
  area.readOnly = true;
  area.className = "visually-hidden";
  // Lines stay lines.
  area.style.whiteSpace = "pre";
  const { activeElement: focused } = document;
  // What lies outside an open dialog cannot be selected.
  const dialogs = document.querySelectorAll("dialog:modal");
  (dialogs[dialogs.length - 1] ?? document.body).append(area);
  area.focus({ preventScroll: true });
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
