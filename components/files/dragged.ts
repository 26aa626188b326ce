/** What is dragged over something. */

/** Whether it is files: other things that are dragged are left to the browser. */
export function hasFiles(
  { dataTransfer }: Pick<DragEvent, "dataTransfer">,
): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}
