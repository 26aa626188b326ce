import type { ComponentChildren, ComponentType, JSX, Ref } from "preact";
import { useMemo } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { CloseIcon } from "./icons.tsx";

export type ButtonProps =
  & Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "class">
  & {
    look?: string;
    buttonRef?: Ref<HTMLButtonElement>;
  };

/**
 * Ignores presses while the promise of the last press is pending, unless the label has changed. A submit button
 * ignores double clicks.
 */
export function Button(
  { look = "", onClick, buttonRef, ...attributes }: ButtonProps,
) {
  const once = useMemo(ignoreWhilePending, [wordsOf(attributes.children)]);
  const handleClick = onClick as ((event: unknown) => unknown) | undefined;
  return (
    <button
      ref={buttonRef}
      type="button"
      {...attributes}
      onClick={(event) => {
        if (event.detail > 1 && attributes.type === "submit") {
          event.preventDefault();
        } else once(() => handleClick?.(event));
      }}
      class={`button ${look}`}
    />
  );
}

function wordsOf(children: ComponentChildren): string {
  return [children].flat(Infinity).filter((it) => typeof it === "string")
    .join(" ");
}

/** Returns a function that runs `act`, but not while the promise of the last run is pending. */
export function ignoreWhilePending(): (act: () => unknown) => void {
  let isBusy = false;
  return (act) => {
    if (isBusy) return;
    const result = act();
    if (!(result instanceof Promise)) return;
    isBusy = true;
    void result.finally(() => isBusy = false);
  };
}

/** @param label the button's name and tooltip */
export function IconButton(
  { label, Icon, look = "", ...attributes }: ButtonProps & {
    label: string;
    Icon: ComponentType;
  },
) {
  return (
    <Button
      {...attributes}
      look={`bare icon-only ${look}`}
      aria-label={label}
      title={label}
    >
      <Icon />
    </Button>
  );
}

/** @param label given if the button does more than close */
export function CloseButton(
  { label = frame.close, ...attributes }: ButtonProps & { label?: string },
) {
  return <IconButton {...attributes} label={label} Icon={CloseIcon} />;
}

/** Calls `onSubmit` instead of leaving the page, one submission at a time. */
export function Form(
  { onSubmit, ...attributes }:
    & Omit<JSX.FormHTMLAttributes<HTMLFormElement>, "onSubmit">
    & { onSubmit: (form: HTMLFormElement) => unknown },
) {
  const once = useMemo(ignoreWhilePending, []);
  return (
    <form
      {...attributes}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget as HTMLFormElement;
        // A dialog within has a form of its own.
        if (event.target !== form) return;
        once(() => onSubmit(form));
      }}
    />
  );
}
