/** **Share a page** (W-1): its title, who writes in one together, and what it begins with. */
import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { sharePage as t } from "texts/pages_desk.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { pageBounds } from "../../classroom/model/page_bounds.ts";
import {
  pagesPer,
  type SharedPage,
} from "../../classroom/model/resources/shared.ts";
import { roomsInOrder } from "../groups/marks.ts";
import { PageIcon } from "../page/desk_icons.tsx";
import { ShareForm } from "../sharing/ShareForm.tsx";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { AreaField } from "../ui/AreaField.tsx";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Modal } from "../ui/Modal.tsx";

export function SharePage({ lesson, opened }: {
  lesson: LiveClass;
  opened: Signal<string | null>;
}) {
  const asks = useSignal(false);
  return (
    <>
      <Button disabled={lesson.idle} onClick={() => asks.value = true}>
        <PageIcon />
        {t.title}
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
  const hasGroups = roomsInOrder(lesson.rooms).length > 0;
  const title = useSignal(""), text = useSignal("");
  const per = useSignal<SharedPage["per"]>(hasGroups ? "group" : "student");
  const shareIt = async (forWhom: { rooms?: string[] }) => {
    const made = await lesson.actions.share({
      page: { name: title.value, text: text.value, per: per.value },
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
        missing={() => title.value.trim() === "" ? t.needsTitle : null}
        onShare={shareIt}
      >
        <Field
          id={`${id}-title`}
          label={t.name}
          autofocus
          autoComplete="off"
          maxLength={bounds.resourceName}
          value={title}
          onInput={(event) => title.value = event.currentTarget.value}
        />
        <fieldset class="choice-rows share-choice">
          <legend>{t.per}</legend>
          {pagesPer.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name={`${id}-per`}
                checked={per.value === one}
                onChange={() => per.value = one}
              />
              {t.each[one]}
            </label>
          ))}
        </fieldset>
        {!hasGroups && per.value === "group" &&
          <p class="hint">{t.noGroups}</p>}
        <AreaField
          id={`${id}-text`}
          label={t.start}
          hint={t.startHint}
          rows={6}
          maxLength={pageBounds.start}
          value={text}
          onInput={(event) => text.value = event.currentTarget.value}
        />
      </ShareForm>
    </Modal>
  );
}
