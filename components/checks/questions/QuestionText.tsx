import { questions as t } from "texts/checks_questions.ts";
import type { PublicQuestion } from "../../../classroom/model/resources/questions.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import type { SharedPoll } from "../../../classroom/model/resources/shared_resources.ts";
import type { QuestionWithKeys } from "./answer_keys.ts";
import "./questions.css";

export function QuestionText(
  { question, id, hasResults = false }: {
    question: PublicQuestion;
    id?: string;
    /** The results follow: a question without words asks for no answer. */
    hasResults?: boolean;
  },
) {
  const { text, image, alt, imageSize: [width, height] = [] } = question;
  return (
    <div class="stack question-text" id={id}>
      {image && (
        <img
          class="question-image"
          src={`/api/files/${image}`}
          alt={alt || t.picture}
          width={width}
          height={height}
          decoding="async"
        />
      )}
      {text ? <Markdown text={text} /> : (
        <p>
          {!image ? t.whatDoYouSay : hasResults ? t.results : t.seePicture}
        </p>
      )}
    </div>
  );
}

/** A poll's question. Its choices **Yes** and **No** are translated into the reader's language. */
export function translatePollQuestion(
  { poll, questions: [question] }: Pick<SharedPoll, "poll" | "questions">,
): QuestionWithKeys {
  if (poll !== "yes-no") return question;
  const words = [t.yes, t.no];
  return {
    ...question,
    hasNoLetters: true,
    choices: question.choices?.map((choice, index) => ({
      ...choice,
      text: words[index] ?? choice.text,
    })),
  };
}
