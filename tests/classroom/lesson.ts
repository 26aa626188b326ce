/** A class with an assistant, for tests: a school, a teacher, students, and a look into what is written. */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import type { Who } from "../../classroom/identity.ts";
import type { Turn } from "../../classroom/schema/conversations.ts";
import { documents as names } from "../../classroom/schema/documents.ts";
import { newId } from "../../classroom/schema/ids.ts";
import type { SessionView } from "../../classroom/schema/views.ts";
import { readTurns } from "../../classroom/assistant/turns.ts";
import { PuppetModel } from "./assistant/puppet_model.ts";
import { type Browser, School } from "./school.ts";

/** A class that runs. */
export class Lesson {
  private constructor(
    readonly school: School,
    readonly model: PuppetModel,
    readonly session: SessionView,
    readonly teacher: Who,
  ) {}

  /** Begins one. */
  static async begin(
    ask: Record<string, unknown> = {},
    path?: string,
    settings: Record<string, string> = {},
  ): Promise<Lesson> {
    const model = new PuppetModel();
    const school = await School.open(path, undefined, {
      model,
      report: () => {},
    }, settings);
    const session = await school.session(ask);
    const teacher = await school.owner(session.id);
    return new Lesson(school, model, session, teacher);
  }

  /** A student joins. */
  async student(
    name: string,
    browser: Browser = this.school.browser(),
  ): Promise<Who> {
    await browser.join(this.session.code, name);
    const who = await browser.who(this.session.id);
    assert(who);
    return who;
  }

  /** Asks, in a new conversation unless one is given. The refusal's name, or null, and the conversation. */
  async ask(who: Who, text: string, conversation = newId(), id = newId()) {
    const command = { id, kind: "ask", conversation, text };
    const refused = await this.school.command(who, command);
    return { refused, conversation, id };
  }

  /** Reads a document. */
  async read<T>(name: string, read: (doc: Y.Doc) => T): Promise<T> {
    const { id } = this.session;
    return await this.school.app.sync.read(
      id,
      [name],
      ({ doc }) => read(doc(name)),
    );
  }

  /** The turns of a conversation. */
  async turns(conversation: string): Promise<Turn[]> {
    return await this.read(
      names.conversation(this.session.id, conversation),
      readTurns,
    );
  }

  /** Waits until the turns are as they are waited for. */
  async until(
    conversation: string,
    good: (turns: Turn[]) => boolean,
  ): Promise<Turn[]> {
    for (;;) {
      const turns = await this.turns(conversation);
      if (good(turns)) return turns;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** An entry of a map of the staff's document. */
  async staff<T>(map: string, key: string): Promise<T | undefined> {
    const name = names.staff(this.session.id);
    return await this.read(name, (doc) => doc.getMap<T>(map).get(key));
  }

  /** An entry of a map of a member's own document. */
  async own<T>(who: Who, map: string, key: string): Promise<T | undefined> {
    const own = names.member(who.session, who.member);
    const name = this.school.app.authority.nameFor(who, own);
    return await this.read(name, (doc) => doc.getMap<T>(map).get(key));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.school[Symbol.asyncDispose]();
  }
}

/** Whether the last turn is in a state. */
export const last = (state: Turn["state"]) => (turns: Turn[]) =>
  turns.at(-1)?.state === state;
