/** **Try it** (R-1): the dialog in which a teacher talks with a template as a student would. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { bounds } from "../../../classroom/model/bounds.ts";
import { assistant } from "texts/assistant.ts";
import { editor, trial as t } from "texts/resources_templates.ts";
import { isWhole } from "../../assistant/exchanges.ts";
import { Opening } from "../../assistant/Opening.tsx";
import { Turns } from "../../assistant/Turns.tsx";
import { useEnd } from "../../assistant/use_end.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { AgainIcon, SendIcon, StopIcon } from "../../ui/icons.tsx";
import { isEnter } from "../../ui/keys.ts";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Trial, type Tried } from "./trial.ts";
import "./TrialDialog.css";

/** The dialog, open as long as it is rendered. */
export function TrialDialog(
  { name, tried, model, onClose }: {
    name: string;
    tried: Tried;
    model: string;
    onClose: () => void;
  },
) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const text = useSignal("");
  const trial = useMemo(() => new Trial(tried, model), []);
  const end = useEnd(trial);
  // The words of a closed dialog are nobody's any more.
  useEffect(() => () => trial.stop(), []);
  const all = trial.exchanges.value;
  const answering = trial.answering.value;
  const over = text.value.trim().length - bounds.prompt;
  const cannot = answering || text.value.trim() === "" || over > 0;
  const ask = async () => {
    if (cannot) return;
    const words = text.value.trim();
    text.value = "";
    end.toEnd();
    if (!await trial.ask(words) && text.value === "") text.value = words;
  };
  const title = name.trim() || t.unnamed;
  return (
    <Modal
      title={t.title({ name: title })}
      kind="trial"
      hasFocus
      onClose={onClose}
    >
      <p class="quiet small">{t.lead}</p>
      <div
        ref={end.scroller}
        class="trial-scroll box"
        tabIndex={0}
        role="group"
        aria-label={t.place}
        onScroll={end.onScroll}
      >
        <div class="stack">
          <Opening name={title} firstMessage={tried.firstMessage} />
          <Turns all={all} asker={null} />
        </div>
      </div>
      {trial.trouble.value && <Notice tone="stop">{trial.trouble.value}
      </Notice>}
      <Form class="trial-ask" onSubmit={ask}>
        <label class="visually-hidden" htmlFor={id}>{t.prompt}</label>
        <textarea
          id={id}
          ref={box}
          class="input"
          rows={2}
          autofocus
          placeholder={t.prompt}
          value={text}
          aria-invalid={over > 0}
          aria-describedby={`${id}-note`}
          onInput={({ currentTarget }) => text.value = currentTarget.value}
          onKeyDown={(event) => {
            if (!isEnter(event)) return;
            event.preventDefault();
            void ask();
          }}
        />
        {answering
          ? (
            <Button onClick={() => trial.stop()}>
              <StopIcon />
              {t.stop}
            </Button>
          )
          : (
            <Button type="submit" look="main" aria-disabled={cannot}>
              <SendIcon />
              {t.ask}
            </Button>
          )}
        <Button
          look="bare"
          aria-disabled={all.length === 0}
          onClick={() => {
            trial.clear();
            box.current?.focus();
          }}
        >
          <AgainIcon />
          {t.again}
        </Button>
        <p class="hint trial-note" id={`${id}-note`} role="status">
          {over > 0 && editor.over({ over })}
        </p>
      </Form>
      <p class="visually-hidden" role="status">
        {answering
          ? assistant.answering
          : all.length === 0
          ? ""
          : isWhole(all)
          ? assistant.answered
          : assistant.brokenOff}
      </p>
    </Modal>
  );
}
