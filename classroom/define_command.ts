/**
 * The definition of a member's command, in one place beside its rule: its schema, the documents it needs, how fast
 * students may send it, its effect, and what follows once that is stored.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../sync/authority.ts";
import type { Answering } from "./answering.ts";
import type { CommandPace } from "./pace.ts";
import { id } from "./model/id_schemas.ts";

/**
 * A document that a command may need: the staff's, the sender's own, the room or conversation that it names, or the
 * sender's board of what it names.
 */
export type Needed = "staff" | "own" | "room" | "conversation" | "drawing";

/** Whose command it is: what a merged member left in their outbox is the other one's (J-7). */
export interface Actor {
  /** The session's id. */
  readonly s: string;
  /** The member as whom they act. */
  readonly member: string;
  /** The member in whose own document they keep what is theirs (J-2). */
  readonly seat: string;
}

/** What a command starts outside the documents. */
export interface CommandEffects {
  readonly answering: Answering;
  /** Called once it is stored that something was said in a room. */
  readonly onRoomChanged: (session: string, room: string) => void;
  /** Called once it is stored that somebody of the staff has answered those who had asked for help. */
  readonly onAnswered: (session: string, by: string, members: string[]) => void;
  /** Called once what somebody did is stored, whatever it was. */
  readonly onActed: (session: string, member: string, at: number) => void;
}

/** The context of a decision on a command: whose it is, the time, the session's document and the others it needs. */
export type CommandContext<N extends Needed = never> =
  & Actor
  & CommandEffects
  & { readonly tx: Tx; readonly session: Y.Doc }
  & { readonly [needed in N]: Y.Doc }
  /** The own documents of all devices of the sender, the one of the command among them. */
  & ("own" extends N ? { readonly owns: readonly Y.Doc[] } : unknown);

type Shape<K extends string, F extends z.ZodRawShape> =
  & { id: typeof id; kind: z.ZodLiteral<K> }
  & F;

type Read<K extends string, F extends z.ZodRawShape> = z.output<
  z.ZodObject<Shape<K, F>>
>;

export interface CommandDefinition<
  K extends string = string,
  F extends z.ZodRawShape = z.ZodRawShape,
  N extends Needed = Needed,
> {
  readonly kind: K;
  /** Its fields besides id and kind. */
  readonly fields: F;
  readonly needs: readonly N[];
  /** Absent: it keeps none. */
  readonly pace?: CommandPace;
  /** Gives it its effect, or refuses it and leaves everything as it is. */
  decide(at: CommandContext<N>, command: Read<K, F>): void;
  /** Called once its effect is stored. */
  onStored?(at: CommandContext<N>, command: Read<K, F>): void;
}

/** Completes a definition with the schema that reads such a command (S13). */
export function defineCommand<
  K extends string,
  F extends z.ZodRawShape,
  N extends Needed,
>(definition: CommandDefinition<K, F, N>) {
  const { kind, fields } = definition;
  const shape: Shape<K, F> = { id, kind: z.literal(kind), ...fields };
  return { ...definition, schema: z.strictObject(shape) };
}

/** Tells that something was said in the room that a command names. */
export function tellOfRoom(
  { s, onRoomChanged }: CommandContext,
  { room }: { room: string },
): void {
  onRoomChanged(s, room);
}
