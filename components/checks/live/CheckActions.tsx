/** A teacher's actions on a quiz or poll. */
import { useSignal } from "@preact/signals";
import { live as t } from "texts/sharing_live.ts";
import {
  type CheckResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { Button } from "../../ui/Button.tsx";
import { UndoIcon } from "../../ui/icons.tsx";
import { ChevronRightIcon, PresentIcon } from "../../ui/later_icons.tsx";
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
  const isConfirming = useSignal(false);
  const { actions, isOver = false, resources, session } = lesson;
  const change = (ask: ResourceChange) => actions.change(check.id, ask);
  const show = () => change({ showResults: true });
  const { shared, presentChoice } = resources;
  const isOnWall =
    resourceOnPresent(shared.value, presentChoice.value)?.id === check.id;
  // Present shows a running exit ticket in any case.
  const isTicket = runningTicketId(session) === check.id;
  const isShown = hasShownAllResults(check);
  const isTogether = check.pace === "together";
  const isOwn = check.pace === "own";
  const isSecret = check.anonymous === true;
  const shouldConfirm = !isOver && shouldConfirmResults(check, checkProgress);
  const nextStep = findNextStep(check, checkProgress);
  const { step = 0 } = check;
  const isLast = !isTogether || step + 1 >= check.of;
  const next = (click: MouseEvent) =>
    !isSecondClick(click) && void change({ step: step + 1 });
  const takeBack = (
    <Button
      look={lesson.isAhead ? "" : "bare"}
      title={lesson.isAhead ? undefined : t.takeBackHint}
      onClick={() => actions.takeBack(check.id, titleOf(check))}
    >
      <UndoIcon />
      {t.takeBack}
    </Button>
  );
  // Before the class starts, a check can only be taken back.
  if (lesson.isAhead) return <div class="actions">{takeBack}</div>;
  return (
    <>
      <div class="actions">
        {!isLast && !isOver && (
          <Button
            look={nextStep === "next" && isShown ? "main" : ""}
            onClick={next}
          >
            {t.next}
            <ChevronRightIcon />
          </Button>
        )}
        {/* A button keeps its place, so that no other moves under the pointer. */}
        {!isOver && (
          <Button
            title={check.closed && !isShown ? undefined : t.closeHint}
            disabled={isShown}
            onClick={() => change({ closed: !check.closed })}
          >
            {check.closed && !isShown ? t.reopen : closeWordsOf(check)}
          </Button>
        )}
        <Button
          look={isOver || nextStep === "results" ? "main" : ""}
          disabled={isShown}
          onClick={() => shouldConfirm ? isConfirming.value = true : show()}
        >
          {t.showResults}
        </Button>
        {!isOver && !isTicket && (
          <Button
            title={isOnWall ? t.unpresentHint : t.presentHint}
            onClick={() => change({ present: !isOnWall })}
          >
            <PresentIcon />
            {isOnWall ? t.unpresent : t.present}
          </Button>
        )}
        {!isOver && takeBack}
      </div>
      {!isShown && (isOver || !isOwn) && (
        <p class="hint">
          {isOver
            ? t.showAfter
            : isTogether
            ? t.showQuestion
            : isSecret
            ? t.showSecret
            : t.showPoll}
        </p>
      )}
      {isOnWall && !isOver && isPresentedAsNewest(check, presentChoice.value) &&
        <p class="hint">{t.presentedItself}</p>}
      {isTogether && isLast && !isOver && <p class="hint">{t.lastQuestion}</p>}
      {isConfirming.value && (
        <ConfirmResults
          check={check}
          checkProgress={checkProgress}
          onClose={() => isConfirming.value = false}
          onShow={show}
        />
      )}
    </>
  );
}
