/** **Question wall** (R-5): shared by one press, or for chosen groups. */
import { type Signal, useSignal } from "@preact/signals";
import { wall as t } from "texts/walls.ts";
import { roomsInOrder } from "../client/group_emblems.ts";
import { Button } from "../ui/Button.tsx";
import { QuestionsIcon } from "../page/desk_icons.tsx";
import { Modal } from "../ui/Modal.tsx";
import type { LiveClass } from "../resources/live/live_class.ts";
import { ShareForm } from "../resources/ShareForm.tsx";

export function ShareWall({ lesson, opened }: {
  lesson: LiveClass;
  opened: Signal<string | null>;
}) {
  const asks = useSignal(false);
  const hasGroups = roomsInOrder(lesson.rooms).length > 0;
  const open = async (audience: { rooms?: string[] } = {}) => {
    const id = await lesson.actions.share({ wall: {}, ...audience });
    if (id === null) return;
    asks.value = false;
    opened.value = id;
  };
  return (
    <>
      <Button
        title={t.shareHint}
        disabled={lesson.isIdle}
        onClick={() => {
          if (!hasGroups) return open();
          asks.value = true;
        }}
      >
        <QuestionsIcon />
        {t.title}
      </Button>
      {asks.value && (
        <Modal title={t.title} onClose={() => asks.value = false}>
          <ShareForm lesson={lesson} onShare={open}>
            <p class="quiet">{t.shareHint}</p>
          </ShareForm>
        </Modal>
      )}
    </>
  );
}
