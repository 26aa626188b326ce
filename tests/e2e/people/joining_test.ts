/**
 * Joining over HTTP (J-1 to J-6), and a school's address while codes are guessed (S-2). `tests/classroom/people` covers
 * the rules.
 */
import assert from "node:assert/strict";
import { testClass, testClassAlone } from "../../class.ts";
import { eventually, join, Seat, seatOf, Visitor } from "../../people.ts";

testClass(
  "a returning student is recognised, and a name in use waits for the teacher (J-1, J-2, J-6)",
  async ({ server, session, teacher, teaching, enter, keep }) => {
    const { code, id: s } = session;
    const amy = await enter("Amy");
    const again = await amy.visitor.get(200, "POST", "/api/join", {
      code,
      name: "Somebody",
    });
    assert.equal(again.body.rejoined, true);
    assert.deepEqual(again.body.member, {
      id: amy.member,
      name: "Amy",
      role: "student",
    });
    const membersOf = async (visitor: Visitor) =>
      (await visitor.get(200, "GET", "/api/me")).body.members;
    assert.deepEqual(await membersOf(amy.visitor), [
      { session: s, member: amy.member, name: "Amy" },
    ]);
    await new Visitor(server)
      .get(400, "POST", "/api/join", { code, name: " \u0007 " });

    const staff = keep(teaching).open(`${s}/staff`);
    await staff.synced();
    const waiting = staff.doc.getMap<{ member: string }>("waiting");
    const knock = async () => {
      const visitor = new Visitor(server);
      const name = " ＡＭＹ ";
      const { body } = await visitor
        .get(202, "POST", "/api/join", { code, name });
      assert.equal(body.for, "teacher");
      const path = `/api/waiting/${body.waiting}`;
      const ask = (method = "GET") =>
        visitor.ask(method, path, method === "GET" ? undefined : {});
      return { visitor, id: body.waiting as string, path, ask };
    };
    const decided = async (decision: string) => {
      const at = await knock();
      await staff.until(() => waiting.has(at.id), "the teacher saw it");
      assert.equal(waiting.get(at.id)?.member, amy.member);
      await teacher.get(204, "POST", `/api/sessions/${s}/waiting/${at.id}`, {
        decision,
      });
      await staff.until(() => !waiting.has(at.id), "nobody waited any more");
      return { visitor: at.visitor, answer: await at.ask() };
    };
    const waits = await knock();
    await waits.visitor.get(202, "GET", waits.path);
    await new Visitor(server).get(404, "GET", waits.path);
    assert.equal((await waits.ask("POST")).status, 409, "after a minute only");

    const refused = await decided("refuse");
    assert.equal(refused.answer.status, 403);
    assert.match(refused.answer.body.type, /not-allowed$/);
    assert.equal(refused.visitor.cookies.has(`member_${s}`), false);
    const made = await decided("make-new");
    assert.equal(made.answer.status, 201);
    assert.equal(made.answer.body.member.name, "ＡＭＹ (2)");
    const letIn = await decided("let-in");
    assert.equal(letIn.answer.status, 200);
    assert.equal(letIn.answer.body.member.id, amy.member);
    const seat = await keep(seatOf(letIn.visitor, letIn.answer)).enter();
    await seat.sayAndSee("in");
    await amy.sees(seat.messages()[0].id);

    // Both of Amy's browsers go offline.
    seat.close();
    amy.close();
    const free = await eventually(
      () => waits.ask(),
      ({ status }) => status !== 202,
      "the last one was let in",
    );
    assert.equal(free.status, 200);
    assert.deepEqual(
      [free.body.member.id, free.body.member.name, free.body.rejoined],
      [amy.member, "Amy", true],
    );
    const back = await keep(seatOf(waits.visitor, free)).enter();
    assert.deepEqual(back.heard(), ["Amy: in"]);

    await waits.visitor.get(204, "POST", "/api/leave", { session: s });
    assert.equal(waits.visitor.cookies.has(`member_${s}`), false);
    assert.deepEqual(await membersOf(waits.visitor), []);
  },
);

testClass(
  "a removed student is disconnected everywhere until readmitted (J-4)",
  async ({ server, session, teacher, teaching, enter, keep }) => {
    await teaching.enter();
    const amy = await enter("Amy"), ben = await enter("Ben");
    await amy.sayAndSee("something rude");
    const members = `/api/sessions/${session.id}/members`;
    await teacher.get(204, "DELETE", `${members}/${amy.member}`);
    for (const open of [amy.room, amy.sessionDocument, amy.own]) {
      await open.until(() => open.permanent !== null, "Amy was out");
      assert.deepEqual(open.permanent, { code: 4403, reason: "removed" });
    }
    await ben.sessionDocument.until(
      () => ben.members().get(amy.member)?.removed === true,
      "Ben saw it",
    );
    assert.deepEqual(ben.heard(), ["Amy: something rude"], "the words stay");

    const at = {
      session: session.id,
      member: amy.member,
      as: "member",
    } as const;
    const again = keep(new Seat(amy.visitor, at));
    await again.room.until(() => again.room.permanent !== null, "she is out");
    assert.deepEqual(again.room.permanent, { code: 4403, reason: "removed" });
    assert.equal(again.room.doc.share.size, 0);
    for (const visitor of [amy.visitor, new Visitor(server)]) {
      const answer = await visitor.get(403, "POST", "/api/join", {
        code: session.code,
        name: "Amy",
      });
      assert.match(answer.body.type, /removed$/);
    }
    await ben.sayAndSee("the others go on");

    const allowed = await teacher.ask(
      "POST",
      `${members}/${amy.member}/allow`,
      {},
    );
    assert.ok(allowed.status < 300, JSON.stringify(allowed.body));
    const back = await keep(
      await join(server, session.code, "Amy", amy.visitor),
    ).enter();
    assert.equal(back.member, amy.member);
    await back.sayAndSee("sorry");
  },
);

testClassAlone(
  "while codes are guessed from one address, students elsewhere join at once (S-2)",
  async ({ server, session }) => {
    const school = "203.0.113.9";
    const body = (code: string, name: string) => ({ code, name });
    let tries = 0, answered = 0;
    const began = Date.now();
    // Each attempt is a new browser.
    const attack = setInterval(() => {
      const code = String(tries++).padStart(6, "0");
      if (code === session.code) return;
      new Visitor(server, school).ask("POST", "/api/join", body(code, "X"))
        .then(
          ({ status }) => answered += Number(status === 404),
          // A reused connection may be cut; that is no answer.
          () => {},
        );
    }, 15);
    try {
      await eventually(
        () => Promise.resolve(tries - answered),
        (slowed) => slowed > 100,
        "the address is slowed down",
      );
      const elsewhere = await Promise.all(
        Array.from({ length: 25 }, (_, n) =>
          join(
            server,
            session.code,
            `Elsewhere ${n}`,
            new Visitor(server, "198.51.100.7"),
          )),
      );
      assert.equal(new Set(elsewhere.map(({ member }) => member)).size, 25);
      await Promise.all(
        Array.from({ length: 2 }, async (_, n) => {
          const pupil = new Visitor(server, school);
          for (;;) {
            const ask = body(session.code, `Pupil ${n}`);
            const answer = await pupil.ask("POST", "/api/join", ask);
            if (answer.status === 201) return;
            assert.equal(answer.status, 429);
            assert.equal("ticket" in answer.body, false);
            assert.ok(pupil.cookies.has("join_ticket"));
            const wait = Number(answer.headers.get("retry-after"));
            await new Promise((go) => setTimeout(go, wait * 1000));
          }
        }),
      );
      // Thirty at once, then one per two seconds; slow machines answer fewer.
      const due = 30 + 1 + (Date.now() - began) / 2000 + 1;
      assert.ok(answered <= due, `${answered} wrong codes were answered`);
    } finally {
      clearInterval(attack);
    }
  },
  { env: { TRUST_PROXY: "1" } },
);

testClass(
  "a <script> in a name is displayed as text (CHAT-2)",
  async ({ server, session, teacher, enter }) => {
    const name = "<script>alert(1)</script>$'$&";
    const amy = await enter(name);
    assert.equal(amy.members().get(amy.member)?.name, name);
    await amy.sayAndSee("<img src=x onerror=alert(1)>");
    for (
      const [visitor, path] of [
        [amy.visitor, `/class/${session.id}`],
        [teacher, `/teacher/sessions/${session.id}`],
        [teacher, `/teacher/sessions/${session.id}/history`],
      ] as const
    ) {
      const page = await visitor.get(200, "GET", path);
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
    await join(server, session.code, "Ben");
  },
);
