/** **Share with class** (R-1): gives a template to the teacher's running class, whole or some groups, from its list. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { share as forWhom } from "texts/sharing_live.ts";
import { sharing as t } from "texts/templates.ts";
import type { MarkedRoom } from "../groups/marks.ts";
import type { SessionApi } from "../client/session_api.ts";
import { Button, Form } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import { classRooms, type RunningClass } from "../sharing/class_rooms.ts";
import { ForWhom } from "../sharing/ForWhom.tsx";

/** The dialog. `onShared` is told under which id the class has it. */
export function ShareFromPortal(
  { template, running, api, onShared, onClose }: {
    template: { readonly id: string; readonly name: string };
    running: RunningClass;
    api: SessionApi;
    onShared: (resource: string) => void;
    onClose: () => void;
  },
) {
  const rooms = useSignal<Readonly<Record<string, MarkedRoom>>>({});
  const chosen = useSignal<ReadonlySet<string> | null>(null);
  const wrong = useSignal("");
  const isBusy = useSignal(false);
  useEffect(() => {
    // Until the groups are there, or where they cannot be had, it is for all of the class.
    void classRooms(running.id).then((it) => rooms.value = it);
  }, []);
  const share = async () => {
    if (chosen.value?.size === 0) {
      return void (wrong.value = forWhom.chooseGroups);
    }
    isBusy.value = true;
    const answer = await api.make(
      "POST /resources",
      {
        template: template.id,
        ...chosen.value && { rooms: [...chosen.value] },
      },
    );
    isBusy.value = false;
    if (!answer.ok) return void (wrong.value = answer.problem.detail);
    onShared(answer.body.resource.id);
    onClose();
  };
  return (
    <Modal title={t.title({ name: template.name })} onClose={onClose}>
      <Form class="stack" onSubmit={share} onInput={() => wrong.value = ""}>
        <p>{t.text({ session: running.name })}</p>
        <ForWhom rooms={rooms.value} chosen={chosen} />
        <div class="actions">
          <Button type="submit" look="main" disabled={isBusy.value}>
            {isBusy.value ? t.sharing : t.share}
          </Button>
          <p class="field-error" role="alert">{wrong}</p>
        </div>
      </Form>
    </Modal>
  );
}
