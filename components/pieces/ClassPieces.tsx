/**
 * Shared things for students: polls, a quiz, the question wall, and the end of
 * the class.
 */
import { useMemo } from "preact/hooks";
import { sample } from "texts/pieces.ts";
import type {
  AskedQuestion,
  QuestionKind,
} from "../../classroom/model/resources/questions.ts";
import type {
  SharedPoll,
  SharedQuiz,
  SharedTemplate,
  SharedWall,
} from "../../classroom/model/resources/shared.ts";
import { Poll } from "../checks/class/Poll.tsx";
import { Portal } from "../sharing/class/portal.ts";
import { Quiz } from "../checks/class/Quiz.tsx";
import { QuestionForm } from "../checks/questions/QuestionForm.tsx";
import { TemplateCard } from "../templates/TemplateCard.tsx";
import { WallView } from "../walls/WallView.tsx";
import { Over } from "../class_page/Over.tsx";
import { Piece } from "./Piece.tsx";
import { idOf, minute, now, scene } from "./scene.ts";
import "../checks/class/class.css";

const choices = () =>
  sample.choices.map((text, n) => ({ id: idOf(n, "choice"), text }));

const single = (n: number): AskedQuestion => ({
  id: idOf(n, "question"),
  kind: "single",
  text: sample.poll,
  choices: choices(),
});

const asked = (): AskedQuestion[] =>
  Object.values(
    {
      single: { ...single(0), points: 2 },
      multiple: { ...single(1), kind: "multiple" },
      text: { id: idOf(2, "question"), kind: "text", text: sample.asked },
      number: { id: idOf(3, "question"), kind: "number", text: sample.title },
      scale: {
        id: idOf(4, "question"),
        kind: "scale",
        text: sample.asked,
        most: 5,
      },
    } satisfies Record<QuestionKind, AskedQuestion>,
  );

const counted = (n: number) => ({
  id: idOf(n, "question"),
  answered: 9,
  counts: { [idOf(0, "choice")]: 6, [idOf(1, "choice")]: 3 },
  correct: [idOf(0, "choice")],
  explanation: sample.explain,
});

const poll = (n: number, more: Partial<SharedPoll> = {}): SharedPoll => ({
  id: idOf(n, "poll"),
  at: now - n * minute,
  kind: "poll",
  poll: "letters",
  questions: [single(n)],
  ...more,
});

const polls = () => [
  poll(0),
  poll(1, { anonymous: true }),
  poll(2),
  poll(3, { results: [{ ...counted(3), correct: undefined }] }),
  poll(4, { closed: true }),
];

const quizzes = (): SharedQuiz[] => {
  const quiz: SharedQuiz = {
    id: idOf(0, "quiz"),
    at: now,
    kind: "quiz",
    name: sample.quiz,
    pace: "own",
    questions: asked(),
    of: 5,
    endsAt: now + 4 * minute,
  };
  return [
    quiz,
    {
      ...quiz,
      id: idOf(1, "quiz"),
      questions: [single(0)],
      of: 1,
      closed: true,
      results: [counted(0)],
    },
  ];
};

const wall: SharedWall = { id: idOf(0, "wall"), at: now, kind: "wall" };
const closed: SharedWall = { ...wall, id: idOf(1, "wall"), closed: true };

const template = (): SharedTemplate => ({
  id: idOf(0, "template"),
  at: now,
  kind: "template",
  name: sample.quiz,
  description: sample.explain,
  firstMessage: sample.asked,
});

export function ClassPieces() {
  const session = useMemo(() => {
    const wishes = Object.fromEntries(sample.wishes.map((text, n) => [
      idOf(n, "wish"),
      { resource: wall.id, text, at: now, ...n === 2 && { answered: true } },
    ]));
    const made = scene({
      name: "portal",
      as: 1,
      session: {
        maps: {
          wishes,
          wishVotes: { [idOf(0, "wish")]: 7, [idOf(1, "wish")]: 2 },
        },
        lists: {
          resources: [...polls(), ...quizzes(), wall, closed, template()],
        },
      },
      own: {
        maps: {
          answers: {
            [idOf(2, "poll")]: {
              answers: { [idOf(2, "question")]: [idOf(0, "choice")] },
            },
            [idOf(3, "poll")]: {
              answers: { [idOf(3, "question")]: [idOf(1, "choice")] },
            },
            [idOf(1, "quiz")]: {
              answers: { [idOf(0, "question")]: [idOf(1, "choice")] },
              done: true,
            },
          },
          wishes: {
            [idOf(0, "wish")]: { voted: true },
            [idOf(1, "wish")]: { own: true },
          },
        },
      },
    });
    const [first] = polls();
    made.part(Portal).choose(first.id, [idOf(1, "choice")]);
    return made;
  }, []);
  return (
    <>
      <Piece of="Poll">
        {polls().map((it) => (
          <Poll
            key={it.id}
            session={session}
            shared={it}
          />
        ))}
      </Piece>
      <Piece of="QuestionForm">
        {asked().map((question) => (
          <QuestionForm
            key={question.id}
            question={question}
            answer={question.kind === "scale" ? 3 : undefined}
            state="saved"
            onAnswer={() => {}}
          />
        ))}
      </Piece>
      <Piece of="Quiz">
        {quizzes().map((it) => (
          <Quiz
            key={it.id}
            session={session}
            shared={it}
          />
        ))}
      </Piece>
      <Piece of="WallView">
        <WallView session={session} shared={wall} />
        <WallView session={session} shared={closed} />
      </Piece>
      <Piece of="TemplateCard">
        <TemplateCard
          session={session}
          template={template()}
          isNamed={false}
          onStart={() => {}}
        />
      </Piece>
    </>
  );
}

export function OverPieces() {
  const { session } = scene({ name: "over", as: 1 }).seat;
  return (
    <Piece of="Over" wide>
      <Over session={session} why="ended" unsent={[sample.own]} />
    </Piece>
  );
}
