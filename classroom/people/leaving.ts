/**
 * **Leave class** (J-6): a browser forgets its member, so that the next child at the computer finds nothing of that
 * student. Messages and questions stay with the class.
 */
import { z } from "zod";
import { nullIfNotFound } from "../../sync/refusal.ts";
import { idSchema as anId } from "../model/field_schemas.ts";
import type { Identities } from "../identity.ts";
import type { Identity } from "../model/members.ts";
import {
  decideOnClass,
  readSessionDocument,
  waitingEntries,
} from "../model/layout.ts";
import { type RequestSource, SessionTokens } from "./session_tokens.ts";
import { PassRevocation } from "./pass_revocation.ts";
import { kvKeys, readSessionRecord } from "../storage/kv_keys.ts";
import type { AppServices } from "../app_services.ts";
import { namesOfMembers } from "../model/persons.ts";
import { nameKey } from "../model/name_keys.ts";
import {
  renameIntervalMs,
  statusKeptMs,
  withdrawWaiting,
} from "./waiting_list.ts";

export const leaveBody = z.strictObject({ session: anId });

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
    const theirs = await this.#namesIn(session, from);
    const left = [session];
    for (
      const other of (await this.#endedSessions(from)).slice(0, maxClasses)
    ) {
      if (other === session) continue;
      const those = await this.#namesIn(other, from);
      if (those.some((name) => theirs.includes(name))) left.push(other);
    }
    for (const one of left) await this.#forgetSession(one, from);
    return left;
  }

  async leaveEverywhere(from: RequestSource): Promise<string[]> {
    const left = await this.#endedSessions(from);
    for (const session of left) await this.#forgetSession(session, from);
    return left;
  }

  /** The ended or deleted sessions of this browser, the latest first. */
  async #endedSessions(from: RequestSource): Promise<string[]> {
    const all = new Set(
      (await this.#passes.listTies(from)).map(({ session }) => session),
    );
    const over: string[] = [];
    for (const session of all) {
      if (await this.#isOver(session)) over.push(session);
    }
    return over;
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
    const found = await nullIfNotFound(() =>
      readSessionDocument(
        sync,
        session,
        (doc) => namesOfMembers(doc, people).map(nameKey),
      )
    );
    return found ?? [];
  }

  async #forgetSession(session: string, from: RequestSource): Promise<void> {
    const { identities, sync } = this.#parts;
    const runs = !await this.#isOver(session);
    await this.#stopWaiting(session, from, runs);
    const token = from.member(session);
    const who = await identities.findMember(session, token);
    await this.#passes.untie(session, from, runs);
    if (!who || !token) return;
    await this.#revocation.revoke(who, token, runs);
    // The student's other devices stay in the class, and keep a place in a call while they reconnect.
    const memberInCookie = ({ member, by = member }: Identity) => by;
    sync.recheckCookies(
      session,
      (it) =>
        it.role === "student" && memberInCookie(it) === memberInCookie(who),
    );
    this.#parts.onLeft(session, who.own ?? who.member);
  }

  /** Takes the browser off the waiting list at once, instead of when its page counts as closed. */
  async #stopWaiting(
    session: string,
    from: RequestSource,
    runs: boolean,
  ): Promise<void> {
    const { kv, sync, tokens } = this.#parts;
    const token = from.waiting(session);
    const id = await this.#passes.findWait(session, from);
    if (!token || id === null) return;
    await tokens.dropToken("waiting", token);
    if (!runs) return;
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
