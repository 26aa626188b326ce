/** The teacher's next steps with a quiz or poll: reversible ones come first; a final one says so. */
import { useSignal } from "@preact/signals";
import { live as t } from "texts/sharing_live.ts";
import {
  type Check,
  fewest,
} from "../../../classroom/model/resources/shared.ts";
import { Button } from "../../ui/Button.tsx";
import { ChevronRightIcon, PresentIcon, UndoIcon } from "../../ui/icons.tsx";
import { Modal } from "../../ui/Modal.tsx";
import {
  type ChangeAsk,
  isSecondPress,
} from "../../sharing/live/live_actions.ts";
import type { LiveClass } from "../../sharing/live/live_class.ts";
import {
  isThereByItself,
  presented,
} from "../../sharing/live/live_resources.ts";
import { titleOf } from "../../sharing/live/shared_words.ts";
import {
  type CheckProgress,
  isAllIn,
  isShown,
  isWorthShowing,
} from "./standing.ts";

export function CheckActions({ lesson, check, standing }: {
  lesson: LiveClass;
  check: Check;
  standing: CheckProgress;
}) {
  const asks = useSignal(false);
  const { actions, over = false, resources } = lesson;
  const change = (ask: ChangeAsk) => actions.change(check.id, ask);
  const show = () => change({ showResults: true });
  const { shared, chosen } = resources;
  const isOnWall = presented(shared.value, chosen.value)?.id === check.id;
  const shown = isShown(check);
  const isTogether = check.pace === "together";
  const isOwn = check.pace === "own";
  const isSecret = check.anonymous === true;
  const isEarly = !isWorthShowing(check, standing.answered);
  const isReady = isAllIn(check, standing) && !isEarly;
  const asksFirst = !over && (isEarly || isOwn && !isReady);
  const { step = 0 } = check;
  const isLast = !isTogether || step + 1 >= check.of;
  const next = (press: MouseEvent) =>
    !isSecondPress(press) && void change({ step: step + 1 });
  const takeBack = (
    <Button
      look={lesson.ahead ? "" : "bare"}
      onClick={() => actions.takeBack(check.id, titleOf(check))}
    >
      <UndoIcon />
      {t.takeBack}
    </Button>
  );
  // The class does not have it yet.
  if (lesson.ahead) return <div class="actions">{takeBack}</div>;
  return (
    <>
      <div class="actions">
        {!isLast && !over && (
          <Button look="main" onClick={next}>
            {t.next}
            <ChevronRightIcon />
          </Button>
        )}
        {/* Buttons keep their places, so that no other one moves under the pointer. */}
        {!over && (
          <Button
            look={isLast && !check.closed && !shown && !isReady ? "main" : ""}
            title={t.closeHint}
            disabled={shown}
            onClick={() => change({ closed: !check.closed })}
          >
            {check.closed && !shown ? t.reopen : t.close}
          </Button>
        )}
        <Button
          look={over || isLast && isReady ? "main" : ""}
          disabled={shown}
          onClick={() => asksFirst ? asks.value = true : show()}
        >
          {t.showResults}
        </Button>
        {!over && (
          <Button onClick={() => change({ present: !isOnWall })}>
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
      {isOnWall && !over && isThereByItself(check, chosen.value) && (
        <p class="hint">{t.presentedItself}</p>
      )}
      {isTogether && isLast && !over && <p class="hint">{t.lastQuestion}</p>}
      {asks.value && (
        <Modal
          title={t.showResults}
          onClose={() => asks.value = false}
        >
          <div class="stack">
            <p>
              {isOwn
                ? t.showQuiz
                : isSecret
                ? t.earlyAnonymous({ answered: standing.answered, fewest })
                : t.early}
            </p>
            {isOwn && (
              <p class="figures">
                {t.stillAnswering({
                  count: Math.max(0, standing.of - standing.done),
                })}
              </p>
            )}
            <div class="actions">
              <Button onClick={() => asks.value = false}>
                {t.cancel}
              </Button>
              <Button
                look="main"
                onClick={async () => {
                  asks.value = false;
                  await show();
                }}
              >
                {t.showResults}
              </Button>
            </div>
          </div>
        </Modal>
      )}
    </>
  );
}
