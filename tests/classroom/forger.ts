/** A class with a student who forges commands and updates, and views of all its documents. */
import { runAct } from "./asking.ts";
import * as Y from "yjs";
import type { Identity, Member } from "../../classroom/model/members.ts";
import type { Model } from "../../classroom/assistant/model.ts";
import type { Receipt } from "../../classroom/model/refusals.ts";
import type {
  StaffConversation,
  Submission,
  Turn,
} from "../../classroom/model/conversations.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import type { HelpRequest } from "../../classroom/model/groups.ts";
import { isId, newId } from "../../classroom/model/ids.ts";
import type {
  BringBackEntry,
  Message,
  MessageReactions,
} from "../../classroom/model/messages.ts";
import { quizBody } from "../../classroom/library/resource_bodies.ts";
import type {
  AnonymousVote,
  AnswerSheet,
  OwnAnswerSheet,
  OwnWallQuestion,
  WallQuestion,
  WallQuestionAuthor,
} from "../../classroom/model/resources/shared_resources.ts";
import {
  readVoteBatches,
  sumVotes,
} from "../../classroom/checks/poll_counts.ts";
import { makeStep2Frame } from "../../sync/protocol.ts";
import { FakeSocket, takeFrame } from "../sync/fake_socket.ts";
import { School } from "./school.ts";
import { connectSocket } from "../sync/connect.ts";

/** A word that other members asked about. */
export const othersWord = "Amaryllis";

const echo: Model = {
  name: "echo",
  async *answer({ words }) {
    yield `You asked ${words.length}: `;
    yield words.at(-1)?.text ?? "";
  },
};

/** A connection to a document, and the local copy. */
interface Line {
  doc: Y.Doc;
  socket: FakeSocket;
}

export class ClassWithForger {
  readonly reports: string[] = [];
  readonly lines = new Map<string, Line>();
  /** Every id in the class, for the forger to use. */
  ids: string[] = [];
  rooms: string[] = [];
  /** Conversations, mostly hers, each with the id of an answer. */
  answers: [conversation: string, answer: string][] = [];
  said: [room: string, message: string][] = [];
  checks: {
    id: string;
    question: string;
    choices: string[];
    isAnonymous: boolean;
  }[] = [];
  wall = "";
  wishes: string[] = [];

  private constructor(
    readonly school: School,
    readonly session: string,
    readonly who: { lin: Identity; amy: Identity; mallory: Identity },
  ) {}

  static async open(): Promise<ClassWithForger> {
    const reports: string[] = [];
    const school = await School.open(undefined, undefined, {
      model: echo,
      report: (what, error) =>
        reports.push(`${what}: ${(error as Error)?.stack ?? error}`),
    }, { STUDENT_PACE: "6000" });
    const { id, code } = await school.createSession({ hours: 24 });
    const lin = await school.ownerIdentity(id);
    const student = async (name: string) => {
      const browser = school.newBrowser();
      await browser.join(code, name);
      return (await browser.identityIn(id))!;
    };
    const amy = await student("Amy"), mallory = await student("Mallory");
    const rig = new ClassWithForger(school, id, { lin, amy, mallory });
    rig.reports.push(...reports);
    reports.push = (...more) => rig.reports.push(...more);
    await rig.#prepare();
    return rig;
  }

  async #prepare(): Promise<void> {
    const { school, who } = this;
    const { breakouts } = school.app;
    const made =
      (await runAct({ breakouts }, who.lin, "POST /breakouts/rooms", {
        names: ["Red", "Blue", "Gone"],
      })).rooms;
    const [red, blue, gone] = made.map(({ id }) => id);
    await runAct({ breakouts }, who.lin, "PATCH /breakouts", {
      entry: "free",
      capacity: null,
    });
    await runAct({ breakouts }, who.lin, "POST /breakouts/start");
    const place = (member: Identity, room: string) =>
      runAct({ breakouts }, who.lin, "POST /breakouts/moves", {
        moves: [{ member: member.member, room }],
      });
    await place(who.mallory, red);
    await place(who.amy, blue);
    for (const [by, room] of [[who.mallory, red], [who.amy, blue]] as const) {
      await school.runCommand(by, { kind: "say", room, text: "Hello" });
      await school.runCommand(by, { kind: "say", room: "main", text: "Hi" });
    }
    this.rooms = ["main", red, blue, gone];
    for (const by of [who.mallory, who.amy, who.lin]) {
      const conversation = newId();
      const text = by === who.mallory ? "Why?" : `${othersWord} is ill, why?`;
      await school.runCommand(by, { kind: "ask", conversation, text });
      await this.#answered();
      const [, answer] = await this.readTurns(conversation);
      if (by === who.amy) {
        const fields = { conversation, message: answer.id };
        await school.runCommand(by, { kind: "submit", ...fields });
      }
    }
    await this.#share();
    await this.collectIds();
  }

  async #share(): Promise<void> {
    const { school, who } = this;
    const { library, resources } = school.app;
    const quiz = await library.add(
      "quiz",
      who.lin.teacher!,
      quizBody.parse({
        name: "Rivers",
        questions: [
          { kind: "multiple", text: "Which?", choices: ["Nile", "Rhine"] },
        ],
      }),
    );
    const words: ["Yes", "No"] = ["Yes", "No"];
    const poll = {
      kind: "word" as const,
      question: "",
      anonymous: true,
      words,
    };
    const given = [
      await resources.share(who.lin, { quiz: quiz.id, pace: "own" }),
      await resources.share(who.lin, { poll }),
    ];
    for (const check of given) {
      if (check.kind !== "quiz" && check.kind !== "poll") continue;
      const [{ id: question, choices = [] }] = check.questions;
      this.checks.push({
        id: check.id,
        question,
        choices: choices.map(({ id }) => id),
        isAnonymous: check.kind === "poll",
      });
      const answers = { [question]: choices.slice(0, 1).map(({ id }) => id) };
      const { id: resource } = check;
      await (check.kind === "poll"
        ? school.castVote(who.amy, resource, "peace")
        : school.runCommand(who.amy, {
          kind: "answer",
          resource,
          answers,
          done: true,
        }));
    }
    this.wall = (await resources.share(who.lin, { wall: {} })).id;
    const text = "When is lunch?";
    const wish = { id: newId(), kind: "wish", resource: this.wall, text };
    await school.runCommand(who.amy, wish);
  }

  async countAnonymousVotes(): Promise<Record<string, number>> {
    const { id } = this.checks.find((it) => it.isAnonymous)!;
    const { kv } = this.school.app;
    return sumVotes(await readVoteBatches(kv, this.session, id));
  }

  /** Waits until no answer is streaming. */
  async #answered(): Promise<void> {
    for (const name of await this.documentsOfKind("conversation")) {
      while (
        (await this.readJson(name)).turns.some((it) => it.state === "streaming")
      ) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  async documentsOfKind(kind?: string): Promise<string[]> {
    const { session: s, rooms, who } = this;
    const staff = names.staff(s);
    const owned = Object.values(who).map(({ member }) =>
      names.member(s, member)
    );
    const listed = new Set<string>();
    const found = await this.read(
      [names.session(s), staff, ...owned],
      (doc) =>
        [staff, ...owned].flatMap((name) => [
          ...doc(name).getMap("conversations").keys(),
        ]),
    );
    for (const id of found) listed.add(names.conversation(s, id));
    const all = [
      names.session(s),
      staff,
      ...owned,
      ...rooms.map((room) => names.room(s, room)),
      ...listed,
    ];
    return kind ? all.filter((name) => name.split("/")[1] === kind) : all;
  }

  async read<T>(
    documents: string[],
    read: (doc: (name: string) => Y.Doc) => T,
  ): Promise<T> {
    return await this.school.app.sync.read(
      this.session,
      documents,
      ({ doc }) => read(doc),
    );
  }

  async readJson(name: string) {
    return await this.read([name], (doc) => documentJson(doc(name), name));
  }

  async readTurns(conversation: string): Promise<Turn[]> {
    return (await this.readJson(names.conversation(this.session, conversation)))
      .turns;
  }

  async collectIds(): Promise<void> {
    const found = new Set(Object.values(this.who).map(({ member }) => member));
    this.answers = [];
    for (const name of await this.documentsOfKind("conversation")) {
      const conversation = name.split("/")[2];
      for (const { id, role } of (await this.readJson(name)).turns) {
        if (role === "assistant") this.answers.push([conversation, id]);
      }
    }
    this.said = [];
    for (const name of await this.documentsOfKind()) {
      const id = name.split("/")[2];
      if (isId(id)) found.add(id);
      const view = await this.readJson(name);
      for (const message of view.messages) this.said.push([id, message.id]);
      const text = JSON.stringify(view);
      for (const [id] of text.matchAll(/\b[1-9A-HJ-NP-Za-km-z]{16}\b/g)) {
        found.add(id);
      }
    }
    this.ids = [...found];
    const session = await this.readJson(names.session(this.session));
    this.wishes = Object.keys(session.wishes);
  }

  /** Mallory's connection to a document; a new one if the last was closed. */
  async connectionTo(document: string): Promise<Line> {
    const known = this.lines.get(document);
    if (known && known.socket.closed === null) return known;
    const { sync } = this.school.app;
    const doc = new Y.Doc();
    const socket = new FakeSocket((frame) => takeFrame(doc, frame));
    connectSocket(sync, socket, this.who.mallory, document);
    await this.settle();
    if (document === names.member(this.session, this.who.mallory.member)) {
      const update = await this.read(
        [document],
        (of) => Y.encodeStateAsUpdate(of(document)),
      );
      Y.applyUpdate(doc, update);
      socket.say(makeStep2Frame(new Uint8Array([0, 0])));
    } else {
      const update = await this.read(
        [document],
        (of) => Y.encodeStateAsUpdate(of(document)),
      );
      Y.applyUpdate(doc, update);
    }
    const line = { doc, socket };
    this.lines.set(document, line);
    return line;
  }

  /** Resolves when everything sent was accepted or refused. */
  async settle(): Promise<void> {
    const { sync } = this.school.app;
    const needs = [names.session(this.session)];
    for (let turn = 0; turn < 4; turn++) {
      await sync.decide(this.session, needs, () => {});
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Waits until the outbox is empty and no answer is streaming. */
  async waitUntilIdle(): Promise<void> {
    const own = names.member(this.session, this.who.mallory.member);
    while ((await this.readJson(own)).outbox.length > 0) {
      this.school.time.now += 1000;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this.#answered();
  }
}

export function documentJson(doc: Y.Doc, document: string) {
  const map = <T>(name: string) =>
    doc.getMap(name).toJSON() as Record<string, T>;
  const known = new Set(doc.share.keys());
  const view = {
    roots: [...known].sort(),
    info: known.has("info") ? map<unknown>("info") : {},
    members: known.has("members") ? map<Member>("members") : {},
    messages: list<Message>(doc, known, "messages"),
    marks: known.has("marks") ? map<BringBackEntry>("marks") : {},
    reactions: known.has("reactions") ? map<MessageReactions>("reactions") : {},
    turns: list<Turn>(doc, known, "turns"),
    outbox: list<unknown>(doc, known, "outbox"),
    // A member's own document has a map here.
    help: document.endsWith("/staff")
      ? list<HelpRequest>(doc, known, "help")
      : [],
    receipts: known.has("receipts") ? map<Receipt>("receipts") : {},
    resources: document.endsWith("/session")
      ? list<unknown>(doc, known, "resources")
      : known.has("resources")
      ? map<unknown>("resources")
      : {},
    answers: known.has("answers")
      ? map<AnswerSheet | AnonymousVote | OwnAnswerSheet>("answers")
      : {},
    wishes: known.has("wishes")
      ? map<WallQuestion & WallQuestionAuthor & OwnWallQuestion>("wishes")
      : {},
    wishVotes: known.has("wishVotes") ? map<number | true>("wishVotes") : {},
    submissions: known.has("submissions") ? map<Submission>("submissions") : {},
    conversations: known.has("conversations")
      ? map<StaffConversation>("conversations")
      : {},
  };
  return view;
}

function list<T>(doc: Y.Doc, known: ReadonlySet<string>, name: string): T[] {
  return known.has(name) ? doc.getArray(name).toJSON() as T[] : [];
}
