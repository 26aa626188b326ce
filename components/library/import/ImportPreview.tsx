/** The result of an import, and lines that could not be read. */
import { imports as t } from "texts/library_import.ts";
import { questionKinds } from "texts/quizzes.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import {
  type ImportedQuestion,
  type ImportedQuiz,
  type ImportedTemplate,
  type ImportPreviewReply,
  type ImportRemark,
  isImportedQuiz,
} from "./import_request.ts";

export function ImportPreview({ preview, onLine }: {
  preview: ImportPreviewReply;
  onLine?: (line: number) => void;
}) {
  const { read, failed, leftOut, untold: unannounced } = preview;
  const quizzes = read.filter(isImportedQuiz);
  return (
    <div class="stack">
      <ImportRemarks
        title={t.failedTitle}
        tone="stop"
        remarks={failed}
        onLine={onLine}
      />
      <ImportRemarks
        title={t.leftOutTitle}
        tone="warn"
        remarks={leftOut}
        onLine={onLine}
      />
      {unannounced > 0 && <p class="hint">{t.untold({ count: unannounced })}
      </p>}
      {quizzes.map((quiz, index) => (
        <QuizPreview key={index} quiz={quiz} isOnly={quizzes.length === 1} />
      ))}
      {read.length > quizzes.length && (
        <ul class="stack tight import-questions">
          {read.map((item, index) =>
            isImportedQuiz(item)
              ? null
              : <TemplateLine key={index} template={item} />
          )}
        </ul>
      )}
    </div>
  );
}

const maxRemarkLines = 8;

function ImportRemarks({ title, tone, remarks, onLine }: {
  title: string;
  tone: "stop" | "warn";
  remarks: readonly ImportRemark[];
  onLine?: (line: number) => void;
}) {
  if (remarks.length === 0) return null;
  return (
    <section class={`import-remarks box ${tone}`}>
      <h3>{title}</h3>
      <ul>
        {remarks.map((remark, index) => {
          const { line, also = [], message } = remark;
          const lines = [line, ...also.slice(0, maxRemarkLines)];
          const text = also.length === 0 ? t.line({ line }) : t.lines({
            lines: lines.join(", ") +
              (also.length > maxRemarkLines ? " …" : ""),
          });
          return (
            <li key={index}>
              {onLine
                ? (
                  <button
                    type="button"
                    class="link-button"
                    title={t.goTo({ line })}
                    onClick={() => onLine(line)}
                  >
                    {text}
                  </button>
                )
                : <strong>{text}</strong>} {message}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function QuizPreview(
  { quiz, isOnly }: { quiz: ImportedQuiz; isOnly: boolean },
) {
  return (
    <section>
      {!isOnly && <h3>{quiz.name || t.untitled}</h3>}
      <ol class="stack tight import-questions">
        {quiz.questions.map((question) => (
          <li key={question.id} class="import-question">
            <QuestionPreview question={question} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function QuestionPreview({ question }: { question: ImportedQuestion }) {
  const { kind, text, choices, correct, most, explanation, points } = question;
  // For choices, `correct` has indices.
  const places = (Array.isArray(correct) ? correct : []) as unknown[];
  return (
    <>
      <Markdown text={text} />
      {choices && (
        <ul class="stack import-choices">
          {choices.map(({ id, text }, index) => (
            <li key={id} data-right={places.includes(index)}>
              <Markdown text={text} by="choice" />
              {places.includes(index) && (
                <>
                  <CheckIcon />
                  <span class="visually-hidden">{t.right}</span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="quiet small">
        {[
          questionKinds[kind],
          ...points === undefined ? [] : [t.points({ count: points })],
          ...most === undefined ? [] : [t.scaleTo({ most })],
          rightText(question),
        ].filter(Boolean).join(" · ")}
      </p>
      {explanation && (
        <details>
          <summary>{t.explanation}</summary>
          <Markdown text={explanation} />
        </details>
      )}
    </>
  );
}

function rightText({ kind, correct, tolerance }: ImportedQuestion): string {
  if (correct === undefined) return t.noRight;
  switch (kind) {
    case "single":
    case "multiple":
      return "";
    case "text":
      return `${t.accepted} ${[correct].flat().join(" | ")}`;
    case "number":
    case "scale":
      return tolerance
        ? t.within({ number: String(correct), tolerance: String(tolerance) })
        : `${t.accepted} ${correct}`;
  }
}

function TemplateLine({ template }: { template: ImportedTemplate }) {
  const { name, description, instructions } = template;
  return (
    <li class="import-question">
      <strong>{name}</strong>
      {description && <p>{description}</p>}
      <p class="quiet small brief import-instructions">{instructions}</p>
    </li>
  );
}
