/** Copies text to the clipboard, also where a page on plain http in the school's network may not use the new way. */

/** Whether it was copied. */
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
  area.className = "visually-hidden";
  const dialog = document.querySelector("dialog:modal") ?? document.body;
  const focused = document.activeElement as HTMLElement | null;
  dialog.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    focused?.focus();
  }
}
