/**
 * What a teacher gives to a class, as its documents have it. `<s>/session` has what students may see,
 * `<s>/staff` the rest; what a teacher owns beyond a class is in the account's library. Times in ms. Imports types alone.
 */
import type { Ground } from "../drawing.ts";
import type { SessionInfo } from "../session.ts";
import type {
  Answer,
  AskedQuestion,
  Correct,
  Question,
  Solution,
} from "./questions.ts";

interface SharedBase {
  id: string;
  at: number;
  /** The groups for which it is; absent: the whole class; none: nobody yet but staff. */
  rooms?: string[];
}

/** A prompt template in a class: without its instruction prompt. */
export interface SharedTemplate extends SharedBase {
  kind: "template";
  name: string;
  description?: string;
  firstMessage?: string;
}

/** The result of one question, as the class sees it: never whose. */
export interface ClassResult {
  id: string;
  answered: number;
  /**
   * How often each answer was given: by the choice's id, the number, or the plain text. Of a quiz's short texts only
   * the accepted ones; of an anonymous poll nothing while fewer than {@link fewest} have answered.
   */
  counts: Record<string, number>;
  correct?: Correct;
  tolerance?: number;
  explanation?: string;
  /** How many short texts nobody has marked yet. */
  waits?: number;
}

/** A quiz in a class. */
export interface SharedQuiz extends SharedBase {
  kind: "quiz";
  name: string;
  /** `together`: one by one, the teacher goes on. */
  pace: "own" | "together";
  /** Together: those up to the one that it stands at. */
  questions: AskedQuestion[];
  /** How many there are in all. */
  of: number;
  /** Together: the place of the question that it stands at, from 0. */
  step?: number;
  /** How long there is for all of it, or together for each question. */
  minutes?: number;
  endsAt?: number;
  closed?: true;
  results?: ClassResult[];
  /** It was given as the exit ticket. */
  exit?: true;
}

export function isCheck(shared: Shared): shared is Check {
  return shared.questions !== undefined;
}

/** The place of the question that a quiz stands at, one by one, from 0. */
export function currentPlace(
  { questions, step = 0 }: Pick<SharedQuiz, "questions" | "step">,
): number {
  return Math.max(0, Math.min(step, questions.length - 1));
}

/** The kinds of quick poll. */
export const pollKinds = ["yes-no", "letters", "scale", "word"] as const;

type PollKind = (typeof pollKinds)[number];

/** A quick poll: one question, whose text may be empty, as the teacher has just said it. */
export interface SharedPoll extends SharedBase {
  kind: "poll";
  poll: PollKind;
  questions: [AskedQuestion];
  anonymous?: true;
  closed?: true;
  results?: ClassResult[];
}

/** A question wall; what stands on it is in `wishes`. */
export interface SharedWall extends SharedBase {
  kind: "wall";
  closed?: true;
}

/** Who writes in one page together. */
export const pagesPer = ["group", "student", "class"] as const;

/** Pages to write in (W-1), one for each group, each student or the class; which there are stands in `pages`. */
export interface SharedPage extends SharedBase {
  kind: "page";
  name: string;
  per: (typeof pagesPer)[number];
  /** Nobody writes in them but staff. */
  locked?: true;
  /** It is a page before the class, of others that were shared (W-3). */
  from?: BroughtBack;
}

/** Of which page one was brought back. */
export interface BroughtBack {
  /** What it is one of. */
  resource: string;
  /** Whose it is; absent: a student's, and nobody is told whose. */
  of?: string;
  /** It is that page itself, as it grows, and has no document of its own; else it is a copy of that moment. */
  live?: true;
  /**
   * Earlier versions made copies of marked parts of a page, with `of`, and of all groups' pages together, with this.
   * They are read and erased as other copies are.
   */
  all?: true;
}

/** The copy of a board that the class sees, as it was when it was shown (W-5). */
export interface ShownBoard {
  /** The document that it is, `<s>/shown/<id>`. */
  id: string;
  /** Whose it is; absent: it is shown without names. */
  member?: string;
}

/** Drawing boards (W-5), one for each student. */
export interface SharedDrawing extends SharedBase, Ground {
  kind: "drawing";
  name: string;
  /** Nobody draws any more. */
  closed?: true;
  /** What the class sees of them. */
  shown?: ShownBoard[];
}

type AnyKind =
  | SharedTemplate
  | SharedQuiz
  | SharedPoll
  | SharedWall
  | SharedPage
  | SharedDrawing;

type FieldOf<S> = S extends unknown ? keyof S : never;

/** A kind with the fields of the others, which are always absent: readers ask for a field, not for the kind. */
type WithAbsent<S> = S extends unknown
  ? S & { [Field in Exclude<FieldOf<AnyKind>, keyof S>]?: undefined }
  : never;

/** An element of `resources` of `<s>/session`. */
export type Shared = WithAbsent<AnyKind>;

export type SharedKind = Shared["kind"];

/** Something shared of one kind. */
export type SharedAs<K extends SharedKind> = Extract<Shared, { kind: K }>;

/** The pictures that come with it, for those who have it: ids of files. */
export function picturesOf({ image, questions = [] }: Shared): string[] {
  return [image, ...questions.map((it) => it.image)].flatMap((it) => it ?? []);
}

/** What is answered question by question. */
export type Check = SharedAs<"quiz" | "poll">;

/** Its name, or the question of a poll; "": it has neither. */
export function ownTitleOf({ name, questions }: Shared): string {
  return name ?? questions?.[0].text ?? "";
}

/** With fewer answers to an anonymous poll nobody sees its bars: somebody's choice could be told from them. */
export const fewest = 5;

/** From so many on, the bars of an anonymous poll are seen while it is open. */
export const fewestWhileOpen = 2 * fewest;

/** What of a resource only staff see: an entry of `resources` of `<s>/staff`. */
export interface ResourceSecret {
  /** The template or quiz that it is a copy of. */
  of?: string;
  /** It was taken back: students have it no more. What it was then stays for the record. */
  taken?: Shared;
  /** Of a template: the instruction prompt. */
  instructions?: string;
  /** Of pages: the Markdown with which each begins. */
  text?: string;
  /** Of a page that was made of others: the members whose words may stand in it. */
  writers?: string[];
  /** Of a page that was brought back: it was taken back with the pages that it is one of. */
  withPages?: true;
  /** Of a quiz: its questions, also those still to come, and what is right. */
  questions?: (AskedQuestion & Solution)[];
  /** Texts that the teacher has marked as wrong, plain, by question. */
  wrong?: Record<string, string[]>;
  /** The same of those that are among `correct` only because they were marked as right. */
  right?: Record<string, string[]>;
  /** Of an anonymous poll that is shown: its count. */
  counts?: Record<string, number>;
  /** Of a poll of words: those that its class does not see, as they are counted. */
  hiddenWords?: string[];
  /** Of a wall: its questions are on **Present** as they come, but for those that were taken off it. */
  presentsAll?: true;
  /** Of an anonymous poll of a version before 0.20: how many who have answered it were erased; their answers stay counted. */
  erased?: number;
}

/**
 * `chosen` in `present` of `<s>/staff`: what the projector shows until something newer is shared; null: the join code.
 */
export interface OnPresent {
  resource: string | null;
  /** Of pages: whose. */
  of?: string;
  at: number;
}

/**
 * What somebody has answered: an entry of `answers` of `<s>/staff`, under `<resource> <member>`. Of an anonymous poll
 * there is {@link Ballot} in its place.
 */
export interface AnswerSheet {
  /** By question. */
  answers: Record<string, Answer>;
  /** Handed in. */
  done?: true;
  /** When it last changed. */
  at: number;
  late?: string[];
}

/** That somebody has answered an anonymous poll, and nothing else: not what, and not when. */
export type Ballot = true;

/** When these were answered; of anonymous polls nobody knows. */
export function answeredAt(sheets: Iterable<AnswerSheet | Ballot>): number[] {
  return [...sheets].flatMap((sheet) => sheet === true ? [] : sheet.at);
}

/** An entry of `answers` of `<s>/member/<m>`, by the resource's id: their own answers; of an anonymous poll none. */
export type OwnSheet = Pick<AnswerSheet, "done" | "late"> & {
  answers?: AnswerSheet["answers"];
};

/** An entry of `wishes` of `<s>/session`, by its id: a question on the wall, and not whose. */
export interface Wish {
  /** The wall. */
  resource: string;
  text: string;
  at: number;
  answered?: true;
}

/** An entry of `wishes` of `<s>/staff`: whose it is. */
export interface WishOf {
  member: string;
  /** The teacher took it off the wall, or took the wall back: then it stands here alone. */
  hidden?: Wish;
  /** It went with its wall, and not by itself. */
  withWall?: true;
  /** The teacher has posted it to the chat. */
  posted?: true;
  /** The teacher lets it be on **Present**, or took it off; absent: it is as its wall has it. */
  presented?: boolean;
}

/** An entry of `wishes` of `<s>/member/<m>`, by its id: what a question on the wall has to do with this member. */
export interface OwnWish {
  own?: true;
  /** Of their own: its wall, and its words, for when it does not stand there any more. */
  resource?: string;
  text?: string;
  /** They want it answered too. */
  voted?: true;
}

/** An entry of `picks` of `<s>/staff`, by the student's or the group's id: they have had their turn in this round. */
export interface Picked {
  /** The greatest is the one that was picked last. */
  n: number;
  at: number;
  /** **Show the name**: they are on **Present**. */
  shown?: true;
}

/** The only entry of `exitTicket` of `<s>/staff`, `ticket`: the exit ticket that is prepared. */
export interface ExitTicket {
  name: string;
  /** The quiz that it is a copy of; absent: a question that was written on the spot. */
  of?: string;
  questions: Question[];
  /** As what it was shared, once it was. */
  resource?: string;
  /** It is being answered: the class ends when its time is over, and when it was to end otherwise. */
  runs?: { formerEnd: number };
}

/** Whether a question is on **Present** with its wall: what nobody has let there is not. */
export function isPresented(
  { answered }: Wish,
  { hidden, presented }: Pick<WishOf, "hidden" | "presented">,
  { presentsAll }: Pick<ResourceSecret, "presentsAll">,
): boolean {
  return !answered && !hidden && (presented ?? presentsAll === true);
}

/** Whether answers come too late to be in time; they count, and are marked. */
export function isOver(check: Check, now: number): boolean {
  return check.closed === true ||
    (check.endsAt !== undefined && now >= check.endsAt);
}

/** As a class has it: what was prepared is given when the class begins (S-7), and not before. */
export function givenIn<S extends Shared>(
  { state, startsAt = 0 }: Partial<Pick<SessionInfo, "state" | "startsAt">>,
  shared: S,
): S {
  if (state === "scheduled" || shared.at >= startsAt) return shared;
  return { ...shared, at: startsAt };
}

/** Whether something is for somebody who is in this group, or in none. */
export function isFor({ rooms }: Shared, room: string | null): boolean {
  return rooms === undefined || (room !== null && rooms.includes(room));
}
