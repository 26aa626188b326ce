/** The list of a page's versions, to restore one (W-2). **Undo** restores the text from before. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { putBack as t } from "texts/pages_desk.ts";
import type { PageVersionInfo } from "../../classroom/model/pages.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import { formatTime } from "../ui/time.ts";

export function PageVersionsDialog({ lesson, shared, owner, onClose }: {
  lesson: LiveClass;
  shared: SharedPage;
  owner: { of: string; name: string };
  onClose: () => void;
}) {
  const { actions, zone } = lesson;
  /** Null: loading. */
  const all = useSignal<readonly PageVersionInfo[] | null>(null);
  const page = { resource: shared.id, of: owner.of };
  useEffect(() => {
    let isClosed = false;
    void actions.get("GET /pages/versions", page).then((answer) => {
      if (isClosed) return;
      if (answer.ok) all.value = answer.body.versions;
      else onClose();
    });
    return () => isClosed = true;
  }, []);
  const hour = (at: number) => formatTime(at, "hour", zone);
  /** The time of a version; with seconds if another version is of the same minute. */
  const timeOf = (at: number) => {
    const same = all.value?.filter((it) => hour(it.at) === hour(at)) ?? [];
    return same.length > 1 ? formatTime(at, "second", zone) : hour(at);
  };
  const putBack = async (at: number) => {
    onClose();
    const put = await actions.act("POST /pages/put-back", { ...page, at });
    if (!put) return;
    actions.notice.value = {
      text: t.done({ page: owner.name, time: timeOf(at) }),
      undo: () =>
        actions.act("POST /pages/put-back", { ...page, at: put.before }),
    };
  };
  return (
    <Modal title={t.title({ page: owner.name })} onClose={onClose}>
      <div class="stack">
        <p class="hint">{t.hint}</p>
        {all.value === null
          ? <p role="status">{t.loading}</p>
          : all.value.length === 0
          ? <p class="quiet">{t.none}</p>
          : (
            <ul class="stack tight put-back-times">
              {all.value.map(({ at, wrote, words, newLine }) => (
                <li key={at}>
                  <Button onClick={() => putBack(at)}>
                    {t.time({ time: timeOf(at), wrote, words })}
                    {newLine && (
                      <span class="quiet small brief" dir="auto">
                        {newLine}
                      </span>
                    )}
                  </Button>
                </li>
              ))}
            </ul>
          )}
      </div>
    </Modal>
  );
}
