/**
 * One class of the school: a teacher and thirty pupils, who do what their pages do. A pupil's has open the session, the
 * main room, the own document, the group's room and a conversation with the assistant; the teacher's has the staff's
 * document and a pupil's conversation. Whoever speaks is seen typing before, and every page marks what it has seen.
 */
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { documents } from "../../classroom/model/documents.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import {
  createSession,
  expectNames,
  join,
  type Place,
  signUp,
  Visitor,
} from "../../tests/people.ts";
import { idOf, messagesIn, Reader } from "../frames.ts";
import type { Version } from "../line.ts";
import { sleep } from "../steadily.ts";
import { SchoolPage } from "./school_page.ts";

/** How many pupils a class has, and how many of them come and go: a tenth. */
export const pupils = 30, restless = 3;
/** Names on the class list for those who come later. */
const spare = 60;
/** After what time on screen a message counts as read on a page, and within what time it does on all (ms). */
const seenAfter = 400, seenWithin = 100;
/** How long before a message its author begins to type (ms). */
const typing = 2000;
/** What the teacher's page has not heard of after this it never will (ms). */
const patience = 60_000;
/** How long somebody is without a network (ms). */
const away = 500;

/** What the class tells whoever measures. */
export interface Listener {
  /** Says that a message is said now; its number. */
  said(): number;
  /** One who stays has seen these. */
  seen(messages: readonly number[]): void;
  /** The server has closed somebody's connection. */
  lost(): void;
}

/** A document as one page has it. */
class Copy {
  readonly #doc = new Y.Doc();

  take(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    decoder.pos = 2;
    Y.applyUpdate(this.#doc, decoding.readVarUint8Array(decoder));
  }

  get state(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  get members(): Y.Map<Member> {
    return this.#doc.getMap("members");
  }
}

/** A class that runs, with everybody connected. */
export class SchoolClass {
  readonly #session = new Copy();
  readonly #main = new Copy();
  readonly #reader = new Reader((frame) => this.#onMain(frame));
  /** Who comes and goes, who stays, and the teacher, who is the last of them. */
  readonly #moving: SchoolPage[] = [];
  readonly #staying: SchoolPage[] = [];
  /** What those who come and go are at. */
  readonly #moves: Promise<unknown>[] = Array(restless).fill(Promise.resolve());
  #names = 0;
  #turn = 0;
  #told = 0;
  #seeing: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    readonly place: Place,
    readonly address: string,
    readonly version: Version,
    readonly session: SessionView,
    readonly listener: Listener,
  ) {}

  /** Begins a class. All of it comes from one address. */
  static async begin(
    place: Place,
    address: string,
    version: Version,
    listener: Listener,
  ): Promise<SchoolClass> {
    const teacher = await signUp(place, "Ms Lin", address);
    const ask = { breakouts: { auto: true, capacity: 4 } };
    const session = await createSession(teacher, ask);
    const names = Array.from(
      { length: pupils + spare },
      (_, n) => `Student no${n}`,
    );
    await expectNames(teacher, session, names);
    const path = `/api/sessions/${session.id}/breakouts/start`;
    await teacher.get(200, "POST", path, {});
    const it = new SchoolClass(place, address, version, session, listener);
    await it.#fill(teacher);
    return it;
  }

  /** How many see each message of the steady load and are counted. */
  get counted(): number {
    return this.#staying.length;
  }

  get #pages(): SchoolPage[] {
    return [...this.#moving, ...this.#staying];
  }

  async #fill(teacher: Visitor): Promise<void> {
    const { id, member } = this.session;
    const desk = this.#page(teacher, member);
    desk.onSession = (frame) => this.#session.take(frame);
    await desk.open();
    await desk.watch(documents.staff(id));
    for (let n = 0; n < pupils; n++) {
      const page = await this.#join();
      (n < restless ? this.#moving : this.#staying).push(page);
    }
    const [one] = await Promise.all(this.#pages.map((page) => page.ask()));
    await desk.watch(one);
    this.#staying.push(desk);
    for (const page of this.#staying) {
      page.onSeen = (messages) => this.listener.seen(messages);
      page.onClose = () => this.listener.lost();
    }
  }

  #page(visitor: Visitor, member: string): SchoolPage {
    const { id } = this.session;
    return new SchoolPage(visitor, id, member, this.#reader, this.version);
  }

  /** Somebody new is in, and has their page open. */
  async #join(): Promise<SchoolPage> {
    const { place, address, session: { id, code } } = this;
    const name = `Student no${this.#names++}`;
    const visitor = new Visitor(place, address);
    const { member } = await join(place, code, name, visitor);
    await visitor.get(200, "GET", `/class/${id}`);
    const page = this.#page(visitor, member);
    await page.openAll(() => this.#groupOf(member));
    return page;
  }

  /** In which group somebody is; the teacher's page, whose copy this is, may hear of it a moment later. */
  async #groupOf(member: string): Promise<string> {
    const began = performance.now();
    for (;; await sleep(5)) {
      const room = this.#session.members.get(member)?.room;
      if (room) return room;
      if (performance.now() - began > patience) {
        throw new Error(`${member} was in no group on the teacher's page`);
      }
    }
  }

  /** Has the next who stays type, and then say something. */
  async speak(): Promise<void> {
    const page = this.#staying[this.#turn++ * 7 % this.#staying.length];
    page.tell({ typing: "main" });
    await sleep(typing);
    page.tell({});
    page.say(this.listener.said());
  }

  /** Has the next page say again that it is there, as each does every 15 s. */
  renew(): void {
    const pages = this.#pages;
    pages[this.#told++ % pages.length].tell({});
  }

  /** One of those who come and go loses the network; resolves with how long they needed, once it was back (ms). */
  reconnect(turn: number): Promise<number> {
    return this.#move(turn, async (at) => {
      const page = this.#moving[at];
      page.close();
      await sleep(away);
      const began = performance.now();
      await page.openAll(() => this.#groupOf(page.member), {
        session: this.#session.state,
        main: this.#main.state,
      });
      return performance.now() - began;
    });
  }

  /** One of those who come and go leaves, and somebody new comes; resolves with how long that took (ms). */
  replace(turn: number): Promise<number> {
    return this.#move(turn, async (at) => {
      this.#moving[at].close();
      const began = performance.now();
      this.#moving[at] = await this.#join();
      return performance.now() - began;
    });
  }

  /** Nobody goes who is still coming: a server that is slow may need longer for that than there is between two turns. */
  #move(
    turn: number,
    move: (at: number) => Promise<number>,
  ): Promise<number> {
    const at = turn % restless;
    const moved = this.#moves[at].then(() => move(at));
    // Whoever asked for it hears that it failed.
    this.#moves[at] = moved.catch(() => {});
    return moved;
  }

  #onMain(frame: Uint8Array): void {
    this.#main.take(frame);
    const newest = messagesIn(frame).at(-1);
    if (newest === undefined) return;
    clearTimeout(this.#seeing);
    this.#seeing = setTimeout(() => this.#see(idOf(newest)), seenAfter);
  }

  /** Every page has had it on screen. */
  #see(message: string): void {
    for (const page of this.#pages) {
      setTimeout(() => page.see(message), seenWithin * Math.random());
    }
  }
}
