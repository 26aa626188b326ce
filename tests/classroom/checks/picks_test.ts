import assert from "node:assert/strict";
import fc from "fast-check";
import { choosePick, pickBody } from "../../../classroom/checks/picks.ts";
import { makeSeededRandom } from "../../../classroom/model/seeded_random.ts";
import { shareBody } from "../../../classroom/library/resource_bodies.ts";
import { Lesson } from "../lesson.ts";
import { property } from "../../random.ts";
import { refuses } from "../school.ts";

Deno.test("students who stay have equal turns, within one (R-6)", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  fc.assert(
    fc.property(
      fc.nat(),
      fc.subarray(ids, { minLength: 1 }),
      fc.array(fc.subarray(ids), { maxLength: 60 }),
      (seed, stay, lesson) => {
        const random = makeSeededRandom(seed);
        const turns = new Map(stay.map((id) => [id, 0]));
        let had = new Set<string>(), last: string | null = null;
        for (const others of lesson) {
          const here = [...new Set([...stay, ...others])];
          const turn = choosePick(here, { picked: had, last }, random);
          assert(turn);
          const { id, isNewRound }: { id: string; isNewRound: boolean } = turn;
          assert(here.includes(id));
          if (here.length > 1) assert.notEqual(id, last);
          if (turns.has(id)) turns.set(id, turns.get(id)! + 1);
          const counts = [...turns.values()];
          assert(Math.max(...counts) - Math.min(...counts) <= 1);
          had = new Set(isNewRound ? [id] : [...had, id]);
          last = id;
        }
        const nobody = choosePick([], { picked: had, last }, random);
        assert.equal(nobody, null);
      },
    ),
    property("picks", 100),
  );
});

Deno.test("each student present is equally likely, and an absent one is not asked again (R-6)", () => {
  const here = ["a", "b", "c", "d"];
  const counts: Record<string, number> = {};
  for (let seed = 0; seed < 4000; seed++) {
    const none = { picked: new Set<string>(), last: null };
    const { id } = choosePick(here, none, makeSeededRandom(seed))!;
    counts[id] = (counts[id] ?? 0) + 1;
  }
  for (const id of here) {
    assert(Math.abs(counts[id] - 1000) < 150, `${id} ${counts[id]}`);
  }
  for (let seed = 0; seed < 100; seed++) {
    const random = makeSeededRandom(seed);
    const all = { picked: new Set(["b", "c", "d"]), last: "d" };
    const { id, isNewRound } = choosePick(here, all, random, "a")!;
    assert(["b", "c"].includes(id) && isNewRound);
    const alone = { picked: new Set<string>(), last: "a" };
    assert.equal(choosePick(["a"], alone, random, "a")?.id, "a");
  }
});

Deno.test("those online are picked, and the name is shown only when asked for (R-6)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben", "Cem"] });
  const { teacher, school } = lesson;
  const [amy, ben, cem] = lesson.students;
  const body = pickBody.parse({});
  const next = async (ask: Record<string, unknown> = {}) => {
    const picked = await school.app.picks.pickNext(
      teacher,
      pickBody.parse({ ...body, ...ask }),
    );
    return "member" in picked ? picked.member : picked.room;
  };
  await using _ = lesson;
  await refuses(next(), "conflict", "nobody is online");
  await school.online(amy);
  await school.online(ben);
  const first = await next();
  const second = await next();
  assert.deepEqual(
    new Set([first, second]),
    new Set([amy, ben].map((it) => it.member)),
  );
  const shown = async (id: string) =>
    (await lesson.staff<{ shown?: true }>("picks", id))?.shown;
  assert.equal(await shown(second), undefined);
  await school.app.picks.showPick(teacher, { show: second });
  assert.equal(await shown(second), true);
  await school.online(cem);
  assert.equal(await next({ notHere: second }), cem.member);
  assert.equal(await shown(cem.member), undefined);
  assert.equal(await next(), second, "put back, and the only one left");
  await refuses(
    school.app.picks.showPick(teacher, { show: teacher.member }),
    "not-found",
  );
  await refuses(next({ from: "groups" }), "conflict");
  const group = await lesson.group(amy);
  assert.equal(await next({ from: "groups" }), group);
  await school.app.membership.removeMember(teacher, ben.member);
  await refuses(
    school.app.picks.showPick(teacher, { show: ben.member }),
    "not-found",
  );
});

Deno.test("a name leaves Present when something newer is to be seen there (R-6)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  await using _ = lesson;
  const { teacher, school } = lesson;
  const { picks, resources } = school.app;
  const [amy] = lesson.students;
  await school.online(amy);
  await picks.pickNext(teacher, pickBody.parse({}));
  const isShown = async () =>
    (await lesson.staff<{ shown?: true }>("picks", amy.member))?.shown ?? false;
  const show = () => picks.showPick(teacher, { show: amy.member });
  await show();
  assert(await isShown());
  const { id } = await resources.share(
    teacher,
    shareBody.parse({ poll: { kind: "yes-no" } }),
  );
  assert(!await isShown(), "a poll began");
  await show();
  await resources.change(teacher, id, { showResults: true });
  assert(await isShown(), "whoever is asked about what stands there stays");
  await resources.change(teacher, id, { present: true });
  assert(!await isShown(), "the poll is to be seen again");
});

Deno.test("erasure removes a student's picks (R-6, O-3)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  await using _ = lesson;
  const { teacher, school } = lesson;
  const [amy] = lesson.students;
  const socket = await school.online(amy);
  await school.app.picks.pickNext(teacher, pickBody.parse({}));
  await school.app.picks.showPick(teacher, { show: amy.member });
  assert(await lesson.staff("picks", amy.member));
  await school.offline(amy, socket);
  await school.app.erasure.erase(teacher, amy.member);
  assert.equal(await lesson.staff("picks", amy.member), undefined);
});
