/** S-8: requests to observe stay distinguishable and do not keep colleagues out. */
import assert from "node:assert/strict";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { emailSchema } from "../../../classroom/accounts/account_bodies.ts";
import { waitingEntries } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { Lesson } from "../lesson.ts";
import { refusalOf } from "../school.ts";

/** A new account by default. */
const account = (
  lesson: Lesson,
  name: string,
  email: string,
  createdAt = lesson.school.time.now,
) => lesson.colleague(name, { email, createdAt, granted: false });

async function knock({ school, session }: Lesson, who: Teacher) {
  const { code } = session;
  return await school.app.knocks.requestJoin(
    who,
    { code },
    school.browser().from,
  );
}

/** The requests as staff see them, in order. */
async function atTheDoor(lesson: Lesson) {
  return await lesson.read(
    names.staff(lesson.session.id),
    (doc) =>
      [...waitingEntries(doc).values()].map((it) => {
        assert(it.kind === "observe");
        const { like, letters, unproved, isNew } = it;
        return { like, letters, unproved, isNew };
      }),
  );
}

Deno.test("S-8, J-9: of who knocks it is told whom their name reads like, which letters are odd, and that addresses prove nobody", async () => {
  for (const SIGN_UP of ["open", "closed"]) {
    const lesson = await Lesson.begin({ settings: { SIGN_UP } });
    await using _ = lesson.school;
    const open = SIGN_UP === "open" || undefined;
    const none = { like: undefined, letters: undefined };
    const comers = [
      ["Mr Ho", "ho@example.org", none],
      ["Ms L\u0456n", "lin2@example.org", { ...none, like: "Ms Lin" }],
      ["Ms Wu", "w\u0443@ex\u0430mple.org", {
        ...none,
        letters: "\u0443 \u0430",
      }],
    ] as const;
    for (const [name, email] of comers) {
      await knock(lesson, await account(lesson, name, email));
    }
    assert.deepEqual(
      await atTheDoor(lesson),
      comers.map(([, , told]) => ({ ...told, unproved: open, isNew: open })),
    );
  }
});

Deno.test("S-8: ten new accounts at the door keep no colleague out, and ten others nobody who is new", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson.school;
  const comes = async (name: string, createdAt?: number) =>
    await knock(
      lesson,
      await account(lesson, name, `${name}@example.org`, createdAt),
    );
  for (let at = 0; at < 10; at++) await comes(`new${at}`);
  assert.equal(await refusalOf(comes("new10")), "too-often");
  for (let at = 0; at < 10; at++) await comes(`known${at}`, 0);
  assert.equal(await refusalOf(comes("known10", 0)), "too-often");
  // Invited colleagues need no request.
  const { school: { app }, teacher } = lesson;
  await app.colleagues.invite(teacher, "invited@example.org", "observer");
  assert.equal((await comes("invited")).kind, "in");
});

Deno.test("S-8: who was put out knocks again after five minutes, and comes in before where they are invited", async () => {
  const lesson = await Lesson.begin();
  const { school: { app, time }, teacher } = lesson;
  await using _ = lesson.school;
  const wu = await account(lesson, "Ms Wu", "wu@example.org", 0);
  const first = await knock(lesson, wu);
  assert(first.kind === "waiting");
  await app.roster.decideWaiting(teacher, first.waiting, "let-in");
  await app.colleagues.stopObserving(teacher, wu.id);
  assert.equal(await refusalOf(knock(lesson, wu)), "not-allowed");
  await app.colleagues.invite(teacher, wu.email, "observer");
  assert.equal((await knock(lesson, wu)).kind, "in");
  await app.colleagues.withdraw(teacher, wu.email, "observer");
  assert.equal(await refusalOf(knock(lesson, wu)), "not-allowed");
  time.now += 5 * 60_000;
  assert.equal((await knock(lesson, wu)).kind, "waiting");
});

Deno.test("S-8: signs that show nothing are no part of an address, and what cannot be read is none", () => {
  const real = "head@school.org";
  for (
    const typed of [
      "head\u200b@school.org",
      "\ufeffhead@school.org\u2060",
      "\u202ehead@school.org\u202c",
      " Ｈead@school.org\u00ad\n",
      "he\u034fad@school.org",
    ]
  ) {
    assert.equal(emailSchema.parse(typed), real, JSON.stringify(typed));
  }
  for (
    const typed of [
      "\u0000head@school.org",
      "head@school.org\u0007",
      "he\ue000ad@school.org",
      "he\ud800ad@school.org",
      "head\u200b@\u200b",
    ]
  ) {
    assert(!emailSchema.safeParse(typed).success, JSON.stringify(typed));
  }
});
