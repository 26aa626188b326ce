/** All commands of members. Each is defined with its rule. */
import { z } from "zod";
import type { Command } from "../sync/authority.ts";
import { refusal } from "./model/refuse.ts";
import { askCommand, retryCommand, stopCommand } from "./assistant/asking.ts";
import { shareCommand, submitCommand } from "./assistant/sharing.ts";
import { sayCommand } from "./chat/chat.ts";
import { reactCommand } from "./chat/reactions.ts";
import { editCommand, retractCommand } from "./chat/revising.ts";
import type { CommandDefinition } from "./define_command.ts";
import { bringBackCommand } from "./groups/bring_back.ts";
import { drawCommand, rubCommand } from "./drawings/drawing.ts";
import { helpCommand } from "./groups/help.ts";
import { chooseRoomCommand } from "./groups/moves.ts";
import { answerCommand } from "./checks/answering.ts";
import { voteCommand, wishCommand } from "./walls/wishing.ts";
import { faultsOf } from "./model/faults.ts";

const all = [
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
  chooseRoomCommand,
  bringBackCommand,
  answerCommand,
  wishCommand,
  voteCommand,
  drawCommand,
  rubCommand,
];

/** A command in the outbox of `<s>/member/<m>`. */
export type MemberCommand = z.output<(typeof all)[number]["schema"]>;

export type CommandOf<K extends MemberCommand["kind"]> = Extract<
  MemberCommand,
  { kind: K }
>;

/** By kind. */
export const definitions: ReadonlyMap<string, CommandDefinition> = new Map(
  all.map((definition) => [definition.kind, definition]),
);

const [first, ...others] = all.map(({ schema }) => schema);
const memberCommand = z.discriminatedUnion("kind", [first, ...others]);

/** Refuses a malformed command. The sync layer ensures that its properties are its own. */
export function parseCommand(given: Command): MemberCommand {
  const read = memberCommand.safeParse(given);
  if (read.success) return read.data;
  const [{ path }] = faultsOf(read.error);
  throw refusal("wrong-command", { path: path || "none" });
}
