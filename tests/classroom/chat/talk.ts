/** A class that talks, for tests: a school, a teacher, students, and a look at what stands where. */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import { breakouts } from "../../../classroom/groups/breakouts_layout.ts";
import { heldOf } from "../../../classroom/chat/holding.ts";
import type { Who } from "../../../classroom/identity.ts";
import { members } from "../../../classroom/layout.ts";
import { pins } from "../../../classroom/chat/pins.ts";
import { reactions } from "../../../classroom/chat/reactions.ts";
import { removedVersions } from "../../../classroom/chat/message_versions.ts";
import type { Receipt } from "../../../classroom/schema/refusals.ts";
import { documents as names } from "../../../classroom/schema/documents.ts";
import { newId } from "../../../classroom/schema/ids.ts";
import type { Held, Message, Pin } from "../../../classroom/schema/messages.ts";
import type { SessionView } from "../../../classroom/schema/views.ts";
import { School } from "../school.ts";

/** What stands in a room. */
export interface RoomState {
  messages: Message[];
  reactions: Record<string, Record<string, true>>;
  pins: Record<string, Pin>;
}

/** A class that runs, with everybody in the main room. */
export class Talk {
  private constructor(
    readonly school: School,
    readonly session: SessionView,
    readonly teacher: Who,
    readonly students: readonly Who[],
  ) {}

  /** Begins one with these students. */
  static async begin(students: readonly string[], path?: string) {
    const school = await School.open(path);
    const session = await school.session();
    const teacher = await school.owner(session.id);
    const all: Who[] = [];
    for (const name of students) {
      const browser = school.browser();
      await browser.join(session.code, name);
      const who = await browser.who(session.id);
      assert(who);
      all.push(who);
    }
    return new Talk(school, session, teacher, all);
  }

  /** A command of somebody: the refusal's name, or null. */
  async does(who: Who, command: Record<string, unknown>) {
    return await this.school.command(who, { room: "main", ...command });
  }

  /** Says something; the message's id. It must be taken. */
  async says(who: Who, text: string, more: Record<string, unknown> = {}) {
    const id = newId();
    const command = { id, kind: "say", text, ...more };
    assert.equal(await this.does(who, command), null);
    return id;
  }

  /** What stands in a room, without the lines of the system. */
  async room(room = "main"): Promise<RoomState> {
    const messages = await this.school.messages(this.session.id, room);
    return await this.read(names.room(this.session.id, room), (doc) => ({
      messages,
      reactions: reactions(doc).toJSON(),
      pins: pins(doc).toJSON(),
    }));
  }

  /** One message of a room. */
  async message(id: string, room = "main"): Promise<Message | undefined> {
    return (await this.room(room)).messages.find((it) => it.id === id);
  }

  /** The words that a message said before, oldest first. */
  async before(id: string, room = "main") {
    const { app } = this.school;
    const all = await removedVersions(app.kv, this.session.id, room, id);
    return all.map(({ message, by }) => [
      "text" in message ? message.text ?? "" : "",
      by,
    ]);
  }

  /** What is held, or was rejected. */
  async held(): Promise<Record<string, Held>> {
    const name = names.staff(this.session.id);
    return await this.read(name, (doc) => heldOf(doc).toJSON());
  }

  /** Somebody's receipts. */
  async receipts(who: Who): Promise<Record<string, Receipt>> {
    const name = names.member(this.session.id, who.member);
    return await this.read(name, (doc) => doc.getMap("receipts").toJSON());
  }

  /** Makes a group with these students in it; its id. */
  async group(...students: Who[]): Promise<string> {
    const { app } = this.school;
    const [{ id }] = await app.breakouts.addRooms(this.teacher, {
      names: [`Group ${newId()}`],
    });
    const moves = students.map(({ member }) => ({ member, room: id }));
    await app.breakouts.move(this.teacher, { moves });
    const isOpen = await this.read(
      names.session(this.session.id),
      (doc) => breakouts(doc, "open"),
    );
    if (!isOpen) await app.breakouts.start(this.teacher);
    return id;
  }

  /** Changes a member's entry behind the classroom's back. */
  async put(who: Who, more: Record<string, unknown>): Promise<void> {
    await this.school.tamper(this.session.id, (doc) => {
      const entry = members(doc).get(who.member);
      assert(entry);
      members(doc).set(who.member, { ...entry, ...more });
    });
  }

  /** Changes the session as its teacher does. */
  async change(ask: Record<string, unknown>): Promise<void> {
    const { app, teacher } = this.school;
    await app.sessions.change(teacher, this.session.id, ask);
  }

  /** Reads a document. */
  async read<T>(name: string, read: (doc: Y.Doc) => T): Promise<T> {
    const { sync } = this.school.app;
    return await sync.read(
      this.session.id,
      [name],
      ({ doc }) => read(doc(name)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.school[Symbol.asyncDispose]();
  }
}
