type Pasted = Pick<DataTransfer, "files" | "getData">;

/**
 * The pasted files, if there is no text except their names: spreadsheets add a picture to copied text. Otherwise
 * empty.
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

/** Whether files are dragged, rather than text or elements. */
export function hasFiles(
  { dataTransfer }: Pick<DragEvent, "dataTransfer">,
): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

/** Handlers of an element that takes dropped files. */
export function onFilesDropped(take: (dropped: DataTransfer) => void) {
  return {
    onDragOver(event: DragEvent) {
      if (hasFiles(event)) event.preventDefault();
    },
    onDrop(event: DragEvent) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      take(event.dataTransfer!);
    },
  };
}

/** The names of the dropped folders, which cannot be read. */
export function listFolders(
  { items }: Pick<DataTransfer, "items">,
): ReadonlySet<string> {
  return new Set(
    [...items].flatMap((item) => {
      const entry = item.webkitGetAsEntry?.();
      return entry?.isDirectory ? entry.name : [];
    }),
  );
}

/** Whether a file can be read: not if it is a folder, or has been moved or changed since it was chosen. */
export async function isReadable(file: Blob): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}
