/**
 * Resources of a class in its documents. `<s>/session` has what students may see, `<s>/staff`
 * the rest; the library belongs to the account. Times in ms. Imports only types.
 */
import type { BoardBackground } from "../drawing.ts";
import type { SessionInfo } from "../session.ts";
import type {
  Answer,
  CorrectAnswer,
  PublicQuestion,
  Question,
  Solution,
} from "./questions.ts";

interface SharedBase {
  id: string;
  at: number;
  /** Ids of the groups that have it; absent: the whole class; empty: only staff. */
  rooms?: string[];
}

/** A prompt template in a class, without its instructions. */
export interface SharedTemplate extends SharedBase {
  kind: "template";
  name: string;
  description?: string;
  firstMessage?: string;
}

/** The anonymous result of one question, as the class sees it. */
export interface ClassResult {
  id: string;
  answered: number;
  /**
   * Count per answer: a choice's id, a number, or a normalised text. Of a quiz's texts only accepted ones; of
   * an anonymous poll with fewer than {@link minAnonymousVotes} answers, none.
   */
  counts: Record<string, number>;
  correct?: CorrectAnswer;
  tolerance?: number;
  explanation?: string;
  waits?: number;
}

export interface SharedQuiz extends SharedBase {
  kind: "quiz";
  name: string;
  /** `together`: question by question, at the teacher's pace. */
  pace: "own" | "together";
  /** If `together`: those asked so far. */
  questions: PublicQuestion[];
  of: number;
  /** If `together`: index of the present question. */
  step?: number;
  /** Minutes for the whole quiz, or if `together` for each question. */
  minutes?: number;
  endsAt?: number;
  closed?: true;
  results?: ClassResult[];
  /** Given as the exit ticket. */
  exit?: true;
}

export function isCheck(shared: SharedResource): shared is CheckResource {
  return shared.questions !== undefined;
}

/** Index of the present question in a quiz one by one. */
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
}

/** A question wall; its questions are in `wishes`. */
export interface SharedWall extends SharedBase {
  kind: "wall";
  closed?: true;
}

/** The authors of one page. */
export const pageScopes = ["group", "student", "class"] as const;

/** Pages (W-1), one per group, per student, or for the class. Opened ones are in `pages`. */
export interface SharedPage extends SharedBase {
  kind: "page";
  name: string;
  per: (typeof pageScopes)[number];
  /** Only staff write in them. */
  locked?: true;
  from?: BroughtBackSource;
}

export interface BroughtBackSource {
  resource: string;
  /** The group or student whose page it is; absent: a student who is not named. */
  of?: string;
  /** The page itself as it grows; else a copy of that moment. */
  live?: true;
  /**
   * From earlier versions, which copied marked parts of a page (with `of`) or all groups' pages together
   * (with `all`). Read and erased as other copies.
   */
  all?: true;
}

/** A copy of a board that the class sees (W-5). */
export interface ShownBoard {
  id: string;
  member?: string;
}

/** Drawing boards (W-5), one per student. */
export interface SharedDrawing extends SharedBase, BoardBackground {
  kind: "drawing";
  name: string;
  /** Nobody draws any more. */
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

/** File ids of its pictures. */
export function pictureIdsOf(
  { image, questions = [] }: SharedResource,
): string[] {
  return [image, ...questions.map((it) => it.image)].flatMap((it) => it ?? []);
}

export type CheckResource = ResourceOfKind<"quiz" | "poll">;

/**
 * Whether one press answers it: a single question with one choice or a scale.
 * Such an answer counts without being handed in, and can be changed until the
 * check is closed.
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

/** Its name, or a poll's question; "": neither. */
export function resourceTitle({ name, questions }: SharedResource): string {
  return name ?? questions?.[0].text ?? "";
}

/** Minimum number of answers to an anonymous poll before it shows bars: fewer would reveal a student's choice. */
export const minAnonymousVotes = 5;

/** Minimum number of answers before an open anonymous poll shows bars. */
export const minAnonymousVotesWhileOpen = 2 * minAnonymousVotes;

/** An entry of `resources` of `<s>/staff`: what only staff see of a resource. */
export interface ResourceSecret {
  /** The library item that it was copied from. */
  of?: string;
  /** The resource as it was when it was taken back from students; for the record. */
  taken?: SharedResource;
  /** Of a template: the instruction prompt. */
  instructions?: string;
  text?: string;
  /** Of a page made of others: members whose words may be in it. */
  writers?: string[];
  /** Of a page brought back: it was taken back with its source. */
  withPages?: true;
  questions?: (PublicQuestion & Solution)[];
  /** Texts marked as wrong, normalised, by question. */
  wrong?: Record<string, string[]>;
  /** Texts in `correct` only because they were marked as right, by question. */
  right?: Record<string, string[]>;
  counts?: Record<string, number>;
  /** Of a word poll: words hidden from the class, as counted. */
  hiddenWords?: string[];
  /** Of a wall: new questions go on **Present** unless taken off. */
  presentsAll?: true;
  /** Of an anonymous poll from before 0.20: number of erased voters, whose answers stay counted. */
  erased?: number;
}

/**
 * `chosen` in `present` of `<s>/staff`: what **Present** shows until something newer is shared; null: the
 * join code.
 */
export interface PresentChoice {
  resource: string | null;
  of?: string;
  at: number;
}

/**
 * A student's answers: an entry of `answers` of `<s>/staff`, under `<resource> <member>`. An anonymous poll
 * has a {@link Ballot} instead.
 */
export interface AnswerSheet {
  answers: Record<string, Answer>;
  done?: true;
  at: number;
  late?: string[];
}

/** Says that a member answered an anonymous poll; not what, and not when. */
export type Ballot = true;

/** Times of these answers; unknown for anonymous polls. */
export function answerTimes(sheets: Iterable<AnswerSheet | Ballot>): number[] {
  return [...sheets].flatMap((sheet) => sheet === true ? [] : sheet.at);
}

/** An entry of `answers` of `<s>/member/<m>`, by the resource's id; without answers for anonymous polls. */
export type OwnSheet = Pick<AnswerSheet, "done" | "late"> & {
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
  /** The question, if the teacher took it or the wall back: it is only here then. */
  hidden?: WallQuestion;
  /** Hidden with its wall, not by itself. */
  withWall?: true;
  posted?: true;
  /** Put on **Present** or taken off; absent: as the wall's setting. */
  presented?: boolean;
}

/** An entry of `wishes` of `<s>/member/<m>`, by id: a member's own question, or a vote. */
export interface OwnWallQuestion {
  own?: true;
  /** Of their own: wall and text, kept for when it leaves the wall. */
  resource?: string;
  text?: string;
  voted?: true;
}

/** An entry of `picks` of `<s>/staff`, by student's or group's id: picked in this round. */
export interface PickEntry {
  /** The last pick has the greatest number. */
  n: number;
  at: number;
  /** **Show the name**: they are on **Present**. */
  shown?: true;
}

/** `ticket` in `exitTicket` of `<s>/staff`: the prepared exit ticket. */
export interface ExitTicket {
  name: string;
  /** The quiz that it is a copy of; absent: written on the spot. */
  of?: string;
  questions: Question[];
  /** Id of the shared quiz, once it is shared. */
  resource?: string;
  /** Running: the class ends with it; `formerEnd` is the end before. */
  runs?: { formerEnd: number };
}

/** Whether **Present** shows a question with its wall. */
export function isWallQuestionPresented(
  { answered }: WallQuestion,
  { hidden, presented }: Pick<WallQuestionAuthor, "hidden" | "presented">,
  { presentsAll }: Pick<ResourceSecret, "presentsAll">,
): boolean {
  return !answered && !hidden && (presented ?? presentsAll === true);
}

/** Whether answers are late: they count, and are marked as late. */
export function isCheckOver(check: CheckResource, now: number): boolean {
  return check.closed === true ||
    (check.endsAt !== undefined && now >= check.endsAt);
}

/** A prepared resource counts as shared at the start of the class (S-7). */
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
   * When **Present** shows it: never, as the newest, while some of it is shown to the class, or when the
   * teacher chooses it.
   */
  presents: "never" | "newest" | "shown" | "chosen";
  /** The field that ends students' work on it; null: none. */
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

/** The kinds of which a fact has one of these values. */
export type KindsWithField<Fact extends keyof KindFacts, Value> = {
  [K in ResourceKind]: (typeof resourceKindFacts)[K][Fact] extends Value ? K
    : never;
}[ResourceKind];

/** All kinds, in the order of the record's schema. */
export const resourceKindNames = Object.keys(resourceKindFacts) as [
  ResourceKind,
  ...ResourceKind[],
];
