/**
 * Where one asks. Enter asks, never while an input method composes; Shift+Enter breaks the line. The
 * draft outlives the page; with no network the question waits in the outbox.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { bounds } from "../../classroom/schema/bounds.ts";
import { assistant as t } from "../../locales/en/assistant.ts";
import { chat } from "../../locales/en/chat/chat.ts";
import { keepDraft, readDraft } from "../session/drafts.ts";
import { Button } from "../ui/Button.tsx";
import { SendIcon, StopIcon } from "../ui/icons.tsx";
import type { Assistant } from "./assistant.ts";

/** From here on the characters are counted. */
const counted = bounds.prompt - 400;
/** Under which name the draft is kept. */
const place = "assistant";

/** The text box with **Ask**, or **Stop** while an answer comes. `onAsk` tells that something was asked. */
export function AskBox(
  { assistant, onAsk }: { assistant: Assistant | null; onAsk: () => void },
) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const text = useSignal("");
  /** What was typed before the page was alive has been taken over; until then the box is left alone. */
  const taken = useSignal(false);
  const full = useSignal(false);
  const seat = assistant?.seat;

  useEffect(() => {
    if (!seat) return;
    text.value = box.current?.value || readDraft(seat, place);
    taken.value = true;
  }, [seat]);

  const length = text.value.trim().length;
  const over = length - bounds.prompt;
  const answering = assistant?.answering.value === true &&
    assistant.online.value;
  const why = over > 0
    ? chat.tooLong(over)
    : assistant?.paused.value
    ? t.paused
    : full.value
    ? t.tooMany
    : null;
  const cannot = length === 0 || !assistant || answering ||
    (why !== null && !full.value);

  const set = (now: string) => {
    text.value = now;
    if (seat) keepDraft(seat, place, now);
  };
  const ask = () => {
    if (cannot) return;
    full.value = !assistant.ask(text.value.trim());
    if (full.value) return;
    set("");
    onAsk();
  };
  const onInput = (event: InputEvent) => {
    set((event.currentTarget as HTMLTextAreaElement).value);
    if (text.value !== "") assistant?.stay();
    if (full.value && !assistant?.session.outbox.isFull()) full.value = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // 229 is what some browsers say instead of `isComposing`.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    ask();
  };

  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label class="visually-hidden" htmlFor={id}>{t.prompt}</label>
      <textarea
        id={id}
        ref={box}
        class="input"
        rows={1}
        value={taken.value ? text.value : undefined}
        placeholder={t.prompt}
        enterkeyhint="send"
        autocomplete="off"
        aria-invalid={over > 0}
        aria-describedby={`${id}-note`}
        onInput={onInput}
        onKeyDown={onKeyDown}
      />
      {answering
        ? (
          <Button
            disabled={assistant.stopping.value}
            onClick={() => assistant.stop()}
          >
            <StopIcon />
            <span>
              {assistant.stopping.value ? t.stopping : t.stop}
            </span>
          </Button>
        )
        : (
          <Button
            type="submit"
            look="main"
            aria-disabled={cannot}
            // A press keeps the focus, and with it a phone's keyboard, in the box.
            onPointerDown={(event) => event.preventDefault()}
          >
            <SendIcon />
            <span>{t.ask}</span>
          </Button>
        )}
      <div class="ask-note small" id={`${id}-note`}>
        <span role="status" class={over > 0 ? "ask-why" : ""}>{why}</span>
        {length > counted && (
          <span class="figures quiet">
            {chat.count(length, bounds.prompt)}
          </span>
        )}
      </div>
    </form>
  );
}
