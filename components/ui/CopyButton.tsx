/** A button that copies something and says so; where copying fails it shows the text, to be copied by hand. */
import { useSignal } from "@preact/signals";
import { Button } from "./Button.tsx";
import { copy } from "./copy.ts";
import { CheckIcon, CopyIcon } from "./icons.tsx";
import "./CopyButton.css";

/** The button. `copied` and `failed` are what it says afterwards. */
export function CopyButton(props: {
  text: string;
  label: string;
  copied: string;
  failed: string;
}) {
  const outcome = useSignal<"copied" | "failed" | null>(null);
  const press = async () => {
    outcome.value = await copy(props.text) ? "copied" : "failed";
    if (outcome.value === "copied") {
      setTimeout(() => outcome.value = null, 2500);
    }
  };
  return (
    <span class="copy">
      <Button onClick={press}>
        {outcome.value === "copied" ? <CheckIcon /> : <CopyIcon />}
        {props.label}
      </Button>
      <span
        role="status"
        class={outcome.value === "failed" ? "small" : "visually-hidden"}
      >
        {outcome.value === "copied" && props.copied}
        {outcome.value === "failed" && `${props.failed} ${props.text}`}
      </span>
    </span>
  );
}
