/**
 * Documents that each role may open, by state of the class (ACCESS-1, ACCESS-2, ACCESS-3, ACCESS-5, J-2), and the
 * documents that a command names (SYNC-13).
 */
import { projectWords } from "../../classroom/model/words/worrying_words.ts";
import assert from "node:assert/strict";
import {
  type AccessFacts,
  decideAccess,
  type PageAccessFacts,
} from "../../classroom/access.ts";
import type { Identity, Member } from "../../classroom/model/members.ts";
import { parseDocumentName } from "../../classroom/model/layout.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { SessionState } from "../../classroom/model/session.ts";
import * as Y from "yjs";
import type { AnswerService } from "../../classroom/define_command.ts";
import { commandDefinitions, parseCommand } from "../../classroom/commands.ts";
import { SessionAuthority } from "../../classroom/session_authority.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { shareBody } from "../../classroom/library/resource_bodies.ts";
import { runAct } from "./asking.ts";
import { Lesson } from "./lesson.ts";

const s = newId(), amy = newId(), ben = newId(), zoe = newId();

const lin = newId(), kim = newId(), ola = newId();

const mine = newId(), other = newId(), gone = newId(), left = newId();

/** Amy and Ben are students, Zoe came by Amy's name alone, Lin owns the session, Kim is its moderator, Ola looks on. */
const documents: Record<string, string> = {
  session: names.session(s),
  main: names.room(s, "main"),
  "Amy's room": names.room(s, mine),
  "another room": names.room(s, other),
  "a room that Amy has left": names.room(s, left),
  "no such room": names.room(s, gone),
  "Amy's own": names.member(s, amy),
  "Ben's own": names.member(s, ben),
  "Zoe's own": names.member(s, zoe),
  "Lin's own": names.member(s, lin),
  "Kim's own": names.member(s, kim),
  "Ola's own": names.member(s, ola),
  "nobody's own": names.member(s, newId()),
  staff: names.staff(s),
  "Amy's conversation": names.conversation(s, newId()),
  "Ben's conversation": names.conversation(s, newId()),
  "Zoe's conversation": names.conversation(s, newId()),
  "Lin's conversation": names.conversation(s, newId()),
  "Kim's conversation": names.conversation(s, newId()),
  "no such conversation": names.conversation(s, newId()),
  "Amy's notes": names.note(s, amy),
  "Ben's notes": names.note(s, ben),
  "Zoe's notes": names.note(s, zoe),
  "nobody's notes": names.note(s, newId()),
  "a page of Amy's": names.page(s, newId()),
  "a locked page of Amy's": names.page(s, newId()),
  "a page of a group that Amy has left": names.page(s, newId()),
  "a page of others": names.page(s, newId()),
  "a page before the class": names.page(s, newId()),
  "a page before the class of a group that Amy has left": names.page(
    s,
    newId(),
  ),
  "a page of Amy's, begun anew": names.page(s, newId()),
  "a page of Amy's, taken back": names.page(s, newId()),
  "no such page": names.page(s, newId()),
  "another session": names.session(newId()),
  "a name that is none": `${s}/session/x`,
};

/** Access to a document; `collected`: "read" while the teacher may read conversations. */
type Cell =
  | "read"
  | "own"
  | "shared"
  | "collected"
  | "left"
  | "anew"
  | 4404;

const nowhere = {
  "no such room": 4404,
  "nobody's own": 4404,
  "no such conversation": 4404,
  "nobody's notes": 4404,
  "no such page": 4404,
  "another session": 4404,
  "a name that is none": 4404,
} as const;

/** Access while the class runs. */
const student: Record<string, Cell> = {
  session: "read",
  main: "read",
  "Amy's room": "read",
  "another room": 4404,
  "a room that Amy has left": "left",
  "Amy's own": "own",
  "Ben's own": 4404,
  "Zoe's own": 4404,
  "Lin's own": 4404,
  "Kim's own": 4404,
  "Ola's own": 4404,
  staff: 4404,
  "Amy's conversation": "read",
  "Ben's conversation": 4404,
  "Zoe's conversation": 4404,
  "Lin's conversation": 4404,
  "Kim's conversation": 4404,
  "Amy's notes": "read",
  "Ben's notes": 4404,
  "Zoe's notes": 4404,
  "a page of Amy's": "shared",
  "a locked page of Amy's": "read",
  "a page of a group that Amy has left": "left",
  "a page of others": 4404,
  "a page before the class": "read",
  "a page before the class of a group that Amy has left": "read",
  "a page of Amy's, begun anew": "anew",
  "a page of Amy's, taken back": 4404,
  ...nowhere,
};

/** Came in as Amy by name alone: neither reads the other's own documents. */
const byName: Record<string, Cell> = {
  ...student,
  "Amy's own": 4404,
  "Amy's conversation": 4404,
  "Zoe's own": "own",
  "Zoe's conversation": "read",
  "Amy's notes": 4404,
  "Zoe's notes": "read",
};

const observer: Record<string, Cell> = {
  session: "read",
  main: "read",
  "Amy's room": "read",
  "another room": "read",
  "a room that Amy has left": "read",
  "Amy's own": 4404,
  "Ben's own": 4404,
  "Zoe's own": 4404,
  "Lin's own": 4404,
  "Kim's own": 4404,
  "Ola's own": "read",
  staff: "read",
  "Amy's conversation": "collected",
  "Ben's conversation": "collected",
  "Zoe's conversation": "collected",
  "Lin's conversation": "collected",
  "Kim's conversation": "collected",
  "Amy's notes": "read",
  "Ben's notes": "read",
  "Zoe's notes": "read",
  "a page of Amy's": "read",
  "a locked page of Amy's": "read",
  "a page of a group that Amy has left": "read",
  "a page of others": "read",
  "a page before the class": "read",
  "a page before the class of a group that Amy has left": "read",
  "a page of Amy's, begun anew": "anew",
  "a page of Amy's, taken back": "read",
  ...nowhere,
};

const pagesOfStaff: Record<string, Cell> = {
  "a page of Amy's": "shared",
  "a locked page of Amy's": "shared",
  "a page of a group that Amy has left": "shared",
  "a page of others": "shared",
  "a page before the class": "shared",
  "a page before the class of a group that Amy has left": "shared",
};

const owner: Record<string, Cell> = {
  ...observer,
  ...pagesOfStaff,
  "Lin's own": "own",
  "Ola's own": 4404,
  "Lin's conversation": "read",
};

const moderator: Record<string, Cell> = {
  ...observer,
  ...pagesOfStaff,
  "Kim's own": "own",
  "Ola's own": 4404,
  "Kim's conversation": "read",
};

interface Someone {
  who: Identity;
  cells: Record<string, Cell>;
  /** Access to documents of their own after the end; null: unchanged. */
  over: "4403 ended" | null;
}

const people: Record<string, Someone> = {
  student: {
    who: { role: "student", session: s, member: amy },
    cells: student,
    over: "4403 ended",
  },
  "student by name alone": {
    who: { role: "student", session: s, member: amy, by: zoe, own: zoe },
    cells: byName,
    over: "4403 ended",
  },
  owner: {
    who: { role: "teacher", session: s, member: lin, teacher: newId() },
    cells: owner,
    over: null,
  },
  moderator: {
    who: { role: "teacher", session: s, member: kim, teacher: newId() },
    cells: moderator,
    over: null,
  },
  observer: {
    who: { role: "observer", session: s, member: ola, teacher: newId() },
    cells: observer,
    over: "4403 ended",
  },
};

const entry = ({ role }: Identity, more: Partial<Member> = {}): Member => ({
  name: "N",
  role,
  joinedAt: 0,
  room: role === "student" ? mine : null,
  ...more,
});

const rooms = new Set([mine, other, left]);

/** The owner of each conversation. */
const owners: Record<string, string> = {
  "Amy's conversation": amy,
  "Ben's conversation": ben,
  "Zoe's conversation": zoe,
  "Lin's conversation": lin,
  "Kim's conversation": kim,
};

/** The student of each thread of notes to staff. */
const noteOwners: Record<string, string> = {
  "Amy's notes": amy,
  "Ben's notes": ben,
  "Zoe's notes": zoe,
};

const page: PageAccessFacts = {
  isCurrent: true,
  isShared: true,
  isLocked: false,
  isTheirs: false,
  isBroughtBack: false,
  wasTheirs: false,
};

/** Facts of each page for Amy; other members have none of them. */
const pageFacts: Record<string, Partial<PageAccessFacts>> = {
  "a page of Amy's": { isTheirs: true },
  "a locked page of Amy's": { isTheirs: true, isLocked: true },
  "a page of a group that Amy has left": { wasTheirs: true },
  "a page of others": {},
  "a page before the class": { isBroughtBack: true },
  "a page before the class of a group that Amy has left": {
    isBroughtBack: true,
    wasTheirs: true,
  },
  "a page of Amy's, begun anew": { isTheirs: true, isCurrent: false },
  "a page of Amy's, taken back": { isShared: false },
};

/** The facts that do not depend on the document. */
type Given = Pick<AccessFacts, "state" | "member" | "isCollected">;

function answer(
  who: Identity,
  document: string,
  session: Given,
  seat = who.own ?? who.member,
): string {
  const former = who.role === "student" ? [left] : [];
  const facts = {
    ...session,
    rooms,
    former,
    seat,
    owner: owners[document] ?? noteOwners[document],
    ...(pageFacts[document] && { page: { ...page, ...pageFacts[document] } }),
  };
  const given = decideAccess(
    who,
    parseDocumentName(documents[document]),
    facts,
  );
  return typeof given === "string" ? given : `${given.code} ${given.reason}`;
}

/** The expected answer; null: not found. */
function cellOf(cell: Cell, collect: boolean): string | null {
  if (cell === 4404 || cell === "collected" && !collect) return null;
  if (cell === "collected") return "read";
  if (cell === "anew") return "4409 conflict";
  return cell === "left" ? "4403 not-in-room" : cell;
}

/** Compares the access to every document with its cell, with collection on and off. */
function everything(
  { who, cells }: Someone,
  state: SessionState,
  more: Partial<Member>,
  expected: (granted: string) => string,
): void {
  assert.deepEqual(Object.keys(cells).sort(), Object.keys(documents).sort());
  for (const collect of [true, false]) {
    const facts = { state, member: entry(who, more), isCollected: collect };
    for (const [document, cell] of Object.entries(cells)) {
      const granted = cellOf(cell, collect);
      assert.equal(
        answer(who, document, facts),
        granted === null ? "4404 not-found" : expected(granted),
        `${document}, ${state}, collection ${collect ? "on" : "off"}`,
      );
    }
  }
}

const running = ["scheduled", "active", "ending"] as const;

const states = [...running, "ended"] as const;

for (const [name, someone] of Object.entries(people)) {
  for (const state of running) {
    Deno.test(`what the ${name} has while the session is ${state} (ACCESS-1, ACCESS-2)`, () => {
      everything(someone, state, {}, (granted) => granted);
    });
  }

  const has = someone.over === null
    ? "reads on, and hears that commands come too late"
    : "has nothing";
  Deno.test(`after the end the ${name} ${has} (ACCESS-3)`, () => {
    everything(
      someone,
      "ended",
      {},
      (granted) => someone.over ?? granted.replace("shared", "read"),
    );
  });

  Deno.test(`a page that is another member by now must reload: ${name} (ACCESS-5)`, () => {
    const { who } = someone;
    const facts = { member: entry(who), isCollected: true, rooms, former: [] };
    for (const state of states) {
      const asked = { ...facts, state, person: newId() };
      const own = parseDocumentName(names.member(s, who.member));
      assert.deepEqual(decideAccess(who, own, asked), {
        code: 4409,
        reason: "conflict",
      });
    }
  });
}

Deno.test("a changed role must reload its documents (S-8, S-9)", () => {
  const changes = [["observer", "teacher"], ["moderator", "observer"]] as const;
  for (const [name, role] of changes) {
    const { who } = people[name];
    const member = { ...entry(who), role };
    for (const document of ["session", "main", "staff"]) {
      const facts = { state: "active", member, isCollected: true } as const;
      assert.equal(answer(who, document, facts), "4409 conflict");
    }
  }
});

for (
  const name of ["student", "student by name alone", "moderator", "observer"]
) {
  Deno.test(`the ${name}, removed, learns it of its own documents alone (ACCESS-5)`, () => {
    for (const state of states) {
      const gone = people[name].who.role === "student"
        ? "removed"
        : "not-allowed";
      everything(people[name], state, { removed: true }, () => `4403 ${gone}`);
    }
  });
}

Deno.test("a student admitted from a name alone must reload their own document (J-2)", () => {
  const { who } = people["student by name alone"];
  const facts = {
    state: "active",
    member: entry(who),
    isCollected: true,
  } as const;
  for (const document of ["Amy's own", "Zoe's own", "Ben's own"]) {
    assert.equal(answer(who, document, facts, amy), "4409 conflict");
  }
  assert.equal(answer(who, "main", facts, amy), "read");
});

Deno.test("an observer cannot write in any document or state (S-8)", () => {
  const { who } = people.observer;
  for (const state of states) {
    for (const document of Object.keys(documents)) {
      const facts = { state, member: entry(who), isCollected: true };
      assert.doesNotMatch(answer(who, document, facts), /own|shared/);
    }
  }
});

Deno.test("with collection off a conversation is always its member's alone (ACCESS-2)", () => {
  for (const { who } of Object.values(people)) {
    for (const state of states) {
      const facts = { state, member: entry(who), isCollected: false };
      for (const [document, owner] of Object.entries(owners)) {
        if (owner === (who.own ?? who.member)) continue;
        assert.equal(answer(who, document, facts), "4404 not-found");
      }
    }
  }
});

Deno.test("a person who is no member finds no document (ACCESS-5)", () => {
  for (const { who } of Object.values(people)) {
    for (const document of Object.keys(documents)) {
      for (const state of states) {
        const facts = { state, member: undefined, isCollected: true };
        assert.equal(answer(who, document, facts), "4404 not-found");
      }
    }
  }
});

Deno.test("only whole names are names of documents (ACCESS-1)", () => {
  const wrong = [
    "",
    s,
    `${s}/`,
    `${s}/session/`,
    `${s}/session/x`,
    `${s}/staff/main`,
    `${s}/room`,
    `${s}/room/`,
    `${s}/room/Main`,
    `${s}/room/main/x`,
    `${s}/member/main`,
    `${s}/member/${amy}/x`,
    `x/session`,
    `/session`,
    `${s}/__proto__`,
    `${s}/room/../staff`,
    `${s}/conversation`,
    `${s}/conversation/main`,
    `${s}/conversation/${amy}/turns`,
  ];
  for (const name of wrong) assert.equal(parseDocumentName(name), null, name);
});

const authority = new SessionAuthority({
  answerService: {} as AnswerService,
  worryingWords: projectWords,
  onRoomChanged() {},
  onCause() {},
  onHelpAnswered() {},
  onActed() {},
});

const classId = newId(), own = names.member(classId, newId());

const session = new Y.Doc();

const classDocuments = { doc: () => session };

Deno.test("an unknown command needs no document, is not rate-limited and is refused (SYNC-13)", () => {
  const kinds = ["shout", "", "__proto__", "constructor", "toString", "Say"];
  for (const kind of kinds) {
    const command = { id: newId(), kind, room: "main", text: "x" };
    assert.deepEqual(
      authority.neededDocuments(own, command, classDocuments),
      [],
      kind,
    );
    assert.equal(authority.paceOf(own, command, classDocuments), null, kind);
    assert.throws(
      () => parseCommand(command),
      (thrown) =>
        isRefusal(thrown) && thrown.kind === "malformed" &&
        thrown.reason === "wrong-command" && thrown.values.path === "kind",
      kind,
    );
  }
});

Deno.test("a command naming a missing document is refused without one (SYNC-13)", () => {
  const room = newId(), gone = newId(), conversation = newId();
  session.getMap("rooms").set(room, { name: "Red", order: 0 });
  const named: [fields: Record<string, unknown>, needs: string[]][] = [
    [{ room: "main" }, [names.room(classId, "main")]],
    [{ room }, [names.room(classId, room)]],
    ...[gone, "__proto__", "", 5, null, undefined, { length: 1 }].map((
      room,
    ): [Record<string, unknown>, string[]] => [{ room }, []]),
    [{ conversation }, [names.conversation(classId, conversation)]],
    [{ conversation: "short" }, []],
    [{ conversation: [conversation] }, []],
  ];
  const always = new Set([
    names.staff(classId),
    own,
    own.replace("/member/", "/note/"),
  ]);
  for (const { kind, needs } of commandDefinitions.values()) {
    for (const [fields, wanted] of named) {
      const command = { id: newId(), kind, ...fields };
      const all = authority.neededDocuments(own, command, classDocuments);
      const what = `${kind} ${JSON.stringify(fields)}`;
      const is = "room" in fields ? "room" : "conversation";
      assert.deepEqual(
        all.filter((name) => !always.has(name)),
        needs.includes(is) ? wanted : [],
        what,
      );
    }
  }
});

Deno.test("a command that needs a room or a conversation names one", () => {
  assert(commandDefinitions.size > 10, `${commandDefinitions.size} commands`);
  for (const { kind, needs, fields } of commandDefinitions.values()) {
    for (const named of ["room", "conversation"] as const) {
      if (needs.includes(named)) assert(named in fields, `${kind}: ${named}`);
    }
  }
});

/** Commands of students alone, in an order in which each takes effect; all others are also the teachers'. */
const studentCommands = [
  "help",
  "note",
  "choose-room",
  "submit",
  "answer",
  "wish",
  "vote",
  "draw",
  "rub",
];

Deno.test("commands of students are refused to teachers (S-9)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school: { app }, teacher } = lesson, [amy, ben] = lesson.students;
  const share = (ask: Record<string, unknown>) =>
    app.resources.share(teacher, shareBody.parse(ask));
  const poll = await share({ poll: { kind: "word", anonymous: false } });
  assert(poll.kind === "poll");
  const { id: wall } = await share({ wall: {} });
  const { id: boards } = await share({ drawing: { name: "A leaf" } });
  const room = await lesson.makeGroup(ben);
  await runAct(app, teacher, "PATCH /breakouts", { entry: "free" });
  const wish = newId(), line = newId();
  const asked = { id: wish, kind: "wish", resource: wall, text: "Why?" };
  assert.equal(await lesson.school.runCommand(ben, asked), null);
  const mark = { colour: "red", text: "Here", x: 1, y: 1 };
  const fields: Record<string, Record<string, unknown>> = {
    help: { on: true },
    note: { text: "Help" },
    "choose-room": { room },
    answer: { resource: poll.id, answers: { [poll.questions[0].id]: "so" } },
    wish: { resource: wall, text: "How?" },
    vote: { resource: wall, wish, on: true },
    draw: { id: line, resource: boards, mark },
    rub: { resource: boards, lines: [line], on: true },
  };
  for (const who of [teacher, amy]) {
    fields.submit = await lesson.askAndAnswer(who, "Why?", "So.");
    for (const kind of studentCommands) {
      const refused = await lesson.school.runCommand(who, {
        kind,
        ...fields[kind],
      });
      const expected = who === teacher ? "not-allowed" : null;
      assert.equal(refused, expected, `${kind} of a ${who.role}`);
    }
  }
  const others = [...commandDefinitions.keys()]
    .filter((kind) => !studentCommands.includes(kind));
  assert.deepEqual(others.sort(), [
    "ask",
    "bring-back",
    "edit",
    "react",
    "retract",
    "retry",
    "say",
    "share",
    "stop",
  ]);
});
