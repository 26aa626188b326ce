/** @param isFocused takes the focus, since it replaces the button that was pressed */
import { useLayoutEffect, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { Button, type ButtonProps } from "./Button.tsx";
import { UndoIcon } from "./icons.tsx";

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
