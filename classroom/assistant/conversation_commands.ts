/**
 * The commands about conversations, as the authority hands them on: which documents each needs, and which
 * part of the classroom gives it its effect.
 */
import type { Command, Tx } from "../../sync/authority.ts";
import { type Answering, ask, retry, stop } from "./conversations.ts";
import type { DocumentName } from "../layout.ts";
import type { ConversationCommand, MemberCommand } from "../schema/commands.ts";
import { documents as names } from "../schema/documents.ts";
import { isId } from "../schema/ids.ts";
import { share, submit } from "./sharing.ts";

/** Whose command it is: the member as whom they act, and the one in whose own document they keep what is theirs. */
export type Actor = Extract<DocumentName, { kind: "member" }> & {
  seat: string;
};

const kinds: ReadonlySet<string> = new Set<ConversationCommand["kind"]>(
  ["ask", "retry", "stop", "share", "submit"],
);

/** Whether a command is about a conversation. */
export function isAboutConversation(
  command: MemberCommand,
): command is { id: string } & ConversationCommand {
  return kinds.has(command.kind);
}

/** The documents that such a command touches, as far as it names any, besides the room of a `share`; else null. */
export function conversationNeeds(
  { session, seat }: Actor,
  { kind, conversation }: Command,
): string[] | null {
  if (!kinds.has(kind)) return null;
  if (!isId(conversation)) return [];
  return [
    names.conversation(session, conversation),
    names.staff(session),
    names.member(session, seat),
  ];
}

/** Gives such a command its effect, or refuses it. */
export function decideOnConversation(
  tx: Tx,
  { session: s, member, seat }: Actor,
  command: { id: string } & ConversationCommand,
  answering: Answering,
): void {
  const session = tx.doc(names.session(s));
  const staff = tx.doc(names.staff(s));
  const own = tx.doc(names.member(s, seat));
  const conversation = tx.doc(names.conversation(s, command.conversation));
  const place = {
    tx,
    s,
    member,
    seat,
    session,
    staff,
    own,
    conversation,
    answering,
  };
  switch (command.kind) {
    case "ask":
      return ask(place, command);
    case "retry":
      return retry(place, command);
    case "stop":
      return stop(place, command);
    case "share": {
      const room = () => tx.doc(names.room(s, command.room));
      return share(
        { session, conversation, room, staff, own, seat },
        member,
        command,
        tx,
      );
    }
    case "submit":
      return submit(place, member, command, tx);
    default:
      return command satisfies never;
  }
}
