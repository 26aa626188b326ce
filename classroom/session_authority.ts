/** What the classroom tells the sync layer: who may have which document, and what each command does. */
import type * as Y from "yjs";
import type {
  Access,
  Authority,
  Command,
  Documents,
  Pace,
  Presence,
  Tx,
} from "../sync/authority.ts";
import { isRefusal, Refusal } from "../sync/refusal.ts";
import { access } from "./access.ts";
import { formerRooms, rooms } from "./groups/breakouts_layout.ts";
import { requireMaySpeak, requireMayWriteIn } from "./chat/chat.ts";
import { decideInChat, isAboutChat } from "./chat/chat_commands.ts";
import { readCommand } from "./commands.ts";
import {
  conversationNeeds,
  decideOnConversation,
  isAboutConversation,
} from "./assistant/conversation_commands.ts";
import type { Answering } from "./assistant/conversations.ts";
import type { Who } from "./identity.ts";
import { info, members, parseDocument } from "./layout.ts";
import { paceOf } from "./pace.ts";
import { personIn, seatIn } from "./people/persons.ts";
import { decideInRooms } from "./groups/room_commands.ts";
import { documents as names } from "./schema/documents.ts";
import { isId } from "./schema/ids.ts";
import { ownerOf } from "./assistant/turns.ts";

/** The authority over all sessions. */
export class SessionAuthority implements Authority<Who> {
  readonly #answering: Answering;
  readonly #onRoomChanged: (session: string, room: string) => void;
  readonly #studentPace: number | undefined;

  /**
   * @param answering who gives the assistant's answers
   * @param onRoomChanged told, once it is stored, that something was said in a room
   * @param studentPace messages a minute of a student; without it the usual number
   */
  constructor(
    answering: Answering,
    onRoomChanged: (session: string, room: string) => void = () => {},
    studentPace?: number,
  ) {
    this.#answering = answering;
    this.#onRoomChanged = onRoomChanged;
    this.#studentPace = studentPace;
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
      person: personIn(session, who.by ?? who.member),
      seat: seatIn(session, who.by ?? who.member),
      rooms: rooms(session),
      former: formerRooms(session).get(who.member) ?? [],
      collect: info(session, "collect"),
      ...(asked?.kind === "conversation" &&
        asked.session === who.session &&
        { owner: this.#ownerOf(session, documents.doc(document)) }),
    });
  }

  #ownerOf(session: Y.Doc, conversation: Y.Doc): string | undefined {
    const owner = ownerOf(conversation);
    return owner === undefined ? undefined : seatIn(session, owner);
  }

  /** Who came by a name alone has a document of their own in the place of that member's (J-2). */
  nameFor({ session, member, own }: Who, document: string): string {
    return own !== undefined && document === names.member(session, member)
      ? names.member(session, own)
      : document;
  }

  /** Whose a conversation is stands in it alone; who that is by now, in the session's document. */
  dependsOnItself(document: string): boolean {
    return parseDocument(document)?.kind === "conversation";
  }

  /** Everybody is shown, as the member that they are. */
  presence(who: Who): Presence {
    return { key: who.member, state: { member: who.member } };
  }

  /** Typing is shown where one may speak, and nowhere else: it is no way round being muted. */
  showsTyping(
    documents: Documents,
    who: Who,
    where: string,
    now: number,
  ): boolean {
    const session = documents.doc(names.session(who.session));
    const member = members(session).get(personIn(session, who.member));
    if (!member || where !== "main" && !isId(where)) return false;
    try {
      requireMaySpeak(session, member, now);
      requireMayWriteIn(session, member, where);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }

  /** S12: a teacher's or an observer's board shows every conversation and room, a student's page few. */
  sockets(who: Who): { key: string; most: number } {
    // Who came by somebody's name keeps nobody out of their own documents.
    const key = who.by ?? who.member;
    return { key, most: who.role === "student" ? 32 : 200 };
  }

  /**
   * Who says or marks something touches that room, where there is such a room; what may be said, which files there
   * are and all else of breakout rooms stands in the staff's document.
   */
  needs(
    document: string,
    command: Command,
    documents: Documents,
  ): readonly string[] {
    const of = this.#actor(documents, document);
    if (!of) return [];
    const { kind, room } = command;
    const about = conversationNeeds(of, command) ?? [];
    const staff = [names.staff(of.session)];
    switch (kind) {
      case "say":
      case "react":
      case "edit":
      case "retract":
      case "share":
      case "bring-back": {
        const all = rooms(documents.doc(names.session(of.session)));
        const isThere = typeof room === "string" &&
          (room === "main" || all.has(room));
        return [
          ...about,
          ...isThere ? [names.room(of.session, room)] : [],
          ...staff,
          names.member(of.session, of.seat),
        ];
      }
      case "choose-room":
        return staff;
      case "help":
        return [...staff, names.member(of.session, of.seat)];
      default:
        return about;
    }
  }

  /** Whose command it is that lies in a document: what a merged member left there is the other one's (J-7). */
  #actor(documents: Documents, document: string) {
    const of = parseDocument(document);
    if (of?.kind !== "member") return null;
    const session = documents.doc(names.session(of.session));
    return {
      ...of,
      by: of.member,
      member: personIn(session, of.member),
      seat: seatIn(session, of.member),
    };
  }

  /** Students keep a pace, all devices and merged members of one together (S12). */
  pace(document: string, command: Command, documents: Documents): Pace | null {
    const of = this.#actor(documents, document);
    if (!of) return null;
    const session = documents.doc(names.session(of.session));
    if (members(session).get(of.member)?.role === "teacher") return null;
    // Who came by a name keeps the student waiting whose it is no longer than anybody else.
    const isByName = members(session).get(of.seat)?.byName === true;
    const key = isByName ? `${of.member} by name` : of.member;
    return paceOf(command, key, this.#studentPace);
  }

  /** Gives a command its effect, or refuses it. */
  decide(tx: Tx, document: string, given: Command): void {
    const of = this.#actor(tx, document);
    if (!of) throw new Refusal("not-found");
    const session = tx.doc(names.session(of.session));
    if (members(session).get(of.by)?.refused) {
      throw new Refusal("not-allowed", "The teacher has not let you in.");
    }
    const command = readCommand(given);
    if (isAboutConversation(command)) {
      decideOnConversation(tx, of, command, this.#answering);
      if (command.kind !== "share") return;
      return tx.after(() => this.#onRoomChanged(of.session, command.room));
    }
    if (isAboutChat(command)) {
      decideInChat(tx, of, command);
      return tx.after(() => this.#onRoomChanged(of.session, command.room));
    }
    switch (command.kind) {
      case "choose-room":
      case "help":
      case "bring-back":
        return decideInRooms(tx, of, command);
      default:
        return command satisfies never;
    }
  }
}
