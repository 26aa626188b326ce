/** **Show me** (W-5): a drawing board for each student, with a name and a paper. */
import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { shareDrawing as t } from "texts/drawings_desk.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { type Paper, papers } from "../../classroom/model/drawing.ts";
import { BoardIcon } from "../page/desk_icons.tsx";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { ShareForm } from "../sharing/ShareForm.tsx";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Modal } from "../ui/Modal.tsx";

export function ShareDrawing({ lesson, opened }: {
  lesson: LiveClass;
  opened: Signal<string | null>;
}) {
  const asks = useSignal(false);
  return (
    <>
      <Button
        title={t.hint}
        disabled={lesson.idle}
        onClick={() => asks.value = true}
      >
        <BoardIcon />
        {t.showMe}
      </Button>
      {asks.value && (
        <Ask
          lesson={lesson}
          onClose={() => asks.value = false}
          onShared={(id) => opened.value = id}
        />
      )}
    </>
  );
}

function Ask({ lesson, onClose, onShared }: {
  lesson: LiveClass;
  onClose: () => void;
  onShared: (id: string) => void;
}) {
  const id = useId();
  const name = useSignal(""), paper = useSignal<Paper>("plain");
  const shareIt = async (forWhom: { rooms?: string[] }) => {
    const made = await lesson.actions.share({
      drawing: { name: name.value, paper: paper.value },
      ...forWhom,
    });
    if (made === null) return;
    onClose();
    onShared(made);
  };
  return (
    <Modal title={t.title} hasFocus onClose={onClose}>
      <ShareForm
        lesson={lesson}
        missing={() => name.value.trim() === "" ? t.needsName : null}
        onShare={shareIt}
      >
        <p class="quiet">{t.hint}</p>
        <Field
          id={`${id}-name`}
          label={t.name}
          autofocus
          autoComplete="off"
          maxLength={bounds.resourceName}
          value={name}
          onInput={(event) => name.value = event.currentTarget.value}
        />
        <fieldset class="choice-rows share-choice">
          <legend>{t.paper}</legend>
          {papers.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name={`${id}-paper`}
                checked={paper.value === one}
                onChange={() => paper.value = one}
              />
              {t.papers[one]}
            </label>
          ))}
        </fieldset>
      </ShareForm>
    </Modal>
  );
}
