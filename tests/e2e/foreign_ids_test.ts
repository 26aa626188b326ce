/**
 * Ids of another class lead nowhere (ACCESS-1, ACCESS-5), in addresses, bodies and commands. The addresses come
 * from the table of acts, so new acts are tested too.
 */
import assert from "node:assert/strict";
import { actNames } from "../../classroom/acts.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { type ClassContext, testClass as test } from "../class.ts";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  type Seat,
  signUp,
  Visitor,
} from "../people.ts";
import { randomBytesOf, readFileBytes, uploadFile } from "../uploading.ts";

/** Valid bodies by the end of an address. */
const bodies: [address: RegExp, method: string, body: unknown][] = [
  [/\/members\/[^/]+$/, "PATCH", { name: "Renamed" }],
  [/\/breakouts\/rooms\/[^/]+$/, "PATCH", { name: "Renamed" }],
  [/\/held\/[^/]+$/, "POST", { allow: true }],
  [/\/waiting\/[^/]+$/, "POST", { decision: "let-in" }],
  [/\/submissions\/[^/]+$/, "PATCH", { grade: "A" }],
  [/\/notes\/[^/]+$/, "POST", { id: newId(), text: "Hello" }],
  [/\/resources\/[^/]+\/show$/, "PATCH", { names: true }],
  [/\/resources\/[^/]+\/vote$/, "POST", { answer: "Yes" }],
];

test("no address under one class reaches a member, room, message or file of another (ACCESS-5)", async (given) => {
  const { session, teacher, enter } = given;
  const theirs = await otherClass(given);
  const amy = await enter("Amy");
  const before = await theirs.everything();

  const addresses = namingAddresses();
  assert.ok(addresses.length > 15, `${addresses.length} addresses`);
  let tried = 0;
  for (const { path, methods } of addresses) {
    for (const ids of theirs.idsFor(path)) {
      for (const method of methods) {
        const address = filled(path, { ...ids, s: session.id });
        let [, , body] = bodies.find(([end, of]) =>
          of === method && end.test(address)
        ) ?? [, , /^(GET|DELETE)$/.test(method) ? undefined : {}];
        if (address.endsWith("/this-is")) body = { member: amy.member };
        if (address.endsWith("/vote")) body = { answer: "" };
        const answer = await teacher.ask(method, `/${address}`, body);
        const isHarmless = method === "DELETE" &&
          /\/rooms\/main\/pins\/|\/taken\//.test(address);
        assert.equal(
          answer.status,
          isHarmless ? 204 : 404,
          `${method} ${address} ${JSON.stringify(answer.body)}`,
        );
        const there = filled(path, { ...ids, s: theirs.session.id });
        const foreign = await teacher.ask(method, `/${there}`, body);
        assert.equal(foreign.status, 404, `${method} ${there}`);
        const asStudent = await amy.visitor.ask(method, `/${there}`, body);
        assert.ok([401, 404].includes(asStudent.status), `${method} ${there}`);
        tried++;
      }
    }
  }
  assert.ok(tried > 25, `${tried} requests`);
  assert.deepEqual(await theirs.everything(), before);
});

test("no request body to one class changes another class (ACCESS-5)", async (given) => {
  const { session, teacher, enter } = given;
  const theirs = await otherClass(given);
  const amy = await enter("Amy");
  const before = await theirs.everything();
  const s = `/api/sessions/${session.id}`;
  const made = await teacher.askExpecting(201, "POST", `${s}/breakouts/rooms`, {
    names: ["Own"],
  });
  const [{ id: own }] = made.body.rooms;
  const { ben, room, files } = theirs;
  const table: [method: string, path: string, body: unknown][] = [
    ["POST", `${s}/breakouts/moves`, { moves: [{ member: ben, room: own }] }],
    ["POST", `${s}/breakouts/moves`, { moves: [{ member: ben, room: null }] }],
    ["POST", `${s}/breakouts/moves`, { moves: [{ member: amy.member, room }] }],
    ["POST", `${s}/breakouts/broadcast`, { text: "Hello", rooms: [room] }],
    ["POST", `${s}/members/${amy.member}/this-is`, { member: ben }],
    ["PATCH", `${s}/breakouts`, { file: files.posted }],
    ["PATCH", `${s}/breakouts`, { file: files.unposted }],
    ["PATCH", `${s}/breakouts/rooms/${own}`, { file: files.unposted }],
    ["POST", "/api/sessions", {
      name: "Again",
      restartOf: theirs.session.id,
      endActive: true,
    }],
  ];
  for (const [method, path, body] of table) {
    const answer = await teacher.ask(method, path, body);
    const what = `${method} ${path} ${JSON.stringify(body)}`;
    assert.equal(answer.status, 404, `${what} ${JSON.stringify(answer.body)}`);
  }
  // Ids that only exclude members exclude nobody here.
  await teacher.askExpecting(200, "POST", `${s}/breakouts/distribute`, {
    how: "even",
    locked: [ben],
    apart: [[ben, amy.member]],
  });
  await amy.visitor.askExpecting(204, "POST", "/api/leave", {
    session: theirs.session.id,
  });
  assert.deepEqual(await theirs.everything(), before);
});

test("no command reaches a room, message, conversation or file of another class (ACCESS-5)", async (given) => {
  const { session, teacher, enter } = given;
  const theirs = await otherClass(given);
  const amy = await enter("Amy");
  const s = `/api/sessions/${session.id}/breakouts`;
  await teacher.askExpecting(201, "POST", `${s}/rooms`, { names: ["Own"] });
  await teacher.askExpecting(200, "PATCH", s, { entry: "free" });
  await teacher.askExpecting(200, "POST", `${s}/start`, {});
  const before = await theirs.everything();
  const { room, message, conversation, answer, files } = theirs;
  const { poll, wall, wish } = theirs;
  const commands: [fields: Record<string, unknown>, refused: string][] = [
    [{ kind: "say", room, text: "Hello" }, "not-in-room"],
    [{ kind: "say", room: "main", text: "", file: files.posted }, "not-found"],
    [
      { kind: "say", room: "main", text: "", file: files.unposted },
      "not-found",
    ],
    [{ kind: "say", room: "main", text: "x", replyTo: message }, "not-found"],
    [
      { kind: "react", room: "main", message, emoji: "👍", on: true },
      "not-found",
    ],
    [{ kind: "react", room, message, emoji: "👍", on: true }, "not-in-room"],
    [{ kind: "edit", room: "main", message, text: "Other" }, "not-found"],
    [{ kind: "retract", room: "main", message }, "not-found"],
    [{ kind: "bring-back", room, message, on: true }, "not-in-room"],
    [{ kind: "choose-room", room }, "not-found"],
    [{ kind: "retry", conversation, message: answer }, "not-found"],
    [{ kind: "stop", conversation }, "not-found"],
    [
      { kind: "share", conversation, message: answer, room: "main" },
      "not-found",
    ],
    [{ kind: "submit", conversation, message: answer }, "not-found"],
    [{ kind: "answer", resource: poll, answers: {} }, "not-found"],
    [{ kind: "wish", resource: wall, text: "Mine" }, "not-found"],
    [{ kind: "vote", resource: wall, wish, on: true }, "not-found"],
    [
      { kind: "ask", conversation: newId(), text: "x", template: poll },
      "not-found",
    ],
  ];
  for (const [fields, refused] of commands) {
    const receipt = await amy.waitForRefusal(amy.queueCommand(fields));
    assert.equal(receipt.refused, refused, JSON.stringify(fields));
  }
  amy.queueCommand({ kind: "ask", conversation, text: "What did Ben ask?" });
  const here = amy.open(documentNames.conversation(amy.session, conversation));
  const turns = here.doc.getArray("turns");
  await here.waitUntil(() => turns.length === 2, "she was answered");
  assert.ok(!JSON.stringify(turns).includes("Ben's question"));
  assert.deepEqual(await theirs.everything(), before);
});

async function otherClass({ server, keep }: ClassContext) {
  const teacher = await signUp(server, "Mr Wu");
  const session = await createSession(teacher);
  const s = `/api/sessions/${session.id}`;
  const made = await teacher.askExpecting(201, "POST", `${s}/breakouts/rooms`, {
    names: ["Red"],
  });
  const [{ id: room }] = made.body.rooms;
  await teacher.askExpecting(200, "PATCH", s, { blockedWords: ["darn"] });
  const seat = await (await joinClass(server, session.code, "Ben")).openPage();
  const cem = await joinClass(server, session.code, "Cem");
  await teacher.askExpecting(200, "POST", `${s}/breakouts/moves`, {
    moves: [{ member: seat.member, room }],
  });
  const message = await seat.sayAndSee("Ben's words");
  await teacher.askExpecting(200, "PUT", `${s}/rooms/main/pins/${message}`, {});
  const gone = await seat.sayAndSee("Ben's deleted words");
  await teacher.askExpecting(204, "DELETE", `${s}/rooms/main/messages/${gone}`);
  const held = seat.queueMessage("Ben's darn words");
  await seat.waitForRefusal(held);
  seat.queueCommand({ kind: "help", on: true, note: "Ben's note" });
  const looking = await signUp(server, "Ms Ho");
  const me = (await looking.askExpecting(200, "GET", "/api/me")).body.teacher;
  await teacher.askExpecting(204, "PUT", `${s}/invitations`, {
    email: me.email,
  });
  const { code } = session;
  await looking.askExpecting(201, "POST", "/api/observe", { code });
  const files = {
    posted: await uploadFile(seat, { bytes: randomBytesOf(9) }),
    unposted: await uploadFile(seat, { bytes: randomBytesOf(9) }),
  };
  const posted = seat.queueCommand({
    kind: "say",
    room: "main",
    file: files.posted,
  });
  await seat.waitForMessage(posted);
  const { conversation, answer } = await asked(seat);
  const submission = seat.queueCommand({
    kind: "submit",
    conversation,
    message: answer,
  });
  await seat.own.waitUntil(
    () => seat.readOutbox().length === 0,
    "it was handed in",
  );
  await teacher.askExpecting(204, "DELETE", `${s}/members/${cem.member}`);
  const waits = await new Visitor(server).ask("POST", "/api/join", {
    code: session.code,
    name: "Ben",
  });
  assert.equal(waits.status, 202);
  const { waiting } = waits.body;
  const give = async (body: unknown): Promise<string> =>
    (await teacher.askExpecting(201, "POST", `${s}/resources`, body)).body
      .resource.id;
  const poll = await give({ poll: { kind: "word", anonymous: false } });
  const wall = await give({ wall: {} });
  const wish = seat.queueCommand({
    kind: "wish",
    resource: wall,
    text: "Why?",
  });
  await seat.own.waitUntil(
    () => seat.readOutbox().length === 0,
    "it was posted",
  );
  const staff = keep(makeTeacherSeat(teacher, session))
    .open(documentNames.staff(session.id));
  await staff.waitUntil(
    () => staff.doc.getMap("submissions").size === 1,
    "the teacher saw what was handed in",
  );
  seat.close();

  const ids: Record<string, Record<string, string>[]> = {
    r: [{ r: room }],
    m: [{ m: seat.member }, { m: cem.member }],
    room: ["main", room].flatMap((room) =>
      [message, gone].map((id) => ({ room, id }))
    ),
    held: [{ id: held }],
    submissions: [{ id: submission }],
    observers: [{ teacher: me.id }],
    waiting: [{ id: waiting }],
    taken: [{ key: `hand-${seat.member}` }],
    resources: [{ id: poll, wish }, { id: wall, wish }],
  };
  return {
    session,
    room,
    message,
    conversation,
    answer,
    files,
    ben: seat.member,
    poll,
    wall,
    wish,
    idsFor(path: string): Record<string, string>[] {
      const parts = path.split("/");
      const [place] = parts.slice(parts.indexOf("[s]") + 1)
        .flatMap((part) => part === "[id]" ? [] : [part.replace(/[[\]]/g, "")])
        .filter((part) => part in ids);
      assert.ok(place, `what stands for the ids of ${path}?`);
      return ids[place];
    },
    async everything() {
      const parts = ["chat", "groups", "submissions", "conversations"];
      const seen: unknown[] = [];
      for (const part of parts) {
        const path = `${s}/history?part=${part}`;
        seen.push((await teacher.askExpecting(200, "GET", path)).body);
      }
      const given = [`/resources/${poll}`, `/resources/${wall}`];
      for (const path of ["", "/breakouts", "/class-list", ...given]) {
        seen.push((await teacher.askExpecting(200, "GET", s + path)).body);
      }
      const { members } =
        (await teacher.askExpecting(200, "GET", `${s}/members`)).body;
      for (const member of members) delete member.online;
      for (const file of Object.values(files)) {
        const answer = await readFileBytes(seat.visitor, file);
        assert.equal(answer.status, 200);
        seen.push([...await answer.bytes()]);
      }
      const of = staff.doc;
      const kept = [
        "held",
        "waiting",
        "help",
        "files",
        "moderation",
        "observers",
      ];
      return {
        seen,
        members,
        staff: kept.map((name) =>
          name === "help"
            ? of.getArray(name).toJSON()
            : of.getMap(name).toJSON()
        ),
      };
    },
  };
}

async function asked(seat: Seat) {
  const conversation = newId();
  seat.queueCommand({ kind: "ask", conversation, text: "Ben's question" });
  await seat.own.waitUntil(
    () => seat.own.doc.getMap("conversations").has(conversation),
    "the conversation was listed",
  );
  const open = seat.open(
    documentNames.conversation(seat.session, conversation),
  );
  const last = () =>
    open.doc.getArray("turns").toJSON().at(-1) as
      | { id: string; state: string; role: string }
      | undefined;
  await open.waitUntil(
    () => last()?.role === "assistant" && last()?.state === "done",
    "it was answered",
  );
  return { conversation, answer: last()!.id };
}

function namingAddresses(): { path: string; methods: string[] }[] {
  const all = new Map<string, string[]>();
  for (const name of actNames) {
    const [method, path] = name.split(" ");
    if (!path.includes(":")) continue;
    const address = `api/sessions/[s]${path.replace(/:([a-z]+)/g, "[$1]")}`;
    all.set(address, [...all.get(address) ?? [], method]);
  }
  return [...all].map(([path, methods]) => ({ path, methods }));
}

function filled(path: string, ids: Record<string, string>): string {
  return path.replace(/\[(\w+)\]/g, (_, name) => ids[name] ?? "");
}
