/** Files in a paste or a drag. */
type Pasted = Pick<DataTransfer, "files" | "getData">;

/**
 * Pasted files, if the text is empty or only their names: spreadsheets add a
 * picture to copied text.
 */
export function listPastedFiles(pasted: Pasted | null): File[] {
  const files = [...pasted?.files ?? []];
  const lines = (pasted?.getData("text/plain") ?? "").split(/[\r\n]+/)
    .map((line) => line.trim()).filter((line) => line !== "");
  const names = new Set(files.map(({ name }) => name));
  return lines.every((line) => names.has(line)) ? files : [];
}

export function findPicture(files: Iterable<File>): File | null {
  return [...files].find(({ type }) => type.startsWith("image/")) ?? null;
}

/** Files are dragged, not text or elements. */
export function hasFiles(
  { dataTransfer }: Pick<DragEvent, "dataTransfer">,
): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}
