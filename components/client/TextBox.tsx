/**
 * The box for messages (C-3) and questions to the assistant. Enter sends, Shift+Enter breaks the line.
 * Longer texts than allowed are not cut.
 */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { chat as t } from "texts/chat.ts";
import { Button } from "../ui/Button.tsx";
import { SendIcon } from "../ui/icons.tsx";
import { takesFocusAttribute } from "../ui/takes_focus.ts";
import { isComposing, isEnter } from "../ui/keys.ts";
import type { ClassSession } from "./class_session.ts";
import { readDraft, storeDraft } from "./drafts.ts";

/** From this many characters left, the text's length is shown. */
const warnCharactersLeft = 400;

export interface DraftText {
  readonly box: RefObject<HTMLTextAreaElement>;
  readonly text: Signal<string>;
  /** False until the draft has loaded. Until then the box keeps what is typed. */
  readonly isReady: Signal<boolean>;
  readonly isOutboxFull: Signal<boolean>;
  set(text: string): void;
  reloadDraft(): void;
}

export function useDraftText(
  session: ClassSession | undefined,
  place: string,
): DraftText {
  const box = useRef<HTMLTextAreaElement>(null);
  const text = useSignal("");
  const isReady = useSignal(false);
  const isFull = useSignal(false);
  const set = (newText: string) => {
    text.value = newText;
    if (!session) return;
    storeDraft(session.seat, place, newText);
    if (isFull.value && !session.outbox.isFull()) isFull.value = false;
  };
  // When the place changes, the element and its cursor stay.
  useLayoutEffect(() => {
    if (!session) return;
    // Text typed before the script ran replaces the stored draft, and is stored, since a reload would lose it.
    const typed = isReady.peek() ? "" : box.current?.value ?? "";
    if (typed !== "") storeDraft(session.seat, place, typed);
    text.value = typed || readDraft(session.seat, place);
    isReady.value = true;
    isFull.value = false;
  }, [session, place]);
  const loadDraft = () => session && set(readDraft(session.seat, place));
  return {
    box,
    text,
    isReady,
    isOutboxFull: isFull,
    set,
    reloadDraft: loadDraft,
  };
}

export function TextBox(
  {
    writing,
    kind,
    label,
    maxCharacters,
    note,
    isWrong,
    onSend,
    onType,
    onKey,
    ...rest
  }:
    & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, "id" | "label">
    & {
      writing: DraftText;
      id: string;
      kind: "ask" | "composer";
      label: string;
      maxCharacters: number;
      /** Shown below the box; with `isWrong` it says why the text cannot be sent. */
      note: string | null;
      isWrong: boolean;
      onSend: () => void;
      onType: () => void;
      /** Called first; returns true if it has handled the key. */
      onKey?: (event: KeyboardEvent) => boolean;
    },
) {
  const { box, text, isReady, set } = writing;
  const { id, children, ...attributes } = rest;
  const { length } = text.value.trim();
  return (
    <>
      <label class="visually-hidden" htmlFor={id}>{label}</label>
      <textarea
        {...attributes}
        id={id}
        ref={box}
        class="input"
        // For browsers without `field-sizing`.
        rows={Math.min(6, text.value.split("\n").length)}
        value={isReady.value ? text.value : undefined}
        enterkeyhint="send"
        {
          // Takes the focus from **Stop**, or from the line that was shown instead of the box.
          ...takesFocusAttribute
        }
        autocomplete="off"
        aria-invalid={length > maxCharacters}
        aria-describedby={`${attributes["aria-describedby"] ?? ""} ${id}-note`}
        onInput={({ currentTarget }) => {
          set(currentTarget.value);
          onType();
        }}
        onKeyDown={(event) => {
          if (isComposing(event) || onKey?.(event) || !isEnter(event)) return;
          event.preventDefault();
          onSend();
        }}
      />
      {children}
      <div class={`${kind}-note small`} id={`${id}-note`}>
        <span aria-live="polite" class={isWrong ? `${kind}-why` : ""}>
          {note}
        </span>
        {length > maxCharacters - warnCharactersLeft && (
          <span class="figures quiet">
            {t.count({ length, most: maxCharacters })}
          </span>
        )}
      </div>
    </>
  );
}

export function SendButton(
  { isDisabled, words }: { isDisabled: boolean; words: string },
) {
  return (
    <Button
      type="submit"
      look="main"
      title={words}
      aria-disabled={isDisabled}
      // Keeps the focus in the box, and so a phone's keyboard open.
      onPointerDown={(event) => event.preventDefault()}
    >
      <SendIcon />
      <span>{words}</span>
    </Button>
  );
}
