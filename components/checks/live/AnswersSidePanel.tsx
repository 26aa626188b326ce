import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { ask as t } from "texts/checks_ask.ts";
import { live, share } from "texts/sharing_live.ts";
import { isCheck } from "../../../classroom/model/resources/shared_resources.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { ActionToast } from "../../people/ActionToast.tsx";
import type { LiveClass } from "../../resources/live/live_class.ts";
import { LiveCheck } from "./LiveCheck.tsx";

/** @param answers the id of the open quiz or poll; null: none */
export function AnswersSidePanel({ lesson, answers }: {
  lesson: LiveClass;
  answers: Signal<string | null>;
}) {
  const id = answers.value;
  const check = lesson.resources.shared.value.filter(isCheck)
    .find((it) => it.id === id);
  const lastId = useRef<string | null>(null);
  if (check) lastId.current = check.id;
  return (
    <SidePanel
      title={t.answers}
      about={`answers ${id}`}
      closing={t.closeAnswers}
      isWide
      onClose={() => answers.value = null}
    >
      <div class="answers-beside">
        <RefusedRequestNotice api={lesson.actions} />
        {check
          ? <LiveCheck key={check.id} lesson={lesson} shared={check} />
          : (
            <p class="quiet" role="status">
              {lastId.current === id ? live.gone : share.loading}
            </p>
          )}
        <div class="answers-notice">
          <ActionToast actions={lesson.actions} />
        </div>
      </div>
    </SidePanel>
  );
}
