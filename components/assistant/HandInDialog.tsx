/** **Share Messages** (A-3): hands in an answer to the teacher, with its question and a note. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import { assistant as assistantText } from "texts/assistant.ts";
import { handIn as t } from "texts/assistant_hand_in.ts";
import { chat } from "texts/chat.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import type { OwnAssistant } from "./own_assistant.ts";

export function HandInDialog(
  { assistant, exchange, onDone }: {
    assistant: OwnAssistant;
    exchange: { answer: Turn; prompt: Turn };
    onDone: () => void;
  },
) {
  const id = useId();
  const note = useSignal("");
  const over = note.value.trim().length - bounds.note;
  const share = () => {
    if (over > 0) return;
    assistant.submit(exchange.answer.id, note.value);
    onDone();
  };
  return (
    <Modal
      title={assistantText.handIn}
      kind="hand-in"
      hasFocus
      onClose={onDone}
    >
      <Form class="stack" onSubmit={share}>
        <p>{t.text}</p>
        <div class="stack snug scroll hand-in-what" tabIndex={0} role="group">
          <p class="small quiet">{t.question}</p>
          <p class="hand-in-question">{exchange.prompt.text}</p>
          <p class="small quiet">{t.answer}</p>
          <Markdown text={exchange.answer.text} by="program" />
        </div>
        <TextAreaField
          id={id}
          label={t.note}
          hint={t.noteHint}
          error={over > 0 ? chat.tooLong({ over }) : ""}
          rows={2}
          autofocus
          value={note}
          onInput={(event) => note.value = event.currentTarget.value}
        />
        <div class="actions">
          <Button type="submit" look="main" aria-disabled={over > 0}>
            {assistantText.give}
          </Button>
          <Button onClick={onDone}>{t.cancel}</Button>
        </div>
      </Form>
    </Modal>
  );
}
