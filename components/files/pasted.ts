/** What a paste brings. */

/** A clipboard as far as a paste is decided by it. */
type Pasted = Pick<DataTransfer, "files" | "getData">;

/**
 * The files of a clipboard that has no words: spreadsheets and word processors add a picture of what was copied, and the
 * words are meant. The names of copied files are no words.
 */
export function filesPasted(pasted: Pasted | null): File[] {
  const files = [...pasted?.files ?? []];
  const lines = (pasted?.getData("text/plain") ?? "").split(/[\r\n]+/)
    .map((line) => line.trim()).filter((line) => line !== "");
  const names = new Set(files.map(({ name }) => name));
  return lines.every((line) => names.has(line)) ? files : [];
}

/** The first picture of what is pasted or dropped; null: there is none. */
export function pictureAmong(files: Iterable<File>): File | null {
  return [...files].find(({ type }) => type.startsWith("image/")) ?? null;
}
