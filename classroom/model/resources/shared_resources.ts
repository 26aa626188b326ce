/**
 * Stored parts of shared resources: `<s>/session` has what students may see, `<s>/staff` the rest. Times
 * in ms. Imports only types.
 */
import type { z } from "zod";
import type { BoardBackground } from "../drawing.ts";
import type { SessionInfo } from "../session.ts";
import type {
  Answer,
  PublicQuestion,
  Question,
  Solution,
} from "./questions.ts";
import type { classResultSchema } from "./question_schemas.ts";

interface SharedBase {
  id: string;
  at: number;
  /** Ids of the groups that it is shared with; absent: with the whole class; empty: only staff have it. */
  rooms?: string[];
}

/** A prompt template in a class, without its instructions. */
export interface SharedTemplate extends SharedBase {
  kind: "template";
  name: string;
  description?: string;
  firstMessage?: string;
}

export type ClassResult = z.output<typeof classResultSchema>;

export interface SharedQuiz extends SharedBase {
  kind: "quiz";
  name: string;
  /** `together`: question by question, at the teacher's pace. */
  pace: "own" | "together";
  /** All questions; if `together`, those asked so far. */
  questions: PublicQuestion[];
  of: number;
  /** If `together`: index of the present question. */
  step?: number;
  /** Minutes for the whole quiz, or if `together` for each question. */
  minutes?: number;
  endsAt?: number;
  closed?: true;
  results?: ClassResult[];
  /** When results were last shown; absent in data from earlier versions. */
  shownAt?: number;
  /** The quiz is the exit ticket. */
  exit?: true;
}

export function isCheck(shared: SharedResource): shared is CheckResource {
  return shared.questions !== undefined;
}

export function currentQuestionIndex(
  { questions, step = 0 }: Pick<SharedQuiz, "questions" | "step">,
): number {
  return Math.max(0, Math.min(step, questions.length - 1));
}

export const pollKinds = ["yes-no", "letters", "scale", "word"] as const;

type PollKind = (typeof pollKinds)[number];

/** A quick poll: one question, whose text may be empty because it was asked aloud. */
export interface SharedPoll extends SharedBase {
  kind: "poll";
  poll: PollKind;
  questions: [PublicQuestion];
  anonymous?: true;
  closed?: true;
  results?: ClassResult[];
  shownAt?: number;
}

export interface SharedWall extends SharedBase {
  kind: "wall";
  closed?: true;
}

/** The members who write on one page. */
export const pageScopes = ["group", "student", "class"] as const;

/** Pages (W-1): one per group, per student, or for the class. `pages` of `<s>/session` lists those that were opened. */
export interface SharedPage extends SharedBase {
  kind: "page";
  name: string;
  per: (typeof pageScopes)[number];
  /** Only teachers can write on the pages. */
  locked?: true;
  from?: BroughtBackSource;
}

export interface BroughtBackSource {
  resource: string;
  /** The group or student whose page it is, or `class`; absent: a student who is not named. */
  of?: string;
  /** Students see the page itself as it grows; absent: a copy of that moment. */
  live?: true;
  /**
   * From earlier versions, which copied marked parts of a page (with `of`) or all groups' pages together
   * (with `all`). Read and erased as other copies.
   */
  all?: true;
}

/** A copy of a drawing board that the class sees (W-5); `member`: its owner, if the name is shown. */
export interface ShownBoard {
  id: string;
  member?: string;
}

/** Drawing boards (W-5), one per student. */
export interface SharedDrawing extends SharedBase, BoardBackground {
  kind: "drawing";
  name: string;
  /** Students can no longer draw. */
  closed?: true;
  shown?: ShownBoard[];
}

type AnySharedResource =
  | SharedTemplate
  | SharedQuiz
  | SharedPoll
  | SharedWall
  | SharedPage
  | SharedDrawing;

type FieldOf<S> = S extends unknown ? keyof S : never;

/** Adds the other kinds' fields as always absent, so that readers can ask for a field without checking the kind. */
type WithAbsent<S> = S extends unknown
  ? S & { [Field in Exclude<FieldOf<AnySharedResource>, keyof S>]?: undefined }
  : never;

export type SharedResource = WithAbsent<AnySharedResource>;

export type ResourceKind = SharedResource["kind"];

export type ResourceOfKind<K extends ResourceKind> = Extract<
  SharedResource,
  { kind: K }
>;

export function pictureIdsOf(
  { image, questions = [] }: SharedResource,
): string[] {
  return [image, ...questions.map((it) => it.image)].flatMap((it) => it ?? []);
}

export type CheckResource = ResourceOfKind<"quiz" | "poll">;

/**
 * Whether one press answers a check: a single question with one choice or a scale. Such an answer counts without being
 * handed in. Except in an anonymous poll, it can be changed until the check is closed.
 */
export function isOnePressCheck(
  { questions: [{ kind }], poll, of, exit }: Pick<
    CheckResource,
    "questions" | "poll" | "of" | "exit"
  >,
): boolean {
  return (poll !== undefined || of === 1) && !exit &&
    (kind === "single" || kind === "scale");
}

/** The name, else the first question's text, else "". */
export function resourceTitle({ name, questions }: SharedResource): string {
  return name ?? questions?.[0].text ?? "";
}

/** Minimum number of answers to an anonymous poll before it shows bars: fewer would reveal a student's choice. */
export const minAnonymousVotes = 5;

/** Minimum number of answers before an anonymous poll that is not closed shows bars. */
export const minAnonymousVotesWhileOpen = 2 * minAnonymousVotes;

/** An entry of `resources` of `<s>/staff`: what only staff see of a resource. */
export interface ResourceSecret {
  /** Id of the library item from which the resource was copied. */
  of?: string;
  /** The resource as it was when it was taken back from students; absent: they have it. */
  taken?: SharedResource;
  /** Of a template: the instruction prompt. */
  instructions?: string;
  text?: string;
  /** Only for a copy of a student's page: the members whose words may be in it. */
  writers?: string[];
  /** Only for a page shown live to the class (W-3): withdrawn with its source, and shared again with it. */
  withPages?: true;
  questions?: (PublicQuestion & Solution)[];
  /** Texts graded as wrong, normalised, by question. */
  wrong?: Record<string, string[]>;
  /** Texts in `correct` only because they were graded as right, by question. */
  right?: Record<string, string[]>;
  counts?: Record<string, number>;
  /** Only for a word poll: normalised words that are hidden from the class. */
  hiddenWords?: string[];
  /** Only for a wall: **Present** shows new questions, too. */
  presentsAll?: true;
  /** Only for an anonymous poll from before 0.20: number of erased voters, whose votes stay counted. */
  erased?: number;
}

/**
 * `chosen` in `present` of `<s>/staff`: what **Present** shows until something newer is shared; null: the
 * join code.
 */
export interface PresentChoice {
  resource: string | null;
  of?: string;
  /** The groups with their students' names, while the groups are open. */
  groups?: true;
  at: number;
}

/**
 * A student's answers: an entry of `answers` of `<s>/staff`, under `<resource> <member>`. For an anonymous poll it is a
 * {@link AnonymousVote} instead.
 */
export interface AnswerSheet {
  answers: Record<string, Answer>;
  done?: true;
  at: number;
  late?: string[];
}

/** Says that a member answered an anonymous poll, but not what and when. */
export type AnonymousVote = true;

/** The time of each answer sheet's last change; those of anonymous polls are unknown and left out. */
export function answerTimes(
  allAnswerSheets: Iterable<AnswerSheet | AnonymousVote>,
): number[] {
  return [...allAnswerSheets].flatMap((answerSheet) =>
    answerSheet === true ? [] : answerSheet.at
  );
}

/** An entry of `answers` of `<s>/member/<m>`, by the resource's id; without answers for anonymous polls. */
export type OwnAnswerSheet = Pick<AnswerSheet, "done" | "late"> & {
  answers?: AnswerSheet["answers"];
};

/** An entry of `wishes` of `<s>/session`, by id: a question on the wall, without its author. */
export interface WallQuestion {
  resource: string;
  text: string;
  at: number;
  answered?: true;
}

/** An entry of `wishes` of `<s>/staff`: the author. */
export interface WallQuestionAuthor {
  member: string;
  /** The question, while it is hidden or its wall taken back; no other document then has it. */
  hidden?: WallQuestion;
  /** The question is hidden because its wall was taken back. */
  withWall?: true;
  posted?: true;
  /** True: a teacher put it on **Present**; false: took it off; absent: as the wall's `presentsAll`. */
  presented?: boolean;
}

/** An entry of `wishes` of `<s>/member/<m>`, by id: a member's own question, or a vote. */
export interface OwnWallQuestion {
  own?: true;
  /** Only if `own`: wall and text, kept in case the question leaves the wall. */
  resource?: string;
  text?: string;
  voted?: true;
}

/** An entry of `picks` of `<s>/staff`, by student's or group's id: picked in this round. */
export interface PickEntry {
  /** Number of the pick; the last one has the greatest. */
  n: number;
  at: number;
  /** **Present** shows the name. */
  shown?: true;
}

/** `ticket` in `exitTicket` of `<s>/staff`: the prepared exit ticket. */
export interface ExitTicket {
  name: string;
  /** Id of the quiz from which it was copied; absent: it was written for this class. */
  of?: string;
  questions: Question[];
  /** Id of the shared quiz; absent: not shared yet. */
  resource?: string;
  /** The class ends with the running ticket; `formerEnd`: when it would have ended. */
  runs?: { formerEnd: number };
}

/** Whether **Present** shows this question when it shows the wall. */
export function isWallQuestionPresented(
  { answered }: WallQuestion,
  { hidden, presented }: Pick<WallQuestionAuthor, "hidden" | "presented">,
  { presentsAll }: Pick<ResourceSecret, "presentsAll">,
): boolean {
  return !answered && !hidden && (presented ?? presentsAll === true);
}

/**
 * Whether the check is closed or its time is over. Later answers are late; after shown results, and in an anonymous
 * poll, they are refused.
 */
export function isCheckOver(check: CheckResource, now: number): boolean {
  return check.closed === true ||
    (check.endsAt !== undefined && now >= check.endsAt);
}

/** Sets the time of a resource that was prepared before the class to the class's start (S-7). */
export function adjustShareTime<S extends SharedResource>(
  { state, startsAt = 0 }: Partial<Pick<SessionInfo, "state" | "startsAt">>,
  shared: S,
): S {
  if (state === "scheduled" || shared.at >= startsAt) return shared;
  return { ...shared, at: startsAt };
}

/** Whether a resource is for students in this group, or in none. */
export function isSharedWithRoom(
  { rooms }: SharedResource,
  room: string | null,
): boolean {
  return rooms === undefined || (room !== null && rooms.includes(room));
}

interface KindFacts {
  /**
   * When **Present** shows a resource: never, while it is the newest, while copies of boards are shown, or when a
   * teacher chooses it.
   */
  presents: "never" | "newest" | "shown" | "chosen";
  /** The field that ends students' work on a resource; null: it has none. */
  shuts: "closed" | "locked" | null;
}

/** Facts of each kind, for all layers; its rules are in `classroom/resource_kinds.ts`. */
export const resourceKindFacts = {
  template: { presents: "never", shuts: null },
  quiz: { presents: "newest", shuts: "closed" },
  poll: { presents: "newest", shuts: "closed" },
  wall: { presents: "newest", shuts: "closed" },
  page: { presents: "chosen", shuts: "locked" },
  drawing: { presents: "shown", shuts: "closed" },
} as const satisfies Readonly<Record<ResourceKind, KindFacts>>;

export type KindsWithField<Fact extends keyof KindFacts, Value> = {
  [K in ResourceKind]: (typeof resourceKindFacts)[K][Fact] extends Value ? K
    : never;
}[ResourceKind];

/** All kinds, in the order of the record's schema. */
export const resourceKindNames = Object.keys(resourceKindFacts) as [
  ResourceKind,
  ...ResourceKind[],
];
