/**
 * S-8 over HTTP: an observer cannot write or be counted, reads no uncollected conversation, and loses access after
 * class. S-9: the role of each request.
 */
import assert from "node:assert/strict";
import { commandDefinitions } from "../../../classroom/commands.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass } from "../../class.ts";
import { join, type OpenDocument, Seat, Visitor } from "../../people.ts";
import { swiftStudents } from "../../server.ts";
import { answerOf, asked, opened, peopledClass } from "./access_class.ts";
import { type Column, commands, requestsOf, routes } from "./access_rows.ts";

type Fields = Record<string, unknown>;

/** Ids that commands need. */
interface Targets {
  /** An open group, and another to choose. */
  group: string;
  other: string;
  wall: string;
  /** Another student's question on the wall. */
  wish: string;
  poll: { id: string; question: string };
  /** Drawing boards, and a line on one. */
  boards: string;
  line: string;
}

/** Sends one effective command of each kind, in order. */
async function oneOfEach(
  seat: Seat,
  { group, other, wall, wish, poll, boards, line }: Targets,
): Promise<[kind: string, fields: Fields][]> {
  const conversation = await asked(seat, "What one asks");
  const { doc } = seat.open(names.conversation(seat.session, conversation));
  const message = (doc.getArray("turns").toJSON() as { id: string }[])[1].id;
  const mine = [await seat.sayAndSee("One"), await seat.sayAndSee("Two")];
  const there = seat.say("There", group);
  const at = { conversation, message };
  const { id: resource, question } = poll;
  return [
    ["say", { room: "main", text: "Hello" }],
    ["react", { room: "main", message: mine[0], emoji: "👍", on: true }],
    ["edit", { room: "main", message: mine[0], text: "Once" }],
    ["retract", { room: "main", message: mine[1] }],
    ["share", { ...at, room: "main" }],
    ["submit", at],
    ["retry", at],
    ["stop", { conversation }],
    ["ask", { conversation: newId(), text: "And then?" }],
    ["help", { on: true }],
    ["bring-back", { room: group, message: there, on: true }],
    ["answer", { resource, answers: { [question]: "so" } }],
    ["wish", { resource: wall, text: "Why?" }],
    ["vote", { resource: wall, wish, on: true }],
    ["draw", {
      resource: boards,
      mark: { colour: "red", text: "Here", x: 1, y: 1 },
    }],
    ["rub", { resource: boards, lines: [line], on: true }],
    ["choose-room", { room: other }],
  ];
}

testClass(
  "each command follows the access table, and observers' commands are ignored (S-8, S-9)",
  async (given) => {
    assert.deepEqual(
      Object.keys(commands).sort(),
      [...commandDefinitions.keys()].sort(),
      "a row for each command, and no other",
    );
    const { teaching, teacher, keep } = given;
    const peopled = await peopledClass(given);
    const { amy, ben, document, moderator, observer, path, s } = peopled;
    const ids = peopled.ids("resources", "owner");
    const idOf = (row: string) => document(row).split("/")[2];
    const poll = { kind: "word", anonymous: false };
    const { body: { resource } } = await teacher.get(
      201,
      "POST",
      `${path}/resources`,
      { poll },
    );
    const shared = amy.sessionDocument.doc.getArray("resources");
    type Poll = { id: string; questions: { id: string }[] };
    const pollIn = () =>
      (shared.toJSON() as Poll[]).find(({ id }) => id === resource.id);
    await amy.sessionDocument.until(() => !!pollIn(), "the poll was there");
    const wish = ben.command({
      kind: "wish",
      resource: ids.resource,
      text: "?",
    });
    await ben.own.until(() => ben.outbox().length === 0, "it was posted");
    const targets: Targets = {
      group: idOf("room/[theirs]"),
      other: idOf("room/[other]"),
      wall: ids.resource,
      wish,
      poll: { id: resource.id, question: pollIn()!.questions[0].id },
      boards: idOf("drawing/[classmate's board]").split("-")[0],
      line: newId(),
    };
    const found: Record<string, Record<string, string>> = {};
    await teaching.enter();
    const people = { student: amy, moderator, owner: teaching };
    await Promise.all(
      Object.entries(people).map(async ([who, seat]) => {
        for (const [kind, fields] of await oneOfEach(seat, targets)) {
          const id = seat.command({ kind, ...fields });
          await seat.own.until(
            () => !seat.outbox().some((it) => it.id === id),
            `${who}'s ${kind} was decided`,
          );
          (found[kind] ??= {})[who] = seat.receipt(id)?.refused ?? "done";
        }
      }),
    );
    const expected = Object.entries(commands).map(([kind, cells]) => {
      const { student, teacher } = cells;
      return [kind, { student, moderator: teacher, owner: teacher }];
    });
    assert.deepEqual(found, Object.fromEntries(expected));

    // An observer's program sends every command.
    const sent = await oneOfEach(moderator, targets);
    const said = await ben.sayAndSee("The last word");
    await teaching.sees(said);
    const staff = keep(teaching).open(names.staff(s));
    await staff.synced();
    await staff.until(
      () => staff.doc.getMap("observers").size === 1,
      "the teacher saw who looks on",
    );
    const everything = async () => ({
      session: teaching.sessionDocument.doc.toJSON(),
      staff: Object.fromEntries(
        Object.entries(staff.doc.toJSON()).filter(([name]) =>
          !byTime.has(name)
        ),
      ),
      room: teaching.messages(),
      members: (await teacher.get(200, "GET", `${path}/members`)).body,
      online: shown(teaching),
    });
    const before = await everything();
    await observer.enter();
    for (const [kind, fields] of sent) observer.command({ kind, ...fields });
    const forged = { id: newId(), from: ben.member, at: 1, kind: "text" };
    observer.own.doc.getMap("read").set("main", forged.id);
    observer.room.doc.getArray("messages").push([{ ...forged, text: "x" }]);
    observer.sessionDocument.doc.getMap("members").set(observer.member, {
      ...observer.members().get(observer.member),
      role: "teacher",
    });
    const { awareness } = observer.sessionDocument.provider;
    awareness.setLocalState({ typing: "main", member: ben.member });
    for (
      const open of [observer.own, observer.room, observer.sessionDocument]
    ) {
      await heardOut(open);
    }
    assert.deepEqual(await everything(), before);
    const { visitor, member } = observer;
    const again = keep(
      new Seat(visitor, { session: s, member, as: "teacher" }),
    );
    await again.enter();
    assert.deepEqual(again.outbox(), []);
    assert.deepEqual(again.own.doc.getMap("receipts").toJSON(), {});
    assert.deepEqual(again.own.doc.getMap("read").toJSON(), {});
    for (const part of ["attendance", "chat", "groups", "answers"]) {
      const path = `/api/sessions/${s}/history?part=${part}`;
      const { body } = await teacher.get(200, "GET", path);
      assert.ok(!JSON.stringify(body).includes("Mr Ko"), `counts in ${part}`);
    }
  },
  { env: swiftStudents },
);

/** Fields of the staff document that change with time are compared by type. */
const byTime = new Set([
  "attending",
  "attendance",
  "rooms",
  "said",
  "students",
]);

/** Presence as a seat sees it. */
function shown(seat: Seat): unknown[] {
  const { awareness } = seat.sessionDocument.provider;
  return [...awareness.getStates().values()].filter((it) => "member" in it)
    .map(({ member, typing }) => ({ member, typing }));
}

/** Waits until the server has read all messages of the socket: it answers in order. */
async function heardOut({ provider }: OpenDocument): Promise<void> {
  const socket = provider.ws!;
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.addEventListener("message", ({ data }) => {
    const [kind, step] = new Uint8Array(data);
    if (kind === 0 && step === 1) resolve();
  });
  socket.send(new Uint8Array([0, 0, 1, 0]));
  await promise;
}

testClass(
  "without collection no staff member reads a conversation, after the end too (ACCESS-2, ACCESS-3, S-8)",
  async (given) => {
    const { teacher, teaching } = given;
    const peopled = await peopledClass(given);
    const { document, ids, observer, path, s, visitors } = peopled;
    const staff = [visitors.observer, visitors.moderator, visitors.owner];
    const words = /What (Amy|Ben|Zed) asks/;
    for (const visitor of staff) {
      for (const row of ["student's", "classmate's"]) {
        const found = await opened(visitor, document(`conversation/[${row}]`));
        assert.equal(found, "4404 not-found");
      }
    }
    const read = async (visitor: Visitor, column: Column) => {
      const all: string[] = [];
      for (const [row, cells] of Object.entries(routes)) {
        if (!requestsOf(cells).some(({ method }) => method === "GET")) continue;
        const known = ids(row, column);
        const at = row.replace(/\[(\w+)\]/g, (_, name) => known[name]);
        const parts = row === "history"
          ? ["conversations", "chat", "answers"].map((it) => `?part=${it}`)
          : [""];
        for (const part of parts) {
          const { body } = await visitor.ask("GET", `${path}/${at}${part}`);
          all.push(JSON.stringify(body ?? ""));
        }
      }
      return all.join("\n");
    };
    for (
      const [seat, column] of [[observer, "observer"], [
        teaching,
        "owner",
      ]] as const
    ) {
      assert.doesNotMatch(await read(seat.visitor, column), words);
      for (const name of [names.staff(s), names.session(s)]) {
        const open = seat.open(name);
        await open.synced();
        await open.until(() => open.doc.share.size > 0, "it came");
        assert.doesNotMatch(JSON.stringify(open.doc.toJSON()), words);
      }
    }

    // With both roles' cookies the request uses one role.
    const both = new Visitor(given.server);
    for (const [name, value] of visitors.observer.cookies) {
      both.cookies.set(name, value);
    }
    const hat = await join(given.server, peopled.code, "Hat", both);
    const told = async (as: string, path: string) =>
      answerOf(await both.ask("GET", `${path}${as && `?as=${as}`}`));
    assert.equal(await told("", `${path}/members`), "yes");
    assert.equal(await told("teacher", `${path}/members`), "yes");
    assert.equal(await told("member", `${path}/members`), "403 not-allowed");
    assert.equal(await told("teacher", `${path}/history`), "403 not-allowed");
    const table: [as: string, document: string, found: string][] = [
      ["", `${s}/staff`, "read"],
      ["teacher", `${s}/staff`, "read"],
      ["member", `${s}/staff`, "4404 not-found"],
      ["", `${s}/member/${hat.member}`, "own"],
      ["member", `${s}/member/${hat.member}`, "own"],
      ["teacher", `${s}/member/${hat.member}`, "4404 not-found"],
      ["teacher", `${s}/member/${observer.member}`, "read"],
      ["member", `${s}/member/${observer.member}`, "4404 not-found"],
      ["owner", `${s}/staff`, "4400 malformed"],
    ];
    for (const [as, name, found] of table) {
      assert.equal(await opened(both, name, as), found, `${name} as ${as}`);
    }
    const asTeacher = await visitors.student.ask("GET", `${path}?as=teacher`);
    assert.equal(answerOf(asTeacher), "401 not-signed-in");

    // A waiting colleague can only query their own request.
    const { code } = peopled;
    const ax = visitors.stranger;
    const knock = await ax.get(202, "POST", "/api/observe", { code });
    const waits = await new Visitor(given.server)
      .ask("POST", "/api/join", { code, name: "Amy" });
    assert.equal(waits.status, 202);
    for (const { waiting } of [knock.body, waits.body]) {
      for (const [column, visitor] of Object.entries(visitors)) {
        const isTheirs = column === "stranger" &&
          waiting === knock.body.waiting;
        const { status, body } = await visitor.ask(
          "GET",
          `/api/waiting/${waiting}`,
        );
        assert.equal(
          status,
          isTheirs ? 202 : 404,
          `${column} ${JSON.stringify(body)}`,
        );
        assert.deepEqual(Object.keys(body).includes("session"), false, column);
      }
    }

    await teacher.get(200, "POST", `${path}/end`, { now: true });
    const own = observer.own;
    await own.until(() => own.permanent !== null, "the socket was closed");
    assert.deepEqual([own.permanent?.code, own.permanent?.reason], [
      4403,
      "ended",
    ]);
    for (const [row, cells] of Object.entries(routes)) {
      for (const { method, level } of requestsOf(cells)) {
        if (method !== "GET") continue;
        const known = ids(row, "observer");
        const at = row.replace(/\[(\w+)\]/g, (_, name) => known[name]);
        const answer = await visitors.observer.ask("GET", `${path}/${at}`);
        assert.equal(answerOf(answer), "409 ended", `${level} ${row}`);
      }
    }
    for (const name of ["session", "staff", "room/main"]) {
      assert.equal(
        await opened(visitors.observer, `${s}/${name}`),
        "4403 ended",
      );
      assert.equal(await opened(visitors.moderator, `${s}/${name}`), "read");
    }
    for (const as of ["observer", "invited", "sent away"] as const) {
      const late = await visitors[as].ask("POST", "/api/observe", { code });
      assert.equal(answerOf(late), "404 no-such-code");
    }
  },
  { ask: { collect: false } },
);
