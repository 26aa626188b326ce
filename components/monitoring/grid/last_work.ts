/** The last minutes of each student, for their tile (M-1, V-1): in chat, assistant, votes, pages or drawings. */
import type { ReadonlySignal } from "@preact/signals";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import type {
  FeedItem,
  StudentWork,
} from "../../../classroom/model/monitoring/activity.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { findPageByDocument } from "../../../classroom/model/pages_layout.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import type { AnswerSheets } from "../../../classroom/model/resources/results.ts";
import {
  type AnonymousVote,
  type AnswerSheet,
  type CheckResource,
  isCheck,
} from "../../../classroom/model/resources/shared_resources.ts";
import { Chat } from "../../chat/chat.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { useComputedFromSession } from "../../client/use_class_session.ts";
import { DeskResources } from "../../resources/live/desk_resources.ts";
import { titleOf } from "../../resources/live/resource_words.ts";
import { ClassMonitoring } from "../class_monitoring.ts";

/** `line`: in the main room; `group`: in a group; `running`: the assistant is answering. */
export type WorkKind =
  | "line"
  | "group"
  | "question"
  | "reply"
  | "running"
  | "vote"
  | "page"
  | "drawing";

export interface Work {
  readonly kind: WorkKind;
  /** Unique among the student's. */
  readonly id: string;
  readonly text: string;
  readonly at: number;
  /** The question that a vote answers. */
  readonly about?: string;
  readonly isFile?: true;
  /** Of a page or drawing. Its title is the text until the document is loaded. */
  readonly written?: WrittenPlace;
}

/** Where a student writes or draws. */
export interface WrittenPlace {
  /** The document's name. */
  readonly document: string;
  readonly resource: string;
}

type ByStudent<T> = ReadonlyMap<string, T>;

export interface WorkOnGrid {
  readonly feeds: ReadonlySignal<ByStudent<readonly FeedItem[]>>;
  readonly votes: ReadonlySignal<ByStudent<readonly Work[]>>;
  readonly written: ReadonlySignal<ByStudent<Work>>;
  /** The beginnings of answers that the assistant is writing. */
  readonly running: ReadonlySignal<ByStudent<string>>;
  /** When messages arrived that were written offline (ms). */
  readonly lateArrivals: ReadonlySignal<ByStudent<readonly number[]>>;
  /** Null until it has opened. */
  readonly session: ClassSession | null;
}

const maxLength = 280;
/** As many as a tile shows. */
const maxCount = 5;
/** For how long a tile shows the number of late arrivals (ms). */
export const arrivalShownMs = 60_000;

/** @param isLive false after the class: only what was said and answered is known */
export function useWorkOnGrid(
  session: ClassSession | null,
  isLive: boolean,
): WorkOnGrid {
  const feeds = useComputedFromSession(
    session,
    (session) =>
      session?.staff
        ? feedsByStudent(session.staff.feeds.value, personIn(session))
        : new Map(),
  );
  const lateArrivals = useComputedFromSession(
    session,
    (session) =>
      session && isLive
        ? lateArrivalsOf(messagesOf(session), personIn(session))
        : new Map(),
  );
  const votes = useComputedFromSession(session, (session) => {
    if (!session?.staff) return new Map();
    const resources = session.part(DeskResources);
    return votesByStudent(
      resources.shared.value.filter(isCheck)
        .map((check) => [check, resources.sheetsOf(check.id).value]),
    );
  });
  const written = useComputedFromSession(
    session,
    (session) => session?.staff && isLive ? writtenIn(session) : new Map(),
  );
  const running = useComputedFromSession(session, (session) => {
    const answers = session?.staff && isLive
      ? session.part(ClassMonitoring).answers.value
      : null;
    return new Map(
      Object.entries(answers ?? {})
        .map(([member, text]) => [session!.facts.personOf(member), text]),
    );
  });
  return { feeds, votes, written, running, lateArrivals, session };
}

/**
 * The last things that a student did, whatever they were, in order. The answer that is being written is the newest of
 * all.
 *
 * @param running the beginning of that answer
 */
export function lastWorks(
  { feed, votes = [], written, running }: {
    feed: readonly FeedItem[];
    votes?: readonly Work[];
    written?: Work;
    running?: string;
  },
): readonly Work[] {
  const works = [...feed.map(workOf), ...votes, ...written ? [written] : []]
    .sort((a, b) => a.at - b.at);
  // The finished answer may come a moment before the unfinished one goes.
  const isAnswered =
    works.findLast(({ kind }) => kind === "question" || kind === "reply")
      ?.kind === "reply";
  if (running !== undefined && !isAnswered) {
    works.push({ kind: "running", id: "running", text: running, at: Infinity });
  }
  return works.slice(-maxCount);
}

function workOf({ id, at, text, ...item }: FeedItem): Work {
  if (item.kind !== "line") return { kind: item.kind, id, at, text };
  const kind = item.room === "main" ? "line" : "group";
  return { kind, id, at, text, ...item.isFile && { isFile: true } };
}

/** Whether two lists look the same, so that a tile is rendered only if its own student did something. */
export function areSameWorks(
  previous: readonly Work[],
  next: readonly Work[],
): boolean {
  return previous.length === next.length &&
    previous.every((work, n) =>
      work.id === next[n].id && work.text === next[n].text &&
      work.at === next[n].at
    );
}

/** Merges the feeds of a student and their aliases (J-7). */
export function feedsByStudent(
  feeds: Readonly<Record<string, readonly FeedItem[]>>,
  personOf: (member: string) => string,
): ByStudent<readonly FeedItem[]> {
  const feedsByPerson = new Map<string, readonly FeedItem[]>();
  for (const [member, feed] of Object.entries(feeds)) {
    const person = personOf(member);
    feedsByPerson.set(person, [...feedsByPerson.get(person) ?? [], ...feed]);
  }
  return feedsByPerson;
}

/** Each student's late arrivals, as far as they are within {@link arrivalShownMs} of the last one. */
export function lateArrivalsOf(
  rooms: readonly (readonly Message[])[],
  personOf: (member: string) => string,
): ReadonlyMap<string, readonly number[]> {
  const timesByPerson = new Map<string, number[]>();
  for (const messages of rooms) {
    for (const { offline, from, at } of messages) {
      if (!offline) continue;
      const person = personOf(from);
      const times = timesByPerson.get(person);
      if (times) times.push(at);
      else timesByPerson.set(person, [at]);
    }
  }
  for (const [person, times] of timesByPerson) {
    const from = Math.max(...times) - arrivalShownMs;
    timesByPerson.set(person, times.filter((at) => at > from));
  }
  return timesByPerson;
}

/** Each student's answers to quizzes and polls. An anonymous vote has no words, so it is none of them. */
export function votesByStudent(
  checks: readonly (readonly [CheckResource, AnswerSheets])[],
): ByStudent<readonly Work[]> {
  const votes = new Map<string, Work[]>();
  for (const [check, allAnswerSheets] of checks) {
    for (const [person, answerSheet] of allAnswerSheets) {
      const vote = answerSheet === true ? null : voteOf(check, answerSheet);
      if (!vote) continue;
      const personVotes = votes.get(person);
      if (personVotes) personVotes.push(vote);
      else votes.set(person, [vote]);
    }
  }
  return votes;
}

/** The last of a student's answers to a quiz or poll; null: none has words. */
function voteOf(
  check: CheckResource,
  { answers, at }: Exclude<AnswerSheet | AnonymousVote, true>,
): Work | null {
  const last = check.questions
    .findLast(({ id }) => isNonEmptyAnswer(answers[id]));
  const text = last && makePreview(wordsOf(last, answers[last.id]), maxLength);
  if (!text) return null;
  const about = makePreview(last.text, maxLength);
  return { kind: "vote", id: check.id, text, at, ...about && { about } };
}

function wordsOf(question: PublicQuestion, answer: Answer): string {
  if (!Array.isArray(answer)) return String(answer);
  return questionRules[question.kind].chosenChoices(question, answer)
    .map(({ text }) => text).join(" · ");
}

/**
 * Each student's last page or drawing.
 *
 * @param placeOf where a member works; undefined: the resource is gone
 */
export function lastWritten(
  work: Readonly<Record<string, StudentWork>>,
  placeOf: (
    work: StudentWork,
  ) => (WrittenPlace & { readonly title: string }) | undefined,
  personOf: (member: string) => string,
): ByStudent<Work> {
  const last = new Map<string, Work>();
  for (const [member, studentWork] of Object.entries(work)) {
    const place = placeOf(studentWork);
    const person = personOf(member);
    if (!place || (last.get(person)?.at ?? 0) > studentWork.at) continue;
    const { title, ...written } = place;
    const kind = "page" in studentWork ? "page" : "drawing";
    const text = makePreview(title, maxLength);
    const id = written.document;
    last.set(person, { kind, id, text, at: studentWork.at, written });
  }
  return last;
}

/** The page or drawing that each student of a running class works on. */
export function writtenIn(session: ClassSession): ByStudent<Work> {
  const shared = session.part(DeskResources).shared.value;
  const work = session.part(ClassMonitoring).work.value ?? {};
  const { doc } = session.facts.document;
  const { session: s } = session.seat;
  return lastWritten(
    work,
    (studentWork) => {
      const isPage = "page" in studentWork;
      const resourceId = isPage
        ? findPageByDocument(doc, studentWork.page)?.resource
        : studentWork.drawing;
      const resource = shared.find(({ id }) => id === resourceId);
      return resource && {
        title: titleOf(resource),
        resource: resource.id,
        document: isPage
          ? documentNames.page(s, studentWork.page)
          : documentNames.drawing(s, studentWork.drawing, studentWork.by),
      };
    },
    personIn(session),
  );
}

function messagesOf(session: ClassSession): (readonly Message[])[] {
  const { mainRoom, groupRooms } = session.part(Chat);
  return [mainRoom, ...groupRooms.value].map(({ messages }) => messages.value);
}

function personIn({ facts }: ClassSession): (member: string) => string {
  return (member) => facts.personOf(member);
}
