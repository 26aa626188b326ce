/** Copies a text and confirms it. If copying fails, shows the text, selected. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { copying as t } from "texts/copying.ts";
import { Button } from "./Button.tsx";
import { CheckIcon, CopyIcon } from "./icons.tsx";
import "./forms.css";

const shown = 1_500;

export function CopyButton({ text, label, look, copied = t.copied, onCopied }: {
  text: string;
  label: string;
  look?: string;
  copied?: string;
  onCopied?: () => void;
}) {
  const outcome = useSignal<"copied" | "failed" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useLayoutEffect(() => () => clearTimeout(timer.current), []);
  const press = async () => {
    clearTimeout(timer.current);
    outcome.value = await copy(text) ? "copied" : "failed";
    if (outcome.value === "failed") return;
    timer.current = setTimeout(() => {
      outcome.value = null;
      onCopied?.();
    }, shown);
  };
  return (
    <span class="cluster inline copy">
      <Button look={look} onClick={press}>
        {outcome.value === "copied" ? <CheckIcon /> : <CopyIcon />}
        {label}
      </Button>
      <span aria-live="polite" class="visually-hidden">
        {outcome.value === "copied" && copied}
      </span>
      {outcome.value === "failed" && <CopyByHand text={text} />}
    </span>
  );
}

function CopyByHand({ text }: { text: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    area.current?.focus();
    area.current?.select();
  }, [text]);
  return (
    <label class="stack snug copy-by-hand small">
      {t.byHand}
      <textarea ref={area} class="input" readOnly rows={2} value={text} />
    </label>
  );
}

/** Resolves to whether the text was copied. Pages over plain HTTP have no `navigator.clipboard` (D-4). */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  // Keeps a phone's keyboard closed.
  area.readOnly = true;
  area.className = "visually-hidden";
  area.style.whiteSpace = "pre";
  const { activeElement: focused } = document;
  // Within an open modal dialog, since elements outside of it cannot be selected.
  const dialogs = document.querySelectorAll("dialog:modal");
  (dialogs[dialogs.length - 1] ?? document.body).append(area);
  area.focus({ preventScroll: true });
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
