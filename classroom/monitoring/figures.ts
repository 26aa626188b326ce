/**
 * The figures of each room on the teacher's board (B-14): the last line and the messages of the last minute, in `rooms`
 * of the staff's document, and how much students say there minute by minute (M-4), in the main room too: `said`. They
 * gather for 5 s before they enter the queue (S6), but the first words in a group that was quiet; one commit for all
 * rooms.
 */
import { previewOf } from "../model/previews.ts";
import type { Sync } from "../../sync/sync.ts";
import { roomFigures } from "../model/breakouts_layout.ts";
import type { Who } from "../model/who.ts";
import { decideOnClass, info, members, messages } from "../model/layout.ts";
import { isOwn } from "../record/session_record.ts";
import {
  recentMinutes,
  type SaidByMinute,
} from "../model/monitoring/activity.ts";
import { documents as names } from "../model/documents.ts";
import type { RoomFigures } from "../model/groups.ts";
import type { Message } from "../model/messages.ts";
import type * as Y from "yjs";

/** How long figures gather, in ms. */
const gather = 5_000;
/** How long the first of a group do: an empty group is not called so for long. */
const gatherFirst = 200;
const minute = 60_000;
/** More are not counted. */
const mostCounted = 999;
/** So much of the last line is shown. */
const lineLength = 140;

/** Keeps the figures of all sessions current. */
export class Figures {
  readonly #sync: Sync<Who>;
  readonly #gather: number;
  readonly #changed = new Map<string, Set<string>>();
  /** Groups in which something was said in the last minute, by session. */
  readonly #warm = new Map<string, Set<string>>();
  readonly #waits = new Map<string, {
    timer: ReturnType<typeof setTimeout>;
    until: number;
  }>();

  /** @param gathering for how long, in ms; tests take less */
  constructor(sync: Sync<Who>, gathering = gather) {
    this.#sync = sync;
    this.#gather = gathering;
  }

  /** Something was said in a room. */
  roomChanged(session: string, room: string): void {
    const rooms = this.#changed.get(session) ?? new Set();
    this.#changed.set(session, rooms.add(room));
    const isFirst = room !== "main" && !this.#warm.get(session)?.has(room);
    const wait = isFirst ? Math.min(gatherFirst, this.#gather) : this.#gather;
    const before = this.#waits.get(session), until = performance.now() + wait;
    if (before && before.until <= until) return;
    clearTimeout(before?.timer);
    const timer = setTimeout(() => this.#tick(session), wait);
    this.#waits.set(session, { timer, until });
  }

  stop(): void {
    for (const { timer } of this.#waits.values()) clearTimeout(timer);
    this.#waits.clear();
    this.#changed.clear();
    this.#warm.clear();
  }

  /** Brings the figures of these rooms up to date; gives those that will change by waiting. */
  async refresh(session: string, rooms: readonly string[]): Promise<string[]> {
    const nameOf = (room: string) => names.room(session, room);
    return await decideOnClass(this.#sync, session, (docs, tx) => {
      const map = roomFigures(docs.staff), said = saidOf(docs.staff);
      return rooms.filter((room) => {
        const doc = tx.doc(nameOf(room));
        put(said, room, saidByMinute(docs.session, doc, tx.now));
        // The main room is not on the board.
        if (room === "main") return false;
        const now = figuresOf(doc, tx.now);
        put(map, room, now);
        return now.perMinute > 0;
      });
    }, rooms.map(nameOf));
  }

  async #tick(session: string): Promise<void> {
    this.#waits.delete(session);
    const rooms = [...this.#changed.get(session) ?? []];
    this.#changed.delete(session);
    // Where the storage is away, the next message makes up for it.
    const warm = await this.refresh(session, rooms).catch(() => []);
    const all = this.#warm.get(session) ?? new Set();
    rooms.forEach((room) => all.delete(room));
    warm.forEach((room) => all.add(room));
    if (all.size > 0) this.#warm.set(session, all);
    else this.#warm.delete(session);
    warm.forEach((room) => this.roomChanged(session, room));
  }
}

export function saidOf(staff: Y.Doc): Y.Map<SaidByMinute> {
  return staff.getMap<SaidByMinute>("said");
}

/** How many messages of students a room has had of late. */
function saidByMinute(session: Y.Doc, room: Y.Doc, now: number): SaidByMinute {
  const begins = info(session, "startsAt");
  const list = messages(room).toArray();
  const said: Record<string, number> = {};
  for (let at = list.length - 1; at >= 0; at--) {
    const message = list[at];
    if (message.at <= now - recentMinutes * minute) break;
    if (!isOwn(message)) continue;
    if (members(session).get(message.from)?.role !== "student") continue;
    const when = Math.floor((message.at - begins) / minute);
    said[when] = (said[when] ?? 0) + 1;
  }
  return said;
}

/** What has not changed is not written anew. */
function put<T>(map: Y.Map<T>, room: string, value: T): void {
  if (JSON.stringify(map.get(room)) === JSON.stringify(value)) return;
  map.set(room, value);
}

/** The figures of a room at a moment. */
export function figuresOf(room: Y.Doc, now: number): RoomFigures {
  const list = messages(room);
  const newest = list.length > 0 ? list.get(list.length - 1) : null;
  let perMinute = 0;
  for (let at = list.length - 1; at >= 0 && perMinute < mostCounted; at--) {
    const { at: saidAt, kind } = list.get(at);
    if (saidAt <= now - minute) break;
    // The teacher's words to all groups are not this one's.
    if (kind !== "broadcast") perMinute++;
  }
  if (!newest) return { last: null, perMinute };
  const { from, at } = newest;
  return { last: { from, at, text: lineOf(newest) }, perMinute };
}

function lineOf(message: Message): string {
  const text = "text" in message ? message.text ?? "" : "";
  return previewOf(text, lineLength);
}
