/**
 * Runs decisions on breakout rooms, of all sessions, in the session's queue (SYNC-5) and until the class is over. The
 * same commit has the consequences: the time of closing, and the line in the main room (C-12). New groups get missed
 * broadcasts right after it (B-11).
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { isRefusal } from "../../sync/refusal.ts";
import {
  requireNotOver,
  requireStaffRole,
  requireTeacherRole,
} from "../model/permissions.ts";
import { Alarms } from "../alarms.ts";
import {
  areGroupsOpen,
  deliverMissedTo,
  groupsMissingBroadcasts,
} from "./broadcast.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
  readDocument,
  readSessionDocument,
  sessionInfo,
} from "../model/layout.ts";
import type { BreakoutsView, RoomView } from "../model/views.ts";
import { lowerFlagAsTeacher } from "./help_flags.ts";
import {
  automaticCloseTime,
  breakoutsView,
  closeRoomsIfDue,
} from "./breakout_opening.ts";
import { roomViews } from "./rooms.ts";
import { kvKeys, readSessionRecord } from "../storage/kv_keys.ts";
import { documentNames as names } from "../model/documents.ts";
import { ownDocumentName } from "../model/persons.ts";
import { addSystemLine } from "../model/room_messages.ts";
import { members } from "../model/roots.ts";
import { helpRequests } from "../model/staff_roots.ts";
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
    const ring = (session: string) => this.#closeDue(session);
    this.#alarms = new Alarms(parts, kvKeys.roomsDue(), ring);
  }

  async start(): Promise<void> {
    await this.#alarms.start();
  }

  stop(): void {
    this.#alarms.stop();
  }

  async view(
    who: Identity,
  ): Promise<{ breakouts: BreakoutsView; rooms: RoomView[] }> {
    requireStaffRole(who);
    return await readSessionDocument(this.parts.sync, who.session, (doc) => ({
      breakouts: breakoutsView(doc),
      rooms: roomViews(doc),
    }));
  }

  /** Runs a teacher's decision on the groups. Refuses once the class is over. */
  async decide<T>(
    who: Identity,
    decide: (docs: ClassDocuments, tx: Tx) => T,
    otherDocuments?: (docs: ClassDocuments) => readonly string[],
  ): Promise<T> {
    requireTeacherRole(who);
    const { session, member } = who;
    const { sync } = this.parts;
    const main = names.room(session, "main");
    const result = await decideOnClass(sync, who, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      return this.#decideAndNotify(tx, session, member, () => decide(docs, tx));
    }, otherDocuments ? (docs) => [main, ...otherDocuments(docs)] : [main]);
    await this.deliverMissedBroadcasts(session);
    return result;
  }

  /** Runs a teacher's decision on the rooms that `pick` chooses at that moment. */
  decideInRooms<T>(
    who: Identity,
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

  /** Delivers broadcasts to groups that were made after them. Never throws, as the next decision retries. */
  async deliverMissedBroadcasts(session: string): Promise<void> {
    try {
      while (!await this.#deliverSome(session));
    } catch (error) {
      if (isRefusal(error)) return;
      this.parts.report("a broadcast did not reach a group", error);
    }
  }

  /** Delivers to as many groups as one commit has room for; true: no group is left. */
  async #deliverSome(session: string): Promise<boolean> {
    const { sync, onRoomChanged, clock } = this.parts;
    const nameOf = (room: string) => names.room(session, room);
    const rooms = await readClassDocuments(
      sync,
      session,
      (docs) => groupsMissingBroadcasts(docs, clock()),
    );
    if (rooms.length === 0) return true;
    const loaded = new Set(rooms);
    await decideOnClass(sync, session, (docs, tx) => {
      for (const room of groupsMissingBroadcasts(docs, tx.now)) {
        if (!loaded.has(room)) continue;
        const isComplete = deliverMissedTo(
          docs.staff,
          room,
          tx.doc(nameOf(room)),
          tx,
        );
        tx.afterCommit(() => onRoomChanged(session, room));
        if (!isComplete) return;
      }
    }, rooms.map(nameOf));
    return false;
  }

  /** Lowers the flags of members whom a teacher has just answered, which can be undone. */
  async lowerAnsweredFlags(
    s: string,
    teacherId: string,
    members: readonly string[],
  ): Promise<void> {
    const { clock, sync } = this.parts;
    const time = clock();
    for (const id of members) {
      const flagOf = (staff: Y.Doc) =>
        helpRequests(staff).toArray().find(({ member }) => member === id);
      const up = await readDocument(sync, names.staff(s), flagOf);
      if (!up || up.at > time) continue;
      await decideOnClass(sync, s, (docs, tx) => {
        const flag = flagOf(docs.staff);
        if (!flag || flag.at > time) return;
        const change = { id, teacherId, now: tx.now };
        const ownDocument = tx.doc(ownDocumentName(docs.session, s, id));
        lowerFlagAsTeacher({ ...docs, ownDocument }, change);
      }, ({ session }) => [ownDocumentName(session, s, id)]);
    }
  }

  #decideAndNotify<T>(
    tx: Tx,
    session: string,
    member: string,
    decide: () => T,
  ): T {
    const doc = tx.doc(names.session(session));
    const oldCloseTime = automaticCloseTime(doc), wasOpen = areGroupsOpen(doc);
    const result = decide();
    this.#setAlarm(tx, session, oldCloseTime, automaticCloseTime(doc));
    if (areGroupsOpen(doc) !== wasOpen) {
      const event = wasOpen ? "groups-closed" : "groups-opened";
      addSystemLine(tx.doc(names.room(session, "main")), event, member, tx.now);
    }
    return result;
  }

  #setAlarm(
    tx: Tx,
    session: string,
    oldCloseTime: number | null,
    due: number | null,
  ): void {
    if (due === oldCloseTime) return;
    const key = kvKeys.roomsDue(session);
    tx.addFact(due === null ? { key, delete: true } : { key, value: due });
    tx.afterCommit(() => this.#alarms.set(session, due));
  }

  async #closeDue(session: string): Promise<void> {
    const { kv, sync } = this.parts;
    if (!await readSessionRecord(kv, session)) {
      await kv.delete(kvKeys.roomsDue(session));
      return this.#alarms.set(session, null);
    }
    await decideOnClass(sync, session, (docs, tx) => {
      const isOver = sessionInfo(docs.session, "state") === "ended";
      const oldCloseTime = automaticCloseTime(docs.session);
      const due = () => isOver ? null : automaticCloseTime(docs.session);
      if (isOver) this.#setAlarm(tx, session, oldCloseTime, null);
      else {
        const owner = teacherIn(docs.session);
        this.#decideAndNotify(
          tx,
          session,
          owner,
          () => closeRoomsIfDue(docs, tx.now),
        );
      }
      if (due() === oldCloseTime) {
        tx.afterCommit(() => this.#alarms.set(session, oldCloseTime));
      }
    }, [names.room(session, "main")]);
  }
}

function teacherIn(session: Y.Doc): string {
  for (const [id, { role }] of members(session)) {
    if (role === "teacher") return id;
  }
  throw new Error("a class has no teacher");
}
