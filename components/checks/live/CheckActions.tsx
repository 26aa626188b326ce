/** A teacher's actions on a quiz or poll. */
import { useSignal } from "@preact/signals";
import { live as t } from "texts/sharing_live.ts";
import {
  type CheckResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { Button } from "../../ui/Button.tsx";
import { ChevronRightIcon, PresentIcon, UndoIcon } from "../../ui/icons.tsx";
import {
  isSecondClick,
  type ResourceChange,
} from "../../resources/live/resource_actions.ts";
import type { LiveClass } from "../../resources/live/live_class.ts";
import {
  isPresentedAsNewest,
  resourceOnPresent,
} from "../../resources/live/desk_resources.ts";
import {
  closeWordsOf,
  hasShownAllResults,
  titleOf,
} from "../../resources/live/resource_words.ts";
import {
  type CheckProgress,
  findNextStep,
  shouldConfirmResults,
} from "./check_progress.ts";
import { runningTicketId } from "../exit/running_exit_ticket.ts";
import { ConfirmResults } from "./ConfirmResults.tsx";

export function CheckActions({ lesson, check, checkProgress }: {
  lesson: LiveClass;
  check: CheckResource;
  checkProgress: CheckProgress;
}) {
  const asks = useSignal(false);
  const { actions, over = false, resources, session } = lesson;
  const change = (ask: ResourceChange) => actions.change(check.id, ask);
  const show = () => change({ showResults: true });
  const { shared, presentChoice: chosen } = resources;
  const isOnWall =
    resourceOnPresent(shared.value, chosen.value)?.id === check.id;
  // Present shows a running exit ticket in any case.
  const isTicket = runningTicketId(session) === check.id;
  const shown = hasShownAllResults(check);
  const isTogether = check.pace === "together";
  const isOwn = check.pace === "own";
  const isSecret = check.anonymous === true;
  const asksFirst = !over && shouldConfirmResults(check, checkProgress);
  const nextStep = findNextStep(check, checkProgress);
  const { step = 0 } = check;
  const isLast = !isTogether || step + 1 >= check.of;
  const next = (press: MouseEvent) =>
    !isSecondClick(press) && void change({ step: step + 1 });
  const takeBack = (
    <Button
      look={lesson.ahead ? "" : "bare"}
      title={lesson.ahead ? undefined : t.takeBackHint}
      onClick={() => actions.takeBack(check.id, titleOf(check))}
    >
      <UndoIcon />
      {t.takeBack}
    </Button>
  );
  // Before the class starts, a check can only be taken back.
  if (lesson.ahead) return <div class="actions">{takeBack}</div>;
  return (
    <>
      <div class="actions">
        {!isLast && !over && (
          <Button
            look={nextStep === "next" && shown ? "main" : ""}
            onClick={next}
          >
            {t.next}
            <ChevronRightIcon />
          </Button>
        )}
        {/* A button keeps its place, so that no other moves under the pointer. */}
        {!over && (
          <Button
            title={check.closed && !shown ? undefined : t.closeHint}
            disabled={shown}
            onClick={() => change({ closed: !check.closed })}
          >
            {check.closed && !shown ? t.reopen : closeWordsOf(check)}
          </Button>
        )}
        <Button
          look={over || nextStep === "results" ? "main" : ""}
          disabled={shown}
          onClick={() => asksFirst ? asks.value = true : show()}
        >
          {t.showResults}
        </Button>
        {!over && !isTicket && (
          <Button
            title={isOnWall ? t.unpresentHint : t.presentHint}
            onClick={() => change({ present: !isOnWall })}
          >
            <PresentIcon />
            {isOnWall ? t.unpresent : t.present}
          </Button>
        )}
        {!over && takeBack}
      </div>
      {!shown && (over || !isOwn) && (
        <p class="hint">
          {over
            ? t.showAfter
            : isTogether
            ? t.showQuestion
            : isSecret
            ? t.showSecret
            : t.showPoll}
        </p>
      )}
      {isOnWall && !over && isPresentedAsNewest(check, chosen.value) && (
        <p class="hint">{t.presentedItself}</p>
      )}
      {isTogether && isLast && !over && <p class="hint">{t.lastQuestion}</p>}
      {asks.value && (
        <ConfirmResults
          check={check}
          checkProgress={checkProgress}
          onClose={() => asks.value = false}
          onShow={show}
        />
      )}
    </>
  );
}
