/** Buttons, and the forms that they submit, as every page has them. */
import type { ComponentType, JSX } from "preact";
import { frame } from "texts/everywhere.ts";
import { CloseIcon } from "./icons.tsx";

type Attributes =
  & Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "class">
  & {
    /** How it looks: `main`, `stop`, `bare`, `small`, or a class of its own. */
    look?: string;
  };

/** A button. */
export function Button({ look = "", ...attributes }: Attributes) {
  return <button type="button" {...attributes} class={`button ${look}`} />;
}

/** A button that shows nothing but an icon; `label` says what it does. */
export function IconButton(
  { label, Icon, look = "", ...attributes }: Attributes & {
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
  { label = frame.close, ...attributes }: Attributes & { label?: string },
) {
  return <IconButton {...attributes} label={label} Icon={CloseIcon} />;
}

/** A form whose submission stays on the page. */
export function Form(
  { onSubmit, ...attributes }:
    & Omit<JSX.FormHTMLAttributes<HTMLFormElement>, "onSubmit">
    & { onSubmit: (form: HTMLFormElement) => unknown },
) {
  return (
    <form
      {...attributes}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit(event.currentTarget as HTMLFormElement);
      }}
    />
  );
}
