/** A message in a box. Screen readers read `stop` at once, the others when they pause. */
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
  /** True if the notice is no live region, because its text changes all the time. */
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
