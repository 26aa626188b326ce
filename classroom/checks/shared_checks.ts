/** Quizzes and polls in a class. Only staff see solutions before **Show results**. */
import {
  type ChangeContext,
  pickSecretFields,
  requireLibraryOwner,
  type ResourceKindRules,
  setClosed,
} from "../define_resource_kind.ts";
import { makePollQuestion } from "../library/resource_bodies.ts";
import { bounds } from "../model/bounds.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { refusal } from "../model/refuse.ts";
import {
  isNonEmptyAnswer,
  normalizeAnswer,
  normalizeAnswers,
  type Question,
  removeSolution,
  wordKey,
} from "../model/resources/questions.ts";
import {
  countAnswers,
  groupForms,
  isGradedRight,
} from "../model/resources/results.ts";
import type {
  CheckResource,
  ResourceOfKind,
} from "../model/resources/shared_resources.ts";
import type { ResourceKindView } from "../model/resources/views.ts";
import {
  answerSheetsByPerson,
  countAnonymousVotes,
} from "../model/resources_layout.ts";
import { resourceSecrets } from "../model/staff_roots.ts";
import type { PollCount } from "./poll_counts.ts";
import { withChoiceIds, withEndTimeIfRunning } from "./quiz_copy.ts";
import { storeTextGrades } from "./results.ts";

export const quizKind: ResourceKindRules<ResourceOfKind<"quiz">> = {
  async create({ quiz: quizId, pace, minutes }, base, from) {
    const quiz = await from.library.get(
      "quiz",
      requireLibraryOwner(from),
      quizId,
    );
    if (quiz.unfinished || quiz.questions.length === 0) {
      throw refusal("quiz-unfinished");
    }
    const questions = quiz.questions.map(withChoiceIds);
    const publicQuestions = questions.map(removeSolution);
    return {
      shared: {
        ...base,
        kind: "quiz",
        name: quiz.name,
        pace,
        questions: pace === "own"
          ? publicQuestions
          : publicQuestions.slice(0, 1),
        of: questions.length,
        ...(pace === "together" && { step: 0 }),
        ...(minutes && { minutes }),
      },
      secret: { of: quizId, questions },
    };
  },
  changes: {
    closed: setCheckClosed,
    /**
     * Goes to another question of a quiz at the teacher's pace; answers to other questions are then late, or refused if
     * the question has results. Going back reopens a question without results.
     */
    step({ docs: { session, staff }, tx }, quiz, step) {
      const allQuestions = resourceSecrets(staff).get(quiz.id)?.questions ?? [];
      if (quiz.pace !== "together" || step >= allQuestions.length) {
        throw refusal("no-step");
      }
      if (step === quiz.step) return quiz;
      const { closed: _, endsAt: __, ...rest } = quiz;
      const reached = Math.max(step + 1, quiz.questions.length);
      const questions = allQuestions.slice(0, reached).map(removeSolution);
      return withEndTimeIfRunning(
        session,
        { ...rest, questions, step },
        tx.now,
      );
    },
    marks({ docs: { staff } }, quiz, grades) {
      storeTextGrades(staff, quiz.id, grades);
      return quiz;
    },
  },
  linkedData: null,
  viewFields: checkView,
  carryOver(shared, secret) {
    // The exit ticket is carried over separately.
    if (shared.exit) return null;
    const { closed: _, results: __, shownAt: ___, endsAt: ____, ...open } =
      shared;
    const questions = (secret.questions ?? [])
      .map((it) => withoutAcceptedByHand(it, secret.right?.[it.id]));
    const publicQuestions = questions.map(removeSolution);
    const isTogether = shared.pace === "together";
    return {
      shared: {
        ...open,
        questions: isTogether ? publicQuestions.slice(0, 1) : publicQuestions,
        ...(isTogether && { step: 0 }),
      },
      secret: { ...pickSecretFields(secret, "of"), questions },
    };
  },
};

export const pollKind: ResourceKindRules<ResourceOfKind<"poll">> = {
  create({ poll }, base) {
    return {
      shared: {
        ...base,
        kind: "poll",
        poll: poll.kind,
        questions: [makePollQuestion(poll)],
        ...(poll.anonymous && { anonymous: true }),
      },
      secret: {},
    };
  },
  changes: {
    closed: setCheckClosed,
    words({ docs: { staff } }, poll, words) {
      if (poll.poll !== "word") throw refusal("not-found");
      const { hiddenWords, ...secret } = resourceSecrets(staff).get(poll.id) ??
        {};
      const hiddenKeys = new Set(hiddenWords?.map(wordKey));
      for (const { text, hidden } of words) {
        if (hidden) hiddenKeys.add(wordKey(text));
        else hiddenKeys.delete(wordKey(text));
      }
      const { hiddenWords: maxHiddenWords } = bounds;
      if (hiddenKeys.size > maxHiddenWords) {
        throw refusal("hidden-words-full", { most: maxHiddenWords });
      }
      resourceSecrets(staff).set(poll.id, {
        ...secret,
        ...(hiddenKeys.size > 0 && { hiddenWords: [...hiddenKeys] }),
      });
      return poll;
    },
  },
  linkedData: null,
  viewFields: checkView,
  carryOver({ closed: _, results: __, shownAt: ___, ...open }) {
    // A poll without text was asked aloud, and is not repeated.
    return open.questions[0].text === "" ? null : { shared: open, secret: {} };
  },
};

function setCheckClosed<C extends CheckResource>(
  context: ChangeContext,
  check: C,
  isClosed: boolean,
): C {
  const next = setClosed(context, check, isClosed);
  if (isClosed) return next;
  const { questions, results } = check;
  if (results && questions.length <= results.length) {
    throw refusal("shown-already");
  }
  // A reopened quiz has no time limit.
  const { endsAt: _, ...open } = next;
  return open as C;
}

function checkView(
  { session, staff }: ClassDocuments,
  check: CheckResource,
  counts: PollCount | null,
): ResourceKindView {
  const secret = resourceSecrets(staff).get(check.id) ?? {};
  const people = answerSheetsByPerson(session, staff, check.id);
  const allQuestions = secret.questions ?? check.questions;
  const questionCounts = check.anonymous
    ? [{
      id: check.questions[0].id,
      answered: countAnonymousVotes(staff, check.id),
      counts: groupForms(
        check.questions[0],
        Object.entries(counts ?? secret.counts ?? {}),
      ),
    }]
    : countAnswers(check, people.values());
  return {
    questions: allQuestions.map((question) => ({
      ...question,
      ...questionCounts.find((it) => it.id === question.id),
      ...pickSecretFields(secret, "hiddenWords"),
    })),
    answers: [...people].flatMap(([member, answerSheet]) =>
      answerSheet === true
        ? []
        : Object.entries(answerSheet.answers).filter(([, answer]) =>
          isNonEmptyAnswer(answer)
        )
          .map(([question, answer]) => {
            const answeredQuestion = allQuestions.find(({ id }) =>
              id === question
            );
            const right = answeredQuestion &&
              isGradedRight(answeredQuestion, secret, answer);
            return {
              member,
              question,
              answer,
              ...(right !== undefined && { right }),
              ...(answerSheet.late?.includes(question) &&
                { late: true as const }),
            };
          })
    ),
    done: [...people].filter(([, answerSheet]) =>
      answerSheet !== true && answerSheet.done
    )
      .map(([member]) => member),
  };
}

/** Removes accepted texts that are only right because a teacher graded an answer so. */
function withoutAcceptedByHand(
  question: Question,
  acceptedByHand: readonly string[] = [],
): Question {
  if (acceptedByHand.length === 0) return question;
  const gone = normalizeAnswers(acceptedByHand);
  // For texts, `correct` is a list of strings.
  const correct = (question.correct ?? []) as string[];
  return {
    ...question,
    correct: correct.filter((text) => !gone.has(normalizeAnswer(text))),
  };
}
