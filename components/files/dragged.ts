/** Files are dragged, not text or elements. */
export function hasFiles(
  { dataTransfer }: Pick<DragEvent, "dataTransfer">,
): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}
