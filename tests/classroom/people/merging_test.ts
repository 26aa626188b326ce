import assert from "node:assert/strict";
import fc from "fast-check";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  type Identity,
  resolvePerson,
} from "../../../classroom/model/members.ts";
import {
  conversationsOf,
  members,
  ownSubmissions,
} from "../../../classroom/model/roots.ts";
import {
  classList,
  memberUsages,
} from "../../../classroom/model/staff_roots.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { propertyOptions } from "../../random.ts";
import { runAct } from "../asking.ts";
import { isLastTurn, Lesson } from "../lesson.ts";
import { type Browser, refusalNameOf } from "../school.ts";

const say = (text: string, id = newId()) => ({
  id,
  kind: "say",
  room: "main",
  text,
});

Deno.test("a merged member's sockets close, so their page identifies again, and after Undo too (J-7, ACCESS-1)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership } = school.app;
  const amy = await lesson.addStudent("Amy");
  const phone = school.newBrowser();
  const second = await lesson.addStudent("Amy on the phone", phone);
  const own = names.member(session.id, second.member);
  const sockets = [
    await school.connectMember(second),
    await school.connect(second, own),
  ];
  const others = await school.connectMember(amy);

  const merged = await membership.mergeMember(teacher, second.member, {
    member: amy.member,
  });
  assert.equal(merged.mergedInto, amy.member);
  assert.equal(merged.name, "Amy");
  for (const { closed } of sockets) {
    const { code, reason } = await closed;
    assert.deepEqual({ code, reason }, { code: 4409, reason: "conflict" });
  }
  const now = await phone.identityIn(session.id);
  assert.deepEqual(
    now,
    {
      role: "student",
      session: session.id,
      member: amy.member,
      by: second.member,
    },
  );
  const again = await school.connectMember(now);
  assert(await again.registered);
  assert(!await (await school.connect(now, own)).registered, "it is another's");

  await membership.separateMember(teacher, second.member);
  assert.equal((await again.closed).code, 4409);
  assert.equal((await phone.identityIn(session.id))?.member, second.member);
  const views = await membership.listMembers(teacher);
  const view = views.find(({ id }) => id === second.member);
  assert.equal(view?.name, "Amy on the phone");
  assert(views.find(({ id }) => id === amy.member)?.online);
  others.close();
});

Deno.test("messages that a merged member had in flight arrive once, as the other's (J-7, SYNC-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const amy = await lesson.addStudent("Amy");
  const phone = school.newBrowser();
  const second = await lesson.addStudent("Amy 2", phone);
  const arrived = say("Arrived"), waits = say("Waits");
  assert.equal(await school.runCommand(second, arrived), null);
  await school.app.membership.mergeMember(teacher, second.member, {
    member: amy.member,
  });
  // Commands in one member's outbox are resent by the page of the other with the same ids.
  const now = await phone.identityIn(session.id);
  assert(now);
  for (const who of [second, now]) {
    for (const command of [arrived, waits]) {
      assert.equal(await school.runCommand(who, command), null);
    }
  }
  const said = await school.readMessages(session.id);
  assert.deepEqual(
    said.map(({ id, from }) => [id, from]),
    [[arrived.id, second.member], [waits.id, amy.member]],
  );
});

Deno.test("conversations and handed-in work become the other's with marks, and return with Undo (J-7, A-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership, myWork, marking } = {
    ...school.app,
    marking: await import("../../../classroom/monitoring/grading.ts"),
  };
  const amy = await lesson.addStudent("Amy");
  const phone = school.newBrowser();
  const second = await lesson.addStudent("Amy 2", phone);
  const { conversation } = await lesson.ask(second, "Why?");
  const puppet = await lesson.model.next();
  puppet.say("Because.");
  puppet.end();
  const [, answer] = await lesson.waitForTurns(
    conversation,
    isLastTurn("done"),
  );
  const submit = {
    id: newId(),
    kind: "submit",
    conversation,
    message: answer?.id,
  };
  assert.equal(await school.runCommand(second, submit), null);

  await membership.mergeMember(teacher, second.member, { member: amy.member });
  const reads = await school.connect(
    amy,
    names.conversation(session.id, conversation),
  );
  assert(await reads.registered);
  assert.equal(await school.runCommand(amy, submit), null, "once");
  const more = { ...submit, id: newId() };
  assert.equal(await school.runCommand(amy, more), "already-answered");
  await marking.gradeSubmission(school.app.sync, teacher, submit.id, {
    grade: "8",
  });
  const own = (member: string) =>
    lesson.read(names.member(session.id, member), (doc) => ({
      conversations: [...conversationsOf(doc).keys()],
      grade: ownSubmissions(doc).get(submit.id)?.grade,
    }));
  assert.deepEqual(await own(amy.member), {
    conversations: [conversation],
    grade: "8",
  });
  const mine = await myWork.conversation(phone.from, conversation);
  assert.equal(mine.member.id, amy.member);
  const asked = await lesson.ask(amy, "And then?", conversation);
  assert.equal(asked.refused, null);

  await membership.separateMember(teacher, second.member);
  assert.deepEqual(await own(amy.member), {
    conversations: [],
    grade: undefined,
  });
  assert.deepEqual(await own(second.member), {
    conversations: [conversation],
    grade: "8",
  });
  assert.equal((await reads.closed).code, 4404);
  assert.equal(
    (await lesson.ask(amy, "Hm?", conversation)).refused,
    "conflict",
  );
});

Deno.test("joining under a merged member's name means the other member (J-7, J-2)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership } = school.app;
  const amy = await lesson.addStudent("Amy");
  const typo = await lesson.addStudent("Ammy");
  await membership.mergeMember(teacher, typo.member, { member: amy.member });
  const back = await lesson.addStudent("ammy");
  assert.equal(back.member, amy.member);
  const socket = await school.connectMember(amy);
  const entry = await school.newBrowser().join(session.code, "Ammy");
  assert.equal(entry.kind, "waiting");
  await membership.removeMember(teacher, amy.member);
  const browser = school.newBrowser();
  assert.equal(
    await refusalNameOf(browser.join(session.code, "Ammy")),
    "removed",
  );
  assert.equal((await socket.closed).code, 4403);
});

Deno.test("a member without a group takes over the merged one's group (J-7, GROUP-1)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership, breakouts } = school.app;
  const amy = await lesson.addStudent("Amy"),
    second = await lesson.addStudent("Amy 2");
  const [red] = (await runAct({ breakouts }, teacher, "POST /breakouts/rooms", {
    names: ["Red"],
  })).rooms;
  assert(red);
  const moves = [{ member: second.member, room: red.id }];
  await runAct({ breakouts }, teacher, "POST /breakouts/moves", { moves });
  const rooms = async () =>
    (await membership.listMembers(teacher)).slice(1).map(({ room }) => room);
  await membership.mergeMember(teacher, second.member, { member: amy.member });
  assert.deepEqual(await rooms(), [red.id, null]);
  await membership.separateMember(teacher, second.member);
  assert.deepEqual(await rooms(), [red.id, null]);
  assert.equal(session.state, "active");
});

Deno.test("invalid merges are refused, such as with oneself, the teacher or a removed member (J-7)", async () => {
  await using lesson = await Lesson.begin();
  const { school, teacher } = lesson;
  const { membership } = school.app;
  const [amy, ben, cy] = [
    await lesson.addStudent("Amy"),
    await lesson.addStudent("Ben"),
    await lesson.addStudent("Cy"),
  ];
  const merge = (m: string, into: string) =>
    refusalNameOf(membership.mergeMember(teacher, m, { member: into }));
  assert.equal(await merge(amy.member, amy.member), "conflict");
  assert.equal(await merge(amy.member, teacher.member), "not-allowed");
  assert.equal(await merge(teacher.member, amy.member), "not-allowed");
  assert.equal(await merge(amy.member, newId()), "not-found");
  assert.equal(await merge(newId(), amy.member), "not-found");
  assert.equal(
    await refusalNameOf(
      membership.mergeMember(amy, ben.member, { member: amy.member }),
    ),
    "not-allowed",
  );
  assert.equal(
    await refusalNameOf(membership.separateMember(teacher, amy.member)),
    "conflict",
  );
  await membership.removeMember(teacher, cy.member);
  assert.equal(await merge(amy.member, cy.member), "conflict");
  assert.equal(await merge(cy.member, amy.member), "conflict");
  await membership.allowMember(teacher, cy.member);
  await membership.mergeMember(teacher, cy.member, { member: ben.member });
  assert.equal(await merge(cy.member, amy.member), "conflict");
  assert.equal(await merge(amy.member, cy.member), "conflict");
  await membership.mergeMember(teacher, ben.member, { member: amy.member });
  await membership.separateMember(teacher, ben.member);
  const back = await membership.separateMember(teacher, cy.member);
  assert.equal(back.removed, undefined, "as they were before");
});

Deno.test("merging a muted member with an unmuted one mutes both, also after Undo (J-7)", async () => {
  await using lesson = await Lesson.begin();
  const { membership } = lesson.school.app;
  const { teacher } = lesson;
  const amy = await lesson.addStudent("Amy"),
    two = await lesson.addStudent("Amy2");
  const muted = async () =>
    (await membership.listMembers(teacher)).filter((it) => it.muted)
      .map(({ name }) => name);
  await membership.changeMember(teacher, two.member, { muted: true });
  await membership.mergeMember(teacher, two.member, { member: amy.member });
  const say = { kind: "say", room: "main", text: "Hello" };
  assert.equal(await lesson.school.runCommand(amy, say), "muted");
  await membership.separateMember(teacher, two.member);
  assert.deepEqual(await muted(), ["Amy", "Amy2"]);
});

/*
 * J-7, GROUP-1, SYNC-3: random merges and splits amid joins, messages, moves, removals, renames and questions, compared
 * with a slow model of what each member owns.
 */

type Step =
  | { do: "join"; name: string; browser: number | null }
  | { do: "merge"; who: number; into: number }
  | { do: "undo" | "remove" | "allow" | "leave" | "ask"; who: number }
  | { do: "say"; who: number; again: number | null }
  | { do: "move"; who: number; to: number | null }
  | { do: "rename"; who: number; name: string };

const number = fc.nat({ max: 20 });
const name = fc.constantFrom("Amy", "Ben", "amy", "Cy", "Dan", "Eve");
const one = fc.record({
  do: fc.constantFrom(
    "undo" as const,
    "undo" as const,
    "undo" as const,
    "undo" as const,
    "ask" as const,
    "remove" as const,
    "allow" as const,
    "leave" as const,
  ),
  who: number,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("join" as const),
      name,
      browser: fc.option(number, { freq: 2 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("merge" as const),
      who: number,
      into: number,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("say" as const),
      who: number,
      again: fc.option(number),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("move" as const),
      who: number,
      to: fc.option(fc.nat({ max: 1 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("rename" as const),
      who: number,
      name,
    }),
  },
  { weight: 8, arbitrary: one },
);

/** A member of the model, with its state before its merge. */
interface Child {
  id: string;
  name: string;
  room: string | null;
  removed: boolean;
  /** The room before removal. */
  was: string | null;
  into: Child | null;
  asked: number;
}

/** A browser with its current member, and the members that it has left. */
interface Sitting {
  browser: Browser;
  as: Child | null;
  left: Child[];
}

const now = (child: Child): Child => child.into ? now(child.into) : child;
const key = (text: string) => text.toLowerCase();

class Pair {
  readonly children: Child[] = [];
  readonly browsers: Sitting[] = [];
  readonly said: { id: string; by: Child }[] = [];
  readonly conversations: { id: string; by: Child }[] = [];

  constructor(readonly lesson: Lesson, readonly rooms: readonly string[]) {}

  async take(step: Step): Promise<void> {
    const before = this.lesson.school.time.now += 1000;
    await this.#do(step);
    assert.equal(this.lesson.school.time.now, before);
    await this.#compare();
  }

  async #do(step: Step): Promise<void> {
    if (step.do === "join") return await this.#join(step.name, step.browser);
    if (this.children.length === 0) return;
    const child = this.children[step.who % this.children.length];
    const sitting = this.browsers.filter((it) => it.as !== null);
    const seat = sitting[step.who % (sitting.length || 1)];
    const { leaving, membership } = this.lesson.school.app;
    const { teacher } = this.lesson;
    switch (step.do) {
      case "merge": {
        const other = this.children[step.into % this.children.length];
        const refused = child === other || child.into || other.into ||
            child.removed || other.removed
          ? "conflict"
          : null;
        const ask = { member: other.id };
        await same(membership.mergeMember(teacher, child.id, ask), refused);
        if (refused) return;
        if (child.room && !other.room) other.room = child.room;
        child.room = null;
        child.into = other;
        return;
      }
      case "undo": {
        const refused = child.into ? null : "conflict";
        await same(membership.separateMember(teacher, child.id), refused);
        if (refused) return;
        child.into = null;
        child.name = this.#free(child.name, child);
        return;
      }
      case "remove": {
        await same(
          membership.removeMember(teacher, child.id),
          child.into ? "conflict" : null,
        );
        if (child.into || child.removed) return;
        child.was = child.room;
        child.room = null;
        child.removed = true;
        return;
      }
      case "allow": {
        const refused = child.into ? "conflict" : null;
        await same(membership.allowMember(teacher, child.id), refused);
        if (refused || !child.removed) return;
        child.removed = false;
        // Manual admission restores the earlier room, or none.
        child.room = child.was;
        return;
      }
      case "rename": {
        const taken = this.#others(child).some((it) =>
          key(it.name) === key(step.name)
        );
        const refused = child.into ? "conflict" : taken ? "name-taken" : null;
        await same(
          membership.changeMember(teacher, child.id, { name: step.name }),
          refused,
        );
        if (!refused) child.name = step.name;
        return;
      }
      case "move": {
        const to = step.to === null ? null : this.rooms[step.to];
        const moves = [{ member: child.id, room: to }];
        const refused = child.into || child.removed ? "not-found" : null;
        const { breakouts } = this.lesson.school.app;
        await same(
          runAct({ breakouts }, teacher, "POST /breakouts/moves", { moves }),
          refused,
        );
        if (!refused) child.room = to;
        return;
      }
      case "leave": {
        if (!seat) return;
        const { id } = this.lesson.session;
        await leaving.leave(id, seat.browser.from);
        seat.browser.cookies.delete(`member_${id}`);
        seat.left.push(seat.as!);
        seat.as = null;
        return;
      }
      case "say": {
        if (!seat) return;
        const me = now(seat.as!);
        const old = step.again === null || this.said.length === 0
          ? null
          : this.said[step.again % this.said.length];
        const id = old?.id ?? newId();
        const refused = old && now(old.by) === me
          ? null
          : me.removed
          ? "removed"
          : old
          ? "conflict"
          : null;
        const say = { id, kind: "say", room: "main", text: `By ${me.id}` };
        const came = await this.lesson.school.runCommand(
          await this.#who(seat),
          say,
        );
        assert.equal(came, refused);
        if (!old && !refused) this.said.push({ id, by: me });
        return;
      }
      case "ask": {
        if (!seat) return;
        const me = now(seat.as!);
        const { refused, conversation } = await this.lesson.ask(
          await this.#who(seat),
          "Why?",
        );
        assert.equal(refused, me.removed ? "removed" : null);
        if (refused) return;
        this.conversations.push({ id: conversation, by: me });
        me.asked++;
        return;
      }
      default:
        return step satisfies never;
    }
  }

  async #join(typed: string, at: number | null): Promise<void> {
    const known = at === null || this.browsers.length === 0
      ? null
      : this.browsers[at % this.browsers.length];
    const seat: Sitting = known ??
      { browser: this.lesson.school.newBrowser(), as: null, left: [] };
    const mine = seat.as && now(seat.as);
    const named = (it: Child) => key(it.name) === key(typed);
    const same = this.children.find((it) => !it.into && named(it)) ??
      this.children.find((it) => it.into && named(it));
    const is = mine ?? (same ? now(same) : null);
    const { code } = this.lesson.session;
    const isOut = !mine && seat.left.some((it) => now(it).removed);
    if (is?.removed || isOut) {
      await assert.rejects(
        seat.browser.join(code, typed),
        (thrown) => isRefusal(thrown) && thrown.kind === "removed",
      );
      return;
    }
    const entry = await seat.browser.join(code, typed);
    assert(entry.kind === "in");
    assert.equal(entry.rejoined, is !== null);
    if (is) assert.equal(entry.member.id, is.id);
    const child = is ?? {
      id: entry.member.id,
      name: typed,
      room: null,
      removed: false,
      was: null,
      into: null,
      asked: 0,
    };
    if (!is) {
      assert.equal(entry.member.name, typed);
      this.children.push(child);
    }
    if (!known) this.browsers.push(seat);
    if (mine) return;
    assert.equal(entry.byName, is !== null);
    if (entry.byName) {
      const { by } = await this.#who(seat);
      const { roster } = this.lesson.school.app;
      await roster.decideWaiting(this.lesson.teacher, by!, "let-in");
    }
    seat.as = child;
  }

  async #who(seat: { browser: Browser }): Promise<Identity> {
    const who = await seat.browser.identityIn(this.lesson.session.id);
    assert(who);
    return who;
  }

  #others(child: Child): Child[] {
    return this.children.filter((it) => now(it) !== now(child));
  }

  #free(typed: string, child: Child): string {
    const taken = new Set(this.#others(child).map((it) => key(it.name)));
    if (!taken.has(key(typed))) return typed;
    for (let n = 2;; n++) {
      if (!taken.has(key(`${typed} (${n})`))) return `${typed} (${n})`;
    }
  }

  async #compare(): Promise<void> {
    const { lesson, children } = this;
    const s = lesson.session.id;
    for (const { browser, as } of this.browsers) {
      const who = await browser.identityIn(s);
      assert.equal(who?.member, as ? now(as).id : undefined);
      const all = as && (await lesson.school.app.myWork.listAll(browser.from))
        .conversations.map(({ id }) => id);
      if (all) {
        const theirs = this.conversations.filter(({ by }) =>
          now(by) === now(as)
        );
        for (const { id } of theirs) assert(all.includes(id));
      }
    }
    await lesson.read(names.session(s), (doc) => {
      for (const child of children) {
        const entry = members(doc).get(child.id);
        assert(entry);
        assert.equal(entry.name, now(child).name);
        assert.equal(entry.mergedInto, child.into?.id);
        assert.equal(entry.room, child.into ? null : child.room);
        assert.equal(
          entry.removed ?? false,
          child.into !== null || child.removed,
        );
        assert.equal(
          resolvePerson((id) => members(doc).get(id), child.id),
          now(child).id,
        );
      }
      const shown = [...members(doc).values()]
        .filter((it) => it.role === "student" && !it.removed)
        .map((it) => key(it.name));
      assert.equal(new Set(shown).size, shown.length, "two have one name");
    });
    const said = await lesson.school.readMessages(s);
    assert.deepEqual(
      said.map(({ id, from }) => [id, from]),
      this.said.map(({ id, by }) => [id, by.id]),
    );
    await lesson.read(names.staff(s), (doc) => {
      for (const child of children) {
        const usage = memberUsages(doc).get(child.id);
        assert.equal(usage?.conversations ?? 0, child.asked);
      }
      assert.equal(classList(doc).size, 0);
    });
    for (const child of children) {
      if (child.into) continue;
      const own = await lesson.read(
        names.member(s, child.id),
        (doc) => [...conversationsOf(doc).keys()].sort(),
      );
      const theirs = this.conversations.filter(({ by }) => now(by) === child);
      assert.deepEqual(own, theirs.map(({ id }) => id).sort());
    }
  }
}

async function same(work: Promise<unknown>, refused: string | null) {
  let came: string | null = null;
  try {
    await work;
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    came = thrown.kind;
  }
  assert.equal(came, refused);
}

Deno.test("random histories of merging and undoing match the model (J-7, GROUP-1, SYNC-3)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.noBias(fc.array(step, { minLength: 10, maxLength: 60 })),
      async (steps) => {
        await using lesson = await Lesson.begin();
        const { school, session, teacher } = lesson;
        const none = { limits: { perMinute: null, tokens: null } };
        await school.app.sessions.change(school.teacher, session.id, none);
        const { breakouts } = school.app;
        const rooms =
          (await runAct({ breakouts }, teacher, "POST /breakouts/rooms", {
            names: ["Red", "Blue"],
          })).rooms;
        const pair = new Pair(lesson, rooms.map(({ id }) => id));
        for (const name of ["Amy", "Ben", "Cy", "Dan"]) {
          await pair.take({ do: "join", name, browser: null });
        }
        for (const step of steps) await pair.take(step);
      },
    ),
    propertyOptions("histories of merging", 60),
  );
});
