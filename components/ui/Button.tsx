/** Buttons, as every page has them. */
import type { ComponentType, JSX } from "preact";
import { en } from "../../locales/en/everywhere.ts";
import { CloseIcon } from "./icons.tsx";

type Attributes = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "class">;

/** A button; `look` is how it looks: `main`, `stop`, `bare`, `small`, or a class of its own. */
export function Button(
  { look, ...attributes }: Attributes & { look?: string },
) {
  return (
    <button
      type="button"
      {...attributes}
      class={look ? `button ${look}` : "button"}
    />
  );
}

/** A button that shows nothing but an icon; `label` says what it does. */
export function IconButton(
  { label, Icon, look = "", ...attributes }: Attributes & {
    label: string;
    Icon: ComponentType;
    look?: string;
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
  { label = en.frame.close, small = false, onClick }: {
    label?: string;
    small?: boolean;
    onClick: () => void;
  },
) {
  return (
    <IconButton
      label={label}
      Icon={CloseIcon}
      look={small ? "small" : ""}
      onClick={onClick}
    />
  );
}
