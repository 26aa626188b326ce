/**
 * A device that came by Amy's name alone (J-2, ACCESS-6): what it reads and changes before **It's Amy**, and after the
 * decision. The device uses the public interface alone; `WIRE` runs the test over each kind of socket.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { encodePoints } from "../../../classroom/model/drawing.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { testClassAlone as test } from "../../class.ts";
import type { ClassContext } from "../../class.ts";
import { eventually, OpenDocument, Seat, Visitor } from "../../people.ts";
import { randomBytesOf, sendTusRequest, uploadFile } from "../../uploading.ts";
import { allTracksOff, CallerPage } from "../calls/caller.ts";
import { asked } from "./access_class.ts";

/** Words that Amy wrote, or staff to her, each of one kind. */
const secrets = {
  conversation: "secret-conversation",
  handIn: "secret-hand-in",
  mark: "secret-mark",
  quiz: "secret-answer",
  drawing: "secret-drawing",
  hand: "secret-hand",
  note: "secret-note",
  noteAnswer: "secret-reply",
} as const;

const line = encodePoints([{ x: 10, y: 20 }, { x: 30, y: 50 }]);

/** Sends a command and waits until it was decided. Returns the refusal's name, or null. */
async function send(
  seat: Seat,
  fields: Record<string, unknown>,
): Promise<string | null> {
  const id = seat.queueCommand(fields);
  await seat.own.waitUntil(
    () => seat.readOutbox().length === 0,
    `${fields.kind} was decided`,
  );
  const receipt = seat.findReceipt(id);
  return receipt === undefined ? null : receipt.refused;
}

/** A class in which Amy has something of every kind, and has gone. */
async function amyAway(given: ClassContext) {
  const { server, session, teacher, teaching, enter, keep } = given;
  const { id: s, code } = session;
  const path = `/api/sessions/${s}`;
  const share = async (body: unknown) =>
    (await teacher.askExpecting(201, "POST", `${path}/resources`, body)).body
      .resource;
  const text = { kind: "text", text: "Why?" };
  const kept = await teacher.askExpecting(201, "POST", "/api/quizzes", {
    name: "Rivers",
    questions: [text, { kind: "text", text: "How?" }],
  });
  const quiz = await share({ quiz: kept.body.quiz.id });
  const poll = await share({ poll: { kind: "yes-no" } });
  const named = await share({ poll: { kind: "yes-no", anonymous: false } });
  const wall = await share({ wall: {} });
  const drawing = await share({ drawing: { name: "A leaf" } });
  const sheet = await share({ page: { name: "Diary", per: "student" } });

  const amy = await enter("Amy");
  await amy.sessionDocument.waitUntil(
    () => amy.sessionDocument.doc.getArray("resources").length === 6,
    "everything was shared",
  );
  const conversation = await asked(amy, secrets.conversation);
  const turns = amy.open(names.conversation(s, conversation)).doc
    .getArray<Y.Map<unknown>>("turns");
  const message = String(turns.get(1).get("id"));
  const [first, second] = quiz.questions.map(({ id }: { id: string }) => id);
  const submission = amy.queueCommand({
    kind: "submit",
    conversation,
    message,
    note: secrets.handIn,
  });
  const answers = { [first]: secrets.quiz };
  const label = { colour: "red", text: secrets.drawing, x: 40, y: 50 };
  const stroke = { colour: "blue", width: "thin", points: line };
  const drawn = newId();
  amy.queueCommand({ kind: "draw", resource: drawing.id, mark: label });
  amy.queueCommand(
    { kind: "draw", resource: drawing.id, mark: stroke },
    drawn,
  );
  const choice = named.questions[0].choices[0].id;
  const wish = newId(), said = newId();
  amy.queueCommand({ kind: "wish", resource: wall.id, text: "Why?" }, wish);
  amy.queueCommand({ kind: "say", room: "main", text: "Hello" }, said);
  amy.queueCommand({
    kind: "react",
    room: "main",
    message: said,
    emoji: "👍",
    on: true,
  });
  for (
    const fields of [
      { kind: "answer", resource: quiz.id, answers },
      {
        kind: "answer",
        resource: named.id,
        answers: { [named.questions[0].id]: [choice] },
      },
      { kind: "help", on: true, note: secrets.hand },
      { kind: "note", text: secrets.note },
    ]
  ) assert.equal(await send(amy, fields), null, fields.kind);
  assert.deepEqual(amy.own.doc.getMap("receipts").toJSON(), {});
  await teacher.askExpecting(
    200,
    "PATCH",
    `${path}/submissions/${submission}`,
    {
      comment: secrets.mark,
    },
  );
  await teacher.askExpecting(204, "POST", `${path}/notes/${amy.member}`, {
    id: newId(),
    text: secrets.noteAnswer,
  });
  const { body: { page } } = await amy.visitor.askExpecting(
    200,
    "POST",
    `${path}/pages`,
    { resource: sheet.id },
  );
  const file = await uploadFile(amy, { bytes: randomBytesOf(9) });
  await teaching.openPage();
  const alias = async (decision?: string) => {
    const queue = teaching.open(names.staff(s)).doc.getMap("cameByName");
    await teaching.open(names.staff(s)).waitUntil(
      () => queue.size > 0,
      "staff were asked",
    );
    const [id] = queue.keys();
    if (decision === undefined) return id;
    await teacher.askExpecting(204, "POST", `${path}/waiting/${id}`, {
      decision,
    });
    return id;
  };
  amy.close();
  const comeByName = async () => {
    const visitor = new Visitor(server);
    const entry = await eventually(
      async () => {
        const answer = await visitor.ask("POST", "/api/join", {
          code,
          name: "amy",
        });
        // Amy is still online.
        if (answer.status === 202) visitor.cookies.clear();
        return answer;
      },
      ({ status }) => status !== 202,
      "the device was in",
    );
    assert.equal(entry.body.byName, true);
    return visitor;
  };
  return {
    s,
    path,
    amy,
    alias,
    comeByName,
    share,
    keep,
    quiz: { id: quiz.id, first, second },
    poll: { id: poll.id, choice: poll.questions[0].choices[0].id },
    wall: wall.id,
    drawing: drawing.id,
    drawn,
    wish,
    said,
    file,
    conversation,
    message,
    page,
    documents: [
      names.session(s),
      names.staff(s),
      names.room(s, "main"),
      names.conversation(s, conversation),
      names.note(s, amy.member),
      names.drawing(s, drawing.id, amy.member),
      names.page(s, page),
    ],
    addresses: [
      `/class/${s}`,
      "/my",
      `/my/${conversation}`,
      "/my/download",
      `/my/download?conversation=${conversation}`,
      "/api/me",
      "/api/my",
      `/api/my/conversations/${conversation}`,
      `/api/my/drawings/${drawing.id}-${amy.member}`,
      `/api/files/${file}`,
      ...["", "/assistant", "/members", "/submissions", "/history", "/call"]
        .map((it) => path + it),
      ...[quiz.id, named.id, wall.id, drawing.id]
        .map((id) => `${path}/resources/${id}`),
    ],
  };
}

type Away = Awaited<ReturnType<typeof amyAway>>;

/** The secrets that the browser finds in all documents and answers that it gets, and what else only Amy gets. */
async function found(away: Away, visitor: Visitor, own: readonly string[]) {
  let all = "";
  const opened: string[] = [];
  const documents = [
    ...away.documents,
    ...own.map((it) => names.member(away.s, it)),
  ];
  for (const name of documents) {
    const document = new OpenDocument(visitor, name, "member");
    await document.waitUntil(
      () => document.provider.synced || document.permanent !== null,
      `${name} was open or closed`,
    );
    if (document.permanent === null) opened.push(name);
    all += new TextDecoder("latin1").decode(
      Y.encodeStateAsUpdate(document.doc),
    );
    document.close();
  }
  const answered: string[] = [];
  for (const address of away.addresses) {
    const { status, body } = await visitor.ask("GET", address, undefined, {
      accept: "text/html, application/json, */*",
    });
    if (status === 200) answered.push(address);
    all += JSON.stringify(body) ?? "";
  }
  const words = Object.entries(secrets).filter(([, it]) => all.includes(it));
  return { words: words.map(([kind]) => kind), opened, answered };
}

/** What Amy's own devices have of hers. */
async function stateOf(away: Away, seat: Seat) {
  const { s, amy, drawing } = away;
  const page = new Seat(seat.visitor, {
    session: s,
    member: amy.member,
    as: "member",
  });
  const board = page.open(names.drawing(s, drawing, amy.member));
  await page.openPage();
  await board.waitUntilSynced();
  const { own, room } = page;
  const state = {
    own: ["conversations", "submissions", "answers", "help", "notes", "wishes"]
      .map((map) => own.doc.getMap(map).toJSON()),
    outbox: own.doc.getArray("outbox").toJSON(),
    board: board.doc.getArray("marks").toJSON(),
    erased: board.doc.getMap("rubbed").toJSON(),
    said: page.readMessages().find(({ id }) => id === away.said),
    reactions: room.doc.getMap("reactions").toJSON(),
    room: page.readMembers().get(amy.member)?.room,
  };
  page.close();
  return state;
}

for (const decision of ["let-in", "make-new"] as const) {
  test(`before It's Amy a device reads and changes nothing of hers; then ${decision === "let-in" ? "all" : "it has its own"} (J-2, ACCESS-6)`, async (given) => {
    const away = await amyAway(given);
    const { s, amy } = away;
    const visitor = await away.comeByName();
    const alias = await away.alias();
    const device = away.keep(
      await new Seat(visitor, { session: s, member: amy.member, as: "member" })
        .openPage(),
    );
    const hers = await found(away, amy.visitor, [amy.member]);
    assert.deepEqual(hers.words, Object.keys(secrets), "Amy reads all");
    const common = [names.session(s), names.room(s, "main")];
    const read = () => found(away, visitor, [amy.member]);
    const ben = away.keep(await given.enter("Ben"));
    const { answered } = await found(away, ben.visitor, []);
    assert(answered.length < hers.answered.length);

    await given.step("the device reads nothing of hers", async () => {
      // Amy's own document is the device's own by that name. Over HTTP it gets what any classmate does.
      assert.deepEqual(await read(), {
        words: [],
        opened: [...common, names.member(s, amy.member)],
        answered,
      });
    });

    const before = await stateOf(away, amy);
    const { quiz, drawn, drawing, wish, wall, conversation, message } = away;
    const commands: [
      fields: Record<string, unknown>,
      refused: string | null,
    ][] = [
      [{ kind: "ask", conversation, text: "Say it again" }, "conflict"],
      [{ kind: "retry", conversation, message }, "not-found"],
      [{ kind: "share", conversation, message, room: "main" }, "not-found"],
      [{ kind: "submit", conversation, message }, "not-found"],
      [
        {
          kind: "answer",
          resource: quiz.id,
          answers: { [quiz.first]: "theirs", [quiz.second]: "theirs" },
          done: true,
        },
        null,
      ],
      [{ kind: "rub", resource: drawing, lines: [drawn], on: true }, null],
      [{ kind: "help", on: false }, null],
      [{ kind: "vote", resource: wall, wish, on: true }, "not-allowed"],
      [
        { kind: "edit", room: "main", message: away.said, text: "theirs" },
        "not-allowed",
      ],
      [{ kind: "retract", room: "main", message: away.said }, "not-allowed"],
      [
        {
          kind: "react",
          room: "main",
          message: away.said,
          emoji: "👍",
          on: false,
        },
        null,
      ],
      [{ kind: "say", room: "main", file: away.file }, "not-found"],
      [{ kind: "say", room: "main", text: "by the device" }, null],
      [{ kind: "note", text: "note of the device" }, null],
    ];

    await given.step("what it sends is its own, or is refused", async () => {
      for (const [fields, refused] of commands) {
        assert.equal(
          await send(device, fields),
          refused,
          fields.kind as string,
        );
      }
      const mark = { colour: "red", text: "drawn by the device", x: 9, y: 9 };
      const draw = { kind: "draw", resource: drawing, mark };
      assert.equal(await send(device, draw), null);
      for (const method of ["HEAD", "PATCH", "DELETE"]) {
        const { status } = await sendTusRequest(visitor, method, away.file);
        assert.equal(status, 404, method);
      }
      const vote = await device.castVote(away.poll.id, [away.poll.choice]);
      assert.equal(vote.status, 403, JSON.stringify(vote.body));
      assert.match(vote.body.detail, /Ask your teacher to press “It’s Amy”/);
    });

    await given.step("nothing of hers has changed", async () => {
      assert.deepEqual(await stateOf(away, amy), before);
      const theirs = await found(away, amy.visitor, [amy.member, alias]);
      assert.deepEqual(theirs.words, hers.words);
      assert.deepEqual((await read()).words, []);
    });

    const { member, isHers } = await given.step(
      "the decision says whose it is",
      async () => {
        const { own } = device;
        await away.alias(decision);
        await own.waitUntil(
          () => own.permanent !== null || own.closes.length > 0,
          "the own document was closed",
        );
        device.close();
        const me = await visitor.askExpecting(200, "GET", "/api/me");
        const [{ member, own: still }] = me.body.members;
        assert.equal(still, undefined);
        const now = await found(away, visitor, [member]);
        const isHers = decision === "let-in";
        assert.equal(member === amy.member, isHers);
        // The device's later answers count as hers.
        const words = hers.words.filter((kind) => kind !== "quiz");
        assert.deepEqual(now.words, isHers ? words : []);
        return { member, isHers };
      },
    );

    await given.step("what it did stays, under the right name", async () => {
      const seat = away.keep(
        await new Seat(visitor, { session: s, member, as: "member" })
          .openPage(),
      );
      const cast = await seat.castVote(away.poll.id, [away.poll.choice]);
      assert.equal(cast.status, 204, JSON.stringify(cast.body));
      const { [quiz.id]: sheet } = seat.own.doc.getMap("answers").toJSON();
      const said = { [quiz.first]: "theirs", [quiz.second]: "theirs" };
      assert.deepEqual(sheet, { answers: said, done: true });
      const board = seat.open(names.drawing(s, drawing, alias));
      await board.waitUntilSynced();
      assert.equal(board.doc.getArray("marks").length, 1);
      const { from } = seat.readMessages().find((it) =>
        it.kind === "text" && it.text === "by the device"
      )!;
      assert.equal(from, alias);
      const people = seat.readMembers() as Map<string, Member>;
      assert.equal(people.get(from)?.name, isHers ? "Amy" : "Amy (2)");
    });
  });
}

test("Amy's own device comes back unharmed beside unconfirmed ones, also over a restart (J-2)", async (given) => {
  const away = await amyAway(given);
  const { s, amy } = away;
  const before = await stateOf(away, amy);
  const visitors = [await away.comeByName(), await away.comeByName()];
  const [one, other] = await Promise.all(visitors.map((visitor) =>
    away.keep(
      new Seat(visitor, { session: s, member: amy.member, as: "member" }),
    ).openPage()
  ));
  const help = (note: string) => ({ kind: "help", on: true, note });
  assert.equal(await send(one, help("first-device")), null);
  assert.equal(await send(other, help("second-device")), null);
  const notes = (seat: Seat) => seat.own.doc.getMap("help").get("note");
  assert.deepEqual([one, other].map(notes), ["first-device", "second-device"]);
  await given.server.restart();
  const me = async ({ visitor }: Seat) =>
    (await visitor.askExpecting(200, "GET", "/api/me")).body.members[0];
  const owns = [(await me(one)).own, (await me(other)).own];
  assert.equal(new Set([...owns, undefined]).size, 3, "each has its own");
  for (const seat of [one, other]) {
    const { words } = await found(away, seat.visitor, [amy.member, ...owns]);
    assert.deepEqual(words, []);
    assert.equal(await send(seat, { kind: "help", on: false }), null);
  }
  assert.equal((await me(amy)).own, undefined);
  assert.deepEqual(await stateOf(away, amy), before);
});

test("a device by name takes no place of Amy's in a call, also when it leaves (K-1, J-6, ACCESS-6)", async (given) => {
  const away = await amyAway(given);
  const { s, amy, path } = away;
  const visitor = await away.comeByName();
  const device = await new Seat(visitor, {
    session: s,
    member: amy.member,
    as: "member",
  }).openPage();
  away.keep(device);
  await given.teacher.askExpecting(200, "POST", `${path}/call`, {
    rooms: "main",
  });
  const ben = await given.enter("Ben");
  const [hers, bens, theirs] = [await amy.openPage(), ben, device]
    .map((seat) => new CallerPage(seat));
  for (const page of [bens, hers]) {
    assert.equal((await page.enter()).kind, "entered");
  }
  const told = await visitor.ask("GET", `${path}/call?room=main`);
  assert.equal(told.status, 403);
  assert.match(told.body.detail, /Ask your teacher to press “It’s Amy”/);
  const own = await theirs.enter();
  theirs.news.length = 0;
  theirs.sendSignal({
    kind: "enter",
    page: hers.page,
    n: 2,
    state: allTracksOff,
  });
  for (const news of [own, await theirs.waitForSignal("refused")]) {
    assert.equal("reason" in news && news.reason, "not-yours");
  }
  const sees = async (name: string) => {
    const cat = new CallerPage(await given.enter(name));
    assert.equal((await cat.enter()).kind, "entered");
    assert(cat.lastPeerIds().includes(hers.peer), `${name} sees Amy`);
  };
  await sees("Cat");
  assert.deepEqual(hers.news.filter(({ kind }) => kind === "ended"), []);

  // Amy's connection is lost when the device leaves.
  device.close();
  amy.close();
  const { awareness } = ben.sessionDocument.provider;
  await ben.sessionDocument.waitUntil(
    () =>
      [...awareness.getStates().values()].some((state) =>
        state.member === amy.member && state.idle === true
      ),
    "the server knew that she was away",
  );
  await visitor.askExpecting(204, "POST", "/api/leave", { session: s });
  await sees("Dan");
});
