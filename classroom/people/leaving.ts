/**
 * **Leave class** (J-6): a browser forgets its member, so that the next child at the computer finds nothing of that
 * student. Messages and questions stay with the class.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { outboxOf } from "../../sync/outbox.ts";
import { nullIfNotFound } from "../../sync/refusal.ts";
import { idSchema as anId } from "../model/field_schemas.ts";
import type { Identities } from "../identity.ts";
import { documentNames as names } from "../model/documents.ts";
import { listBoards } from "../model/drawings_layout.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readSessionDocument,
} from "../model/layout.ts";
import { minuteMs } from "../../formats/times.ts";
import { hashToken } from "../tokens.ts";
import { forgetMember } from "./join_rule.ts";
import { removeMembers } from "./bulk_removal.ts";
import { type RequestSource, SessionTokens } from "./session_tokens.ts";
import { PassRevocation } from "./pass_revocation.ts";
import {
  type JoinRecord,
  kvKeys,
  readSessionRecord,
} from "../storage/kv_keys.ts";
import type { AppServices } from "../app_services.ts";
import { namesOfMembers } from "../model/persons.ts";
import { nameKey } from "../../formats/name_keys.ts";
import {
  conversationsOf,
  members,
  messages,
  ownAnswerSheets,
  ownHelpRequest,
  ownNoteThreads,
  ownWallQuestions,
} from "../model/roots.ts";
import { waitingEntries } from "../model/staff_roots.ts";
import {
  renameIntervalMs,
  statusKeptMs,
  withdrawWaiting,
} from "./waiting_list.ts";

/** `undo`: as {@link Leaving.undoJoin}. */
export const leaveBody = z.strictObject({
  session: anId,
  undo: z.boolean().default(false),
});

/** Time (ms) after which **Not Dan?** only leaves: the page offers it for ten seconds. */
const undoMs = minuteMs;

/** Maximum number of ended classes that one **Leave class** forgets, to bound its cost. */
const maxClasses = 50;

interface LeavingParts
  extends Pick<AppServices, "kv" | "sync" | "tokens" | "clock"> {
  identities: Identities;
  onLeft: (session: string, seat: string) => void;
}

export class Leaving {
  readonly #parts: LeavingParts;
  readonly #passes: SessionTokens;
  readonly #revocation: PassRevocation;

  constructor(parts: LeavingParts) {
    this.#parts = parts;
    this.#passes = new SessionTokens(parts);
    this.#revocation = new PassRevocation(parts);
  }

  /**
   * Forgets the browser's member, also in ended classes under the same name. Returns the sessions whose cookies are to
   * be deleted.
   */
  async leave(session: string, from: RequestSource): Promise<string[]> {
    const leftNames = await this.#namesIn(session, from);
    const leftSessions = [session];
    for (
      const endedSession of (await this.#endedSessions(from)).slice(
        0,
        maxClasses,
      )
    ) {
      if (endedSession === session) continue;
      const endedNames = await this.#namesIn(endedSession, from);
      if (endedNames.some((name) => leftNames.includes(name))) {
        leftSessions.push(endedSession);
      }
    }
    for (const leftSession of leftSessions) {
      await this.#forgetSession(leftSession, from);
    }
    return leftSessions;
  }

  /**
   * **Not Dan?** (J-1): forgets the browser's member in this class alone, and deletes the member if a link has just
   * made it and it has done nothing.
   */
  async undoJoin(session: string, from: RequestSource): Promise<string[]> {
    const { clock, identities, kv } = this.#parts;
    const token = from.member(session);
    const who = await identities.findMember(session, token);
    const entry = who && token
      ? (await kv.get<JoinRecord>(
        kvKeys.entered(session, who.by ?? who.member, hashToken(token)),
      )).value
      : null;
    const isJustMade = entry?.atOnce === true && clock() - entry.at < undoMs;
    const isDeleted = who !== null && isJustMade &&
      await this.#deleteUnused(who, entry);
    await this.#forgetSession(session, from, isDeleted);
    return [session];
  }

  /** Deletes a member who has done nothing, with the tie to the browser. False: it has done something. */
  async #deleteUnused(
    { session, member }: Identity,
    { browser }: JoinRecord,
  ): Promise<boolean> {
    const ownName = names.member(session, member);
    const roomsOf = (docs: ClassDocuments) =>
      ["main", members(docs.session).get(member)?.room ?? "main"]
        .map((room) => names.room(session, room));
    return await decideOnClass(this.#parts.sync, session, (docs, tx) => {
      const ownDocument = tx.doc(ownName);
      const isUsed = hasDoneSomething(docs, ownDocument, member) ||
        roomsOf(docs).some((room) =>
          messages(tx.doc(room)).toArray().some(({ from }) => from === member)
        ) || [...members(docs.session).values()]
        .some(({ mergedInto }) => mergedInto === member);
      if (isUsed) return false;
      const removal = {
        removal: member,
        ownOf: () => ownDocument,
        now: tx.now,
      };
      removeMembers(docs, [member], removal);
      forgetMember(docs, member);
      tx.addFact({
        key: kvKeys.browser(browser, session, member),
        delete: true,
      });
      return true;
    }, (docs) => [ownName, ...new Set(roomsOf(docs))]);
  }

  async leaveEverywhere(from: RequestSource): Promise<string[]> {
    const endedSessions = await this.#endedSessions(from);
    for (const session of endedSessions) {
      await this.#forgetSession(session, from);
    }
    return endedSessions;
  }

  /** The ended or deleted sessions of this browser, the latest first. */
  async #endedSessions(from: RequestSource): Promise<string[]> {
    const sessions = new Set(
      (await this.#passes.listTies(from)).map(({ session }) => session),
    );
    const endedSessions: string[] = [];
    for (const session of sessions) {
      if (await this.#isOver(session)) endedSessions.push(session);
    }
    return endedSessions;
  }

  async #isOver(session: string): Promise<boolean> {
    const record = await readSessionRecord(this.#parts.kv, session);
    return !record || record.state === "ended";
  }

  async #namesIn(session: string, from: RequestSource): Promise<string[]> {
    const { identities, sync } = this.#parts;
    const tied = await this.#passes.tiedMembers(session, from);
    const people = await Promise.all(
      tied.map((member) => identities.readPerson(session, member)),
    );
    const nameKeys = await nullIfNotFound(() =>
      readSessionDocument(
        sync,
        session,
        (doc) => namesOfMembers(doc, people).map(nameKey),
      )
    );
    return nameKeys ?? [];
  }

  /** @param isDeleted the member is gone, so nothing is kept that would know this browser again */
  async #forgetSession(
    session: string,
    from: RequestSource,
    isDeleted = false,
  ): Promise<void> {
    const { identities, sync } = this.#parts;
    const isRunning = !isDeleted && !await this.#isOver(session);
    await this.#stopWaiting(session, from, isRunning);
    const token = from.member(session);
    const who = await identities.findMember(session, token);
    await this.#passes.untie(session, from, isRunning);
    if (!who || !token) return;
    await this.#revocation.revoke(who, token, isRunning);
    // The student's other devices stay in the class, and keep a place in a call while they reconnect.
    const memberInCookie = ({ member, by = member }: Identity) => by;
    sync.recheckCookies(
      session,
      (identity) =>
        identity.role === "student" &&
        memberInCookie(identity) === memberInCookie(who),
    );
    this.#parts.onLeft(session, who.own ?? who.member);
  }

  /** Takes the browser off the waiting list at once, instead of when its page counts as closed. */
  async #stopWaiting(
    session: string,
    from: RequestSource,
    isRunning: boolean,
  ): Promise<void> {
    const { kv, sync, tokens } = this.#parts;
    const token = from.waiting(session);
    const id = await this.#passes.findWait(session, from);
    if (!token || id === null) return;
    await tokens.dropToken("waiting", token);
    if (!isRunning) return;
    await decideOnClass(sync, session, (docs, tx) => {
      const entry = waitingEntries(docs.staff).get(id);
      // Quick joining and leaving would grow the document without bound; the next sweep deletes the entry.
      if (entry && entry.at + renameIntervalMs <= tx.now) {
        withdrawWaiting(tx, session, id);
      }
    });
    await kv.set(kvKeys.waitingSeen(id), 0, { expireIn: statusKeptMs });
  }
}

/** Whether a member has written, drawn, answered or asked, apart from messages in rooms. */
function hasDoneSomething(
  { staff }: ClassDocuments,
  ownDocument: Y.Doc,
  member: string,
): boolean {
  const parts = [
    conversationsOf(ownDocument),
    ownAnswerSheets(ownDocument),
    ownWallQuestions(ownDocument),
    ownHelpRequest(ownDocument),
    ownNoteThreads(ownDocument),
  ];
  return outboxOf(ownDocument).length > 0 ||
    parts.some(({ size }) => size > 0) ||
    listBoards(staff).some((board) => board.member === member);
}
