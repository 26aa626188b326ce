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

export class SessionAuthority implements Authority<Who> {
  readonly #effects: CommandEffects;
  readonly #studentPace: number | undefined;
  readonly #mostInCall: typeof meshMost | null;

  /**
   * @param studentPace messages per minute of a student @param mostInCall voices and pictures of a call; null:
   * unlimited
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

  root(space: string): string {
    return names.session(space);
  }

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

  shape(document: string): Shape | null {
    return parseDocument(document)?.kind === "page" ? pageShape : null;
  }

  /** A merge does not change the author of earlier text. */
  author(_documents: Documents, { member, by, own }: Who): string {
    return own ?? by ?? member;
  }

  /** Writing in a page counts as activity (M-4). */
  wrote({ session, member }: Who, now: number): void {
    this.#effects.onActed(session, member, now);
  }

  #ownerOf(session: Y.Doc, conversation: Y.Doc): string | undefined {
    const owner = ownerOf(conversation);
    return owner === undefined ? undefined : seatIn(session, owner);
  }

  /** An unconfirmed device uses its own document instead of the member's (J-2). */
  nameFor({ session, member, own }: Who, document: string): string {
    return own !== undefined && document === names.member(session, member)
      ? names.member(session, own)
      : document;
  }

  /** A conversation's document names its owner. */
  dependsOnItself(document: string): boolean {
    return parseDocument(document)?.kind === "conversation";
  }

  /** Everybody but observers is shown, as their present member (C-7). */
  presence(who: Who): ShownPerson | null {
    if (who.role === "observer") return null;
    return { key: who.member, state: { member: who.member } };
  }

  /** Typing shows only where the member may write, so that it does not get around muting. */
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

  /** A peer room is a room's call (K-1, K-2). */
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

  /** Bounds sockets (SYNC-12): staff's pages open every conversation and room, a student's few. */
  sockets(who: Who): { key: string; most: number } {
    // By device, so that an unconfirmed one does not use up the member's.
    const key = who.by ?? who.member;
    return { key, most: who.role === "student" ? 32 : 200 };
  }

  needs(
    document: string,
    command: Command,
    documents: Documents,
  ): readonly string[] {
    const actor = this.#actor(documents, document);
    if (!actor) return [];
    const session = documents.doc(names.session(actor.s));
    // A vote from an earlier version's page is refused and stored nowhere.
    const isSecret = command.kind === "answer" &&
      sharedNow(session, String(command.resource), "poll")?.anonymous;
    if (isSecret) return [];
    const { needs = [] } = definitions.get(command.kind) ?? {};
    // A malformed command is refused without loading documents.
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

  /** A student's pace (SYNC-12), shared by all their devices and merged members. */
  pace(document: string, command: Command, documents: Documents): Pace | null {
    const pace = definitions.get(command.kind)?.pace;
    const actor = this.#actor(documents, document);
    if (!pace || !actor) return null;
    const all = members(documents.doc(names.session(actor.s)));
    if (all.get(actor.member)?.role === "teacher") return null;
    // Unconfirmed devices share a pace of their own.
    const isByName = all.get(actor.seat)?.byName === true;
    const key = isByName ? `${actor.member} by name` : actor.member;
    return paceOf(pace, command, key, this.#studentPace);
  }

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
    // The command's schema has checked the kind.
    const definition = definitions.get(command.kind)!;
    definition.decide(at, command);
    tx.after(() => definition.onStored?.(at, command));
    const { s, member } = actor, { now } = tx;
    tx.after(() => this.#effects.onActed(s, member, now));
  }
}

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
