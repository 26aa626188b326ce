import { useMemo } from "preact/hooks";
import { sample } from "texts/pieces.ts";
import type { PublicQuestion } from "../../classroom/model/resources/questions.ts";
import type {
  SharedPoll,
  SharedQuiz,
  SharedTemplate,
  SharedWall,
} from "../../classroom/model/resources/shared_resources.ts";
import { OneQuestionView } from "../checks/class/OneQuestion.tsx";
import { StudentResources } from "../resources/class/student_resources.ts";
import { QuizView } from "../checks/class/QuizView.tsx";
import { QuestionForm } from "../checks/questions/QuestionForm.tsx";
import { TemplateCard } from "../templates/TemplateCard.tsx";
import { WallView } from "../walls/WallView.tsx";
import { LeftClassView } from "../class_page/LeftClassView.tsx";
import { Piece } from "./Piece.tsx";
import { makeScene, minuteMs, sceneId, sceneTimeMs } from "./scene.ts";
import "../checks/class/class.css";
import type { QuestionKind } from "../../classroom/model/resources/question_kinds.ts";

const choices = () =>
  sample.choices.map((text, n) => ({ id: sceneId(n, "choice"), text }));

const single = (n: number): PublicQuestion => ({
  id: sceneId(n, "question"),
  kind: "single",
  text: sample.poll,
  choices: choices(),
});

const publicQuestions = (): PublicQuestion[] =>
  Object.values(
    {
      single: { ...single(0), points: 2 },
      multiple: { ...single(1), kind: "multiple" },
      text: { id: sceneId(2, "question"), kind: "text", text: sample.asked },
      number: {
        id: sceneId(3, "question"),
        kind: "number",
        text: sample.title,
      },
      scale: {
        id: sceneId(4, "question"),
        kind: "scale",
        text: sample.asked,
        most: 5,
      },
    } satisfies Record<QuestionKind, PublicQuestion>,
  );

const counted = (n: number) => ({
  id: sceneId(n, "question"),
  answered: 9,
  counts: { [sceneId(0, "choice")]: 6, [sceneId(1, "choice")]: 3 },
  correct: [sceneId(0, "choice")],
  explanation: sample.explain,
});

const poll = (n: number, fields: Partial<SharedPoll> = {}): SharedPoll => ({
  id: sceneId(n, "poll"),
  at: sceneTimeMs - n * minuteMs,
  kind: "poll",
  poll: "letters",
  questions: [single(n)],
  ...fields,
});

const polls = () => [
  poll(0),
  poll(1, { anonymous: true }),
  poll(2),
  poll(3, { results: [{ ...counted(3), correct: undefined }] }),
  poll(4, { closed: true }),
  poll(5, {
    poll: "word",
    questions: [{ ...single(5), kind: "text", choices: undefined }],
  }),
  poll(6, {
    poll: "scale",
    anonymous: true,
    questions: [{ ...single(6), kind: "scale", choices: undefined, most: 5 }],
  }),
];

const quizzes = (): SharedQuiz[] => {
  const quiz: SharedQuiz = {
    id: sceneId(0, "quiz"),
    at: sceneTimeMs,
    kind: "quiz",
    name: sample.quiz,
    pace: "own",
    questions: publicQuestions(),
    of: 5,
    endsAt: sceneTimeMs + 4 * minuteMs,
  };
  return [
    quiz,
    {
      ...quiz,
      id: sceneId(1, "quiz"),
      questions: [single(0), single(1)],
      of: 2,
      closed: true,
      results: [counted(0)],
    },
  ];
};

const wall: SharedWall = {
  id: sceneId(0, "wall"),
  at: sceneTimeMs,
  kind: "wall",
};
const closed: SharedWall = { ...wall, id: sceneId(1, "wall"), closed: true };

const template = (): SharedTemplate => ({
  id: sceneId(0, "template"),
  at: sceneTimeMs,
  kind: "template",
  name: sample.quiz,
  description: sample.explain,
  firstMessage: sample.asked,
});

export function ClassPieces() {
  const session = useMemo(() => {
    const wishes = Object.fromEntries(sample.wishes.map((text, n) => [
      sceneId(n, "wish"),
      {
        resource: wall.id,
        text,
        at: sceneTimeMs,
        ...n === 2 && { answered: true },
      },
    ]));
    const scene = makeScene({
      name: "portal",
      viewer: 1,
      session: {
        maps: {
          wishes,
          wishVotes: { [sceneId(0, "wish")]: 7, [sceneId(1, "wish")]: 2 },
        },
        lists: {
          resources: [...polls(), ...quizzes(), wall, closed, template()],
        },
      },
      own: {
        maps: {
          answers: {
            [sceneId(2, "poll")]: {
              answers: { [sceneId(2, "question")]: [sceneId(0, "choice")] },
            },
            [sceneId(3, "poll")]: {
              answers: { [sceneId(3, "question")]: [sceneId(1, "choice")] },
            },
            [sceneId(1, "quiz")]: {
              answers: { [sceneId(0, "question")]: [sceneId(1, "choice")] },
              done: true,
            },
          },
          wishes: {
            [sceneId(0, "wish")]: { voted: true },
            [sceneId(1, "wish")]: { own: true },
          },
        },
      },
    });
    const [first] = polls();
    scene.part(StudentResources).choosePollAnswer(first.id, [
      sceneId(1, "choice"),
    ]);
    return scene;
  }, []);
  return (
    <>
      <Piece name="OneQuestion">
        {polls().map((shared) => (
          <OneQuestionView
            key={shared.id}
            session={session}
            shared={shared}
          />
        ))}
      </Piece>
      <Piece name="QuestionForm">
        {publicQuestions().map((question) => (
          <QuestionForm
            key={question.id}
            question={question}
            answer={question.kind === "scale" ? 3 : undefined}
            state="saved"
            onAnswer={() => {}}
          />
        ))}
      </Piece>
      <Piece name="Quiz">
        {quizzes().map((shared) => (
          <QuizView
            key={shared.id}
            session={session}
            shared={shared}
          />
        ))}
      </Piece>
      <Piece name="WallView">
        <WallView session={session} shared={wall} />
        <WallView session={session} shared={closed} />
      </Piece>
      <Piece name="TemplateCard">
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

export function EndedClassPieces() {
  const { session } = makeScene({ name: "over", viewer: 1 }).seat;
  return (
    <Piece name="Over" isWide>
      <LeftClassView session={session} reason="ended" unsent={[sample.own]} />
    </Piece>
  );
}
