/**
 * Where one writes to the class or to the assistant (C-3, A-1). Enter sends, never while an input method composes;
 * Shift+Enter breaks the line. What is too long is counted, never cut; the draft outlives the page.
 */
import { type Signal, useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { chat as t } from "texts/chat.ts";
import { Button } from "../ui/Button.tsx";
import { SendIcon } from "../ui/icons.tsx";
import { takesFocus } from "../ui/takes_focus.ts";
import { isComposing, isEnter } from "../ui/keys.ts";
import type { ClassSession } from "./class_session.ts";
import { keepDraft, readDraft } from "./drafts.ts";

/** So near their bound the characters are counted. */
const near = 400;

export interface Writing {
  readonly box: RefObject<HTMLTextAreaElement>;
  readonly text: Signal<string>;
  /** The draft has been taken up; until then the box is left alone. */
  readonly isReady: Signal<boolean>;
  /** The outbox had no room for it. */
  readonly full: Signal<boolean>;
  /** Puts other words in the box, and keeps them. */
  set(text: string): void;
  /** Takes the draft up again, where something else has changed it. */
  takeUp(): void;
}

/** What is being written in a session for `place`, under whose name the draft is kept. */
export function useWriting(
  session: ClassSession | undefined,
  place: string,
): Writing {
  const box = useRef<HTMLTextAreaElement>(null);
  const text = useSignal("");
  const isReady = useSignal(false);
  const full = useSignal(false);
  const set = (now: string) => {
    text.value = now;
    if (!session) return;
    keepDraft(session.seat, place, now);
    if (full.value && !session.outbox.isFull()) full.value = false;
  };
  // The box stays, and with it the cursor, when the place changes under it.
  useLayoutEffect(() => {
    if (!session) return;
    // What was typed before the page was alive goes before what was there.
    text.value = (!isReady.peek() && box.current?.value) ||
      readDraft(session.seat, place);
    isReady.value = true;
    full.value = false;
  }, [session, place]);
  const takeUp = () => session && set(readDraft(session.seat, place));
  return { box, text, isReady, full, set, takeUp };
}

/** The box with its note; its children are the buttons beside it. */
export function TextBox(
  { writing, kind, label, most, note, isWrong, onSend, onType, onKey, ...rest }:
    & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, "id" | "label">
    & {
      writing: Writing;
      id: string;
      /** How its classes begin. */
      kind: "ask" | "composer";
      label: string;
      /** So many characters can be sent. */
      most: number;
      /** What there is to say of it, and whether that is what keeps it from being sent. */
      note: string | null;
      isWrong: boolean;
      onSend: () => void;
      onType: () => void;
      /** Comes before Enter, and not while an input method composes; true: the key is done with. */
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
        // Where the browser does not size the box by its text.
        rows={Math.min(6, text.value.split("\n").length)}
        value={isReady.value ? text.value : undefined}
        enterkeyhint="send"
        {
          // What goes beside it leaves the focus to it, as **Stop** does, and what stood in its place while one could not write.
          ...takesFocus
        }
        autocomplete="off"
        aria-invalid={length > most}
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
        {length > most - near && (
          <span class="figures quiet">{t.count({ length, most })}</span>
        )}
      </div>
    </>
  );
}

export function SendButton(
  { cannot, words }: { cannot: boolean; words: string },
) {
  return (
    <Button
      type="submit"
      look="main"
      title={words}
      aria-disabled={cannot}
      // A press keeps the focus, and with it a phone's keyboard, in the box.
      onPointerDown={(event) => event.preventDefault()}
    >
      <SendIcon />
      <span>{words}</span>
    </Button>
  );
}
