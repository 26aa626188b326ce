/** The last work of each student, for their tile (M-1): in chat, assistant, votes, pages or drawings. */
import type { ReadonlySignal } from "@preact/signals";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import type { StudentWork } from "../../../classroom/model/monitoring/activity.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { findPageByDocument } from "../../../classroom/model/pages_layout.ts";
import { makePreview } from "../../../classroom/model/previews.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import type { AnswerSheets } from "../../../classroom/model/resources/results.ts";
import {
  type AnswerSheet,
  type Ballot,
  type CheckResource,
  isCheck,
} from "../../../classroom/model/resources/shared_resources.ts";
import { Chat } from "../../chat/chat.ts";
import { readMessageText } from "../../chat/chat_entries.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { useComputedFromSession } from "../../client/use_class_session.ts";
import { DeskResources } from "../../resources/live/desk_resources.ts";
import { titleOf } from "../../resources/live/resource_words.ts";
import { ClassMonitoring } from "../class_monitoring.ts";

/** `answer`: the assistant is answering the student. */
export type WorkKind =
  | "chat"
  | "question"
  | "answer"
  | "vote"
  | "page"
  | "drawing";

export interface LastWork {
  readonly kind: WorkKind;
  readonly text: string;
  readonly at: number;
  /** The question that is being answered. */
  readonly asked?: string;
  /** Of a page or drawing. Its title is the text until the document is loaded. */
  readonly written?: WrittenPlace;
}

/** Where a student writes or draws. */
export interface WrittenPlace {
  /** The document's name. */
  readonly document: string;
  readonly resource: string;
}

type WorkByStudent = ReadonlyMap<string, LastWork>;

export interface WorkOnGrid {
  readonly messages: ReadonlySignal<WorkByStudent>;
  readonly votes: ReadonlySignal<WorkByStudent>;
  readonly written: ReadonlySignal<WorkByStudent>;
  /** The beginnings of answers that the assistant is writing. */
  readonly running: ReadonlySignal<ReadonlyMap<string, string>>;
  /** When messages arrived that were written offline (ms). */
  readonly lateArrivals: ReadonlySignal<ReadonlyMap<string, readonly number[]>>;
  /** Null until it has opened. */
  readonly session: ClassSession | null;
}

const maxLength = 280;
/** For how long a tile shows the number of late arrivals (ms). */
export const arrivalShownMs = 60_000;

/**
 * By message or sheet, or check for anonymous votes: the same object each time, so that only its author's tile is
 * rendered.
 */
const known = new WeakMap<object, LastWork>();

export function useWorkOnGrid(session: ClassSession | null): WorkOnGrid {
  const messages = useComputedFromSession(
    session,
    (of) => of ? lastMessages(messagesOf(of), personIn(of)) : new Map(),
  );
  const lateArrivals = useComputedFromSession(
    session,
    (of) => of ? lateArrivalsOf(messagesOf(of), personIn(of)) : new Map(),
  );
  const votes = useComputedFromSession(session, (of) => {
    if (!of?.staff) return new Map();
    const resources = of.part(DeskResources);
    return lastVotes(
      resources.shared.value.filter(isCheck)
        .map((check) => [check, resources.sheetsOf(check.id).value]),
    );
  });
  const written = useComputedFromSession(session, (of) => {
    if (!of?.staff) return new Map();
    const shared = of.part(DeskResources).shared.value;
    const work = of.part(ClassMonitoring).work.value ?? {};
    const { doc } = of.facts.document;
    const { session: s } = of.seat;
    return lastWritten(
      work,
      (it) => {
        const isPage = "page" in it;
        const resource = isPage
          ? findPageByDocument(doc, it.page)?.resource
          : it.drawing;
        const found = shared.find(({ id }) => id === resource);
        return found && {
          title: titleOf(found),
          resource: found.id,
          document: isPage
            ? documentNames.page(s, it.page)
            : documentNames.drawing(s, it.drawing, it.by),
        };
      },
      personIn(of),
    );
  });
  const running = useComputedFromSession(session, (of) => {
    const answers = of?.staff ? of.part(ClassMonitoring).answers.value : null;
    return new Map(
      Object.entries(answers ?? {})
        .map(([member, text]) => [of!.facts.personOf(member), text]),
    );
  });
  return { messages, votes, written, running, lateArrivals, session };
}

/** The latest work; of two that are equally late, the later in the list. */
export function latestWork(
  all: readonly (LastWork | undefined)[],
): LastWork | undefined {
  return all.reduce(
    (best, one) => one && (!best || one.at >= best.at) ? one : best,
    undefined,
  );
}

/**
 * The last text or file message of each person.
 *
 * @param rooms the messages of each room, in order
 * @param personOf the student to whom a member belongs
 */
export function lastMessages(
  rooms: readonly (readonly Message[])[],
  personOf: (member: string) => string,
): WorkByStudent {
  const last = new Map<string, Message>();
  for (const messages of rooms) {
    for (const message of messages) {
      if (message.kind !== "text" && message.kind !== "file") continue;
      const person = personOf(message.from);
      const before = last.get(person);
      if (!before || before.at <= message.at) last.set(person, message);
    }
  }
  return new Map(
    [...last].map(([person, message]) => [
      person,
      remember(message, () => ({
        kind: "chat",
        text: makePreview(readMessageText(message), maxLength),
        at: message.at,
      })),
    ]),
  );
}

/** Each student's late arrivals, as far as they are within {@link arrivalShownMs} of the last one. */
export function lateArrivalsOf(
  rooms: readonly (readonly Message[])[],
  personOf: (member: string) => string,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const messages of rooms) {
    for (const { offline, from, at } of messages) {
      if (!offline) continue;
      const person = personOf(from);
      const times = found.get(person);
      if (times) times.push(at);
      else found.set(person, [at]);
    }
  }
  for (const [person, times] of found) {
    const from = Math.max(...times) - arrivalShownMs;
    found.set(person, times.filter((at) => at > from));
  }
  return found;
}

/** Each student's last vote or answer. An anonymous vote has no words, and the time of its poll. */
export function lastVotes(
  all: readonly (readonly [CheckResource, AnswerSheets])[],
): WorkByStudent {
  const last = new Map<string, LastWork>();
  for (const [check, sheets] of all) {
    for (const [person, sheet] of sheets) {
      const vote = sheet === true
        ? remember(check, () => voteOf(check, sheet))
        : remember(sheet, () => voteOf(check, sheet));
      keepLatest(last, person, vote);
    }
  }
  return last;
}

function voteOf(check: CheckResource, sheet: AnswerSheet | Ballot): LastWork {
  const at = sheet === true ? check.at : sheet.at;
  const answers = sheet === true ? {} : sheet.answers;
  const last = check.questions
    .findLast(({ id }) => isNonEmptyAnswer(answers[id]));
  const words = last && wordsOf(last, answers[last.id]);
  const text = words?.trim() || titleOf(check);
  return { kind: "vote", text: makePreview(text, maxLength), at };
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
): WorkByStudent {
  const last = new Map<string, LastWork>();
  for (const [member, it] of Object.entries(work)) {
    const place = placeOf(it);
    if (!place) continue;
    const { title, ...written } = place;
    const kind = "page" in it ? "page" : "drawing";
    const text = makePreview(title, maxLength);
    keepLatest(last, personOf(member), { kind, text, at: it.at, written });
  }
  return last;
}

function keepLatest(
  last: Map<string, LastWork>,
  person: string,
  work: LastWork,
): void {
  last.set(person, latestWork([last.get(person), work])!);
}

function messagesOf(session: ClassSession): (readonly Message[])[] {
  const { mainRoom, groupRooms } = session.part(Chat);
  return [mainRoom, ...groupRooms.value].map(({ messages }) => messages.value);
}

function personIn({ facts }: ClassSession): (member: string) => string {
  return (member) => facts.personOf(member);
}

function remember(of: object, make: () => LastWork): LastWork {
  const before = known.get(of);
  if (before) return before;
  const made = make();
  known.set(of, made);
  return made;
}
