/** **Question wall** (R-5): opened with one press; where there are groups, for all or some. */
import { type Signal, useSignal } from "@preact/signals";
import { share } from "texts/sharing_live.ts";
import { wall as t } from "texts/walls.ts";
import { RefusedNotice } from "../client/RefusedNotice.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { QuestionsIcon } from "../page/desk_icons.tsx";
import { Modal } from "../ui/Modal.tsx";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { ForWhom } from "../sharing/ForWhom.tsx";

export function ShareWall({ lesson, opened }: {
  lesson: LiveClass;
  opened: Signal<string | null>;
}) {
  const asks = useSignal(false);
  const rooms = useSignal<ReadonlySet<string> | null>(null);
  const wrong = useSignal("");
  const hasGroups = Object.values(lesson.rooms)
    .some(({ archived }) => !archived);
  const open = async () => {
    if (rooms.value?.size === 0) return void (wrong.value = share.chooseGroups);
    const id = await lesson.actions.share({
      wall: {},
      ...(rooms.value && { rooms: [...rooms.value] }),
    });
    if (id === null) return;
    asks.value = false;
    opened.value = id;
  };
  return (
    <>
      <Button
        title={t.shareHint}
        disabled={lesson.idle}
        onClick={() => {
          if (!hasGroups) return open();
          rooms.value = null;
          asks.value = true;
        }}
      >
        <QuestionsIcon />
        {t.title}
      </Button>
      {asks.value && (
        <Modal title={t.title} onClose={() => asks.value = false}>
          <Form class="stack" onSubmit={open} onInput={() => wrong.value = ""}>
            <p class="quiet">{t.shareHint}</p>
            <ForWhom rooms={lesson.rooms} chosen={rooms} />
            <RefusedNotice api={lesson.actions} />
            <div class="actions">
              <Button type="submit" look="main">{share.share}</Button>
              <p class="field-error" role="alert">{wrong}</p>
            </div>
          </Form>
        </Modal>
      )}
    </>
  );
}
