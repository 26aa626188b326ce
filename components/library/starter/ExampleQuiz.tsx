/** What an example of a quiz has in it: its questions, what is right, and why. */
import type { Choice } from "../../../classroom/model/resources/questions.ts";
import { starter as t } from "texts/library_starter.ts";
import { Markdown } from "../../markdown/Markdown.tsx";

/** A question as its teacher keeps it. */
interface ExampleQuestion {
  readonly id: string;
  readonly text: string;
  readonly choices?: readonly Choice[];
  readonly points?: number;
  readonly explanation?: string;
  /** The places of the right choices, the accepted texts, or the number. */
  readonly correct?: readonly number[] | readonly string[] | number;
}

export function ExampleQuiz(
  { questions }: { questions: readonly ExampleQuestion[] },
) {
  return (
    <ol>
      {questions.map((one) => (
        <li key={one.id}>
          <Markdown text={one.text} />
          {one.choices && (
            <ul>
              {one.choices.map(({ id, text }) => (
                <li key={id}>
                  <Markdown text={text} />
                </li>
              ))}
            </ul>
          )}
          <Right of={one} />
          {one.explanation && <Markdown text={one.explanation} />}
        </li>
      ))}
    </ol>
  );
}

/** All texts of them that are formatted. */
export function exampleTexts(questions: readonly ExampleQuestion[]): string[] {
  return questions.flatMap((one) => [
    one.text,
    ...(one.choices ?? []).map(({ text }) => text),
    rightText(one) ?? "",
    one.explanation ?? "",
  ]);
}

function Right({ of }: { of: ExampleQuestion }) {
  const text = rightText(of);
  if (text === null) return null;
  return (
    <div class="small quiet">
      <Markdown text={text} />
      {of.points && <p>{t.points({ points: of.points })}</p>}
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
