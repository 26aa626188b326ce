import type { MyCheck } from "../../classroom/my/my_work.ts";
import type { OwnAnswer } from "../../classroom/checks/own_answers.ts";
import type { SharedResource } from "../../classroom/model/resources/shared_resources.ts";
import { Markdown } from "../../components/markdown/Markdown.tsx";
import { formatTime } from "../../formats/format_time.ts";
import {
  answerText,
  correctAnswerText,
  exportTitleOf,
  questionText,
} from "../../exports/answer_texts.ts";
import { given, mine as t } from "texts/sharing_record.ts";
import { CheckIcon, CloseIcon } from "../../components/ui/icons.tsx";
import { checkOf, summaryTexts, totalText } from "./_check_texts.ts";

export function checkTextsOf(check: MyCheck): string[] {
  const shared = checkOf(check);
  return check.questions.flatMap((question) => [
    questionText(shared, question),
    question.explanation ?? "",
  ]);
}

/** A student's answers to a class's quizzes and polls, under **My conversations**. */
export function OwnChecks(
  { checks, zone }: { checks: readonly MyCheck[]; zone: string },
) {
  return (
    <div class="stack tight">
      <h3>{t.checks}</h3>
      <ul class="my-checks">
        {checks.map((check) => {
          const shared = checkOf(check), total = totalText(check);
          return (
            <li key={check.id}>
              <details>
                <summary>
                  <strong>{exportTitleOf(shared)}</strong>{" "}
                  <span class="quiet small">
                    {[
                      formatTime(shared.at, "hour", zone),
                      ...summaryTexts(check),
                    ].join(" · ")}
                  </span>
                  {total !== null && (
                    <>
                      {" "}
                      <span class="badge active">{total}</span>
                    </>
                  )}
                </summary>
                <Answers check={check} shared={shared} />
              </details>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Answers(
  { check, shared }: { check: MyCheck; shared: SharedResource },
) {
  const { questions } = check;
  if (shared.anonymous) return <p>{t.anonymous}</p>;
  const isShown = questions.some(({ shown }) => shown);
  return (
    <>
      {shared.pace && !isShown && <p class="quiet small">{t.notShown}</p>}
      <ol class="stack my-answers">
        {questions.map((question) => (
          <li key={question.id}>
            <Markdown text={questionText(shared, question)} />
            <OneAnswer question={question} />
          </li>
        ))}
      </ol>
    </>
  );
}

function OneAnswer({ question }: { question: OwnAnswer }) {
  const { answer, right, waits, late, earned, points, explanation } = question;
  const correct = question.shown && !right
    ? correctAnswerText(question, question)
    : null;
  return (
    <>
      {answer === undefined ? <p class="quiet">{t.none}</p> : (
        <p>
          {given.labelled({
            label: t.yours,
            text: answerText(question, answer),
          })}
        </p>
      )}
      <p class="cluster my-came small">
        {right !== undefined && (
          <span class={right ? "my-right" : undefined}>
            {right ? <CheckIcon /> : <CloseIcon />}
            {right ? t.right : t.wrong}
          </span>
        )}
        {waits && <span class="quiet">{t.waits}</span>}
        {earned !== undefined && points !== undefined && (
          <span>{t.score({ points: earned, of: points })}</span>
        )}
        {late && <span class="quiet">{t.late}</span>}
      </p>
      {correct !== null && (
        <p>{given.labelled({ label: given.rightAnswer, text: correct })}</p>
      )}
      {explanation && <Markdown text={explanation} />}
    </>
  );
}
