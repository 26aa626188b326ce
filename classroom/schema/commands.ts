/** The commands of members, and the receipts of those that were refused. */
import type { Emoji } from "./messages.ts";
import type { RefusalKind } from "./refusals.ts";

/** A command that a member puts in the outbox of `<s>/member/<m>`. */
export type MemberCommand =
  & { id: string }
  & (
    | {
      kind: "say";
      room: string;
      text: string;
      replyTo?: string;
      /** A finished upload of the same member; then the text may be empty. */
      file?: string;
    }
    | {
      kind: "react";
      room: string;
      message: string;
      emoji: Emoji;
      on: boolean;
    }
    /** One's own message: new words for it, or away with it. */
    | { kind: "edit"; room: string; message: string; text: string }
    | { kind: "retract"; room: string; message: string }
    | { kind: "help"; on: boolean; note?: string }
    | { kind: "choose-room"; room: string | null }
    | { kind: "bring-back"; room: string; message: string; on: boolean }
    | ConversationCommand
  );

/** The commands about what was said. */
export type ChatCommand = Extract<
  MemberCommand,
  { kind: "say" | "react" | "edit" | "retract" }
>;

/** The command with which something is said. */
export type Say = Extract<MemberCommand, { kind: "say" }>;

/** The commands about conversations. The id becomes that of the turn, the message or the submission. */
export type ConversationCommand =
  & { conversation: string }
  & (
    /** A conversation that is not there yet is opened. */
    | { kind: "ask"; text: string; template?: string }
    /** `message`: the answer that is to be given anew. */
    | { kind: "retry"; message: string }
    | { kind: "stop" }
    | { kind: "share"; message: string; room: string; named?: boolean }
    | { kind: "submit"; message: string; note?: string }
  );

/** A refused command, in `receipts` of `<s>/member/<m>`. */
export interface Receipt {
  at: number;
  refused: RefusalKind;
  detail: string;
  command?: Record<string, unknown>;
}
