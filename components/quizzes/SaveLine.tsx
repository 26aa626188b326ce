/** Whether the quiz is saved, and what there is to choose where another version is. */
import { quizList, quizSaving as t } from "texts/quizzes.ts";
import { Button } from "../ui/Button.tsx";
import { CheckIcon, ClockIcon, OfflineIcon } from "../ui/icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { QuizSaver } from "./quiz_saver.ts";

/** One line, always in its place. */
export function SaveLine({ saver }: { saver: QuizSaver }) {
  const state = saver.state.value;
  const isFar = state.is === "offline" || state.is === "refused";
  const Icon = state.is === "saved"
    ? CheckIcon
    : isFar
    ? OfflineIcon
    : ClockIcon;
  const text = state.is === "refused"
    ? t.refused({ reason: state.detail })
    : state.is === "conflict" || state.is === "gone"
    ? t.unsaved
    : t[state.is];
  return (
    <p class="save-line small" data-state={state.is}>
      <Icon />
      <span role="status">
        {/* What comes and goes with every pause in typing is not read out. */}
        <span aria-hidden={state.is === "unsaved" || state.is === "saving"}>
          {text}
        </span>
      </span>
    </p>
  );
}

/** Where there is another version, or none any more. */
export function SaveTrouble({ saver }: { saver: QuizSaver }) {
  const state = saver.state.value;
  const { name } = saver.parts.quiz.value;
  if (state.is === "gone") {
    return (
      <Notice tone="stop">
        <p>{t.gone}</p>
        <Button onClick={() => saver.saveAsNew(name)}>{t.saveNew}</Button>
      </Notice>
    );
  }
  if (state.is !== "conflict") return null;
  const { theirs } = state;
  const count = theirs.questions.length + (theirs.unfinished?.length ?? 0);
  return (
    <Notice tone="stop">
      <div>
        <p>{t.conflict}</p>
        <p>{t.theirs({ name: theirs.name, count })}</p>
      </div>
      <div class="row wraps">
        <Button onClick={() => saver.keepMine()}>{t.keepMine}</Button>
        <Button onClick={() => saver.takeTheirs()}>{t.takeTheirs}</Button>
        <Button onClick={() => saver.saveAsNew(quizList.copyOf({ name }))}>
          {t.keepBoth}
        </Button>
      </div>
    </Notice>
  );
}
