/** A resource in answers over HTTP, with all that staff may see of it. */
import { Refusal } from "../../sync/refusal.ts";
import { type ClassDocuments, info } from "../model/layout.ts";
import {
  type Answer,
  isGiven,
  type Question,
} from "../model/resources/questions.ts";
import { markOf, tallies, type Tally } from "../model/resources/results.ts";
import {
  type AnswerSheet,
  type Ballot,
  type Check,
  givenIn,
  isCheck,
  type ResourceSecret,
  type Shared,
} from "../model/resources/shared.ts";
import { iso } from "../model/times.ts";
import type { PollCount } from "../checks/poll_counts.ts";
import {
  findSharedOrTaken,
  resources,
  secrets,
  sheetsByPerson,
  votesCast,
} from "../model/resources_layout.ts";
import { type WishView, wishViews } from "../walls/walls.ts";

interface AnswerView {
  member: string;
  question: string;
  answer: Answer;
  /** Absent: nothing is right or wrong, or nobody has marked it yet. */
  right?: boolean;
  late?: true;
}

/** What came of a question, and which of its words the class does not see. */
export type CountedWords = Tally & Pick<ResourceSecret, "hiddenWords">;

/** The answer to `GET /api/sessions/:s/resources/:id`. */
export interface ResourceView {
  /** As students have it, with times in ISO 8601. */
  resource: Record<string, unknown> & { id: string; kind: Shared["kind"] };
  /** What came of each question, what is right, and those still to come. */
  questions: (Question & Partial<CountedWords>)[];
  /** Of an anonymous poll, empty. */
  answers: AnswerView[];
  /** The members who have handed it in; of an anonymous poll nobody is named. */
  done: string[];
  /** Of a wall: the questions on it, the oldest first. */
  wishes?: WishView[];
  /** Of a wall: they are on **Present** as they come. */
  presentsAll?: true;
  /** Students have it no more. */
  taken?: true;
}

/** What was shared under this id, also what was taken back. Refused where there is none. */
export function sharedOrTaken(
  docs: ClassDocuments,
  id: string,
): Shared {
  const shared = findSharedOrTaken(docs, id);
  if (!shared) throw new Refusal("not-found");
  return givenThere(docs, shared);
}

/** The view. `counts`: of an anonymous poll that is not shown yet, as they are told. */
export function resourceView(
  docs: ClassDocuments,
  id: string,
  counts: PollCount | null,
): ResourceView {
  const { session, staff } = docs;
  const shared = sharedOrTaken(docs, id);
  const secret = secrets(staff).get(id) ?? {};
  const common = {
    resource: withTimes(shared),
    ...(secret.taken && { taken: true as const }),
  };
  if (!isCheck(shared)) {
    const isWall = shared.kind === "wall";
    return {
      ...common,
      questions: [],
      answers: [],
      done: [],
      ...(isWall && { wishes: wishViews(docs, id) }),
      ...(secret.presentsAll && { presentsAll: true as const }),
    };
  }
  const people = sheetsByPerson(session, staff, id);
  const asked = secret.questions ?? shared.questions;
  return {
    ...common,
    questions: withCounts(docs, shared, people, counts),
    answers: [...people].flatMap(([member, sheet]) =>
      sheet === true
        ? []
        : Object.entries(sheet.answers).filter(([, answer]) => isGiven(answer))
          .map(([question, answer]) => {
            const found = asked.find((it) => it.id === question);
            const right = found && markOf(found, secret, answer);
            return {
              member,
              question,
              answer,
              ...(right !== undefined && { right }),
              ...(sheet.late?.includes(question) && { late: true as const }),
            };
          })
    ),
    done: [...people].filter(([, it]) => it !== true && it.done)
      .map(([member]) => member),
  };
}

/** The questions of a quiz or a poll with all that staff see of them, and what came of each; also those still to come. */
export function withCounts(
  { staff }: ClassDocuments,
  check: Check,
  people: ReadonlyMap<string, AnswerSheet | Ballot>,
  counts: PollCount | null,
): ResourceView["questions"] {
  const secret = secrets(staff).get(check.id) ?? {};
  const tallied = check.kind === "poll" && check.anonymous
    ? [{
      id: check.questions[0].id,
      answered: votesCast(staff, check.id),
      counts: counts ?? secret.counts ?? {},
    }]
    : tallies(check, people.values());
  return (secret.questions ?? check.questions).map((question) => ({
    ...question,
    ...tallied.find((it) => it.id === question.id),
    ...(secret.hiddenWords && { hiddenWords: secret.hiddenWords }),
  }));
}

/** Everything that was shared in a class, also what was taken back, the oldest first. */
export function everShared(
  { session, staff }: ClassDocuments,
): { shared: Shared; taken?: true }[] {
  return [
    ...resources(session).toArray().map((shared) => ({ shared })),
    ...[...secrets(staff).values()].flatMap(({ taken }) =>
      taken ? [{ shared: taken, taken: true as const }] : []
    ),
  ].sort((a, b) => a.shared.at - b.shared.at)
    .map((it) => ({ ...it, shared: givenThere({ session }, it.shared) }));
}

/** Something that a class has, with the time at which it was given. */
export function givenThere(
  { session }: Pick<ClassDocuments, "session">,
  shared: Shared,
): Shared {
  const [state, startsAt] = [info(session, "state"), info(session, "startsAt")];
  return givenIn({ state, startsAt }, shared);
}

/** As students have it, with times in ISO 8601. */
export function withTimes(shared: Shared): ResourceView["resource"] {
  const at = iso(shared.at);
  if (shared.kind !== "quiz" || shared.endsAt === undefined) {
    return { ...shared, at };
  }
  return { ...shared, at, endsAt: iso(shared.endsAt) };
}
