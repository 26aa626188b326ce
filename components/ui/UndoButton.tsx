/** **Undo**, as it stands in every line that says what was done. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { Button, type ButtonProps } from "./Button.tsx";
import { UndoIcon } from "./icons.tsx";

/** The button. With `isFocused` it has the focus once it is there: what was pressed before is there no more. */
export function UndoButton(
  { isFocused = false, look = "small", ...attributes }:
    & Omit<ButtonProps, "children">
    & { isFocused?: boolean },
) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (isFocused) button.current?.focus({ preventScroll: true });
  }, [isFocused]);
  return (
    <Button {...attributes} look={look} buttonRef={button}>
      <UndoIcon />
      {frame.undo}
    </Button>
  );
}
