/**
 * The figures of each room on the teacher's board (B-14): the last line and the messages of the last minute, in `rooms`
 * of the staff's document. They gather for 5 s before they enter the queue (S6); one commit for all rooms.
 */
import { previewOf } from "../schema/previews.ts";
import type { Sync } from "../../sync/sync.ts";
import { roomFigures } from "../groups/breakouts_layout.ts";
import type { Who } from "../identity.ts";
import { messages } from "../layout.ts";
import { documents as names } from "../schema/documents.ts";
import type { RoomFigures } from "../schema/groups.ts";
import type { Message } from "../schema/messages.ts";
import type * as Y from "yjs";

/** How long figures gather, in ms. */
const gather = 5_000;
const minute = 60_000;
/** More are not counted. */
const most = 999;
/** So much of the last line is shown. */
const lineLength = 140;

/** Keeps the figures of all sessions current. */
export class Figures {
  readonly #sync: Sync<Who>;
  readonly #gather: number;
  readonly #changed = new Map<string, Set<string>>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param gathering for how long, in ms; tests take less */
  constructor(sync: Sync<Who>, gathering = gather) {
    this.#sync = sync;
    this.#gather = gathering;
  }

  /** Something was said in a room. */
  roomChanged(session: string, room: string): void {
    if (room === "main") return;
    const rooms = this.#changed.get(session) ?? new Set();
    this.#changed.set(session, rooms.add(room));
    if (this.#timers.has(session)) return;
    const timer = setTimeout(() => this.#tick(session), this.#gather);
    this.#timers.set(session, timer);
  }

  /** Looks no more. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#changed.clear();
  }

  /** Brings the figures of these rooms up to date; gives those that will change by waiting. */
  async refresh(session: string, rooms: readonly string[]): Promise<string[]> {
    const staff = names.staff(session);
    const nameOf = (room: string) => names.room(session, room);
    const needs = [staff, ...rooms.map(nameOf)];
    return await this.#sync.decide(session, needs, (tx) => {
      const map = roomFigures(tx.doc(staff));
      return rooms.filter((room) => {
        const now = figuresOf(tx.doc(nameOf(room)), tx.now);
        if (JSON.stringify(map.get(room)) !== JSON.stringify(now)) {
          map.set(room, now);
        }
        return now.perMinute > 0;
      });
    });
  }

  async #tick(session: string): Promise<void> {
    this.#timers.delete(session);
    const rooms = [...this.#changed.get(session) ?? []];
    this.#changed.delete(session);
    // Where the storage is away, the next message makes up for it.
    const warm = await this.refresh(session, rooms).catch(() => []);
    warm.forEach((room) => this.roomChanged(session, room));
  }
}

/** The figures of a room at a moment. */
export function figuresOf(room: Y.Doc, now: number): RoomFigures {
  const list = messages(room);
  const newest = list.length > 0 ? list.get(list.length - 1) : null;
  let perMinute = 0;
  for (let at = list.length - 1; at >= 0 && perMinute < most; at--) {
    if (list.get(at).at <= now - minute) break;
    perMinute++;
  }
  if (!newest) return { last: null, perMinute };
  const { from, at } = newest;
  return { last: { from, at, text: lineOf(newest) }, perMinute };
}

function lineOf(message: Message): string {
  const text = "text" in message ? message.text ?? "" : "";
  return previewOf(text, lineLength);
}
