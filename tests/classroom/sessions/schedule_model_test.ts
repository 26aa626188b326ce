/**
 * Random schedules of a teacher on two instances, compared with a model of the rules (S-3, S-7). The model takes over
 * which of several due classes begins.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type App, makeApp } from "../../../classroom/app.ts";
import { messages } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { kvKeys } from "../../../classroom/storage/session_keys.ts";
import { endUndoMs } from "../../../classroom/sessions/sessions.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { KvWatch } from "../../../sync/kv/kv_watch.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { property } from "../../random.ts";

const minute = 60_000;
const hour = 60 * minute;

type Step =
  | { do: "schedule"; in: number; hours: number }
  | { do: "create"; endActive: boolean }
  | { do: "begin" | "twice"; at: number; endActive: boolean }
  | { do: "cancel"; at: number; now: boolean }
  | { do: "undo" | "end" | "crash"; at: number }
  | { do: "move"; at: number; in: number }
  | { do: "wait"; minutes: number };

const at = fc.nat(9);
const minutes = fc.constantFrom(0.1, 1, 20, 61, 200);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("schedule" as const),
    in: minutes,
    hours: fc.constantFrom(0.5, 2),
  }),
  fc.record({ do: fc.constant("create" as const), endActive: fc.boolean() }),
  fc.record({
    do: fc.constantFrom("begin" as const, "twice" as const),
    at,
    endActive: fc.boolean(),
  }),
  fc.record({ do: fc.constant("cancel" as const), at, now: fc.boolean() }),
  fc.record({ do: fc.constantFrom("undo", "end", "crash"), at }),
  fc.record({ do: fc.constant("move" as const), at, in: minutes }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes }),
  },
);

/** A class of the model. */
interface Class {
  id: string;
  is: "scheduled" | "runs" | "over" | "missed" | "cancelled";
  startsAt: number;
  endsAt: number;
  hours: number;
  /** Until when its cancellation can be undone. */
  undo?: number;
}

class Pair {
  readonly #classes: Class[] = [];
  readonly #began: string[] = [];
  #now = Date.UTC(2027, 0, 11, 8);

  private constructor(
    readonly kv: Deno.Kv,
    readonly apps: App[],
    readonly open: () => Promise<App>,
    readonly teacher: { id: string; name: string; email: string; plan: true },
    time: { now: () => number },
    began: string[],
  ) {
    time.now = () => this.#now;
    this.#began = began;
  }

  static async open(): Promise<Pair> {
    const kv = await Deno.openKv(":memory:");
    const unclosed = new Proxy(kv, {
      get: (target, name) =>
        name === "close" ? () => {} : Reflect.get(target, name).bind(target),
    });
    const time = { now: () => 0 };
    const began: string[] = [];
    const none = () => {};
    const meter = new Proxy({}, {
      get: (_, name) =>
        name === "began" ? (session: string) => began.push(session) : none,
    });
    const open = () =>
      makeApp(
        readSettings({}),
        unclosed,
        () => time.now(),
        new KvWatch(unclosed, none),
        { meter: meter as never, report: none },
      );
    const apps = [await open(), await open()];
    const teacher = {
      id: newId(),
      name: "Ms Lin",
      email: "lin@example.org",
      plan: true as const,
    };
    await kv.set(kvKeys.account(teacher.id), { id: teacher.id, createdAt: 0 });
    return new Pair(kv, apps, open, teacher, time, began);
  }

  async close(): Promise<void> {
    for (const app of this.apps) await app.close();
    this.kv.close();
  }

  /** Takes a step on one instance, and compares both with the model. */
  async take(step: Step, turn: number): Promise<void> {
    await this.#look();
    const { sessions } = this.apps[turn % 2];
    const other = this.apps[(turn + 1) % 2].sessions;
    const { teacher } = this;
    const now = this.#now;
    const it = "at" in step
      ? this.#classes[step.at % Math.max(1, this.#classes.length)]
      : undefined;
    if ("at" in step && !it) return;
    const runs = this.#classes.find(({ is }) => is === "runs");
    switch (step.do) {
      case "wait":
        this.#now += step.minutes * minute;
        break;
      case "schedule": {
        const startsAt = now + step.in * minute;
        const ask = createSessionBody.parse({
          name: "Class",
          startsAt: new Date(startsAt).toISOString(),
          hours: step.hours,
        });
        const { id } = await sessions.create(teacher, ask);
        const endsAt = startsAt + step.hours * hour;
        const { hours } = step;
        this.#classes.push({ id, is: "scheduled", startsAt, endsAt, hours });
        break;
      }
      case "create": {
        const { endActive } = step;
        const ask = createSessionBody.parse({ name: "Now", endActive });
        const made = await orRefused(() => sessions.create(teacher, ask));
        if (typeof made === "string") {
          assert.equal(made, "active-session-exists");
          // A waiting class may have come first.
          const waits = this.#classes.some((it) => this.#isDue(it));
          assert(runs && (!endActive || waits));
          if (endActive) runs.is = "over";
          break;
        }
        assert(!runs || endActive);
        if (runs) runs.is = "over";
        const endsAt = now + 3 * hour;
        const { id } = made;
        this.#classes.push({ id, is: "runs", startsAt: now, endsAt, hours: 3 });
        break;
      }
      case "begin":
      case "twice": {
        const { endActive } = step;
        const begin = (by: typeof sessions) =>
          orRefused(() => by.begin(teacher, it!.id, { endActive }));
        const [one, two] = await Promise.all(
          step.do === "twice"
            ? [begin(sessions), begin(other)]
            : [begin(sessions)],
        );
        if (two !== undefined) {
          const state = (it: SessionView | string) =>
            typeof it === "string" ? it : it.state;
          assert.equal(state(one), state(two));
        }
        if (it!.is === "runs") return void assert(typeof one !== "string");
        if (it!.is !== "scheduled") return assert.equal(one, "ended");
        const isFirst = !runs || endActive;
        if (!isFirst) return assert.equal(one, "active-session-exists");
        if (runs) runs.is = "over";
        it!.startsAt = now;
        it!.endsAt = now + it!.hours * hour;
        delete it!.undo;
        assert(typeof one !== "string", "another one began");
        assert.equal(one.state, "active");
        it!.is = "runs";
        break;
      }
      case "cancel":
      case "end": {
        const atOnce = !("now" in step) || step.now;
        if (step.do === "end" && it!.is !== "runs") return;
        if (step.do === "cancel" && it!.is === "runs") return;
        const done = await orRefused(() =>
          sessions.end(teacher, it!.id, { now: atOnce })
        );
        if (it!.is !== "scheduled" && it!.is !== "runs") {
          return assert.equal(done, "ended");
        }
        if (atOnce) it!.is = it!.is === "runs" ? "over" : "cancelled";
        else it!.undo ??= now + endUndoMs;
        break;
      }
      case "undo": {
        const done = await orRefused(() => sessions.undoEnd(teacher, it!.id));
        const isOver = it!.is !== "scheduled" && it!.is !== "runs";
        if (isOver) return assert.equal(done, "ended");
        delete it!.undo;
        break;
      }
      case "move": {
        if (it!.is !== "scheduled") return;
        const startsAt = now + step.in * minute;
        await sessions.change(teacher, it!.id, { startsAt });
        it!.startsAt = startsAt;
        it!.endsAt = startsAt + it!.hours * hour;
        break;
      }
      case "crash": {
        // A process took the lease of the class and died.
        if (it!.is !== "scheduled" || runs) return;
        const active = await this.kv.get(kvKeys.active(teacher.id));
        if (active.value === null) await this.kv.set(active.key, it!.id);
        break;
      }
      default:
        step satisfies never;
    }
    await this.#look();
  }

  /** Advances the model, and compares it with both instances. */
  async #look(): Promise<void> {
    for (const it of this.#classes) {
      if (it.is === "scheduled" && it.undo && it.undo <= this.#now) {
        it.is = "cancelled";
        // A timer does this in production.
        await this.apps[0].sessions.beginIfDue(it.id);
      } else if (it.is === "runs" && it.endsAt <= this.#now) it.is = "over";
      else if (it.is === "scheduled" && !it.undo && it.endsAt <= this.#now) {
        it.is = "missed";
      }
    }
    const [a, b] = this.apps.map(({ sessions }) => sessions);
    await Promise.all([
      a.findRunning(this.teacher),
      b.findRunning(this.teacher),
    ]);
    const running = await a.findRunning(this.teacher);
    const [views, same] = [
      await a.list(this.teacher),
      await b.list(this.teacher),
    ];
    assert.deepEqual(views, same);
    if (!this.#classes.some(({ is }) => is === "runs")) {
      const next = this.#classes.find(({ id }) => id === running?.id);
      const due = this.#classes.filter((it) => this.#isDue(it));
      assert.equal(next === undefined, due.length === 0, "the place is taken");
      if (next) {
        assert(due.includes(next));
        next.is = "runs";
        next.startsAt = this.#now;
      }
    }
    const runs = this.#classes.find(({ is }) => is === "runs");
    assert.equal(running?.id, runs?.id);
    const active = await this.kv.get(kvKeys.active(this.teacher.id));
    assert.equal(active.value, runs?.id ?? null);
    assert.deepEqual(
      new Map(views.map((view) => [view.id, this.#told(view)])),
      new Map(
        this.#classes.map((it) => [it.id, {
          is: it.is,
          late: this.#isDue(it),
          ...(/^(scheduled|runs)$/.test(it.is) && {
            startsAt: it.startsAt,
            endsAt: it.endsAt,
          }),
        }]).toSorted(([a], [b]) =>
          order(views, String(a)) - order(views, String(b))
        ) as [string, unknown][],
      ),
    );
    const scheduled = views.filter(({ state }) => state === "scheduled");
    for (const prefix of [kvKeys.starts(), kvKeys.startsOf(this.teacher.id)]) {
      const starts = await Array.fromAsync(this.kv.list({ prefix }));
      assert.deepEqual(
        starts.map(({ key }) => key).sort(),
        scheduled.map(({ id, startsAt }) => [
          ...prefix,
          ...kvKeys.starts(Date.parse(startsAt), id).slice(1),
        ]).sort(),
      );
    }
  }

  /** Each class began once, in its room and in the meter. */
  async onceOnly(): Promise<void> {
    // Other instances may lag behind the store.
    const fresh = await this.open();
    this.apps.push(fresh);
    for (const { id, is } of this.#classes) {
      const main = names.room(id, "main");
      const lines = await fresh.sync.read(
        id,
        [main],
        ({ doc }) => messages(doc(main)).length,
      );
      const hasBegun = is === "runs" || is === "over";
      assert.equal(lines, hasBegun ? 1 : 0);
      const began = this.#began.filter((it) => it === id).length;
      assert.equal(began, hasBegun ? 1 : 0);
    }
  }

  #isDue({ is, startsAt, endsAt, undo }: Class): boolean {
    return is === "scheduled" && !undo && startsAt <= this.#now &&
      this.#now < endsAt;
  }

  #told(view: SessionView) {
    const isGone = view.state === "scheduled" && view.undoUntil &&
      Date.parse(view.undoUntil) <= this.#now;
    const is: Class["is"] = view.cancelled || isGone
      ? "cancelled"
      : view.missed
      ? "missed"
      : view.state === "scheduled"
      ? "scheduled"
      : view.state === "ended"
      ? "over"
      : "runs";
    return {
      is,
      late: is === "scheduled" && view.late === true && !view.undoUntil,
      ...(/^(scheduled|runs)$/.test(is) && {
        startsAt: Date.parse(view.startsAt),
        endsAt: Date.parse(view.endsAt),
      }),
    };
  }
}

function order(views: readonly SessionView[], id: string): number {
  return views.findIndex((it) => it.id === id);
}

async function orRefused<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.kind;
    throw thrown;
  }
}

Deno.test("random schedules on two instances match a model of the rules (S-3, S-7)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 24, size: "max" }),
      async (steps) => {
        const pair = await Pair.open();
        try {
          for (const [turn, step] of steps.entries()) {
            await pair.take(step, turn);
          }
          await pair.onceOnly();
        } finally {
          await pair.close();
        }
      },
    ),
    property("histories of schedules", 60),
  );
});
