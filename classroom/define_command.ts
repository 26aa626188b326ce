/**
 * Defines a member's command: its schema, the documents that it needs, pace, decision, and what follows once it is
 * stored.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Command, Tx } from "../sync/authority.ts";
import type { OperatorLimits } from "./model/assistant.ts";
import { idSchema } from "./model/field_schemas.ts";
import type { StudentWork } from "./model/monitoring/activity.ts";
import type { WorryingWords } from "./model/words/worrying_words.ts";
import { noteStudentText } from "./model/words/worries.ts";
import type { CommandPace } from "./pace.ts";

export interface AnswerTask {
  session: string;
  conversation: string;
  /** The person who asked, for staff; and the seat, by which turns and leaving count (ACCESS-6). */
  member: string;
  seat: string;
  turn: string;
  prompt: string;
  /** The words of the prompt. */
  question: string;
  /** The command's id, under which its cost is reserved. */
  command: string;
  /** The size of the model's input, in estimated tokens. */
  inputTokens: number;
  /** The answer is for a student, and staff may read it. */
  isCollected: boolean;
}

interface Budget {
  readonly limits: OperatorLimits;
  /** Reserves tokens for a prompt, by its id, or refuses it. */
  reserve(
    id: string,
    question: { session: string; member: string; tokens: number },
  ): void;
  /** Called once the prompt is stored; the reservation then outlasts a restart. */
  confirmReservation(id: string): void;
}

/** The part of the assistant that commands of conversations use. */
export interface AnswerService {
  readonly instance: string;
  /** Whether answers wait in a queue, so that waiting ones must be stored. */
  readonly hasQueue: boolean;
  readonly model: string;
  readonly spending: Budget;
  beginAnswer(task: AnswerTask): void;
  stopAnswer(session: string, conversation: string): void;
}

/**
 * A document that a command needs: the staff's, the sender's own, the room or conversation that the command names, or
 * the sender's board or notes to staff.
 */
export type NeededDocument =
  | "staff"
  | "ownDocument"
  | "room"
  | "conversation"
  | "drawing"
  | "note";

/**
 * The sender. `member` is the person whom the class knows, and decides where the sender may write (J-7). All that the
 * sender writes is stored under `seat`, so that an unconfirmed device changes and reads only its own (ACCESS-6).
 */
export interface Actor {
  readonly s: string;
  readonly member: string;
  readonly seat: string;
}

export interface CommandEffects {
  readonly answerService: AnswerService;
  readonly worryingWords: WorryingWords;
  readonly onRoomChanged: (session: string, room: string) => void;
  /** Called once a message is stored that answers members' help requests. */
  readonly onHelpAnswered: (
    session: string,
    by: string,
    members: string[],
  ) => void;
  /** Called in a commit that may store a note to staff or worrying words of these members (T-2). */
  readonly onCause: (
    tx: Tx,
    session: string,
    members: readonly string[],
  ) => void;
  /** Called once any command or page change of a member is stored. */
  readonly onActed: (
    session: string,
    member: string,
    at: number,
    work?: StudentWork,
  ) => void;
}

export type CommandContext<N extends NeededDocument = never> =
  & Actor
  & CommandEffects
  & { readonly tx: Tx; readonly session: Y.Doc }
  & { readonly [needed in N]: Y.Doc };

/** Notes worrying words of a student's text that this command stores (M-4), for the seat that wrote it (ACCESS-6). */
export function noteText(
  { session, staff, seat, tx, worryingWords }: CommandContext<"staff">,
  text: Parameters<typeof noteStudentText>[2],
): void {
  const context = { session, staff, member: seat, now: tx.now };
  noteStudentText(context, worryingWords, text);
}

type Shape<K extends string, F extends z.ZodRawShape> =
  & { id: typeof idSchema; kind: z.ZodLiteral<K> }
  & F;

type CommandFields<K extends string, F extends z.ZodRawShape> = z.output<
  z.ZodObject<Shape<K, F>>
>;

export interface CommandDefinition<
  K extends string = string,
  F extends z.ZodRawShape = z.ZodRawShape,
  N extends NeededDocument = NeededDocument,
> {
  readonly kind: K;
  /** Fields in addition to id and kind. */
  readonly fields: F;
  readonly needs: readonly N[];
  readonly pace?: CommandPace;
  /** True if it may store a note to staff or worrying words, on which alerts depend (T-2). */
  readonly mayCauseAlert?: boolean;
  /** Whether the thing that it names exists. Otherwise no documents are loaded, and it must be refused without them. */
  isThere?(session: Y.Doc, command: Command): boolean;
  /** The work that the student's tile shows. */
  work?(at: CommandContext<N>, command: CommandFields<K, F>): StudentWork;
  /** Makes the effect, or refuses and changes nothing. */
  decide(at: CommandContext<N>, command: CommandFields<K, F>): void;
  onStored?(at: CommandContext<N>, command: CommandFields<K, F>): void;
}

/**
 * Completes a definition with its schema (SYNC-13).
 *
 * @example
 * export const helpCommand = defineCommand({
 *   kind: "help",
 *   fields: { on: z.boolean() },
 *   needs: ["staff", "ownDocument"],
 *   mayCauseAlert: true,
 *   decide: (at, { on }) => on ? raiseFlag(at) : lowerFlag(at),
 * });
 */
export function defineCommand<
  K extends string,
  F extends z.ZodRawShape,
  N extends NeededDocument,
>(definition: CommandDefinition<K, F, N>) {
  const { kind, fields } = definition;
  const shape: Shape<K, F> = { id: idSchema, kind: z.literal(kind), ...fields };
  return { ...definition, schema: z.strictObject(shape) };
}

export function notifyRoomChanged(
  { s, onRoomChanged }: CommandContext,
  { room }: { room: string },
): void {
  onRoomChanged(s, room);
}
