/** The commands about breakout rooms, as the authority hands them on: which part of the classroom gives each its effect. */
import type { Tx } from "../../sync/authority.ts";
import { requireActiveMember } from "../acting.ts";
import { docsOf } from "./breakouts_layout.ts";
import type { Actor } from "../assistant/conversation_commands.ts";
import { mark } from "./bring_back.ts";
import { lowerOwn, raise } from "./help.ts";
import { chooseRoom } from "./room_choice.ts";
import type { MemberCommand } from "../schema/commands.ts";
import { documents as names } from "../schema/documents.ts";

type RoomCommand = Extract<
  MemberCommand,
  { kind: "choose-room" | "help" | "bring-back" }
>;

/** Gives such a command of a member its effect, or refuses it. */
export function decideInRooms(
  tx: Tx,
  { session: s, member, seat }: Actor,
  command: RoomCommand,
): void {
  const session = tx.doc(names.session(s));
  requireActiveMember(session, member, tx.now);
  switch (command.kind) {
    case "choose-room": {
      return chooseRoom(docsOf(tx, s), member, command.room, tx.now);
    }
    case "help": {
      const staff = tx.doc(names.staff(s));
      const own = tx.doc(names.member(s, seat));
      return command.on
        ? raise({ session, staff, own, seat }, member, command.note, tx.now)
        : lowerOwn({ staff, own, seat }, member);
    }
    case "bring-back": {
      const room = () => tx.doc(names.room(s, command.room));
      return mark({ session, room }, member, command, tx.now);
    }
    default:
      return command satisfies never;
  }
}
