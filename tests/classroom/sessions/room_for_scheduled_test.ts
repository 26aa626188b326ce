/** S-2, S-7: scheduled classes have their bounds, whoever schedules how many at once: codes stay free for all. */
import assert from "node:assert/strict";
import { bounds } from "../../../classroom/model/bounds.ts";
import { keys } from "../../../classroom/storage/session_keys.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { RoomForScheduled } from "../../../classroom/sessions/room_for_scheduled.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { School } from "../school.ts";

const day = 24 * 3_600_000;
const { most, ofNew, ofCodes } = bounds.scheduled;

function series(school: School, repeat: number = bounds.repeats.most) {
  return createSessionBody.parse({
    name: "Maths",
    startsAt: new Date(school.time.now + day).toISOString(),
    repeat,
    zone: "UTC",
  });
}

/** How many of them were made, and for which reasons the others were not. */
async function outcomes(all: Promise<unknown>[]) {
  const reasons = new Map<string, number>();
  for (const it of await Promise.allSettled(all)) {
    const { reason } = it.status === "rejected" && isRefusal(it.reason)
      ? it.reason
      : { reason: it.status };
    reasons.set(reason ?? "", (reasons.get(reason ?? "") ?? 0) + 1);
  }
  return Object.fromEntries(reasons);
}

async function scheduledBy(school: School): Promise<number> {
  const all = await school.app.sessions.list(school.teacher);
  return all.filter(({ state }) => state === "scheduled").length;
}

Deno.test("S-7: who schedules more than there is room for, all at once and on two instances, has no more for it", async () => {
  const dir = await Deno.makeTempDir();
  {
    await using school = await School.open(`${dir}/kv`);
    await using beside = await School.open(`${dir}/kv`, school.time.now);
    const series20 = series(school);
    const { fulfilled, "scheduled-full": full } = await outcomes(
      Array.from(
        { length: 12 },
        (_, at) =>
          (at % 2 ? beside : school).app.sessions
            .create(school.teacher, series20),
      ),
    );
    // Where two instances fill the last places together, neither series may have had room for all of itself.
    assert(fulfilled >= most / 20 - 1 && fulfilled <= most / 20);
    assert.equal(fulfilled + full, 12);
    assert.equal(await scheduledBy(school), fulfilled * 20);
  }
  await Deno.remove(dir, { recursive: true });
});

Deno.test("S-7: a class that is cancelled, has begun or is deleted makes room for another", async () => {
  await using school = await School.open();
  const { app, teacher } = school;
  const fill = () =>
    outcomes(
      Array.from(
        { length: most / 20 + 1 },
        () => app.sessions.create(teacher, series(school)),
      ),
    );
  assert.deepEqual(await fill(), {
    fulfilled: most / 20,
    "scheduled-full": 1,
  });
  const one = () => outcomes([app.sessions.create(teacher, series(school, 1))]);
  const list = await app.sessions.list(teacher);
  const [first, second, third] = list;
  for (
    const makesRoom of [
      () => app.sessions.end(teacher, first.id, { now: true }),
      () => app.sessions.begin(teacher, second.id),
      () => app.deletion.session(third.id),
    ]
  ) {
    assert.deepEqual(await one(), { "scheduled-full": 1 });
    await makesRoom();
    assert.deepEqual(await one(), { fulfilled: 1 });
  }
  // What is moved is counted once.
  await app.sessions.change(teacher, list[4].id, {
    startsAt: school.time.now + 9 * day,
  });
  assert.deepEqual(await one(), { "scheduled-full": 1 });
});

Deno.test("S-7: a new account has room for fewer where anybody can make one, and for all of them the day after", async () => {
  for (const SIGN_UP of ["open", "closed"]) {
    await using school = await School.open(":memory:", Date.now(), {}, {
      SIGN_UP,
    });
    const { app, teacher } = school;
    const account = { id: teacher.id, createdAt: school.time.now };
    await app.kv.set(keys.account(teacher.id), account);
    const make = (count: number) =>
      outcomes(
        Array.from(
          { length: count },
          () => app.sessions.create(teacher, series(school)),
        ),
      );
    const fits = ofNew / 20;
    if (SIGN_UP === "closed") {
      assert.deepEqual(await make(fits + 1), { fulfilled: fits + 1 });
      continue;
    }
    assert.deepEqual(await make(fits + 1), {
      fulfilled: fits,
      "scheduled-full-new": 1,
    });
    await app.kv.set(keys.account(teacher.id), { ...account, granted: true });
    assert.deepEqual(await make(1), { fulfilled: 1 });
    await app.kv.set(keys.account(teacher.id), account);
    assert.deepEqual(await make(1), { "scheduled-full-new": 1 });
    school.time.now += day;
    assert.deepEqual(await make(1), { fulfilled: 1 });
  }
});

Deno.test("S-2: of the codes that begin alike scheduled classes have a share, and the rest is for classes that start now", async () => {
  await using school = await School.open();
  const { kv } = school.app;
  const room = new RoomForScheduled({
    kv,
    clock: () => school.time.now,
    accounts: school.app.accounts,
  });
  const take = (code: number) =>
    kv.set(keys.code(String(code).padStart(6, "0")), "a class");
  const share = 1000 * ofCodes;
  for (let at = 0; at < share - 1; at++) await take(123_000 + 3 * at);
  assert(await room.mayHave("123999"));
  await take(123_999);
  assert(!await room.mayHave("123999"));
  assert(!await room.mayHave("123000"));
  for (const other of ["122999", "124000", "000000", "999999"]) {
    assert(await room.mayHave(other), other);
  }
});
