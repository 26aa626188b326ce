/** A message in a box; `stop` is read out at once, the others politely. */
import type { ComponentChildren } from "preact";
import { AlertIcon, CheckIcon, WarningIcon } from "./icons.tsx";
import "./forms.css";

const icons = {
  good: CheckIcon,
  warn: WarningIcon,
  stop: AlertIcon,
  plain: null,
};

export function Notice({ tone, isSilent = false, children }: {
  tone: keyof typeof icons;
  /** Not a live region: its text changes constantly. */
  isSilent?: boolean;
  children: ComponentChildren;
}) {
  const Icon = icons[tone];
  return (
    <div
      class={`notice box ${tone}`}
      role={isSilent ? undefined : tone === "stop" ? "alert" : "status"}
    >
      {Icon && <Icon />}
      <div class="grow spread">{children}</div>
    </div>
  );
}
