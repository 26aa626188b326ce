/** The commands about what is said in rooms, as the authority hands them on: which part of the classroom gives each its effect. */
import type { Tx } from "../../sync/authority.ts";
import { say } from "./chat.ts";
import type { Actor } from "../assistant/conversation_commands.ts";
import { react } from "./reactions.ts";
import { edit, retract } from "./revising.ts";
import type { ChatCommand, MemberCommand } from "../schema/commands.ts";
import { documents as names } from "../schema/documents.ts";

const kinds: ReadonlySet<string> = new Set<ChatCommand["kind"]>(
  ["say", "react", "edit", "retract"],
);

/** Whether a command is about what is said in a room. */
export function isAboutChat(command: MemberCommand): command is ChatCommand {
  return kinds.has(command.kind);
}

/** Gives such a command its effect, or refuses it. */
export function decideInChat(
  tx: Tx,
  { session: s, member, seat }: Actor,
  command: ChatCommand,
): void {
  const documents = {
    session: tx.doc(names.session(s)),
    room: () => tx.doc(names.room(s, command.room)),
    staff: tx.doc(names.staff(s)),
    own: tx.doc(names.member(s, seat)),
    seat,
  };
  const place = { s, room: command.room };
  switch (command.kind) {
    case "say":
      return say(documents, member, command, tx);
    case "react":
      return react(documents, member, command, tx.now);
    case "edit":
      return edit(documents, place, member, command, tx);
    case "retract":
      return retract(documents, place, member, command, tx);
    default:
      return command satisfies never;
  }
}
