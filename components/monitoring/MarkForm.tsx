/** The mark and the comment for one submission. Enter saves, in both; Shift+Enter breaks the comment's line. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import { review as t } from "texts/review.ts";
import type { OneSubmission } from "./order.ts";
import { Button, Form } from "../ui/Button.tsx";
import { AreaField } from "../ui/AreaField.tsx";
import { isEnter } from "../ui/keys.ts";

/** The form; `onSave` tells whether it was saved. */
export function MarkForm(
  { one, onSave }: {
    one: OneSubmission;
    onSave: (grade: string, comment: string) => Promise<boolean>;
  },
) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const grade = useSignal(one.grade ?? "");
  const comment = useSignal(one.comment ?? "");
  const busy = useSignal(false);
  const asked = useSignal(false);
  useEffect(() => first.current?.focus({ preventScroll: true }), []);
  const over = [
    grade.value.trim().length - bounds.grade,
    comment.value.trim().length - bounds.comment,
  ];
  const why = over.map((n) => n > 0 ? t.marking.tooLong({ over: n }) : "");
  const isEmpty = grade.value.trim() === "" && comment.value.trim() === "";
  // Without a mark it stays to be marked: nothing would be saved. What was marked may be unmarked.
  const lacks = isEmpty && one.gradedAt === undefined;
  const save = async () => {
    if (busy.value || why.some(Boolean)) return;
    asked.value = true;
    if (lacks) return first.current?.focus();
    busy.value = true;
    await onSave(grade.value, comment.value);
    busy.value = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isEnter(event)) return;
    event.preventDefault();
    void save();
  };
  return (
    <Form class="mark-form" onSubmit={save}>
      <div class="field">
        <label htmlFor={`${id}-mark`}>{t.marking.mark}</label>
        <input
          id={`${id}-mark`}
          ref={first}
          class="input"
          value={grade}
          placeholder={t.marking.markHint}
          autocomplete="off"
          aria-invalid={over[0] > 0}
          onKeyDown={onKeyDown}
          onInput={(event) => grade.value = event.currentTarget.value}
        />
        <p class="hint" role="status">
          {why[0] || (asked.value && lacks && t.marking.empty)}
        </p>
      </div>
      <AreaField
        id={`${id}-comment`}
        label={t.marking.comment}
        hint={t.marking.commentHint}
        error={why[1]}
        rows={2}
        value={comment}
        onKeyDown={onKeyDown}
        onInput={(event) => comment.value = event.currentTarget.value}
      />
      <div class="actions">
        <Button type="submit" look="main" aria-disabled={busy.value || lacks}>
          {busy.value ? t.marking.saving : t.marking.save}
        </Button>
        <span class="quiet small">{t.marking.live}</span>
      </div>
    </Form>
  );
}
