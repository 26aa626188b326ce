/**
 * Breakout rooms, as their teacher works with them (B-1 to B-16, B-18): every call is one decision in the
 * session's queue (S5), and none of it once the class is over. What each does stands in a file of its own;
 * here is what they share: who may, what is loaded, and the alarm by which rooms close.
 */
import type * as Y from "yjs";
import type { z } from "zod";
import type { Tx } from "../sync/authority.ts";
import { Refusal } from "../sync/refusal.ts";
import type { Sync } from "../sync/sync.ts";
import { mustChange, mustTeach } from "./acting.ts";
import { Alarms } from "./alarms.ts";
import { type Desk, deskOf, living } from "./breakouts_layout.ts";
import { bringBack } from "./bring_back.ts";
import {
  audienceOf,
  type broadcastAsk,
  broadcastIn,
  type BroadcastView,
  isThere,
} from "./broadcast.ts";
import { newSeed } from "./chance.ts";
import { cleanWords } from "./chat.ts";
import { lower } from "./help.ts";
import type { Who } from "./identity.ts";
import { info, members } from "./layout.ts";
import {
  distribute,
  type distributeAsk,
  move,
  type movesAsk,
  undo,
} from "./moves.ts";
import {
  type breakoutsAsk,
  breakoutsView,
  changeBreakouts,
  closeIfDue,
  closesAt,
  extend,
  type extendAsk,
  start,
  stop,
  type stopAsk,
} from "./opening.ts";
import { keys } from "./records.ts";
import {
  addRooms,
  type addRoomsAsk,
  changeRoom,
  type changeRoomAsk,
  deleteRooms,
  roomViews,
} from "./rooms.ts";
import {
  bounds,
  type BreakoutsView,
  documents as names,
  isId,
  type Message,
  type Moved,
  newId,
  type RoomView,
} from "./schema.ts";
import type { Report } from "./storage.ts";

/** What breakout rooms work with. */
export interface BreakoutsParts {
  kv: Deno.Kv;
  sync: Sync<Who>;
  /** Milliseconds since 1970; the same as the engine's. */
  clock: () => number;
  /** Where bugs are told. */
  report: Report;
  /** Told, once it is stored, that something was said in a room. */
  noticed: (session: string, room: string) => void;
}

/** The breakout rooms of all sessions. */
export class Breakouts {
  readonly #parts: BreakoutsParts;
  readonly #alarms: Alarms;

  constructor(parts: BreakoutsParts) {
    this.#parts = parts;
    const ring = (session: string) => this.#ring(session);
    const key = keys.roomsDue();
    const { kv, clock, report } = parts;
    this.#alarms = new Alarms(kv, key, clock, ring, report);
  }

  /** Takes over the ends of all rooms that are open, also those begun before a restart. */
  async begin(): Promise<void> {
    await this.#alarms.start();
  }

  /** Closes no rooms any more. */
  end(): void {
    this.#alarms.stop();
  }

  /** The settings and the rooms. */
  async view(
    who: Who,
  ): Promise<{ breakouts: BreakoutsView; rooms: RoomView[] }> {
    mustTeach(who);
    const name = names.session(who.session);
    return await this.#parts.sync.read(who.session, [name], ({ doc }) => ({
      breakouts: breakoutsView(doc(name)),
      rooms: roomViews(doc(name)),
    }));
  }

  /** Changes the settings. */
  async change(
    who: Who,
    ask: z.output<typeof breakoutsAsk>,
  ): Promise<BreakoutsView> {
    return await this.#settings(
      who,
      (desk, { now }) => changeBreakouts(desk, ask, who.member, now),
    );
  }

  /** Opens the rooms. */
  async start(who: Who): Promise<BreakoutsView> {
    return await this.#settings(who, (desk, { now }) => start(desk, now));
  }

  /** Closes the rooms, at once or after a grace. */
  async stop(who: Who, ask: z.output<typeof stopAsk>): Promise<BreakoutsView> {
    return await this.#settings(who, (desk, { now }) => stop(desk, ask, now));
  }

  /** Gives more time. */
  async extend(
    who: Who,
    ask: z.output<typeof extendAsk>,
  ): Promise<BreakoutsView> {
    return await this.#settings(
      who,
      ({ session }, { now }) => extend(session, ask, now),
    );
  }

  /** Makes rooms by hand. */
  async addRooms(
    who: Who,
    ask: z.output<typeof addRoomsAsk>,
  ): Promise<RoomView[]> {
    return await this.#decide(
      who,
      ({ session }) => addRooms(session, ask.names, newId),
    );
  }

  /** Renames a room, or changes its instructions. */
  async changeRoom(
    who: Who,
    room: string,
    ask: z.output<typeof changeRoomAsk>,
  ): Promise<RoomView> {
    return await this.#decide(
      who,
      (desk) => changeRoom(desk, room, ask, who.member),
    );
  }

  /** Archives all rooms; everyone is back in the main room. */
  async deleteRooms(who: Who): Promise<void> {
    await this.#decide(who, (desk, { now }) => deleteRooms(desk, now));
  }

  /** Moves students: all of it or nothing. */
  async move(who: Who, ask: z.output<typeof movesAsk>): Promise<Moved[]> {
    return await this.#decide(who, (desk, { now }) => move(desk, ask, now));
  }

  /** Spreads the students over the groups. */
  async distribute(
    who: Who,
    ask: z.output<typeof distributeAsk>,
  ): Promise<Moved[]> {
    const seed = newSeed();
    return await this.#decide(
      who,
      (desk, { now, online }) => distribute(desk, ask, online, seed, now),
    );
  }

  /** Takes back the last move or distribution. */
  async undo(who: Who): Promise<Moved[]> {
    return await this.#decide(who, (desk, { now }) => undo(desk, now));
  }

  /** Says something in all rooms, or some. */
  async broadcast(
    who: Who,
    ask: z.output<typeof broadcastAsk>,
  ): Promise<BroadcastView> {
    mustTeach(who);
    const text = cleanWords(ask.text, bounds.broadcast);
    const words = { from: who.member, text, broadcast: newId() };
    let rooms: string[] = [];
    let left: string[] | undefined;
    do {
      const before = left;
      const audience = (session: Y.Doc) =>
        before?.filter((room) => isThere(session, room)) ??
          audienceOf(session, ask.rooms);
      const [told, others] = await this.#inRooms(
        who,
        audience,
        (audience, doc, tx) => {
          const others = broadcastIn(audience, doc, words, tx);
          const told = audience.slice(0, audience.length - others.length);
          for (const room of told) {
            tx.after(() => this.#parts.noticed(who.session, room));
          }
          return [told, others];
        },
      );
      rooms = [...rooms, ...told];
      left = others;
    } while (left.length > 0);
    return { id: words.broadcast, text, rooms };
  }

  /** Posts what the groups have marked to the main room; gives the new messages. */
  async bringBack(who: Who): Promise<Message[]> {
    const all: Message[] = [];
    while (true) {
      const some = await this.#inRooms(
        who,
        (session) => ["main", ...living(session).map(({ id }) => id)],
        ([main, ...rooms], doc, tx) => {
          const posted: Message[] = [];
          for (const room of rooms) {
            const documents = { room: doc(room), main: doc(main) };
            const some = bringBack(documents, room, who.member, tx);
            posted.push(...some.posted);
            if (!some.all) return { posted, all: false };
          }
          return { posted, all: true };
        },
      );
      all.push(...some.posted);
      if (some.all) return all;
    }
  }

  /** Lowers somebody's flag. */
  async lowerHelp(who: Who, member: string): Promise<void> {
    if (!isId(member)) throw new Refusal("not-found");
    const own = names.member(who.session, member);
    await this.#decide(who, ({ session, staff }, tx) => {
      if (!members(session).has(member)) throw new Refusal("not-found");
      lower({ staff, own: tx.doc(own) }, member);
    }, [own]);
  }

  async #settings(
    who: Who,
    change: (desk: Desk, tx: Tx) => void,
  ): Promise<BreakoutsView> {
    return await this.#decide(who, (desk, tx) => {
      change(desk, tx);
      return breakoutsView(desk.session);
    });
  }

  /** Takes a decision in rooms that are known only when it is taken: looks, loads them, and looks again. */
  async #inRooms<T>(
    who: Who,
    pick: (session: Y.Doc) => string[],
    act: (rooms: string[], doc: (room: string) => Y.Doc, tx: Tx) => T,
  ): Promise<T> {
    const root = names.session(who.session);
    const nameOf = (room: string) => names.room(who.session, room);
    for (let tries = 0; tries < 20; tries++) {
      const seen = await this.#parts.sync.read(
        who.session,
        [root],
        ({ doc }) => pick(doc(root)),
      );
      const loaded = new Set(seen);
      const done = await this.#decide(who, ({ session }, tx) => {
        const rooms = pick(session);
        if (!rooms.every((room) => loaded.has(room))) return null;
        return { result: act(rooms, (room) => tx.doc(nameOf(room)), tx) };
      }, seen.map(nameOf));
      if (done) return done.result;
    }
    throw new Refusal("storage-unavailable", "Please try again.");
  }

  /** Takes a decision on a session that is not over; when the rooms close by themselves follows. */
  async #decide<T>(
    who: Who,
    decide: (desk: Desk, tx: Tx) => T,
    more: readonly string[] = [],
  ): Promise<T> {
    mustTeach(who);
    const { session } = who;
    const needs = [names.session(session), names.staff(session), ...more];
    return await this.#parts.sync.decide(session, needs, (tx) => {
      const desk = deskOf(tx, session);
      mustChange(desk.session, tx.now);
      const before = closesAt(desk.session);
      const result = decide(desk, tx);
      this.#follow(tx, session, before, closesAt(desk.session));
      return result;
    });
  }

  /** Lets the alarm follow the documents, in the same commit. */
  #follow(
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

  /** Closes the rooms if that is due; after the end of the class there is nothing to close. */
  async #ring(session: string): Promise<void> {
    const { kv, sync } = this.#parts;
    if (!(await kv.get(keys.session(session))).value) {
      await kv.delete(keys.roomsDue(session));
      return this.#alarms.set(session, null);
    }
    const needs = [names.session(session), names.staff(session)];
    await sync.decide(session, needs, (tx) => {
      const desk = deskOf(tx, session);
      const over = info(desk.session, "state") === "ended";
      const before = closesAt(desk.session);
      if (!over) closeIfDue(desk, tx.now);
      const due = over ? null : closesAt(desk.session);
      this.#follow(tx, session, before, due);
      if (due === before) tx.after(() => this.#alarms.set(session, due));
    });
  }
}
