/** Copies a text and confirms it. If copying fails, shows the text, selected. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { copying as t } from "texts/copying.ts";
import { Button } from "./Button.tsx";
import { CheckIcon } from "./icons.tsx";
import { CopyIcon } from "./later_icons.tsx";
import "./forms.css";

const shownMs = 1_500;

/** @param contentId the element with this `data-id` shows the text; its rendered Markdown is copied too, as HTML */
export function CopyButton(
  { text, contentId, label, look, copied = t.copied, onCopied }: {
    text: string;
    contentId?: string;
    label: string;
    look?: string;
    copied?: string;
    onCopied?: () => void;
  },
) {
  const outcome = useSignal<"copied" | "failed" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useLayoutEffect(() => () => clearTimeout(timer.current), []);
  const copyValue = async () => {
    clearTimeout(timer.current);
    outcome.value = await copy(text, readHtml(contentId)) ? "copied" : "failed";
    if (outcome.value === "failed") return;
    timer.current = setTimeout(() => {
      outcome.value = null;
      onCopied?.();
    }, shownMs);
  };
  return (
    <span class="cluster inline copy">
      <Button look={look} onClick={copyValue}>
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

/** The rendered Markdown of an element, for programs that take formatted text; empty: none. */
function readHtml(contentId: string | undefined): string {
  const content = contentId &&
    document.querySelector(`[data-id="${contentId}"] .markdown`);
  if (!content) return "";
  const copy = content.cloneNode(true) as Element;
  for (const element of copy.querySelectorAll("*")) {
    if (element.className === "markdown-heading") {
      const strong = document.createElement("strong");
      strong.append(...element.childNodes);
      element.append(strong);
    }
    for (const name of ["class", "tabindex", "title"]) {
      element.removeAttribute(name);
    }
  }
  const serializer = new XMLSerializer();
  return Array.from(copy.childNodes, (it) => serializer.serializeToString(it))
    .join("");
}

/** Resolves to whether the text was copied. Pages over plain HTTP have no `navigator.clipboard` (D-4). */
async function copy(text: string, html: string): Promise<boolean> {
  const types = { "text/plain": text, ...html && { "text/html": html } };
  try {
    const parts = Object.entries(types).map((
      [type, part],
    ) => [type, new Blob([part], { type })]);
    await navigator.clipboard.write([
      new ClipboardItem(Object.fromEntries(parts)),
    ]);
    return true;
  } catch {
    return copyBySelection(text, types);
  }
}

function copyBySelection(
  text: string,
  types: Readonly<Record<string, string>>,
): boolean {
  const onCopy = (event: ClipboardEvent) => {
    event.preventDefault();
    for (const [type, part] of Object.entries(types)) {
      event.clipboardData!.setData(type, part);
    }
  };
  document.addEventListener("copy", onCopy);
  const area = document.createElement("textarea");
  area.value = text;
  // Keeps a phone's keyboard closed.
  area.readOnly = true;
  area.className = "visually-hidden";
  area.style.whiteSpace = "pre";
  const { activeElement } = document;
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
    document.removeEventListener("copy", onCopy);
    area.remove();
    if (activeElement instanceof HTMLElement) {
      activeElement.focus({ preventScroll: true });
    }
  }
}
