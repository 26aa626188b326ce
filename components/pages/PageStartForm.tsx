/**
 * The text with which each page starts, before the class (S-7). Unsaved changes stay on this device, and can be
 * copied once the class has begun.
 */
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { preparedPage as t, sharePage } from "texts/pages_desk.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import { readDraft, storeDraft } from "../client/drafts.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import { Button, Form } from "../ui/Button.tsx";
import { LostTextNotice } from "./LostTextNotice.tsx";
import { StartTextField } from "./StartTextField.tsx";

const placeOf = ({ id }: SharedPage): string => `start/${id}`;

export function PageStartForm(
  { lesson, shared }: { lesson: LiveClass; shared: SharedPage },
) {
  const { actions, resources, isReadOnly, session: { seat } } = lesson;
  const savedText = resources.secretOf(shared.id).text ?? "";
  /** The changed text; null: nothing was changed. */
  const text = useSignal(
    useMemo(() => readDraft(seat, placeOf(shared)) || null, []),
  );
  /** The text of the editor, which is made again for a text from elsewhere. */
  const editorText = useRef({ text: text.peek() ?? savedText, version: 0 });
  if (text.value === null && savedText !== editorText.current.text) {
    editorText.current = {
      text: savedText,
      version: editorText.current.version + 1,
    };
  }
  const set = (now: string | null) => {
    text.value = now;
    storeDraft(seat, placeOf(shared), now === savedText ? "" : now ?? "");
  };
  const save = async () => {
    const next = text.value;
    if (next === null) return;
    if (!await actions.change(shared.id, { text: next })) return;
    if (text.value === next) set(null);
    actions.notice.value = {
      text: t.saved({ name: shared.name }),
      undo: () => actions.change(shared.id, { text: savedText }),
    };
  };
  return (
    <Form class="card stack" onSubmit={save}>
      <p class="quiet">{t.atStart}</p>
      <StartTextField
        key={editorText.current.version}
        label={sharePage.start}
        hint={sharePage.startHint}
        text={editorText.current.text}
        isLocked={isReadOnly}
        onText={(now) => {
          editorText.current.text = now;
          set(now);
        }}
      />
      {!isReadOnly && (
        <div class="actions">
          <Button
            type="submit"
            look="main"
            disabled={text.value === null || text.value === savedText}
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
    <LostTextNotice reason={t.late} text={text.value} onClose={putAside} />
  );
}
