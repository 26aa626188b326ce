/** The cross that closes what it stands in, or takes away what it stands beside. */
import { en } from "../../locales/en/everywhere.ts";
import { CloseIcon } from "./icons.tsx";

/** The button; `label` where it does not just close. */
export function CloseButton(
  { label = en.frame.close, small = false, onClick }: {
    label?: string;
    small?: boolean;
    onClick: () => void;
  },
) {
  return (
    <button
      type="button"
      class={small ? "button bare icon-only small" : "button bare icon-only"}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <CloseIcon />
    </button>
  );
}
