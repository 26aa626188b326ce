/** **Put back** (W-2): a page as it was at an earlier time of the class; by **Undo** as it was before that. */
import { useSignal } from "@preact/signals";
import { putBack as t } from "texts/pages_desk.ts";
import type { PageTime } from "../../classroom/model/pages_layout.ts";
import type { SharedPage } from "../../classroom/model/resources/shared.ts";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { Button } from "../ui/Button.tsx";
import { ClockIcon } from "../ui/icons.tsx";
import { Modal } from "../ui/Modal.tsx";
import { writeTime } from "../ui/time.ts";

export function PutBack({ lesson, shared, owner }: {
  lesson: LiveClass;
  shared: SharedPage;
  /** Whose page it is, and what that is called. */
  owner: { of: string; name: string };
}) {
  const { actions, zone } = lesson;
  /** Null: not asked for; else those there are, as far as they are here. */
  const times = useSignal<readonly PageTime[] | "asked" | null>(null);
  if (lesson.reads || lesson.over || lesson.ahead) return null;
  const page = { resource: shared.id, of: owner.of };
  const open = async () => {
    times.value = "asked";
    const answer = await actions.get("GET /pages/versions", page);
    if (times.value === "asked") {
      times.value = answer.ok ? answer.body.versions : null;
    }
  };
  const hour = (at: number) => writeTime(at, "hour", zone);
  const putBack = async (at: number) => {
    times.value = null;
    const put = await actions.act("POST /pages/put-back", { ...page, at });
    if (!put) return;
    actions.done.value = {
      text: t.done({ page: owner.name, time: hour(at) }),
      undo: () =>
        actions.act("POST /pages/put-back", { ...page, at: put.before }),
    };
  };
  const all = times.value;
  return (
    <>
      <Button aria-haspopup="dialog" onClick={open}>
        <ClockIcon />
        {t.button}
      </Button>
      {all !== null && (
        <Modal
          title={t.title({ page: owner.name })}
          onClose={() => times.value = null}
        >
          <div class="stack">
            <p class="hint">{t.hint}</p>
            {all === "asked"
              ? <p role="status">{t.loading}</p>
              : all.length === 0
              ? <p class="quiet">{t.none}</p>
              : (
                <ul class="put-back-times">
                  {all.map(({ at, wrote, words }) => (
                    <li key={at}>
                      <Button onClick={() => putBack(at)}>
                        {t.time({ time: hour(at), wrote, words })}
                      </Button>
                    </li>
                  ))}
                </ul>
              )}
          </div>
        </Modal>
      )}
    </>
  );
}
