/**
 * Breakout rooms, as their teacher works with them (B-1 to B-16, B-18). Each call has its rule in a file of its own;
 * `breakout_decisions.ts` takes the decisions.
 */
import type * as Y from "yjs";
import type { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { requireStaff, requireTeacher } from "../model/acting.ts";
import { BreakoutDecisions } from "./breakout_decisions.ts";
import {
  activeRooms,
  broadcasts,
  help,
  loweredHelp,
} from "../model/breakouts_layout.ts";
import { bringBack } from "./bring_back.ts";
import {
  areGroupsOpen,
  audienceOf,
  type broadcastBody,
  broadcastIn,
  type BroadcastView,
  canReceive,
  weightOf,
} from "./broadcast.ts";
import { newSeed } from "../model/seeded_random.ts";
import { cleanWords } from "../model/messages.ts";
import { lower, lowerAsTeacher, raiseAgain } from "./help.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  decideOnClass,
  docsOf,
  members,
  readClass,
  readDocument,
  readSession,
} from "../model/layout.ts";
import {
  distribute,
  type distributeBody,
  move,
  type movesBody,
  undo,
} from "./moves.ts";
import {
  breakoutsView,
  changeBreakouts,
  type changeBreakoutsBody,
  extend,
  type extendBreakoutsBody,
  start,
  startTimer,
  type startTimerBody,
  stop,
  type stopBreakoutsBody,
  stopTimer,
} from "./opening.ts";
import { makeQuickGroups, type quickGroupsBody } from "./quick_groups.ts";
import {
  addRooms,
  type addRoomsBody,
  changeRoom,
  type changeRoomBody,
  deleteRoom,
  deleteRooms,
  roomViews,
} from "./rooms.ts";
import { notePress, type Press, pressed, pressOf } from "../presses.ts";
import { bounds } from "../model/bounds.ts";
import { documents as names } from "../model/documents.ts";
import { isId, newId } from "../model/ids.ts";
import type { Message } from "../model/messages.ts";
import type { BreakoutsView, Moved, RoomView } from "../model/views.ts";
import type { Tx } from "../../sync/authority.ts";

/** What a room is of, in bytes, where a press remembers it. */
const idWeight = 20;

/** The breakout rooms of all sessions. */
export class Breakouts extends BreakoutDecisions {
  /** The settings and the rooms. */
  async view(
    who: Who,
  ): Promise<{ breakouts: BreakoutsView; rooms: RoomView[] }> {
    requireStaff(who);
    return await readSession(this.parts.sync, who.session, (doc) => ({
      breakouts: breakoutsView(doc),
      rooms: roomViews(doc),
    }));
  }

  /** Changes the settings. */
  async change(
    who: Who,
    ask: z.output<typeof changeBreakoutsBody>,
  ): Promise<BreakoutsView> {
    return await this.#settings(
      who,
      (docs, { now }) => changeBreakouts(docs, ask, who.member, now),
    );
  }

  /** Opens the rooms. */
  async start(who: Who): Promise<BreakoutsView> {
    return await this.#settings(who, (docs, { now }) => start(docs, now));
  }

  /** Closes the rooms, at once or after a grace. */
  async stop(
    who: Who,
    ask: z.output<typeof stopBreakoutsBody>,
  ): Promise<BreakoutsView> {
    return await this.#settings(who, (docs, { now }) => stop(docs, ask, now));
  }

  /** Starts the countdown. */
  async startTimer(
    who: Who,
    ask: z.output<typeof startTimerBody>,
  ): Promise<BreakoutsView> {
    return await this.#settings(
      who,
      ({ session }, { now }) => startTimer(session, ask, now),
    );
  }

  /** Stops the countdown; the rooms stay open. */
  async stopTimer(who: Who): Promise<BreakoutsView> {
    return await this.#settings(
      who,
      ({ session }, { now }) => stopTimer(session, now),
    );
  }

  /** Gives more time. */
  async extend(
    who: Who,
    ask: z.output<typeof extendBreakoutsBody>,
  ): Promise<BreakoutsView> {
    return await this.#settings(
      who,
      ({ session, staff }, { now }) => {
        const press = pressOf("extend-rooms", ask);
        if (pressed(staff, press, now)) return;
        extend(session, ask, now);
        notePress(staff, press, [], now);
      },
    );
  }

  /** Makes rooms by hand. */
  async addRooms(
    who: Who,
    ask: z.output<typeof addRoomsBody>,
  ): Promise<RoomView[]> {
    const press = pressOf("rooms", ask);
    return await this.decide(who, ({ session, staff }, { now }) => {
      const before = pressed(staff, press, now) ?? [];
      const there = roomViews(session).filter(({ id }) => before.includes(id));
      // Where all of them were deleted since, they are wanted anew.
      if (there.length > 0) return there;
      const made = addRooms(session, ask, newId);
      notePress(staff, press, made.map(({ id }) => id), now);
      return made;
    });
  }

  /** Renames a room, or changes its instructions. */
  async changeRoom(
    who: Who,
    room: string,
    ask: z.output<typeof changeRoomBody>,
  ): Promise<RoomView> {
    return await this.decide(
      who,
      (docs) => changeRoom(docs, room, ask, who.member),
    );
  }

  /** Archives all rooms; everyone is back in the main room. */
  async deleteRooms(who: Who): Promise<void> {
    await this.#delete(who, () => true, deleteRooms);
  }

  /** Archives one room; who is in it is in none. */
  async deleteRoom(who: Who, room: string): Promise<void> {
    await this.#delete(
      who,
      (it) => it === room,
      (docs, now) => deleteRoom(docs, room, now),
    );
  }

  /** Whoever asked for help in a room that goes has nobody to come to there any more. */
  async #delete(
    who: Who,
    goes: (room: string) => boolean,
    act: (docs: ClassDocuments, now: number) => void,
  ): Promise<void> {
    const { session: s } = who;
    const asking = ({ session, staff }: ClassDocuments) =>
      help(staff).toArray().filter(({ group, member }) => {
        const room = members(session).get(member)?.room;
        return group && room && goes(room);
      }).map(({ by, member }) => ({
        member,
        own: names.member(s, by ?? member),
      }));
    const known = await readClass(this.parts.sync, s, asking);
    await this.decide(who, (docs, tx) => {
      const now = asking(docs);
      act(docs, tx.now);
      for (const { member, own } of now) {
        if (!known.some((it) => it.own === own)) continue;
        lower({ ...docs, own: tx.doc(own) }, member);
      }
    }, known.map(({ own }) => own));
  }

  /** Moves students: all of it or nothing. */
  async move(who: Who, ask: z.output<typeof movesBody>): Promise<Moved[]> {
    return await this.decide(who, (docs, { now }) => move(docs, ask, now));
  }

  /** Spreads the students over the groups. */
  async distribute(
    who: Who,
    ask: z.output<typeof distributeBody>,
  ): Promise<Moved[]> {
    const seed = newSeed();
    return await this.decide(
      who,
      (docs, { now, online }) => distribute(docs, ask, online, seed, now),
    );
  }

  /** Makes groups of a size for a class that has none, fills and opens them. */
  async makeGroups(
    who: Who,
    ask: z.output<typeof quickGroupsBody>,
  ): Promise<Moved[]> {
    const seed = newSeed();
    return await this.decide(
      who,
      (docs, { now, online }) => makeQuickGroups(docs, ask, online, seed, now),
    );
  }

  /** Takes back the last move or distribution. */
  async undo(who: Who): Promise<Moved[]> {
    return await this.decide(who, (docs, { now }) => undo(docs, now));
  }

  /** Says something in all rooms, or some; in each once for a press (S3). */
  async broadcast(
    who: Who,
    ask: z.output<typeof broadcastBody>,
  ): Promise<BroadcastView> {
    requireTeacher(who);
    const text = cleanWords(ask.text, bounds.broadcast);
    // The press's own id: sent again, it is the same broadcast.
    const broadcast = ask.press ?? newId();
    const words = { from: who.member, text, broadcast };
    const view = { id: broadcast, text };
    const press = pressOf("broadcast", ask);
    if (!ask.rooms) {
      const rooms = await this.decide(
        who,
        ({ session, staff }, tx) => {
          if (!areGroupsOpen(session)) return null;
          const before = pressed(staff, press, tx.now);
          if (before) return [...before];
          const rooms = audienceOf(session, undefined);
          broadcasts(staff).push([{ ...words, at: tx.now }]);
          tx.weigh(weightOf(text) + idWeight * rooms.length);
          notePress(staff, press, rooms, tx.now);
          return rooms;
        },
      );
      if (rooms) return { ...view, rooms };
    }
    return { ...view, rooms: await this.#sayIn(who, ask.rooms, words, press) };
  }

  /** Says something in rooms as they are now; gives them. */
  async #sayIn(
    who: Who,
    wanted: readonly string[] | undefined,
    words: { from: string; text: string; broadcast: string },
    press: Press,
  ): Promise<string[]> {
    let rooms: string[] = [];
    let left: string[] | undefined;
    do {
      const before = left;
      const audience = (session: Y.Doc) =>
        before?.filter((room) => canReceive(session, room)) ??
          audienceOf(session, wanted);
      const [told, others] = await this.inRooms(
        who,
        audience,
        (audience, doc, tx) => {
          const { staff } = docsOf(tx, who.session);
          const had = pressed(staff, press, tx.now) ?? [];
          tx.weigh(idWeight * (had.length + audience.length));
          const missing = audience.filter((room) => !had.includes(room));
          const others = broadcastIn(missing, doc, words, tx);
          const now = missing.slice(0, missing.length - others.length);
          for (const room of now) {
            tx.after(() => this.parts.onRoomChanged(who.session, room));
          }
          notePress(staff, press, [...had, ...now], tx.now);
          return [audience.filter((room) => !others.includes(room)), others];
        },
      );
      rooms = [...rooms, ...told];
      left = others;
    } while (left.length > 0);
    return rooms;
  }

  /** Posts what the groups have marked to the main room; gives the new messages. */
  async bringBack(who: Who): Promise<Message[]> {
    const all: Message[] = [];
    while (true) {
      const some = await this.inRooms(
        who,
        (session) => ["main", ...activeRooms(session).map(({ id }) => id)],
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
    const raised = (staff: Y.Doc) =>
      help(staff).toArray().find((flag) => flag.member === member)?.by;
    await this.#flag(who, member, raised, lowerAsTeacher);
  }

  /** Lowers the flags of those whom somebody of the staff has just answered; they can take it back. */
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
      const own = names.member(s, up.by ?? id);
      await decideOnClass(sync, s, (docs, tx) => {
        const flag = flagOf(docs.staff);
        if (!flag || flag.at > said || flag.by !== up.by) return;
        const asked = { id, by, now: tx.now };
        lowerAsTeacher({ ...docs, own: tx.doc(own) }, asked);
      }, [own]);
    }
  }

  /** Takes back that one has lowered it. */
  async undoLowerHelp(who: Who, member: string): Promise<void> {
    const lowered = (staff: Y.Doc) => loweredHelp(staff).get(member)?.flag.by;
    await this.#flag(who, member, lowered, raiseAgain);
  }

  /** Does something with somebody's flag; `raised` says who raised it, in whose own document it stands. */
  async #flag(
    who: Who,
    id: string,
    raised: (staff: Y.Doc) => string | undefined,
    act: (
      docs: ClassDocuments & { own: Y.Doc },
      flag: { id: string; by: string; now: number },
    ) => void,
  ): Promise<void> {
    if (!isId(id)) throw new Refusal("not-found");
    const { session: s } = who;
    const by = await readDocument(this.parts.sync, names.staff(s), raised);
    const own = names.member(s, by ?? id);
    await this.decide(who, (docs, tx) => {
      if (!members(docs.session).has(id)) throw new Refusal("not-found");
      if (raised(docs.staff) !== by) {
        throw refusal("changed-meanwhile");
      }
      const flag = { id, by: who.member, now: tx.now };
      act({ ...docs, own: tx.doc(own) }, flag);
    }, [own]);
  }

  async #settings(
    who: Who,
    change: (docs: ClassDocuments, tx: Tx) => void,
  ): Promise<BreakoutsView> {
    return await this.decide(who, (docs, tx) => {
      change(docs, tx);
      return breakoutsView(docs.session);
    });
  }
}
