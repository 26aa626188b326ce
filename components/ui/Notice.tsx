/** A short message in a box of its own: what happened and what to do. */
import type { ComponentChildren } from "preact";
import { AlertIcon, CheckIcon, WarningIcon } from "./icons.tsx";
import "./forms.css";

const icons = {
  good: CheckIcon,
  warn: WarningIcon,
  stop: AlertIcon,
  plain: null,
};

/** The notice. What went wrong is read out at once, anything else when there is time. */
export function Notice({ tone, children }: {
  tone: keyof typeof icons;
  children: ComponentChildren;
}) {
  const Icon = icons[tone];
  return (
    <div
      class={`notice box ${tone}`}
      role={tone === "stop" ? "alert" : "status"}
    >
      {Icon && <Icon />}
      <div class="notice-text spread">{children}</div>
    </div>
  );
}
