/** Where one asks; with no network the question waits in the outbox. */
import { useId } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import { assistant as t } from "texts/assistant.ts";
import { chat } from "texts/chat.ts";
import { SendButton, TextBox, type Writing } from "../session/TextBox.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { StopIcon } from "../ui/icons.tsx";
import type { Assistant } from "./assistant.ts";

/** The text box with **Ask**, or **Stop** while an answer comes. `onAsk` tells that something was asked. */
export function AskBox(
  { assistant, writing, onAsk }: {
    assistant: Assistant | null;
    writing: Writing;
    onAsk: () => void;
  },
) {
  const id = useId();
  const { text, full } = writing;
  const length = text.value.trim().length;
  const over = length - bounds.prompt;
  const answering = assistant?.answering.value === true &&
    assistant.online.value;
  const why = over > 0
    ? chat.tooLong({ over })
    : assistant?.paused.value
    ? t.paused
    : full.value
    ? t.tooMany
    : null;
  const cannot = length === 0 || !assistant || answering ||
    (why !== null && !full.value);
  const ask = () => {
    if (cannot) return;
    full.value = !assistant.ask(text.value.trim());
    if (full.value) return;
    writing.set("");
    onAsk();
  };
  return (
    <Form class="ask" onSubmit={ask}>
      <TextBox
        writing={writing}
        id={id}
        kind="ask"
        label={t.prompt}
        placeholder={t.prompt}
        most={bounds.prompt}
        note={why}
        isWrong={over > 0}
        onSend={ask}
        onType={() => text.value !== "" && assistant?.stay()}
      >
        {answering
          ? (
            <Button
              disabled={assistant.stopping.value}
              onClick={() => assistant.stop()}
            >
              <StopIcon />
              <span>{assistant.stopping.value ? t.stopping : t.stop}</span>
            </Button>
          )
          : <SendButton cannot={cannot} words={t.ask} />}
      </TextBox>
    </Form>
  );
}
