import type * as Y from "yjs";
import type {
  Authority,
  Command,
  Documents,
  Pace,
  PeerAnswer,
  PeerRequest,
  PersonPresence,
  Tx,
} from "../sync/authority.ts";
import { refusal } from "./model/refuse.ts";
import { isRefusal } from "../sync/refusal.ts";
import {
  type ClassAccess,
  decideAccess,
  type PageAccessFacts,
} from "./access.ts";
import { decideCallState } from "./calls/call_access.ts";
import { isKnownRoom } from "./model/breakouts_layout.ts";
import { requireMaySpeak, requireMayWriteIn } from "./model/permissions.ts";
import { commandDefinitions, parseCommand } from "./commands.ts";
import type {
  Actor,
  CommandContext,
  CommandEffects,
  NeededDocument,
} from "./define_command.ts";
import type { Identity, Member } from "./model/members.ts";
import { parseDocumentName, sessionInfo } from "./model/layout.ts";
import { computePace } from "./pace.ts";
import { findPerson, findSeat, quotaKey } from "./model/persons.ts";
import { meshLimits } from "./model/calls.ts";
import { documentNames as names } from "./model/documents.ts";
import { isId } from "./model/ids.ts";
import { conversationOwner } from "./model/turns.ts";
import { pageShape } from "./model/page_schema.ts";
import { isCopyShownTo } from "./model/drawings_layout.ts";
import {
  findPageByDocument,
  isBroughtBackFor,
  pageOwnerFor,
} from "./model/pages_layout.ts";
import { findShared } from "./model/resources_layout.ts";
import { formerRooms, members, rooms } from "./model/roots.ts";
import type { DocumentShape } from "../sync/shape.ts";

export class SessionAuthority implements Authority<Identity> {
  readonly #effects: CommandEffects;
  readonly #studentPace: number | undefined;
  readonly #meshLimits: typeof meshLimits | null;

  /**
   * @param studentPace messages per minute of a student
   * @param mostInCall maximum of members and pictures in a call; null: unlimited
   */
  constructor(
    effects: CommandEffects,
    studentPace?: number,
    mostInCall: typeof meshLimits | null = meshLimits,
  ) {
    this.#effects = effects;
    this.#studentPace = studentPace;
    this.#meshLimits = mostInCall;
  }

  rootDocument(space: string): string {
    return names.session(space);
  }

  access(
    documents: Documents,
    who: Identity,
    document: string,
  ): ClassAccess {
    const session = documents.doc(names.session(who.session));
    const address = parseDocumentName(document);
    const member = members(session).get(who.member);
    const seat = findSeat(session, who.by ?? who.member);
    const former = formerRooms(session).get(seat) ?? [];
    return decideAccess(who, address, {
      state: sessionInfo(session, "state"),
      member,
      person: findPerson(session, who.by ?? who.member),
      seat,
      rooms: rooms(session),
      former,
      isCollected: sessionInfo(session, "collect"),
      ...(address?.kind === "conversation" &&
        address.session === who.session &&
        { owner: this.#ownerOf(session, documents.doc(document)) }),
      ...((address?.kind === "note" || address?.kind === "drawing") &&
        members(session).get(address.member)?.role === "student" &&
        { owner: findSeat(session, address.member) }),
      ...(address?.kind === "page" && member &&
        { page: pageFacts(session, address.page, { member, seat, former }) }),
      ...(address?.kind === "drawing" && {
        isBoard: findShared(session, address.resource, "drawing") !== undefined,
      }),
      ...(address?.kind === "shown" && member &&
        { isShown: isCopyShownTo(session, address.copy, member) }),
    });
  }

  shape(document: string): DocumentShape | null {
    return parseDocumentName(document)?.kind === "page" ? pageShape : null;
  }

  /** The author of written text: the member as which the browser joined, so that aliases keep their earlier text. */
  author(_documents: Documents, { member, by, own }: Identity): string {
    return own ?? by ?? member;
  }

  /** Writing in a page counts as activity (M-4). */
  onWrite({ session, member }: Identity, document: string, now: number): void {
    const address = parseDocumentName(document);
    const work = address?.kind === "page"
      ? { at: now, page: address.page }
      : undefined;
    this.#effects.onActed(session, member, now, work);
  }

  #ownerOf(session: Y.Doc, conversation: Y.Doc): string | undefined {
    const owner = conversationOwner(conversation);
    return owner === undefined ? undefined : findSeat(session, owner);
  }

  /** An unconfirmed device uses its own document instead of the member's (J-2). */
  resolveName({ session, member, own }: Identity, document: string): string {
    return own !== undefined && document === names.member(session, member)
      ? names.member(session, own)
      : document;
  }

  /** Whether access to a document depends on that document: a conversation names its owner. */
  dependsOnItself(document: string): boolean {
    return parseDocumentName(document)?.kind === "conversation";
  }

  /** The person whom a browser's presence shows (C-7). Everybody sees whether an observer is connected (S-8). */
  presence(who: Identity): PersonPresence {
    return { key: who.member, state: { member: who.member } };
  }

  /** Whether others see a member typing: only where the member may write, so that muting hides it, too. */
  showsTyping(
    documents: Documents,
    who: Identity,
    where: string,
    now: number,
  ): boolean {
    const session = documents.doc(names.session(who.session));
    const member = members(session).get(findPerson(session, who.member));
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

  /** Decides whether a page may be in a room's call, and with which devices (K-1, K-2). */
  decidePeerState(
    documents: Documents,
    who: Identity,
    document: string,
    request: PeerRequest,
  ): PeerAnswer {
    const address = parseDocumentName(document);
    if (address?.kind !== "room" || address.session !== who.session) {
      return { refused: "not-on" };
    }
    const session = documents.doc(names.session(who.session));
    const { room } = address;
    return decideCallState(session, who, {
      ...request,
      room,
      maxima: this.#meshLimits,
    });
  }

  /** Limits sockets (SYNC-12): pages of staff open every conversation and room, pages of students only a few. */
  socketLimit(who: Identity): { key: string; max: number } {
    // Counted by the cookie's member, so that an unconfirmed browser does not use up the member's limit.
    const key = who.by ?? who.member;
    return { key, max: who.role === "student" ? 32 : 200 };
  }

  neededDocuments(
    document: string,
    command: Command,
    documents: Documents,
  ): readonly string[] {
    const actor = this.#actor(documents, document);
    if (!actor) return [];
    const session = documents.doc(names.session(actor.s));
    const definition = commandDefinitions.get(command.kind);
    if (!definition) return [];
    const { needs } = definition;
    if (definition.isThere?.(session, command) === false) return [];
    // A malformed command is refused without loading documents.
    const isWhole = !needs.includes("conversation") ||
      isId(command.conversation);
    const isNamed = (needed: NeededDocument) =>
      needed === "room" ? isKnownRoom(session, command.room) : isWhole;
    return needs.filter(isNamed).map((needed) =>
      nameOf(needed, actor, command)
    );
  }

  #actor(
    documents: Documents,
    document: string,
  ): Actor & { by: string } | null {
    const address = parseDocumentName(document);
    if (address?.kind !== "member") return null;
    const session = documents.doc(names.session(address.session));
    return {
      s: address.session,
      by: address.member,
      member: findPerson(session, address.member),
      seat: findSeat(session, address.member),
    };
  }

  /** The pace of a student's commands (SYNC-12), by {@link quotaKey}; null: none. */
  paceOf(
    document: string,
    command: Command,
    documents: Documents,
  ): Pace | null {
    const pace = commandDefinitions.get(command.kind)?.pace;
    const actor = this.#actor(documents, document);
    if (!pace || !actor) return null;
    const session = documents.doc(names.session(actor.s));
    if (members(session).get(actor.member)?.role === "teacher") return null;
    const key = quotaKey(session, actor.seat);
    return computePace(pace, command, key, this.#studentPace);
  }

  decide(tx: Tx, document: string, received: Command): void {
    const actor = this.#actor(tx, document);
    if (!actor) throw refusal("not-found");
    const session = tx.doc(names.session(actor.s));
    const command = parseCommand(received);
    const doc = (needed: NeededDocument) =>
      tx.doc(nameOf(needed, actor, received));
    const context: CommandContext<NeededDocument> = {
      ...actor,
      ...this.#effects,
      tx,
      session,
      get staff() {
        return doc("staff");
      },
      get ownDocument() {
        return doc("ownDocument");
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
      get note() {
        return doc("note");
      },
    };
    // The command's schema has checked the kind.
    const definition = commandDefinitions.get(command.kind)!;
    definition.decide(context, command);
    if (definition.mayCauseAlert) {
      this.#effects.onCause(tx, actor.s, [actor.member, actor.seat]);
    }
    tx.afterCommit(() => definition.onStored?.(context, command));
    const { s, member } = actor, { now } = tx;
    const work = definition.work?.(context, command);
    tx.afterCommit(() => this.#effects.onActed(s, member, now, work));
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
): PageAccessFacts | undefined {
  const entry = findPageByDocument(session, page);
  if (!entry) return undefined;
  const { of: owner } = entry;
  const shared = findShared(session, entry.resource, "page");
  const isTheirs = shared !== undefined &&
    pageOwnerFor(shared, seat, member) === owner;
  return {
    isCurrent: entry.page === page,
    isShared: shared !== undefined,
    isLocked: shared?.locked === true,
    isTheirs,
    isBroughtBack: isBroughtBackFor(session, entry, member),
    wasTheirs: !isTheirs && (former.includes(owner) || owner === member.was),
  };
}

function nameOf(
  needed: NeededDocument,
  { s, seat }: Actor,
  command: Command,
): string {
  switch (needed) {
    case "staff":
      return names.staff(s);
    case "ownDocument":
      return names.member(s, seat);
    case "room":
      return names.room(s, String(command.room));
    case "conversation":
      return names.conversation(s, String(command.conversation));
    case "drawing":
      return names.drawing(s, String(command.resource), seat);
    case "note":
      return names.note(s, seat);
  }
}
