/**
 * The exit ticket on a student's page, over everything else. If put aside, it can be opened from the Class
 * Portal.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { exit as t } from "texts/checks_exit.ts";
import { isNonEmptyAnswer } from "../../../classroom/model/resources/questions.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, OfflineIcon } from "../../ui/icons.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { AnswerCountdown, useIsOver } from "../questions/AnswerCountdown.tsx";
import { QuestionForm } from "../questions/QuestionForm.tsx";
import { typedAnswerDelayMs } from "../class/check_answers.ts";
import { ClassResources } from "../../resources/class_resources.ts";
import "./exit.css";

export function ExitTicketView({ session }: { session: ClassSession }) {
  const aside = useSignal<string | null>(null);
  const resources = session.part(ClassResources);
  const ticket = resources.forMyGroup.value.find(({ exit, closed, results }) =>
    exit && !closed && !results
  );
  if (!ticket?.exit || !session.facts.isLive.value) return null;
  // Includes the end, so that a ticket that starts again is shown again.
  const key = `${ticket.id} ${ticket.endsAt}`;
  if (aside.value === key) return null;
  return (
    <Modal
      key={key}
      title={t.name}
      kind="exit-ticket"
      onClose={() => aside.value = key}
    >
      <Ticket session={session} ticket={ticket} />
    </Modal>
  );
}

function Ticket(
  { session, ticket }: { session: ClassSession; ticket: SharedQuiz },
) {
  // Announced, since a screen reader in a field ignores a dialog that opens over it.
  useEffect(() => announce(t.here), []);
  const resources = session.part(ClassResources);
  const isOutboxFull = useSignal(false);
  const hasTried = useSignal(false);
  const offset = session.facts.clockOffset.value;
  const isOver = useIsOver(ticket.endsAt, offset);
  const { answers = {}, done = false, unsent = false } =
    resources.answersByResource.value[ticket.id] ?? {};
  const isOffline = session.status.value.state === "offline";
  const hasAnswers = Object.values(answers).some(isNonEmptyAnswer);
  return (
    <div class="stack exit-body">
      <div class="spread">
        <p class="quiet">{t.student}</p>
        {ticket.endsAt !== undefined && (
          <AnswerCountdown endsAt={ticket.endsAt} session={session} />
        )}
      </div>
      {done
        ? (
          <div class="exit-done" role="status">
            <CheckIcon />
            <p>
              <strong>{t.youAreDone}</strong>
            </p>
            {unsent && isOffline
              ? <OfflineNote />
              : <p class="quiet">{isOver ? t.timeIsUp : t.classEnds}</p>}
          </div>
        )
        : (
          <>
            {ticket.questions.map((question) => (
              <QuestionForm
                key={question.id}
                question={question}
                answer={answers[question.id]}
                pause={typedAnswerDelayMs}
                onAnswer={(answer) =>
                  isOutboxFull.value = !resources.answer(ticket, {
                    [question.id]: answer,
                  })}
              />
            ))}
            <div class="exit-hand-in stack">
              {isOffline && <OfflineNote />}
              <Button
                look="main large"
                aria-disabled={!hasAnswers}
                // The answers are read here: this press leaves the field, which stores what is typed.
                onClick={() => {
                  hasTried.value = true;
                  const currentAnswers =
                    resources.answersByResource.peek()[ticket.id]?.answers ??
                      {};
                  if (
                    !Object.values(currentAnswers).some(isNonEmptyAnswer)
                  ) return;
                  isOutboxFull.value = !resources.answer(ticket, {}, true);
                }}
              >
                {t.handIn}
              </Button>
              <p class="exit-note small" role="status">
                {isOutboxFull.value
                  ? t.full
                  : hasTried.value && !hasAnswers
                  ? t.answerFirst
                  : ""}
              </p>
            </div>
          </>
        )}
    </div>
  );
}

function OfflineNote() {
  return (
    <p class="exit-offline row small">
      <OfflineIcon />
      {t.unsent}
    </p>
  );
}
