/**
 * Figures of rooms for staff: last message and messages per minute of each group (`rooms` of `<s>/staff`, B-14), and
 * students' messages by minute in all rooms (`said`, M-4). Changes of 5 s are one commit (SYNC-6); sooner after the
 * first message of a quiet group.
 */
import { makePreview } from "../../formats/markdown/previews.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { Identity } from "../model/members.ts";
import { decideOnClass, sessionInfo } from "../model/layout.ts";
import { isOwnMessage } from "../record/session_record.ts";
import {
  type MessagesByMinute,
  recentMinutes,
} from "../model/monitoring/activity.ts";
import { documentNames as names } from "../model/documents.ts";
import type { RoomFigures } from "../model/groups.ts";
import type { Message } from "../model/messages.ts";
import { members, messages } from "../model/roots.ts";
import { messageCountsOf, roomFigures } from "../model/staff_roots.ts";
import type * as Y from "yjs";

/** For how long changes are collected (ms). */
const gatherMs = 5_000;
/** The same after the first message of a quiet group (ms), so that its tile changes soon. */
const firstGatherMs = 200;
const minute = 60_000;
const maxCounted = 999;
/** Characters of the last message. */
const previewLength = 140;

export class RoomFiguresUpdater {
  readonly #sync: SyncEngine<Identity>;
  readonly #gatherMs: number;
  readonly #changed = new Map<string, Set<string>>();
  /** Groups with messages in the last minute, by session. */
  readonly #warm = new Map<string, Set<string>>();
  readonly #timers = new Map<string, {
    timer: ReturnType<typeof setTimeout>;
    until: number;
  }>();

  /** @param gathering in ms; tests take less */
  constructor(sync: SyncEngine<Identity>, gathering = gatherMs) {
    this.#sync = sync;
    this.#gatherMs = gathering;
  }

  roomChanged(session: string, room: string): void {
    const rooms = this.#changed.get(session) ?? new Set();
    this.#changed.set(session, rooms.add(room));
    const isFirst = room !== "main" && !this.#warm.get(session)?.has(room);
    const wait = isFirst
      ? Math.min(firstGatherMs, this.#gatherMs)
      : this.#gatherMs;
    const pendingTimer = this.#timers.get(session),
      until = performance.now() + wait;
    if (pendingTimer && pendingTimer.until <= until) return;
    clearTimeout(pendingTimer?.timer);
    const timer = setTimeout(() => this.#refreshDue(session), wait);
    this.#timers.set(session, { timer, until });
  }

  stop(): void {
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#changed.clear();
    this.#warm.clear();
  }

  /** Updates the figures of rooms; returns the groups whose messages per minute will fall with time. */
  async refresh(session: string, rooms: readonly string[]): Promise<string[]> {
    const nameOf = (room: string) => names.room(session, room);
    return await decideOnClass(this.#sync, session, (docs, tx) => {
      const map = roomFigures(docs.staff), counts = messageCountsOf(docs.staff);
      return rooms.filter((room) => {
        const doc = tx.doc(nameOf(room));
        setIfChanged(counts, room, countByMinute(docs.session, doc, tx.now));
        // The main room has no tile.
        if (room === "main") return false;
        const now = roomFiguresOf(doc, tx.now);
        setIfChanged(map, room, now);
        return now.perMinute > 0;
      });
    }, rooms.map(nameOf));
  }

  async #refreshDue(session: string): Promise<void> {
    this.#timers.delete(session);
    const rooms = [...this.#changed.get(session) ?? []];
    this.#changed.delete(session);
    // If the store fails, the next message retries.
    const warm = await this.refresh(session, rooms).catch(() => []);
    const warmRooms = this.#warm.get(session) ?? new Set();
    rooms.forEach((room) => warmRooms.delete(room));
    warm.forEach((room) => warmRooms.add(room));
    if (warmRooms.size > 0) this.#warm.set(session, warmRooms);
    else this.#warm.delete(session);
    warm.forEach((room) => this.roomChanged(session, room));
  }
}

function countByMinute(
  session: Y.Doc,
  room: Y.Doc,
  now: number,
): MessagesByMinute {
  const begins = sessionInfo(session, "startsAt");
  const list = messages(room).toArray();
  const counts: Record<string, number> = {};
  for (let index = list.length - 1; index >= 0; index--) {
    const message = list[index];
    if (message.at <= now - recentMinutes * minute) break;
    if (!isOwnMessage(message)) continue;
    if (members(session).get(message.from)?.role !== "student") continue;
    const when = Math.floor((message.at - begins) / minute);
    counts[when] = (counts[when] ?? 0) + 1;
  }
  return counts;
}

function setIfChanged<T>(map: Y.Map<T>, room: string, value: T): void {
  if (JSON.stringify(map.get(room)) === JSON.stringify(value)) return;
  map.set(room, value);
}

export function roomFiguresOf(room: Y.Doc, now: number): RoomFigures {
  const list = messages(room);
  const newest = list.length > 0 ? list.get(list.length - 1) : null;
  let perMinute = 0;
  for (
    let index = list.length - 1;
    index >= 0 && perMinute < maxCounted;
    index--
  ) {
    const { at: saidAt, kind } = list.get(index);
    if (saidAt <= now - minute) break;
    // Broadcasts do not count.
    if (kind !== "broadcast") perMinute++;
  }
  if (!newest) return { last: null, perMinute };
  const { from, at: sentAt } = newest;
  return { last: { from, at: sentAt, text: previewLine(newest) }, perMinute };
}

function previewLine(message: Message): string {
  const text = "text" in message ? message.text ?? "" : "";
  return makePreview(text, previewLength);
}
