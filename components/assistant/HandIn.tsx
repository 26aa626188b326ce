/** **Share Messages**: hands an answer to the teacher, with the question and a note. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import { assistant as assistantText } from "texts/assistant.ts";
import { handIn as t } from "texts/assistant_hand_in.ts";
import { chat } from "texts/chat.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import type { OwnAssistant } from "./assistant.ts";
import { Button, CloseButton, Form } from "../ui/Button.tsx";
import "../ui/forms.css";

/** The dialog, open as long as there is something to hand in. */
export function HandIn(
  { assistant, what, onDone }: {
    assistant: OwnAssistant;
    what: { answer: Turn; prompt: Turn };
    onDone: () => void;
  },
) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const note = useSignal("");
  const over = note.value.trim().length - bounds.note;
  useEffect(() => dialog.current?.showModal(), []);
  const share = () => {
    if (over > 0) return;
    assistant.submit(what.answer.id, note.value);
    dialog.current?.close();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog hand-in"
      aria-labelledby={`${id}-title`}
      onClose={onDone}
    >
      <div class="dialog-head">
        <h2 id={`${id}-title`}>{assistantText.give}</h2>
        <CloseButton onClick={() => dialog.current?.close()} />
      </div>
      <Form class="stack" onSubmit={share}>
        <p>{t.text}</p>
        <div class="hand-in-what" tabIndex={0} role="group">
          <p class="small quiet">{t.question}</p>
          <p class="hand-in-question">{what.prompt.text}</p>
          <p class="small quiet">{t.answer}</p>
          <Markdown text={what.answer.text} />
        </div>
        <div class="field">
          <label htmlFor={id}>{t.note}</label>
          <textarea
            id={id}
            class="input"
            rows={2}
            value={note}
            aria-describedby={`${id}-hint`}
            aria-invalid={over > 0}
            onInput={(event) => note.value = event.currentTarget.value}
          />
          <p class="hint" id={`${id}-hint`} role="status">
            {over > 0 ? chat.tooLong({ over }) : t.noteHint}
          </p>
        </div>
        <div class="actions">
          <Button
            type="submit"
            look="main"
            aria-label={`${t.share} – ${assistantText.give}`}
            aria-disabled={over > 0}
          >
            {assistantText.give}
          </Button>
          <Button onClick={() => dialog.current?.close()}>{t.cancel}</Button>
        </div>
      </Form>
    </dialog>
  );
}
