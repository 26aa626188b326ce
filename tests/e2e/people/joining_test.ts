/** Who gets in, who gets back in, and who does not: J-1 to J-6, S-2. */
import assert from "node:assert/strict";
import { testClass } from "../../class.ts";
import { eventually, join, Seat, seatOf, Visitor } from "../../people.ts";

testClass(
  "J-1: a browser that is in already goes straight in, whatever name it gives",
  async ({ server, session, enter }) => {
    const amy = await enter("Amy");
    const again = await amy.visitor.get(200, "POST", "/api/join", {
      code: session.code,
      name: "Somebody",
    });
    assert.equal(again.body.rejoined, true);
    assert.deepEqual(again.body.member, {
      id: amy.member,
      name: "Amy",
      role: "student",
    });
    const me = await amy.visitor.get(200, "GET", "/api/me");
    assert.deepEqual(me.body.members, [
      { session: session.id, member: amy.member, name: "Amy" },
    ]);
    const wrong = await new Visitor(server).ask("POST", "/api/join", {
      code: session.code,
      name: " \u0007 ",
    });
    assert.equal(wrong.status, 400);
  },
);

testClass(
  "J-2: who is offline gets back in from another browser at once",
  async ({ server, session, teaching, enter, keep }) => {
    await teaching.enter();
    const amy = await enter("Amy");
    await amy.sayAndSee("my computer dies");
    await teaching.sessionDocument.until(
      () => teaching.online().includes(amy.member),
      "Amy was online",
    );
    amy.close();
    await teaching.sessionDocument.until(
      () => !teaching.online().includes(amy.member),
      "Amy was offline",
    );
    const visitor = new Visitor(server);
    const answer = await visitor.get(200, "POST", "/api/join", {
      code: session.code,
      name: " ＡＭＹ ",
    });
    assert.equal(answer.body.rejoined, true);
    assert.equal(answer.body.member.id, amy.member);
    assert.equal(answer.body.member.name, "Amy");
    const back = await keep(seatOf(visitor, answer)).enter();
    assert.deepEqual(back.heard(), ["Amy: my computer dies"]);
    await back.sayAndSee("here again");
  },
);

for (
  const [decision, name] of [["let-in", "Amy"], [
    "make-new",
    "Amy (2)",
  ]] as const
) {
  testClass(
    `J-2: who seems online waits for the teacher, who decides ${decision}`,
    async ({ server, session, teacher, teaching, enter, keep }) => {
      const amy = await enter("Amy");
      const staff = keep(teaching).open(`${session.id}/staff`);
      await staff.synced();
      const visitor = new Visitor(server);
      const asked = await visitor.get(202, "POST", "/api/join", {
        code: session.code,
        name: "Amy",
      });
      assert.equal(asked.body.for, "teacher");
      const id: string = asked.body.waiting;
      await visitor.get(202, "GET", `/api/waiting/${id}`);
      const stranger = await new Visitor(server).ask(
        "GET",
        `/api/waiting/${id}`,
      );
      assert.equal(stranger.status, 404, "knowing the id opens nothing (A5)");
      assert.equal(
        (await visitor.ask("POST", `/api/waiting/${id}`, {})).status,
        409,
        "joining as new only after a minute",
      );
      const waiting = staff.doc.getMap<{ name: string; member: string }>(
        "waiting",
      );
      await staff.until(() => waiting.has(id), "the teacher saw it");
      assert.equal(waiting.get(id)?.member, amy.member);
      await teacher.get(
        204,
        "POST",
        `/api/sessions/${session.id}/waiting/${id}`,
        { decision },
      );
      await staff.until(() => !waiting.has(id), "nobody waited any more");
      const answer = await visitor.ask("GET", `/api/waiting/${id}`);
      assert.equal(answer.status, decision === "let-in" ? 200 : 201);
      assert.equal(answer.body.member.name, name);
      assert.equal(answer.body.member.id === amy.member, decision === "let-in");
      const seat = await keep(seatOf(visitor, answer)).enter();
      await seat.sayAndSee("in");
      await amy.sees(seat.messages()[0].id);
    },
  );
}

testClass(
  "J-2: who waits is let in by itself when the old browser goes offline",
  async ({ server, session, enter, keep }) => {
    const amy = await enter("Amy");
    const visitor = new Visitor(server);
    const asked = await visitor.get(202, "POST", "/api/join", {
      code: session.code,
      name: "Amy",
    });
    amy.close();
    const answer = await eventually(
      () => visitor.ask("GET", `/api/waiting/${asked.body.waiting}`),
      ({ status }) => status !== 202,
      "Amy was let in",
    );
    assert.equal(answer.status, 200);
    assert.equal(answer.body.member.id, amy.member);
    await keep(seatOf(visitor, answer)).enter();
  },
);

testClass(
  "J-2: whom the teacher refuses stays out",
  async ({ server, session, teacher, enter }) => {
    await enter("Amy");
    const visitor = new Visitor(server);
    const asked = await visitor.get(202, "POST", "/api/join", {
      code: session.code,
      name: "Amy",
    });
    const id = asked.body.waiting;
    await teacher.get(
      204,
      "POST",
      `/api/sessions/${session.id}/waiting/${id}`,
      {
        decision: "refuse",
      },
    );
    const answer = await visitor.get(403, "GET", `/api/waiting/${id}`);
    assert.match(answer.body.type, /not-allowed$/);
    assert.equal(visitor.cookies.has(`member_${session.id}`), false);
  },
);

testClass(
  "J-3: with rejoin off a name in use becomes “Amy (2)”",
  async ({ server, session, enter }) => {
    await enter("Amy");
    const second = await join(server, session.code, "amy");
    const answer = await second.visitor.get(200, "GET", "/api/me");
    assert.equal(answer.body.members[0].name, "amy (2)");
  },
  { ask: { rejoin: false } },
);

testClass(
  "J-4: a removed student is out everywhere at once, until allowed back",
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

testClass(
  "J-6: who leaves is forgotten by that browser",
  async ({ session, enter }) => {
    const amy = await enter("Amy");
    await amy.visitor.get(204, "POST", "/api/leave", { session: session.id });
    assert.equal(amy.visitor.cookies.has(`member_${session.id}`), false);
    const me = await amy.visitor.get(200, "GET", "/api/me");
    assert.deepEqual(me.body.members, []);
  },
);

testClass(
  "S-2: thirty join from one address in ten seconds",
  async ({ server, session }) => {
    const joined = await Promise.all(
      Array.from(
        { length: 30 },
        (_, n) => join(server, session.code, `Pupil ${n}`),
      ),
    );
    assert.equal(new Set(joined.map(({ member }) => member)).size, 30);
  },
);

testClass(
  "S-2: 10,000 guessed codes at one address gain nothing, and thirty pupils elsewhere get in",
  async ({ server, session }) => {
    const attacker = new Visitor(server, "203.0.113.9");
    const statuses = new Map<number, number>();
    const found: string[] = [];
    let code = 0, stopped = false;
    async function guess() {
      while (code < 10_000 && !stopped) {
        const guess = String(code++).padStart(6, "0");
        if (guess === session.code) continue;
        const { status, headers } = await attacker.ask("POST", "/api/join", {
          code: guess,
          name: "X",
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 429) assert.ok(Number(headers.get("retry-after")) > 0);
        if (status === 200 || status === 201) found.push(guess);
      }
    }
    const attack = Promise.all(Array.from({ length: 100 }, guess));
    try {
      await eventually(
        () => Promise.resolve(statuses.get(429) ?? 0),
        (slowed) => slowed > 100,
        "the attacker was slowed down",
      );
      // While it goes on. The pupils' own address was never heard of before.
      const pupils = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          join(
            server,
            session.code,
            `Pupil ${n}`,
            new Visitor(server, "198.51.100.7"),
          )),
      );
      assert.equal(new Set(pupils.map(({ member }) => member)).size, 30);
      await attack;
    } finally {
      stopped = true;
      await attack.catch(() => {});
    }
    assert.equal(code, 10_000);
    assert.deepEqual(found, []);
    const answered = statuses.get(404) ?? 0;
    assert.ok(
      answered >= 30 && answered < 100,
      `of 10,000 guesses ${answered} were answered`,
    );
    // Even the right one is told nothing more than the wrong ones are.
    const right = await attacker.ask("POST", "/api/join", {
      code: session.code,
      name: "X",
    });
    assert.ok([201, 429].includes(right.status));
  },
  { env: { TRUST_PROXY: "1" } },
);

testClass(
  "S-2: thirty pupils get in from an address while 25 wrong codes a second come from it",
  async ({ server, session }) => {
    const school = "203.0.113.9";
    const body = (code: string, name: string) => ({ code, name });
    let tries = 0, answered = 0;
    // Each attempt is a browser that was never seen.
    const attack = setInterval(() => {
      const code = String(tries++).padStart(6, "0");
      if (code === session.code) return;
      new Visitor(server, school).ask("POST", "/api/join", body(code, "X"))
        .then(({ status }) => answered += Number(status === 404));
    }, 40);
    try {
      await eventually(
        () => Promise.resolve(tries - answered),
        (slowed) => slowed > 100,
        "the address is slowed down",
      );
      const began = Date.now();
      const took = await Promise.all(
        Array.from({ length: 30 }, async (_, n) => {
          const pupil = new Visitor(server, school);
          for (;;) {
            const ask = body(session.code, `Pupil ${n}`);
            const answer = await pupil.ask("POST", "/api/join", ask);
            if (answer.status === 201) return Date.now() - began;
            assert.equal(answer.status, 429);
            assert.equal("ticket" in answer.body, false);
            assert.ok(pupil.cookies.has("join_ticket"));
            const wait = Number(answer.headers.get("retry-after"));
            await new Promise((go) => setTimeout(go, wait * 1000 + 10 * n));
          }
        }),
      );
      const last = Math.max(...took);
      assert.ok(last < 60_000, `the last was in after ${last} ms`);
      const due = 31 + (Date.now() - began) / 2000 + 5;
      assert.ok(answered <= due + 5, `${answered} wrong codes were answered`);
    } finally {
      clearInterval(attack);
    }
  },
  { env: { TRUST_PROXY: "1" } },
);

testClass(
  "C2: a <script> in a name is a name",
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
