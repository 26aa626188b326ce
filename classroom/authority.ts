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
import {
  conversationNeeds,
  decideOnConversation,
  isAboutConversation,
} from "./conversation_commands.ts";
import type { Answering } from "./conversations.ts";
import type { Who } from "./identity.ts";
import { info, members, parseDocument } from "./layout.ts";
import { documents as names } from "./schema.ts";
import { ownerOf } from "./turns.ts";

/** The authority over all sessions. */
export class Classroom implements Authority<Who> {
  readonly #answering: Answering;

  /** @param answering who gives the assistant's answers */
  constructor(answering: Answering) {
    this.#answering = answering;
  }

  /** The session's document: access depends on nothing else. */
  root(space: string): string {
    return names.session(space);
  }

  /** Asks the one table (A1). */
  access(documents: Documents, who: Who, document: string): Access {
    const session = documents.doc(names.session(who.session));
    const asked = parseDocument(document);
    return access(who, asked, {
      state: info(session, "state"),
      member: members(session).get(who.member),
      rooms: session.getMap("rooms"),
      collect: info(session, "collect"),
      ...(asked?.kind === "conversation" &&
        asked.session === who.session &&
        { owner: ownerOf(documents.doc(document)) }),
    });
  }

  /** Whose a conversation is stands in it alone; it never changes. */
  dependsOnItself(document: string): boolean {
    return parseDocument(document)?.kind === "conversation";
  }

  /** Everybody is shown, as the member that they are. */
  presence(who: Who): Presence {
    return { key: who.member, state: { member: who.member } };
  }

  /** S12: a board shows every conversation and room, a student's page few. */
  sockets(who: Who): { key: string; most: number } {
    return { key: who.member, most: who.role === "teacher" ? 200 : 32 };
  }

  /** A message touches its room, where there is such a room, and one with a file what is known of files. */
  needs(
    document: string,
    command: Command,
    documents: Documents,
  ): readonly string[] {
    const of = parseDocument(document);
    const { kind, room, file } = command;
    const about = of && conversationNeeds(of, command);
    if (about && kind !== "share") return about;
    if (!of || (kind !== "say" && !about) || typeof room !== "string") {
      return [];
    }
    const rooms = documents.doc(names.session(of.session)).getMap("rooms");
    const isRoom = room === "main" || rooms.has(room);
    return [
      ...about ?? [],
      ...isRoom ? [names.room(of.session, room)] : [],
      ...file === undefined ? [] : [names.staff(of.session)],
    ];
  }

  /** Gives a command its effect, or refuses it. */
  decide(tx: Tx, document: string, given: Command): void {
    const of = parseDocument(document);
    if (of?.kind !== "member") throw new Refusal("not-found");
    const command = readCommand(given);
    if (isAboutConversation(command)) {
      return decideOnConversation(tx, of, command, this.#answering);
    }
    const session = tx.doc(names.session(of.session));
    switch (command.kind) {
      case "say": {
        const room = () => tx.doc(names.room(of.session, command.room));
        const staff = () => tx.doc(names.staff(of.session));
        return say({ session, room, staff }, of.member, command, tx.now);
      }
      case "help":
      case "choose-room":
      case "bring-back":
        throw new Refusal("malformed", "This comes with a later version.");
      default:
        return command satisfies never;
    }
  }
}
