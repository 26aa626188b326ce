import { runAct } from "./asking.ts";
import assert from "node:assert/strict";
import type * as Y from "yjs";
import { readTurns } from "../../classroom/model/turns.ts";
import { removedVersions } from "../../classroom/storage/message_versions.ts";
import { breakoutSetting } from "../../classroom/model/breakouts_layout.ts";
import { quizBody } from "../../classroom/library/resource_bodies.ts";
import type { AppHooks } from "../../classroom/core_services.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import type { Identity } from "../../classroom/model/members.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  HeldMessage,
  Message,
  Pin,
} from "../../classroom/model/messages.ts";
import type { Receipt } from "../../classroom/model/refusals.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { members, pins, reactionsOf } from "../../classroom/model/roots.ts";
import { heldMessages } from "../../classroom/model/staff_roots.ts";
import { PuppetModel } from "./assistant/puppet_model.ts";
import { type Browser, School } from "./school.ts";

export interface RoomState {
  messages: Message[];
  reactions: Record<string, Record<string, true>>;
  pins: Record<string, Pin>;
}

export interface LessonOptions {
  students?: readonly string[];
  /** Fields of the class. */
  ask?: Record<string, unknown>;
  /** The store's path; absent: in memory. */
  path?: string;
  settings?: Record<string, string>;
  hooks?: AppHooks;
}

/**
 * A class in an app without HTTP, whose assistant answers as the test says.
 *
 * @example
 * const lesson = await Lesson.begin({ students: ["Amy"] });
 * const id = await lesson.postMessage(lesson.students[0], "hello");
 */
export class Lesson {
  readonly students: Identity[] = [];

  private constructor(
    readonly school: School,
    readonly model: PuppetModel,
    readonly session: SessionView,
    readonly teacher: Identity,
  ) {}

  static async begin(
    { students = [], ask, path, settings, hooks }: LessonOptions = {},
  ): Promise<Lesson> {
    const model = new PuppetModel();
    const given = { model, ...hooks };
    const school = await School.open(path, undefined, given, settings);
    const session = await school.createSession(ask);
    const teacher = await school.ownerIdentity(session.id);
    const lesson = new Lesson(school, model, session, teacher);
    for (const name of students) {
      lesson.students.push(await lesson.addStudent(name));
    }
    return lesson;
  }

  async addStudent(
    name: string,
    browser: Browser = this.school.newBrowser(),
  ): Promise<Identity> {
    await browser.join(this.session.code, name);
    const who = await browser.identityIn(this.session.id);
    assert(who);
    return who;
  }

  /** Another teacher's account, an old one with the plan by default. */
  async addColleague(
    name: string,
    { email, createdAt = 0, granted = true, plan = true }: {
      email?: string;
      createdAt?: number;
      granted?: boolean;
      plan?: boolean;
    } = {},
  ): Promise<Teacher> {
    const { kv } = this.school.app;
    const id = newId();
    const address = email ??
      `${name.toLowerCase().replace(/\W/g, "")}@example.org`;
    const account = { id, name, email: address, createdAt, granted };
    await kv.set(["account", id], account);
    await kv.set(["account-by-email", address], id);
    return { id, name, email: address, plan };
  }

  async read<T>(name: string, read: (doc: Y.Doc) => T): Promise<T> {
    const { id } = this.session;
    return await this.school.app.sync.read(
      id,
      [name],
      ({ doc }) => read(doc(name)),
    );
  }

  async runCommand(who: Identity, command: Record<string, unknown>) {
    return await this.school.runCommand(who, { room: "main", ...command });
  }

  /** Posts a message, which must be accepted. Returns its id. */
  async postMessage(
    who: Identity,
    text: string,
    more: Record<string, unknown> = {},
  ) {
    const id = newId();
    const command = { id, kind: "say", text, ...more };
    assert.equal(await this.runCommand(who, command), null);
    return id;
  }

  async room(room = "main"): Promise<RoomState> {
    const messages = await this.school.readMessages(this.session.id, room);
    return await this.read(names.room(this.session.id, room), (doc) => ({
      messages,
      reactions: reactionsOf(doc).toJSON(),
      pins: pins(doc).toJSON(),
    }));
  }

  async findMessage(id: string, room = "main"): Promise<Message | undefined> {
    return (await this.room(room)).messages.find((it) => it.id === id);
  }

  /** The earlier texts of a message, oldest first, each with its editor. */
  async readEarlierTexts(id: string, room = "main") {
    const { app } = this.school;
    const all = await removedVersions(app.kv, this.session.id, room, id);
    return all.map(({ message, by }) => [
      "text" in message ? message.text ?? "" : "",
      by,
    ]);
  }

  async readHeldMessages(): Promise<Record<string, HeldMessage>> {
    const name = names.staff(this.session.id);
    return await this.read(name, (doc) => heldMessages(doc).toJSON());
  }

  async readReceipts(who: Identity): Promise<Record<string, Receipt>> {
    const name = names.member(this.session.id, who.member);
    return await this.read(name, (doc) => doc.getMap("receipts").toJSON());
  }

  /** Makes an open group of these students. Returns its id. */
  async makeGroup(...students: Identity[]): Promise<string> {
    const { app } = this.school;
    const [{ id }] = (await runAct(app, this.teacher, "POST /breakouts/rooms", {
      names: [`Group ${newId()}`],
    })).rooms;
    const moves = students.map(({ member }) => ({ member, room: id }));
    await runAct(app, this.teacher, "POST /breakouts/moves", { moves });
    const isOpen = await this.read(
      names.session(this.session.id),
      (doc) => breakoutSetting(doc, "open"),
    );
    if (!isOpen) await runAct(app, this.teacher, "POST /breakouts/start");
    return id;
  }

  /** Keeps a quiz of these questions in the teacher's library. Returns its id. */
  async addQuiz(name: string, ...questions: unknown[]): Promise<string> {
    const body = quizBody.parse({ name, questions });
    const { library } = this.school.app;
    return (await library.add("quiz", this.teacher.teacher!, body)).id;
  }

  async endClass(): Promise<void> {
    const { app, teacher } = this.school;
    await app.sessions.end(teacher, this.session.id, { now: true });
  }

  async changeMemberEntry(
    who: Identity,
    more: Record<string, unknown>,
  ): Promise<void> {
    await this.school.changeDirectly(this.session.id, (doc) => {
      const entry = members(doc).get(who.member);
      assert(entry);
      members(doc).set(who.member, { ...entry, ...more });
    });
  }

  async changeSession(ask: Record<string, unknown>): Promise<void> {
    const { app, teacher } = this.school;
    await app.sessions.change(teacher, this.session.id, ask);
  }

  /** Asks in a conversation, by default a new one. */
  async ask(who: Identity, text: string, conversation = newId(), id = newId()) {
    const command = { id, kind: "ask", conversation, text };
    const refused = await this.school.runCommand(who, command);
    return { refused, conversation, id };
  }

  /** Asks and answers. Returns the conversation and the answer's id. */
  async askAndAnswer(who: Identity, prompt: string, text: string) {
    const { refused, conversation } = await this.ask(who, prompt);
    assert.equal(refused, null);
    const puppet = await this.model.next();
    puppet.say(text);
    puppet.end();
    const turns = await this.waitForTurns(conversation, isLastTurn("done"));
    return { conversation, message: turns[1].id };
  }

  async turns(conversation: string): Promise<Turn[]> {
    return await this.read(
      names.conversation(this.session.id, conversation),
      readTurns,
    );
  }

  async waitForTurns(
    conversation: string,
    good: (turns: Turn[]) => boolean,
  ): Promise<Turn[]> {
    for (;;) {
      const turns = await this.turns(conversation);
      if (good(turns)) return turns;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async readStaffEntry<T>(map: string, key: string): Promise<T | undefined> {
    const name = names.staff(this.session.id);
    return await this.read(name, (doc) => doc.getMap<T>(map).get(key));
  }

  async readOwnEntry<T>(
    who: Identity,
    map: string,
    key: string,
  ): Promise<T | undefined> {
    const own = names.member(who.session, who.member);
    const name = this.school.app.authority.resolveName(who, own);
    return await this.read(name, (doc) => doc.getMap<T>(map).get(key));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.school[Symbol.asyncDispose]();
  }
}

export const isLastTurn = (state: Turn["state"]) => (turns: Turn[]) =>
  turns.at(-1)?.state === state;
