/** A page before the class begins (S-7): what each is to begin with, which staff can still change. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { preparedPage as t, sharePage } from "texts/pages_desk.ts";
import { pageBounds } from "../../classroom/model/page_bounds.ts";
import type { SharedPage } from "../../classroom/model/resources/shared.ts";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { AreaField } from "../ui/AreaField.tsx";
import { Button, Form } from "../ui/Button.tsx";

export function PreparedPage(
  { lesson, shared }: { lesson: LiveClass; shared: SharedPage },
) {
  const { actions, resources, reads } = lesson;
  const before = resources.secretOf(shared.id).text ?? "";
  /** Null: nothing was changed. */
  const text = useSignal<string | null>(null);
  const save = async () => {
    const next = text.value;
    if (next === null) return;
    if (!await actions.change(shared.id, { text: next })) return;
    if (text.value === next) text.value = null;
    actions.done.value = {
      text: t.saved({ name: shared.name }),
      undo: () => actions.change(shared.id, { text: before }),
    };
  };
  return (
    <Form class="card stack" onSubmit={save}>
      <p class="quiet">{t.atStart}</p>
      <AreaField
        id={useId()}
        label={sharePage.start}
        hint={sharePage.startHint}
        rows={14}
        maxLength={pageBounds.start}
        readOnly={reads}
        value={text.value ?? before}
        onInput={({ currentTarget }) => text.value = currentTarget.value}
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
