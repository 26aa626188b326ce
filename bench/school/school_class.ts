/**
 * One class of the school: a teacher and thirty pupils who act like pages. A pupil's page has session, main room, own
 * document, group's room and a conversation open; the teacher's has the staff's document and a pupil's conversation.
 */
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { documentNames } from "../../classroom/model/documents.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import {
  addExpectedNames,
  createSession,
  joinClass,
  type ServerAddress,
  signUp,
  Visitor,
} from "../../tests/people.ts";
import { FrameReader, messageId, readMessages } from "../frames.ts";
import type { ProtocolVersion } from "../member_connection.ts";
import { sleep } from "../run_steadily.ts";
import { SchoolPage } from "./school_page.ts";

/** Pupils of a class, and how many of them come and go. */
export const studentsPerClass = 30, reconnectingPerClass = 3;
/** Names on the class list for later pupils. */
const spareNames = 60;
/** Time on screen until a page marks a message as read, and the spread over all pages. */
const seenAfter = 400, seenWithin = 100;
const typing = 2000;
const changeTimeoutMs = 60_000;
const reconnectAfterMs = 500;

export interface SchoolListener {
  /** A message is sent now; returns its number. */
  said(): number;
  seen(messages: readonly number[]): void;
  lost(): void;
}

class DocumentCopy {
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

export class SchoolClass {
  readonly #session = new DocumentCopy();
  readonly #main = new DocumentCopy();
  readonly #reader = new FrameReader((frame) => this.#onMain(frame));
  /** Members who come and go, and those who stay; the teacher is the last of these. */
  readonly #moving: SchoolPage[] = [];
  readonly #staying: SchoolPage[] = [];
  /** The current move of each restless member. */
  readonly #moves: Promise<unknown>[] = Array(reconnectingPerClass).fill(
    Promise.resolve(),
  );
  #names = 0;
  #turn = 0;
  #told = 0;
  #seeing: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    readonly place: ServerAddress,
    readonly address: string,
    readonly version: ProtocolVersion,
    readonly session: SessionView,
    readonly listener: SchoolListener,
  ) {}

  /** Starts a class; all of it has one address. */
  static async begin(
    place: ServerAddress,
    address: string,
    version: ProtocolVersion,
    listener: SchoolListener,
  ): Promise<SchoolClass> {
    const teacher = await signUp(place, "Ms Lin", address);
    const ask = { breakouts: { auto: true, capacity: 4 } };
    const session = await createSession(teacher, ask);
    const names = Array.from(
      { length: studentsPerClass + spareNames },
      (_, n) => `Student no${n}`,
    );
    await addExpectedNames(teacher, session, names);
    const path = `/api/sessions/${session.id}/breakouts/start`;
    await teacher.askExpecting(200, "POST", path, {});
    const schoolClass = new SchoolClass(
      place,
      address,
      version,
      session,
      listener,
    );
    await schoolClass.#fill(teacher);
    return schoolClass;
  }

  get stayingCount(): number {
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
    await desk.watch(documentNames.staff(id));
    for (let n = 0; n < studentsPerClass; n++) {
      const page = await this.#join();
      (n < reconnectingPerClass ? this.#moving : this.#staying).push(page);
    }
    const [conversation] = await Promise.all(
      this.#pages.map((page) => page.askAssistant()),
    );
    await desk.watch(conversation);
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

  async #join(): Promise<SchoolPage> {
    const { place, address, session: { id, code } } = this;
    const name = `Student no${this.#names++}`;
    const visitor = new Visitor(place, address);
    const { member } = await joinClass(place, code, name, visitor);
    await visitor.askExpecting(200, "GET", `/class/${id}`);
    const page = this.#page(visitor, member);
    await page.openAll(() => this.#groupOf(member));
    return page;
  }

  /** A member's group, once the teacher's copy has it. */
  async #groupOf(member: string): Promise<string> {
    const began = performance.now();
    for (;; await sleep(5)) {
      const room = this.#session.members.get(member)?.room;
      if (room) return room;
      if (performance.now() - began > changeTimeoutMs) {
        throw new Error(`${member} was in no group on the teacher's page`);
      }
    }
  }

  /** Lets the next staying member type and then speak. */
  async sendMessage(): Promise<void> {
    const page = this.#staying[this.#turn++ * 7 % this.#staying.length];
    page.sendPresence({ typing: "main" });
    await sleep(typing);
    page.sendPresence({});
    page.say(this.listener.said());
  }

  /** Renews the next page's presence, as each does every 15 s. */
  renew(): void {
    const pages = this.#pages;
    pages[this.#told++ % pages.length].sendPresence({});
  }

  /** Disconnects a restless member; resolves with the time to return, in ms. */
  reconnect(turn: number): Promise<number> {
    return this.#move(turn, async (index) => {
      const page = this.#moving[index];
      page.close();
      await sleep(reconnectAfterMs);
      const began = performance.now();
      await page.openAll(() => this.#groupOf(page.member), {
        session: this.#session.state,
        main: this.#main.state,
      });
      return performance.now() - began;
    });
  }

  /** Replaces a restless member by a new one; resolves with the time to join, in ms. */
  replace(turn: number): Promise<number> {
    return this.#move(turn, async (index) => {
      this.#moving[index].close();
      const began = performance.now();
      this.#moving[index] = await this.#join();
      return performance.now() - began;
    });
  }

  /** A member moves only after their previous move, because a slow server may need longer. */
  #move(
    turn: number,
    move: (index: number) => Promise<number>,
  ): Promise<number> {
    const index = turn % reconnectingPerClass;
    const moved = this.#moves[index].then(() => move(index));
    // The caller handles the failure.
    this.#moves[index] = moved.catch(() => {});
    return moved;
  }

  #onMain(frame: Uint8Array): void {
    this.#main.take(frame);
    const newest = readMessages(frame).at(-1);
    if (newest === undefined) return;
    clearTimeout(this.#seeing);
    this.#seeing = setTimeout(() => this.#see(messageId(newest)), seenAfter);
  }

  #see(message: string): void {
    for (const page of this.#pages) {
      setTimeout(() => page.showMessage(message), seenWithin * Math.random());
    }
  }
}
