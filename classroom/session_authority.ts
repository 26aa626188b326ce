/** The classroom's answers to the sync layer: who may have which document, and the effect of each command. */
import type * as Y from "yjs";
import type {
  Access,
  Authority,
  Command,
  Documents,
  Pace,
  PeerAnswer,
  PeerWish,
  ShownPerson,
  Tx,
} from "../sync/authority.ts";
import { isRefusal, Refusal } from "../sync/refusal.ts";
import { access, type PageFacts } from "./access.ts";
import { judgeState } from "./calls/call_access.ts";
import { formerRooms, isRoom, rooms } from "./model/breakouts_layout.ts";
import { requireMaySpeak, requireMayWriteIn } from "./model/may_write.ts";
import { definitions, parseCommand } from "./commands.ts";
import type {
  Actor,
  CommandContext,
  CommandEffects,
  Needed,
} from "./define_command.ts";
import type { Who } from "./model/who.ts";
import { info, members, parseDocument } from "./model/layout.ts";
import { paceOf } from "./pace.ts";
import { ownDocumentsOf, ownsOf, personIn, seatIn } from "./model/persons.ts";
import { meshMost } from "./model/calls.ts";
import { documents as names } from "./model/documents.ts";
import { isId } from "./model/ids.ts";
import { ownerOf } from "./model/turns.ts";
import { pageShape } from "./model/page_schema.ts";
import { isShownTo } from "./model/drawings_layout.ts";
import { findPage, isBroughtBack, pageFor } from "./model/pages_layout.ts";
import { sharedNow } from "./model/resources_layout.ts";
import type { Member } from "./model/members.ts";
import type { Shape } from "../sync/shape.ts";

/** The authority over all sessions. */
export class SessionAuthority implements Authority<Who> {
  readonly #effects: CommandEffects;
  readonly #studentPace: number | undefined;
  readonly #mostInCall: typeof meshMost | null;

  /**
   * @param studentPace messages a minute of a student; without it the usual number
   * @param mostInCall how many voices and pictures a call takes; null: as many as there are
   */
  constructor(
    effects: CommandEffects,
    studentPace?: number,
    mostInCall: typeof meshMost | null = meshMost,
  ) {
    this.#effects = effects;
    this.#studentPace = studentPace;
    this.#mostInCall = mostInCall;
  }

  /** The session's document: access depends on nothing else. */
  root(space: string): string {
    return names.session(space);
  }

  /** Asks the one table (A1). */
  access(documents: Documents, who: Who, document: string): Access {
    const session = documents.doc(names.session(who.session));
    const asked = parseDocument(document);
    const member = members(session).get(who.member);
    const seat = seatIn(session, who.by ?? who.member);
    const former = formerRooms(session).get(who.member) ?? [];
    return access(who, asked, {
      state: info(session, "state"),
      member,
      person: personIn(session, who.by ?? who.member),
      seat,
      rooms: rooms(session),
      former,
      collect: info(session, "collect"),
      ...(asked?.kind === "conversation" &&
        asked.session === who.session &&
        { owner: this.#ownerOf(session, documents.doc(document)) }),
      ...(asked?.kind === "page" && member &&
        { page: pageFacts(session, asked.page, { member, seat, former }) }),
      ...(asked?.kind === "drawing" && {
        isBoard: members(session).get(asked.member)?.role === "student" &&
          sharedNow(session, asked.resource, "drawing") !== undefined,
      }),
      ...(asked?.kind === "shown" && member &&
        { isShown: isShownTo(session, asked.copy, member) }),
    });
  }

  /** What may stand in a page (W-1). */
  shape(document: string): Shape | null {
    return parseDocument(document)?.kind === "page" ? pageShape : null;
  }

  /** The member that their device has always been: a merge changes who that is, and not what it wrote before. */
  author(_documents: Documents, { member, by, own }: Who): string {
    return own ?? by ?? member;
  }

  /** Who writes a page is no idle student (M-4). */
  wrote({ session, member }: Who, now: number): void {
    this.#effects.onActed(session, member, now);
  }

  #ownerOf(session: Y.Doc, conversation: Y.Doc): string | undefined {
    const owner = ownerOf(conversation);
    return owner === undefined ? undefined : seatIn(session, owner);
  }

  /** Somebody who came by a name alone has a document of their own instead of that member's (J-2). */
  nameFor({ session, member, own }: Who, document: string): string {
    return own !== undefined && document === names.member(session, member)
      ? names.member(session, own)
      : document;
  }

  /** The conversation alone says whose it is; the session's document, who that is by now. */
  dependsOnItself(document: string): boolean {
    return parseDocument(document)?.kind === "conversation";
  }

  /** Everybody is shown, as the member that they are, but for observers, who count nowhere (C-7). */
  presence(who: Who): ShownPerson | null {
    if (who.role === "observer") return null;
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

  /** A peer room is a room's call: who may be in it, and with what (K-1, K-2). */
  peerRoom(
    documents: Documents,
    who: Who,
    document: string,
    wish: PeerWish,
  ): PeerAnswer {
    const of = parseDocument(document);
    if (of?.kind !== "room" || of.session !== who.session) {
      return { refused: "not-on" };
    }
    const session = documents.doc(names.session(who.session));
    const { room } = of;
    return judgeState(session, who, { ...wish, room, most: this.#mostInCall });
  }

  /** S12: a teacher's or an observer's board shows every conversation and room, a student's page few. */
  sockets(who: Who): { key: string; most: number } {
    // A device that came by a name keeps nobody out of their own documents.
    const key = who.by ?? who.member;
    return { key, most: who.role === "student" ? 32 : 200 };
  }

  /** What its definition says, as far as the command names what there is. */
  needs(
    document: string,
    command: Command,
    documents: Documents,
  ): readonly string[] {
    const actor = this.#actor(documents, document);
    if (!actor) return [];
    const session = documents.doc(names.session(actor.s));
    // So a page of a version before votes: refused in the batch that brings it, it is stored nowhere.
    const isSecret = command.kind === "answer" &&
      sharedNow(session, String(command.resource), "poll")?.anonymous;
    if (isSecret) return [];
    const { needs = [] } = definitions.get(command.kind) ?? {};
    // Where it names no conversation it is malformed, and nothing is looked at to refuse it.
    const isWhole = !needs.includes("conversation") ||
      isId(command.conversation);
    const isThere = (needed: Needed) => {
      if (needed === "room") return isRoom(session, command.room);
      if (needed !== "drawing") return isWhole;
      return sharedNow(session, String(command.resource), "drawing") !==
        undefined;
    };
    return needs.filter(isThere).flatMap((needed) =>
      needed === "own"
        ? ownDocumentsOf(session, actor.s, actor.member)
        : nameOf(needed, actor, command)
    );
  }

  /** Whose command it is that lies in a document, and who put it there. */
  #actor(
    documents: Documents,
    document: string,
  ): Actor & { by: string } | null {
    const of = parseDocument(document);
    if (of?.kind !== "member") return null;
    const session = documents.doc(names.session(of.session));
    return {
      s: of.session,
      by: of.member,
      member: personIn(session, of.member),
      seat: seatIn(session, of.member),
    };
  }

  /** Students keep a pace, all devices and merged members of one together (S12). */
  pace(document: string, command: Command, documents: Documents): Pace | null {
    const pace = definitions.get(command.kind)?.pace;
    const actor = this.#actor(documents, document);
    if (!pace || !actor) return null;
    const all = members(documents.doc(names.session(actor.s)));
    if (all.get(actor.member)?.role === "teacher") return null;
    // Unconfirmed devices share one pace, and take nothing of the member's.
    const isByName = all.get(actor.seat)?.byName === true;
    const key = isByName ? `${actor.member} by name` : actor.member;
    return paceOf(pace, command, key, this.#studentPace);
  }

  /** Gives a command its effect, or refuses it. */
  decide(tx: Tx, document: string, given: Command): void {
    const actor = this.#actor(tx, document);
    if (!actor) throw new Refusal("not-found");
    const session = tx.doc(names.session(actor.s));
    const command = parseCommand(given);
    const doc = (needed: Needed) => tx.doc(nameOf(needed, actor, given));
    const at: CommandContext<Needed> = {
      ...actor,
      ...this.#effects,
      tx,
      session,
      get staff() {
        return doc("staff");
      },
      get own() {
        return doc("own");
      },
      get owns() {
        return ownsOf(tx, session, actor.s, actor.member);
      },
      get room() {
        return doc("room");
      },
      get conversation() {
        return doc("conversation");
      },
      get drawing() {
        return doc("drawing");
      },
    };
    // It was read by the schema of one of them.
    const definition = definitions.get(command.kind)!;
    definition.decide(at, command);
    tx.after(() => definition.onStored?.(at, command));
    const { s, member } = actor, { now } = tx;
    tx.after(() => this.#effects.onActed(s, member, now));
  }
}

/** What access to a page depends on; undefined: it is none. */
function pageFacts(
  session: Y.Doc,
  page: string,
  { member, seat, former }: {
    member: Member;
    seat: string;
    former: readonly string[];
  },
): PageFacts | undefined {
  const found = findPage(session, page);
  if (!found) return undefined;
  const { of } = found;
  const shared = sharedNow(session, found.resource, "page");
  const isTheirs = shared !== undefined &&
    pageFor(shared, seat, member) === of;
  return {
    isCurrent: found.page === page,
    isShared: shared !== undefined,
    isLocked: shared?.locked === true,
    isTheirs,
    isBroughtBack: isBroughtBack(session, found, member),
    wasTheirs: !isTheirs && (former.includes(of) || of === member.was),
  };
}

/** The document that is meant; of a room or a conversation, the one that the command names. */
function nameOf(
  needed: Needed,
  { s, member, seat }: Actor,
  command: Command,
): string {
  switch (needed) {
    case "staff":
      return names.staff(s);
    case "own":
      return names.member(s, seat);
    case "room":
      return names.room(s, String(command.room));
    case "conversation":
      return names.conversation(s, String(command.conversation));
    case "drawing":
      return names.drawing(s, String(command.resource), member);
  }
}
