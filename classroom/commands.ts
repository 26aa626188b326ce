import { z } from "zod";
import type { Command } from "../sync/authority.ts";
import { refusal } from "./model/refuse.ts";
import {
  askCommand,
  retryCommand,
  stopCommand,
} from "./assistant/question_commands.ts";
import { shareCommand, submitCommand } from "./assistant/share_commands.ts";
import { sayCommand } from "./chat/chat.ts";
import { reactCommand } from "./chat/reactions.ts";
import { editCommand, retractCommand } from "./chat/message_changes.ts";
import type { CommandDefinition } from "./define_command.ts";
import { bringBackCommand } from "./groups/brought_back_messages.ts";
import { drawCommand, eraseCommand } from "./drawings/drawing_commands.ts";
import { helpCommand } from "./groups/help_flags.ts";
import { chooseRoomCommand } from "./groups/moves.ts";
import { answerCommand } from "./checks/answers.ts";
import { noteCommand } from "./notes/staff_notes.ts";
import { wallQuestionCommand, wallVoteCommand } from "./walls/wall_commands.ts";
import { faultsOf } from "./model/faults.ts";

const commands = [
  sayCommand,
  reactCommand,
  editCommand,
  retractCommand,
  askCommand,
  retryCommand,
  stopCommand,
  shareCommand,
  submitCommand,
  helpCommand,
  noteCommand,
  chooseRoomCommand,
  bringBackCommand,
  answerCommand,
  wallQuestionCommand,
  wallVoteCommand,
  drawCommand,
  eraseCommand,
];

/** A command in the outbox of `<s>/member/<m>`. */
export type MemberCommand = z.output<(typeof commands)[number]["schema"]>;

export type CommandOf<K extends MemberCommand["kind"]> = Extract<
  MemberCommand,
  { kind: K }
>;

export const commandDefinitions: ReadonlyMap<string, CommandDefinition> =
  new Map(
    commands.map((definition) => [definition.kind, definition]),
  );

const [firstSchema, ...otherSchemas] = commands.map(({ schema }) => schema);
const memberCommand = z.discriminatedUnion("kind", [
  firstSchema,
  ...otherSchemas,
]);

/** Validates a command; refuses a malformed one. The sync layer ensures that it has no inherited properties. */
export function parseCommand(command: Command): MemberCommand {
  const read = memberCommand.safeParse(command);
  if (read.success) return read.data;
  const [{ path }] = faultsOf(read.error);
  throw refusal("wrong-command", { path: path || "none" });
}
