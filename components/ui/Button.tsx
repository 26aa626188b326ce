/** Buttons, and the forms that they submit, as every page has them. */
import type { ComponentChildren, ComponentType, JSX, Ref } from "preact";
import { useMemo } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { CloseIcon } from "./icons.tsx";

export type ButtonProps =
  & Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "class">
  & {
    /** How it looks: `main`, `stop`, `bare`, `small`, or a class of its own. */
    look?: string;
    /** The element, for who hands the focus on to it. */
    buttonRef?: Ref<HTMLButtonElement>;
  };

/**
 * A button. While what it asked for is under way, another press asks for nothing, unless the button has other words by
 * then: the class may show what was done before the answer is here. A double click submits a form once, however fast the
 * first one was done.
 */
export function Button(
  { look = "", onClick, buttonRef, ...attributes }: ButtonProps,
) {
  const once = useMemo(oneAtATime, [wordsOf(attributes.children)]);
  const press = onClick as ((event: unknown) => unknown) | undefined;
  return (
    <button
      ref={buttonRef}
      type="button"
      {...attributes}
      onClick={(event) => {
        if (event.detail > 1 && attributes.type === "submit") {
          event.preventDefault();
        } else once(() => press?.(event));
      }}
      class={`button ${look}`}
    />
  );
}

function wordsOf(children: ComponentChildren): string {
  return [children].flat(Infinity).filter((it) => typeof it === "string")
    .join(" ");
}

/** Does one thing at a time: what is asked for before the last one is over is not done. */
export function oneAtATime(): (act: () => unknown) => void {
  let busy = false;
  return (act) => {
    if (busy) return;
    const done = act();
    if (!(done instanceof Promise)) return;
    busy = true;
    void done.finally(() => busy = false);
  };
}

/** A button that shows nothing but an icon; `label` says what it does. */
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

/** The cross that closes what it stands in, or takes away what it stands beside; `label` where it does not just close. */
export function CloseButton(
  { label = frame.close, ...attributes }: ButtonProps & { label?: string },
) {
  return <IconButton {...attributes} label={label} Icon={CloseIcon} />;
}

/** A form whose submission stays on the page, one at a time. */
export function Form(
  { onSubmit, ...attributes }:
    & Omit<JSX.FormHTMLAttributes<HTMLFormElement>, "onSubmit">
    & { onSubmit: (form: HTMLFormElement) => unknown },
) {
  const once = useMemo(oneAtATime, []);
  return (
    <form
      {...attributes}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget as HTMLFormElement;
        once(() => onSubmit(form));
      }}
    />
  );
}
