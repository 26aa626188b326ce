/**
 * Breakout rooms of all sessions. Decisions are taken in the session's queue (SYNC-5), never after the class. The
 * same commit has their consequences: the closing alarm, and the line in the main room (C-12). New groups get
 * missed broadcasts right after it (B-11).
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { isRefusal } from "../../sync/refusal.ts";
import {
  requireNotOver,
  requireStaff,
  requireTeacher,
} from "../model/acting.ts";
import { Alarms } from "../alarms.ts";
import {
  areGroupsOpen,
  deliverIn,
  groupsMissingBroadcasts,
} from "./broadcast.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  decideOnClass,
  info,
  members,
  readClass,
  readDocument,
  readSession,
} from "../model/layout.ts";
import { help } from "../model/breakouts_layout.ts";
import type { BreakoutsView, RoomAnswer } from "../model/views.ts";
import { lowerAsTeacher } from "./help.ts";
import { breakoutsView, closeIfDue, closesAt } from "./opening.ts";
import { roomViews } from "./rooms.ts";
import { keys, sessionRecord } from "../storage/session_keys.ts";
import { documents as names } from "../model/documents.ts";
import { ownDocumentsOf, ownsOf } from "../model/persons.ts";
import { announce } from "../model/system_lines.ts";
import type { AppServices } from "../app_services.ts";

type BreakoutsParts = Pick<
  AppServices,
  "kv" | "sync" | "clock" | "report" | "onRoomChanged"
>;

export class Breakouts {
  readonly parts: BreakoutsParts;
  readonly #alarms: Alarms;

  constructor(parts: BreakoutsParts) {
    this.parts = parts;
    const ring = (session: string) => this.#ring(session);
    this.#alarms = new Alarms(parts, keys.roomsDue(), ring);
  }

  async begin(): Promise<void> {
    await this.#alarms.start();
  }

  end(): void {
    this.#alarms.stop();
  }

  async view(
    who: Who,
  ): Promise<{ breakouts: BreakoutsView; rooms: RoomAnswer[] }> {
    requireStaff(who);
    return await readSession(this.parts.sync, who.session, (doc) => ({
      breakouts: breakoutsView(doc),
      rooms: roomViews(doc),
    }));
  }

  /** Takes a teacher's decision, before the class is over. */
  async decide<T>(
    who: Who,
    decide: (docs: ClassDocuments, tx: Tx) => T,
    more?: (docs: ClassDocuments) => readonly string[],
  ): Promise<T> {
    requireTeacher(who);
    const { session, member } = who;
    const { sync } = this.parts;
    const main = names.room(session, "main");
    const result = await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      return this.#follow(tx, session, member, () => decide(docs, tx));
    }, more ? (docs) => [main, ...more(docs)] : [main]);
    await this.deliverMissedBroadcasts(session);
    return result;
  }

  /** Takes a decision in rooms that are chosen at that moment. */
  inRooms<T>(
    who: Who,
    pick: (session: Y.Doc) => string[],
    act: (rooms: string[], doc: (room: string) => Y.Doc, tx: Tx) => T,
  ): Promise<T> {
    const nameOf = (room: string) => names.room(who.session, room);
    return this.decide(
      who,
      ({ session }, tx) =>
        act(pick(session), (room) => tx.doc(nameOf(room)), tx),
      ({ session }) => pick(session).map(nameOf),
    );
  }

  /** Delivers broadcasts to groups made after them. Never throws: the next decision retries. */
  async deliverMissedBroadcasts(session: string): Promise<void> {
    try {
      while (!await this.#deliverSome(session));
    } catch (error) {
      if (isRefusal(error)) return;
      this.parts.report("a broadcast did not reach a group", error);
    }
  }

  /** Delivers to the groups that one commit has room for; true: none is left. */
  async #deliverSome(session: string): Promise<boolean> {
    const { sync, onRoomChanged, clock } = this.parts;
    const nameOf = (room: string) => names.room(session, room);
    const seen = await readClass(
      sync,
      session,
      (docs) => groupsMissingBroadcasts(docs, clock()),
    );
    if (seen.length === 0) return true;
    const loaded = new Set(seen);
    await decideOnClass(sync, session, (docs, tx) => {
      for (const room of groupsMissingBroadcasts(docs, tx.now)) {
        if (!loaded.has(room)) continue;
        const all = deliverIn(docs.staff, room, tx.doc(nameOf(room)), tx);
        tx.after(() => onRoomChanged(session, room));
        if (!all) return;
      }
    }, seen.map(nameOf));
    return false;
  }

  /** Lowers the flags of members whom a staff member has just answered, with undo. */
  async lowerAnswered(
    s: string,
    by: string,
    members: readonly string[],
  ): Promise<void> {
    const { clock, sync } = this.parts;
    const said = clock();
    for (const id of members) {
      const flagOf = (staff: Y.Doc) =>
        help(staff).toArray().find(({ member }) => member === id);
      const up = await readDocument(sync, names.staff(s), flagOf);
      if (!up || up.at > said) continue;
      await decideOnClass(sync, s, (docs, tx) => {
        const flag = flagOf(docs.staff);
        if (!flag || flag.at > said) return;
        const asked = { id, by, now: tx.now };
        const owns = ownsOf(tx, docs.session, s, id);
        lowerAsTeacher({ ...docs, owns }, asked);
      }, ({ session }) => ownDocumentsOf(session, s, id));
    }
  }

  #follow<T>(tx: Tx, session: string, by: string, decide: () => T): T {
    const doc = tx.doc(names.session(session));
    const before = closesAt(doc), wasOpen = areGroupsOpen(doc);
    const result = decide();
    this.#setAlarm(tx, session, before, closesAt(doc));
    if (areGroupsOpen(doc) !== wasOpen) {
      const event = wasOpen ? "groups-closed" : "groups-opened";
      announce(tx.doc(names.room(session, "main")), event, by, tx.now);
    }
    return result;
  }

  #setAlarm(
    tx: Tx,
    session: string,
    before: number | null,
    due: number | null,
  ): void {
    if (due === before) return;
    const key = keys.roomsDue(session);
    tx.fact(due === null ? { key, delete: true } : { key, value: due });
    tx.after(() => this.#alarms.set(session, due));
  }

  async #ring(session: string): Promise<void> {
    const { kv, sync } = this.parts;
    if (!await sessionRecord(kv, session)) {
      await kv.delete(keys.roomsDue(session));
      return this.#alarms.set(session, null);
    }
    await decideOnClass(sync, session, (docs, tx) => {
      const over = info(docs.session, "state") === "ended";
      const before = closesAt(docs.session);
      const due = () => over ? null : closesAt(docs.session);
      if (over) this.#setAlarm(tx, session, before, null);
      else {
        const owner = teacherIn(docs.session);
        this.#follow(tx, session, owner, () => closeIfDue(docs, tx.now));
      }
      if (due() === before) tx.after(() => this.#alarms.set(session, before));
    }, [names.room(session, "main")]);
  }
}

function teacherIn(session: Y.Doc): string {
  for (const [id, { role }] of members(session)) {
    if (role === "teacher") return id;
  }
  throw new Error("a class has no teacher");
}
