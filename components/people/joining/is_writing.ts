/**
 * Whether the student is writing and must not be interrupted. While the chat is open, only a focused field with text
 * counts.
 */
export function isStudentWriting(isChatOpen: boolean): boolean {
  const { document } = globalThis;
  const boxes = document.querySelectorAll<HTMLInputElement>("textarea, input");
  return [...boxes].some((box) =>
    box === document.activeElement
      ? !isChatOpen || box.value !== ""
      : !isChatOpen && box.type === "textarea" && box.value !== "" &&
        box.checkVisibility()
  );
}
