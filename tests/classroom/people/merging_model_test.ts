/**
 * J-7, GROUP-1, SYNC-3: random merges and splits amid joins, messages, moves, removals, renames and questions, compared
 * with a slow model of what each member owns.
 */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { conversationsOf } from "../../../classroom/model/conversations.ts";
import {
  type Identity,
  resolvePerson,
} from "../../../classroom/model/members.ts";
import { classList, members } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { memberUsages } from "../../../classroom/model/usage.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { Lesson } from "../lesson.ts";
import type { Browser } from "../school.ts";
import { property } from "../../random.ts";

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

/** A browser: its member, and those it has left. */
interface Sitting {
  browser: Browser;
  as: Child | null;
  left: Child[];
}

const now = (child: Child): Child => child.into ? now(child.into) : child;
const key = (text: string) => text.toLowerCase();

/** The class and its model. */
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
          asks({ breakouts }, teacher, "POST /breakouts/moves", { moves }),
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
        const came = await this.lesson.school.command(
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
      { browser: this.lesson.school.browser(), as: null, left: [] };
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
    const who = await seat.browser.who(this.lesson.session.id);
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
      const who = await browser.who(s);
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
    const said = await lesson.school.messages(s);
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

Deno.test("J-7, GROUP-1, SYNC-3: random histories of merging and undoing come out as the model says", async () => {
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
          (await asks({ breakouts }, teacher, "POST /breakouts/rooms", {
            names: ["Red", "Blue"],
          })).rooms;
        const pair = new Pair(lesson, rooms.map(({ id }) => id));
        for (const name of ["Amy", "Ben", "Cy", "Dan"]) {
          await pair.take({ do: "join", name, browser: null });
        }
        for (const step of steps) await pair.take(step);
      },
    ),
    property("histories of merging", 60),
  );
});
