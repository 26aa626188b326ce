/** Examples that a teacher can look at and copy. Each has a form, so that it works without a script. */
import type { ComponentChildren } from "preact";
import { starter as t } from "texts/library_starter.ts";
import { Notice } from "../ui/Notice.tsx";
import "./library.css";
import type { Choice } from "../../classroom/model/resources/questions.ts";
import { Markdown } from "../markdown/Markdown.tsx";

interface ListedExample {
  readonly id: string;
  readonly name: string;
  /** A template's purpose, or a quiz's number of questions. */
  readonly about: string;
  readonly content: ComponentChildren;
}

export function ExampleList(
  { examples, trouble }: {
    examples: readonly ListedExample[];
    trouble?: string;
  },
) {
  return (
    <div class="stack wide">
      <p class="quiet">{t.lead}</p>
      {trouble && <Notice tone="stop">{trouble}</Notice>}
      <ul class="grid examples">
        {examples.map(({ id, name, about, content }) => (
          <li key={id} class="card stack tight">
            <h2>{name}</h2>
            <p>{about}</p>
            <form method="post" class="actions">
              <button
                type="submit"
                class="button main"
                name="example"
                value={id}
                aria-label={t.useOf({ name })}
              >
                {t.use}
              </button>
            </form>
            <details>
              <summary aria-label={t.lookOf({ name })}>{t.look}</summary>
              <div class="stack tight example-content">{content}</div>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ExampleQuestion {
  readonly id: string;
  readonly text: string;
  readonly choices?: readonly Choice[];
  readonly points?: number;
  readonly explanation?: string;
  /** Indices of the right choices, accepted texts, or the right number. */
  readonly correct?: readonly number[] | readonly string[] | number;
}

export function ExampleQuiz(
  { questions }: { questions: readonly ExampleQuestion[] },
) {
  return (
    <ol>
      {questions.map((question) => (
        <li key={question.id}>
          <Markdown text={question.text} />
          {question.choices && (
            <ul>
              {question.choices.map(({ id, text }) => (
                <li key={id}>
                  <Markdown text={text} by="choice" />
                </li>
              ))}
            </ul>
          )}
          <RightAnswer question={question} />
          {question.explanation && <Markdown text={question.explanation} />}
        </li>
      ))}
    </ol>
  );
}

export function exampleTexts(questions: readonly ExampleQuestion[]): string[] {
  return questions.flatMap((question) => [
    question.text,
    question.explanation ?? "",
  ]);
}

function RightAnswer({ question }: { question: ExampleQuestion }) {
  const text = rightText(question);
  if (text === null) return null;
  return (
    <div class="small quiet">
      <Markdown text={text} by="choice" />
      {question.points && <p>{t.points({ points: question.points })}</p>}
    </div>
  );
}

function rightText(
  { correct, choices = [] }: ExampleQuestion,
): string | null {
  if (correct === undefined) return null;
  const texts = typeof correct === "number"
    ? [String(correct)]
    : correct.map((it) => typeof it === "number" ? choices[it].text : it);
  return texts.length === 0 ? null : t.correct({ text: texts.join(" · ") });
}

export function ExampleTemplate(
  { instructions, firstMessage = "" }: {
    instructions: string;
    firstMessage?: string;
  },
) {
  return (
    <>
      <h3>{t.firstMessage}</h3>
      <Markdown text={firstMessage} />
      <h3>{t.instructions}</h3>
      <p class="example-prompt">{instructions}</p>
    </>
  );
}
