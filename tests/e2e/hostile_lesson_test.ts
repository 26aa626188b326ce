/** A lesson of 28 with one attacking student, who attacks from the school's address and their own seat. */
import assert from "node:assert/strict";
import { testClassAlone as test } from "../class.ts";
import {
  attacks,
  hostileTexts,
  joinAttacker,
  type Target,
} from "../attacking_student.ts";
import { eventually, type Seat, seatOf, Visitor } from "../people.ts";
import { noise, read, upload } from "../uploading.ts";

const classmates = 27;

test("an attacking student among 28 locks nobody out, and two clicks end it", async ({ server, session, teacher, teaching, enter, keep }) => {
  const path = `/api/sessions/${session.id}`;
  const { body: me } = await teacher.get(200, "GET", "/api/me");
  await teaching.enter();
  const class_: Seat[] = [];
  for (let n = 0; n < classmates; n++) class_.push(await enter(`Pupil no${n}`));
  const [amy, ben] = class_;
  const bytes = noise(2000);
  const [posted, own] = [
    await upload(amy, { bytes }),
    await upload(ben, { bytes }),
  ];
  await amy.sees(
    amy.command({ kind: "say", room: "main", text: "mine", file: posted }),
  );
  const target: Target = {
    code: session.code,
    session: session.id,
    teacher: { name: "Ms Lin", email: me.teacher.email },
    files: [own],
  };
  const rex = keep(await joinAttacker(server, target));
  const began = new Date().toISOString();
  const over = new AbortController();
  const attack = rex.attack(attacks, over.signal);
  try {
    const refused = ["codes 429", "signIns 429", "thefts 404"];
    await eventually(
      () => Promise.resolve(rex),
      ({ outcomes: answers, sentMessages: said, seats }) =>
        refused.every((answer) => (answers.get(answer) ?? 0) > 9) &&
        (answers.get("joins 202") ?? 0) + (answers.get("joins 429") ?? 0) >
          50 &&
        seats.length > 1 && said.length > 50,
      "the attacks were under way",
    );

    const said = [...class_, teaching].map((seat, n) => seat.say(`word ${n}`));
    for (const seat of [...class_, teaching]) {
      for (const id of said) await seat.sees(id);
    }
    // A reload, a second teacher's device and a small upload work.
    await amy.visitor.get(200, "GET", `/class/${session.id}`);
    await eventually(
      () =>
        new Visitor(server).ask("POST", "/api/login", {
          email: me.teacher.email,
          password: "correct horse",
        }),
      ({ status }) => status === 200,
      "the teacher was signed in on another computer",
    );
    await upload(teaching, { bytes: noise(1024) });
    await upload(ben, { bytes: noise(1024) });

    await teacher.get(200, "PATCH", path, { joinLocked: true });
    await teacher.get(200, "POST", `${path}/members/remove`, {
      joinedSince: began,
    });
    const inside = () =>
      [...teaching.members().values()].filter(({ role, removed }) =>
        role === "student" && !removed
      ).map(({ name }) => name);
    await teaching.sessionDocument.until(
      () => inside().length === classmates + 1,
      "those who came with the crowd were out",
    );
    assert.deepEqual(
      inside(),
      [...class_.map((_, n) => `Pupil no${n}`), "Rex"],
    );
    const { member } = rex.seats[0];
    await teacher.get(204, "DELETE", `${path}/members/${member}`);
    await teacher.get(200, "DELETE", `${path}/members/${member}/messages`);
    await teaching.room.until(
      () =>
        !teaching.messages().some((message) =>
          message.from === member && message.kind !== "deleted"
        ),
      "nothing of Rex was left",
    );
  } finally {
    over.abort();
    await attack;
  }

  for (const seat of [...class_, teaching]) {
    assert.deepEqual(
      [seat.room, seat.sessionDocument, seat.own]
        .flatMap(({ closes }) => closes),
      [],
    );
  }
  assert.equal(rex.outcomes.get("impersonations 201"), undefined);
  assert.equal(rex.outcomes.get("thefts 200"), undefined);
  assert.equal(rex.outcomes.get("thefts 204"), undefined);
  for (const [seat, file] of [[amy, posted], [ben, own]] as const) {
    const answer = await read(seat.visitor, file);
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes);
  }
  // What stays of the flood is what its pace let in.
  const hostile = teaching.messages().filter((message) =>
    message.kind === "text" && hostileTexts.includes(message.text)
  );
  assert.ok(hostile.length < rex.sentMessages.length);

  await teacher.get(200, "PATCH", path, { joinLocked: false });
  const late = await keep(await getIn(teacher, server, path, session.code))
    .enter();
  const last = await late.sayAndSee("sorry, the bus");
  for (const seat of class_) await seat.sees(last);
});

async function getIn(
  teacher: Visitor,
  place: Visitor["place"],
  path: string,
  code: string,
): Promise<Seat> {
  const visitor = new Visitor(place);
  const seated = await eventually(
    async () => {
      const answer = await visitor.ask("POST", "/api/join", {
        code,
        name: "Late",
      });
      if (answer.status === 202) {
        const { waiting } = answer.body;
        await teacher.get(204, "POST", `${path}/waiting/${waiting}`, {
          decision: "let-in",
        });
      }
      return answer;
    },
    ({ status }) => status === 200 || status === 201,
    "the late one was in",
  );
  return seatOf(visitor, seated);
}
