/**
 * The text with which each page starts, before the class (S-7). Unsaved changes stay on this device, and can be
 * copied once the class has begun.
 */
import { useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import { preparedPage as t, sharePage } from "texts/pages_desk.ts";
import { pageBounds } from "../../classroom/model/page_bounds.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import { readDraft, storeDraft } from "../client/drafts.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { LostTextNotice } from "./LostTextNotice.tsx";

const placeOf = ({ id }: SharedPage): string => `start/${id}`;

export function PageStartForm(
  { lesson, shared }: { lesson: LiveClass; shared: SharedPage },
) {
  const { actions, resources, reads, session: { seat } } = lesson;
  const before = resources.secretOf(shared.id).text ?? "";
  /** The changed text; null: nothing was changed. */
  const text = useSignal(
    useMemo(() => readDraft(seat, placeOf(shared)) || null, []),
  );
  const set = (now: string | null) => {
    text.value = now;
    storeDraft(seat, placeOf(shared), now === before ? "" : now ?? "");
  };
  const save = async () => {
    const next = text.value;
    if (next === null) return;
    if (!await actions.change(shared.id, { text: next })) return;
    if (text.value === next) set(null);
    actions.notice.value = {
      text: t.saved({ name: shared.name }),
      undo: () => actions.change(shared.id, { text: before }),
    };
  };
  return (
    <Form class="card stack" onSubmit={save}>
      <p class="quiet">{t.atStart}</p>
      <TextAreaField
        id={useId()}
        label={sharePage.start}
        hint={sharePage.startHint}
        rows={14}
        maxLength={pageBounds.initialMarkdown}
        readOnly={reads}
        value={text.value ?? before}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      {!reads && (
        <div class="actions">
          <Button
            type="submit"
            look="main"
            disabled={text.value === null || text.value === before}
          >
            {t.save}
          </Button>
        </div>
      )}
    </Form>
  );
}

export function LatePageStart(
  { lesson: { session }, shared }: { lesson: LiveClass; shared: SharedPage },
) {
  const text = useSignal(
    useMemo(() => readDraft(session.seat, placeOf(shared)), []),
  );
  const putAside = () => {
    storeDraft(session.seat, placeOf(shared), "");
    text.value = "";
  };
  return text.value && (
    <LostTextNotice why={t.late} text={text.value} onClose={putAside} />
  );
}
