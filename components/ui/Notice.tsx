/** A short message in a box of its own: what happened and what to do. */
import type { ComponentChildren } from "preact";
import { AlertIcon, CheckIcon, WarningIcon } from "./icons.tsx";
import "./Notice.css";

/** How a notice is meant. */
export type Tone = "good" | "warn" | "stop" | "plain";

/** The notice. What went wrong is read out at once, anything else when there is time. */
export function Notice(props: {
  tone: Tone;
  children: ComponentChildren;
}) {
  const { tone, children } = props;
  return (
    <div
      class={`notice box ${tone}`}
      role={tone === "stop" ? "alert" : "status"}
    >
      {tone === "good" && <CheckIcon />}
      {tone === "warn" && <WarningIcon />}
      {tone === "stop" && <AlertIcon />}
      <div class="notice-text spread">{children}</div>
    </div>
  );
}
