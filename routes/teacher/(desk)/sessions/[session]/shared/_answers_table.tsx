import type { ResourceRecord } from "../../../../../../classroom/record/resource_record.ts";
import {
  type AnswerOutcome,
  askedGradedQuestions,
  hasAnswered,
  sumQuestionPoints,
} from "../../../../../../classroom/model/resources/results.ts";
import {
  answerText,
  exportTitleOf,
} from "../../../../../../exports/answer_texts.ts";
import {
  type AnswerSheetLine,
  answerSheetRows,
  gradeText,
} from "../../../../../../exports/answer_texts.ts";
import { given as t, page as p } from "texts/sharing_record.ts";
import { PageLinks } from "../_pages.tsx";

/** Maximum answers on a page; browsers are slow with more. */
const maxCells = 4000;

/** Students × questions: answers, correctness and points; pages begin at 1. */
export function AnswersTable(
  { record, page }: { record: ResourceRecord; page: number },
) {
  const { shared, questions, people } = record;
  if (people.length === 0) return null;
  const maxRows = Math.max(10, Math.floor(maxCells / questions.length));
  const pages = Math.ceil(people.length / maxRows);
  const shownPage = Math.min(page, pages);
  const rows = answerSheetRows(record).drop((shownPage - 1) * maxRows).take(
    maxRows,
  )
    .toArray();
  const missing =
    people.filter(({ sheet: answerSheet }) => !hasAnswered(answerSheet)).length;
  const maxPoints = sumQuestionPoints(questions);
  const graded = askedGradedQuestions(record).length;
  return (
    <section class="card stack tight attendance">
      <h2 id="answers">{t.answersOf}</h2>
      {missing > 0 && <p class="quiet small">{p.missing({ count: missing })}
      </p>}
      <div
        class="scroll attendance-table"
        role="region"
        tabIndex={0}
        aria-labelledby="answers"
      >
        <table class="answers-table">
          <thead>
            <tr>
              <th scope="col">{t.columns.student}</th>
              {graded > 0 && (
                <th scope="col">{t.columns.rightOf({ of: graded })}</th>
              )}
              {maxPoints > 0 && (
                <th scope="col">{t.columns.sum({ of: maxPoints })}</th>
              )}
              {shared.pace
                ? questions.map(({ id }, n) => (
                  <th key={id} scope="col">{n + 1}</th>
                ))
                : <th scope="col">{exportTitleOf(shared)}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.person.id}
                row={row}
                isGraded={graded > 0}
                hasSum={maxPoints > 0}
              />
            ))}
          </tbody>
        </table>
      </div>
      <PageLinks
        page={shownPage}
        pageCount={pages}
        hrefOf={(n) => `?page=${n}#answers`}
      />
    </section>
  );
}

function Row(
  { row, isGraded, hasSum }: {
    row: AnswerSheetLine;
    isGraded: boolean;
    hasSum: boolean;
  },
) {
  return (
    <tr>
      <th scope="row">{row.person.name}</th>
      {isGraded && <Figure figure={row.right} />}
      {hasSum && <Figure figure={row.points} />}
      {row.answers.map((outcome, n) => (
        <td key={n} data-right={outcome?.right}>
          {outcome && <Given outcome={outcome} />}
        </td>
      ))}
    </tr>
  );
}

/** A cell with a number; a dash for null (the student has not answered). */
function Figure({ figure }: { figure: number | null }) {
  if (figure !== null) return <td class="figures">{figure}</td>;
  return (
    <td class="figures quiet" title={p.none}>
      <span class="visually-hidden">{p.none}</span>
      <span aria-hidden="true">–</span>
    </td>
  );
}

function Given({ outcome }: { outcome: AnswerOutcome }) {
  const { points, late } = outcome;
  const notes = [
    gradeText(outcome),
    points === undefined ? "" : t.points({ points }),
    late ? t.late : "",
  ].filter((note) => note !== "");
  return (
    <>
      {answerText(outcome.question, outcome.answer)}
      {notes.length > 0 && <small class="quiet">{notes.join(" · ")}</small>}
    </>
  );
}
