/**
 * Where one writes (C-3). Enter sends, never while an input method composes; Shift+Enter breaks the
 * line. What is too long is counted, never cut; the draft outlives the page.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { bounds } from "../../classroom/schema.ts";
import { en as t } from "../../locales/en.ts";
import { SendIcon } from "../icons.tsx";
import type { Chat } from "./chat.ts";
import { keepDraft, readDraft } from "./drafts.ts";
import "./Composer.css";

/** From here on the characters are counted. */
const counted = bounds.text - 400;

/** The text box and **Send**. */
export function Composer({ chat }: { chat: Chat }) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const text = useSignal("");
  const full = useSignal(false);
  const { seat, roomId } = chat;

  useEffect(() => {
    text.value = readDraft(seat, roomId);
  }, [seat, roomId]);

  const length = text.value.trim().length;
  const over = length - bounds.text;
  const me = chat.members.value[seat.member];
  const paused = chat.info.value.chatPaused && seat.role !== "teacher";
  const why = over > 0
    ? t.chat.tooLong(over)
    : paused
    ? t.chat.paused
    : me?.muted
    ? t.refusals.muted
    : full.value
    ? t.chat.full
    : null;

  const set = (now: string) => {
    text.value = now;
    keepDraft(seat, roomId, now);
  };
  const send = () => {
    box.current?.focus();
    if (length === 0 || why && !full.value) return;
    full.value = !chat.say(text.value.trim());
    if (!full.value) set("");
  };
  const onInput = (event: InputEvent) => {
    set((event.currentTarget as HTMLTextAreaElement).value);
    chat.typingNow(text.value !== "");
    if (full.value && !chat.outbox.isFull()) full.value = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // 229 is what some browsers say instead of `isComposing`.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="visually-hidden" htmlFor={id}>{t.chat.message}</label>
      <textarea
        id={id}
        ref={box}
        class="input"
        rows={rows(text.value)}
        value={text}
        placeholder={t.chat.placeholder}
        enterkeyhint="send"
        autocomplete="off"
        aria-invalid={over > 0}
        aria-describedby={`${id}-note`}
        onInput={onInput}
        onKeyDown={onKeyDown}
        onBlur={() => chat.typingNow(false)}
      />
      <button
        type="submit"
        class="button main"
        aria-disabled={length === 0 || (why !== null && !full.value)}
        // A press keeps the focus, and with it a phone's keyboard, in the box.
        onPointerDown={(event) => event.preventDefault()}
      >
        <SendIcon />
        <span>{t.chat.send}</span>
      </button>
      <div class="composer-note small" id={`${id}-note`}>
        <span role="status" class={why ? "composer-why" : ""}>{why}</span>
        {length > counted && (
          <span class="figures quiet">{t.chat.count(length, bounds.text)}</span>
        )}
      </div>
    </form>
  );
}

/** How many lines to show, where the browser does not size the box by its text. */
function rows(text: string): number {
  return Math.min(6, text.split("\n").length);
}
