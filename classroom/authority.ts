/** What the classroom tells the sync layer: who may have which document, and what each command does. */
import type {
  Access,
  Authority,
  Command,
  Documents,
  Presence,
  Tx,
} from "../sync/authority.ts";
import { Refusal } from "../sync/refusal.ts";
import { access } from "./access.ts";
import { say } from "./chat.ts";
import { readCommand } from "./commands.ts";
import type { Who } from "./identity.ts";
import { info, members, parseDocument } from "./layout.ts";
import { documents as names } from "./schema.ts";

/** The authority over all sessions. */
export class Classroom implements Authority<Who> {
  /** The session's document: access depends on nothing else. */
  root(space: string): string {
    return names.session(space);
  }

  /** Asks the one table (A1). */
  access(documents: Documents, who: Who, document: string): Access {
    const session = documents.doc(names.session(who.session));
    return access(who, parseDocument(document), {
      state: info(session, "state"),
      member: members(session).get(who.member),
      rooms: session.getMap("rooms"),
    });
  }

  /** Everybody is shown, as the member that they are. */
  presence(who: Who): Presence {
    return { key: who.member, state: { member: who.member } };
  }

  /** S12: a board shows every conversation and room, a student's page few. */
  sockets(who: Who): { key: string; most: number } {
    return { key: who.member, most: who.role === "teacher" ? 200 : 32 };
  }

  /** A message touches its room, where there is such a room. */
  needs(
    document: string,
    command: Command,
    documents: Documents,
  ): readonly string[] {
    const of = parseDocument(document);
    const { kind, room } = command;
    if (!of || kind !== "say" || typeof room !== "string") return [];
    const rooms = documents.doc(names.session(of.session)).getMap("rooms");
    return room === "main" || rooms.has(room)
      ? [names.room(of.session, room)]
      : [];
  }

  /** Gives a command its effect, or refuses it. */
  decide(tx: Tx, document: string, given: Command): void {
    const of = parseDocument(document);
    if (of?.kind !== "member") throw new Refusal("not-found");
    const command = readCommand(given);
    const session = tx.doc(names.session(of.session));
    switch (command.kind) {
      case "say": {
        const room = () => tx.doc(names.room(of.session, command.room));
        return say({ session, room }, of.member, command, tx.now);
      }
      case "ask":
      case "retry":
      case "stop":
      case "share":
      case "submit":
      case "help":
      case "choose-room":
      case "bring-back":
        throw new Refusal("malformed", "This comes with a later version.");
      default:
        return command satisfies never;
    }
  }
}
