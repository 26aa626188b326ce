/** **Share a Prompt Template** (R-1): one of the teacher's own, with the class or some groups. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { share as t } from "texts/resources_live.ts";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import type { LiveClass } from "../live/live_class.ts";
import { ForWhom } from "./ForWhom.tsx";
import { type Kept, type Taken, takeOver } from "./library_list.ts";
import { LibraryPicker } from "./LibraryPicker.tsx";

/** The dialog. */
export function ShareTemplate(
  { lesson, onClose }: { lesson: LiveClass; onClose: () => void },
) {
  const chosen = useSignal<Kept | null>(null);
  const taken = useRef<Taken>(new Map());
  const rooms = useSignal<ReadonlySet<string> | null>(null);
  const wrong = useSignal("");
  const share = async () => {
    if (!chosen.value) return void (wrong.value = t.chooseOne);
    if (rooms.value?.size === 0) return void (wrong.value = t.chooseGroups);
    const problem = await takeOver("templates", chosen, taken.current);
    if (problem) return void (lesson.actions.trouble.value = problem);
    const { id, name } = chosen.value;
    const done = await lesson.actions.share({
      template: id,
      ...(rooms.value && { rooms: [...rooms.value] }),
    });
    if (done === null) return;
    lesson.actions.done.value = { text: t.shared({ name }) };
    onClose();
  };
  return (
    <Modal title={t.template} onClose={onClose}>
      <Form class="stack" onSubmit={share} onInput={() => wrong.value = ""}>
        <LibraryPicker kind="templates" chosen={chosen} />
        <ForWhom rooms={lesson.rooms} chosen={rooms} />
        <RefusedNotice api={lesson.actions} />
        <div class="actions">
          <Button type="submit" look="main">{t.share}</Button>
          <p class="field-error" role="alert">{wrong}</p>
        </div>
      </Form>
    </Modal>
  );
}
