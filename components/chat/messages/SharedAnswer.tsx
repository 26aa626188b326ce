/** An answer of the assistant as a message of a room: marked as such, with who shared it and what was asked. */
import { useSignal } from "@preact/signals";
import type { Message } from "../../../classroom/model/messages.ts";
import { chat as t } from "texts/chat.ts";
import { modelName } from "../../assistant/model_name.ts";
import { Button } from "../../ui/Button.tsx";
import { AssistantIcon } from "../../ui/icons.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import "./SharedAnswer.css";

/** Longer answers are shown whole on request. */
const long = 700;

/** The answer; `student`: whose it is, where the teacher shared it with the name. */
export function SharedAnswer(
  { message, sharer, student }: {
    message: Extract<Message, { kind: "assistant" }>;
    sharer: string;
    student?: string;
  },
) {
  const whole = useSignal(false);
  const { text, prompt, model } = message;
  const isLong = text.length > long;
  return (
    <div class="shared-answer">
      <p class="shared-answer-by small">
        <AssistantIcon />
        <span>
          {student
            ? t.sharedAnswerOf({ sharer, student })
            : t.sharedAnswer({ sharer })}
          {model && <span class="quiet">{` · ${modelName(model)}`}</span>}
        </span>
      </p>
      {prompt && (
        <div class="shared-answer-prompt small">
          <span class="visually-hidden">{t.question}</span>
          <p>{prompt}</p>
        </div>
      )}
      <div class="shared-answer-text" data-cut={isLong && !whole.value}>
        <Markdown text={text} />
      </div>
      {isLong && (
        <Button
          look="small bare"
          aria-expanded={whole.value}
          onClick={() => whole.value = !whole.value}
        >
          {whole.value ? t.lessAnswer : t.wholeAnswer}
        </Button>
      )}
    </div>
  );
}
