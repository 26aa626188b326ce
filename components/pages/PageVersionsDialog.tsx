/** The list of a page's versions, to restore one (W-2). **Undo** restores the text from before. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { putBack as t } from "texts/pages_desk.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import { formatTime } from "../../formats/format_time.ts";
import type { PageVersionInfo } from "../../classroom/model/views.ts";

export function PageVersionsDialog({ lesson, shared, owner, onClose }: {
  lesson: LiveClass;
  shared: SharedPage;
  owner: { of: string; name: string };
  onClose: () => void;
}) {
  const { actions, zone } = lesson;
  /** Null: loading. */
  const versions = useSignal<readonly PageVersionInfo[] | null>(null);
  const page = { resource: shared.id, of: owner.of };
  useEffect(() => {
    let isClosed = false;
    void actions.get("GET /pages/versions", page).then((answer) => {
      if (isClosed) return;
      if (answer.ok) versions.value = answer.body.versions;
      else onClose();
    });
    return () => isClosed = true;
  }, []);
  const hour = (at: number) => formatTime(at, "hour", zone);
  /** The time of a version; with seconds if another version is of the same minute. */
  const timeOf = (timeMs: number) => {
    const sameMinute =
      versions.value?.filter((it) => hour(it.at) === hour(timeMs)) ?? [];
    return sameMinute.length > 1
      ? formatTime(timeMs, "second", zone)
      : hour(timeMs);
  };
  const putBack = async (timeMs: number) => {
    onClose();
    const reply = await actions.act("POST /pages/put-back", {
      ...page,
      at: timeMs,
    });
    if (!reply) return;
    actions.notice.value = {
      text: t.done({ page: owner.name, time: timeOf(timeMs) }),
      undo: () =>
        actions.act("POST /pages/put-back", { ...page, at: reply.before }),
    };
  };
  return (
    <Modal title={t.title({ page: owner.name })} onClose={onClose}>
      <div class="stack">
        <p class="hint">{t.hint}</p>
        {versions.value === null
          ? <p role="status">{t.loading}</p>
          : versions.value.length === 0
          ? <p class="quiet">{t.none}</p>
          : (
            <ul class="stack tight put-back-times">
              {versions.value.map(({ at, wrote, words, newLine }) => (
                <li key={at}>
                  <Button
                    onClick={() =>
                      putBack(at)}
                  >
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
