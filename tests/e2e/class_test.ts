import assert from "node:assert/strict";
import { testClass as test } from "../class.ts";
import { Seat, Visitor } from "../people.ts";
import { swiftStudents } from "../server.ts";

test("a class is created, joined, used, ended and read", async ({ teaching, teacher, session, enter }) => {
  assert.match(session.code, /^\d{6}$/);
  assert.equal(session.state, "active");
  assert.ok(session.link.includes(`/join?sessionCode=${session.code}`));

  await teaching.openPage();
  const amy = await enter("Amy"), ben = await enter("Ben");
  await amy.sayAndSee("good morning");
  await ben.room.waitUntil(
    () => ben.readMessages().length === 1,
    "Ben heard Amy",
  );
  await ben.sayAndSee("morning, Amy");
  const last = teaching.queueMessage("sit down, please");
  for (const seat of [teaching, amy, ben]) {
    await seat.waitForMessage(last);
    assert.deepEqual(seat.visibleLines(), [
      "Amy: good morning",
      "Ben: morning, Amy",
      "Ms Lin: sit down, please",
    ]);
  }
  assert.deepEqual(
    amy.readMessages().map(({ from }) => amy.readMembers().get(from)?.role),
    ["student", "student", "teacher"],
    "the badge is the server's word (CHAT-1)",
  );
  await amy.sessionDocument.waitUntil(
    () => new Set(amy.onlineMembers()).size === 3,
    "all three were online",
  );

  const words = amy.queueMessage("one more");
  await amy.waitForMessage(words);
  const ended = await teacher.askExpecting(
    200,
    "POST",
    `/api/sessions/${session.id}/end`,
    { now: true },
  );
  assert.equal(ended.body.session.state, "ended");
  for (const student of [amy, ben]) {
    for (const open of [student.room, student.sessionDocument, student.own]) {
      await open.waitUntil(() => open.permanent !== null, "it was closed");
      assert.deepEqual(open.permanent, { code: 4403, reason: "ended" });
    }
  }
  const history = await teacher.askExpecting(
    200,
    "GET",
    `/api/sessions/${session.id}/history?format=json&part=chat`,
  );
  const said = JSON.stringify(history.body);
  for (
    const text of [
      "good morning",
      "morning, Amy",
      "sit down, please",
      "one more",
    ]
  ) assert.ok(said.includes(text), `the history has “${text}”: ${said}`);
  const theirs = await amy.visitor.ask(
    "GET",
    `/api/sessions/${session.id}/history?format=json&part=chat`,
  );
  assert.ok(theirs.status >= 400, "students have none");
  assert.ok(!JSON.stringify(theirs.body).includes("good morning"));
});

test("after the end the code is invalid and nothing can be sent (S-5)", async ({ teacher, session, enter, keep }) => {
  const amy = await enter("Amy");
  await teacher.askExpecting(200, "POST", `/api/sessions/${session.id}/end`, {
    now: true,
  });
  await amy.own.waitUntil(() => amy.own.permanent !== null, "Amy was out");
  const again = keep(
    new Seat(amy.visitor, {
      session: session.id,
      member: amy.member,
      as: "member",
    }),
  );
  for (const open of [again.room, again.sessionDocument, again.own]) {
    await open.waitUntil(() => open.permanent !== null, "it was closed again");
    assert.deepEqual(open.permanent, { code: 4403, reason: "ended" });
    assert.equal(open.doc.share.size, 0, "and nothing had come");
  }
  const late = await new Visitor(amy.visitor.place)
    .ask("POST", "/api/join", { code: session.code, name: "Late" });
  assert.equal(late.status, 404);
  assert.match(late.body.type, /no-such-code$/);
});

test(
  "two tabs of one member send each message once, and both show it (SYNC-3)",
  async ({ enter, keep }) => {
    const first = await enter("Amy"), ben = await enter("Ben");
    const { session, member } = first;
    const second = await keep(
      new Seat(first.visitor, { session, member, as: "member" }),
    ).openPage();
    const ids = Array.from(
      { length: 20 },
      (_, n) => (n % 2 ? first : second).queueMessage(`number ${n}`),
    );
    await ben.room.waitUntil(
      () => ben.readMessages().length >= 20,
      "Ben heard all",
    );
    second.queueCommand({ kind: "say", room: "main", text: "again" }, ids[0]);
    await ben.waitForMessage(await first.sayAndSee("done"));
    for (const seat of [first, second]) {
      await seat.own.waitUntil(
        () => seat.readOutbox().length === 0,
        "nothing waited",
      );
      await seat.room.waitUntil(
        () => seat.readMessages().length >= 21,
        "all was there",
      );
      assert.deepEqual(
        seat.readMessages(),
        ben.readMessages(),
        "one order for all (SYNC-4)",
      );
    }
    assert.deepEqual(
      ben.readMessages().map(({ id }) => id).sort(),
      [...ids, ben.readMessages().at(-1)!.id].sort(),
    );
    assert.equal(ben.onlineMembers().filter((id) => id === member).length, 1);
  },
  { env: swiftStudents },
);

test(
  "a <script> in a name is displayed as text (CHAT-2)",
  async ({ session, teacher, enter }) => {
    const name = "<script>alert(1)</script>$'$&";
    const amy = await enter(name);
    assert.equal(amy.readMembers().get(amy.member)?.name, name);
    await amy.sayAndSee("<img src=x onerror=alert(1)>");
    for (
      const [visitor, path] of [
        [amy.visitor, `/class/${session.id}`],
        [teacher, `/teacher/sessions/${session.id}`],
        [teacher, `/teacher/sessions/${session.id}/history`],
      ] as const
    ) {
      const page = await visitor.askExpecting(200, "GET", path);
      assert.ok(!page.body.includes("<script>alert"), `${path} holds it raw`);
      assert.ok(!page.body.includes("<img src=x"), `${path} holds it raw`);
      assert.ok(
        !/'unsafe-inline'/.test(
          page.headers.get("content-security-policy")!.match(
            /script-src[^;]*/,
          )![0],
        ),
      );
    }
  },
);
