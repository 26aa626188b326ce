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
export function Notice({ tone, isSilent = false, children }: {
  tone: keyof typeof icons;
  /** It changes all the time, and is said otherwise. */
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
      <div class="notice-text spread">{children}</div>
    </div>
  );
}
