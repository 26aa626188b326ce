import assert from "node:assert/strict";
import fc from "fast-check";
import {
  oneTurnPerGroup,
  type Ticket,
  TurnQueue,
} from "../../../classroom/limits/turn_queue.ts";
import { propertyOptions } from "../../random.ts";
import {
  FairQueue,
  type QueuedAttempt,
} from "../../../classroom/limits/fair_queue.ts";
import {
  RateLimiter,
  rateLimits,
  type RateLimitTry,
} from "../../../classroom/limits/rate_limiter.ts";

interface Asked extends Ticket {
  readonly n: number;
  isHeld?: boolean;
}

/** A queue with the tickets that wait, that have a turn, and their order. */
class Watched {
  readonly queue: TurnQueue<Asked>;
  readonly waiting = new Set<Asked>();
  readonly having = new Set<Asked>();
  readonly turns: Asked[] = [];
  readonly #leaving = new Map<Asked, AbortController>();

  constructor(all: number, perGroup = all) {
    this.queue = new TurnQueue({ all, perGroup });
  }

  async enter(group: string, member: string): Promise<Asked> {
    const ticket: Asked = { group, member, n: this.turns.length };
    const abort = new AbortController();
    this.#leaving.set(ticket, abort);
    this.waiting.add(ticket);
    void this.queue.enter(ticket, abort.signal).then((hasTurn) => {
      this.waiting.delete(ticket);
      if (!hasTurn) return;
      this.having.add(ticket);
      this.turns.push(ticket);
    });
    await settled();
    return ticket;
  }

  async end(ticket: Asked): Promise<void> {
    this.having.delete(ticket);
    this.queue.endTurn(ticket);
    await settled();
  }

  async giveUp(ticket: Asked): Promise<void> {
    this.#leaving.get(ticket)?.abort();
    await settled();
  }
}

async function settled() {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

const groups = fc.constantFrom("a", "b");

const members = fc.constantFrom("1", "2", "3", "4");

const step = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant("enter"), groups, members) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("end"), fc.nat(9)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("give up"), fc.nat(9)) },
);

type Step = ["enter", string, string] | ["end" | "give up", number];

const history = fc.array(step as fc.Arbitrary<Step>, {
  maxLength: 120,
  size: "max",
});

/** Takes a step; its number picks an existing ticket. */
async function take(watched: Watched, [kind, ...rest]: Step) {
  if (kind === "enter") {
    await watched.enter(String(rest[0]), String(rest[1]));
    return;
  }
  const from = kind === "end" ? watched.having : watched.waiting;
  const ticket = [...from][Number(rest[0]) % Math.max(1, from.size)];
  if (!ticket) return;
  await (kind === "end" ? watched.end(ticket) : watched.giveUp(ticket));
}

/** Counts how often others had a turn since each began to wait. */
class Fairness {
  readonly #since = new Map<string, Map<string, number>>();

  /** @param nameOf the member or group whose turns are compared */
  constructor(readonly nameOf: (ticket: Asked) => string) {}

  look({ waiting, turns }: Watched, from: number): void {
    for (const name of turns.slice(from).map(this.nameOf)) {
      this.#since.delete(name);
      for (const [waits, had] of this.#since) {
        had.set(name, (had.get(name) ?? 0) + 1);
        assert.ok(had.get(name)! <= 1, `${name} came twice before ${waits}`);
      }
    }
    const now = new Set([...waiting].map(this.nameOf));
    for (const name of this.#since.keys()) {
      if (!now.has(name)) this.#since.delete(name);
    }
    for (const name of now) {
      if (!this.#since.has(name)) this.#since.set(name, new Map());
    }
  }
}

Deno.test("turns alternate among members of a class and among classes (A-5)", () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      history,
      async (all, steps) => {
        const watched = new Watched(all);
        const fair = [
          new Fairness(({ group }) => group),
          ...["a", "b"].map((name) =>
            new Fairness(({ group, member }) => group === name ? member : "")
          ),
        ];
        for (const one of steps) {
          const before = watched.turns.length;
          await take(watched, one);
          fair[0].look(watched, before);
          for (const [n, name] of ["a", "b"].entries()) {
            const those = {
              waiting: new Set(
                [...watched.waiting].filter((it) => it.group === name),
              ),
              turns: watched.turns.slice(before).filter((it) =>
                it.group === name
              ),
            };
            fair[n + 1].look(those as Watched, 0);
          }
        }
      },
    ),
    propertyOptions("turns in a queue", 300),
  ));

Deno.test("turns never exceed the places, and no place stays free (A-5)", () =>
  fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const watched = new Watched(3, 2);
      for (const one of steps) {
        await take(watched, one);
        const had = (name: string) =>
          [...watched.having].filter(({ group }) => group === name).length;
        assert.ok(watched.having.size <= 3);
        for (const name of ["a", "b"]) {
          assert.ok(had(name) <= 2);
          const couldHave = watched.having.size < 3 && had(name) < 2;
          const waits = [...watched.waiting].some(({ group }) =>
            group === name
          );
          assert.ok(!couldHave || !waits);
        }
      }
    }),
    propertyOptions("places of a queue", 300),
  ));

Deno.test("turns follow the places, and a member's first question only moves forward (A-5)", () =>
  fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const watched = new Watched(1);
      const places = () => {
        const firsts = new Map<Asked, number>();
        for (const name of ["a", "b"]) {
          const seen = new Set<string>();
          for (const [ahead, it] of watched.queue.waiting(name).entries()) {
            if (!seen.has(it.member)) firsts.set(it, ahead);
            seen.add(it.member);
          }
        }
        return firsts;
      };
      let before = places();
      for (const one of steps) {
        await take(watched, one);
        const now = places();
        for (const [ticket, ahead] of now) {
          assert.ok(ahead <= (before.get(ticket) ?? Infinity));
        }
        before = now;
      }
      const due = ["a", "b"].map((name) => watched.queue.waiting(name));
      const from = watched.turns.length;
      while (watched.having.size > 0) {
        for (const ticket of [...watched.having]) await watched.end(ticket);
      }
      for (const [n, name] of ["a", "b"].entries()) {
        const came = watched.turns.slice(from)
          .filter(({ group }) => group === name);
        assert.deepEqual(came, due[n]);
      }
      assert.equal(watched.waiting.size, 0, "nobody starves");
    }),
    propertyOptions("places in a queue", 300),
  ));

Deno.test("a held ticket keeps its place while others pass (S-12)", async () => {
  const watched = new Watched(1);
  const first = await watched.enter("a", "1");
  const amy = await watched.enter("a", "2");
  const ben = await watched.enter("a", "3");
  const teacher = await watched.enter("a", "4");
  await watched.end(first);
  assert.equal(watched.turns.at(-1), amy);
  amy.isHeld = ben.isHeld = true;
  let again = 0;
  void watched.queue.putBack(amy).then(() => again++);
  await settled();
  assert.equal(watched.turns.at(-1), teacher);
  await watched.end(teacher);
  assert.equal(again, 0);
  assert.deepEqual(watched.queue.waiting("a"), [amy, ben]);
  amy.isHeld = ben.isHeld = false;
  watched.queue.grantTurns();
  await settled();
  assert.equal(again, 1);
  assert.deepEqual(watched.queue.waiting("a"), [ben]);
});

Deno.test("turns returned as too early keep their order before later ones (S-12)", async () => {
  const watched = new Watched(2);
  const tickets: Asked[] = [];
  for (const member of ["1", "2", "3", "4"]) {
    tickets.push(await watched.enter("a", member));
  }
  for (const ticket of tickets) {
    ticket.isHeld = true;
    void watched.queue.putBack(ticket).then(() => watched.turns.push(ticket));
    await settled();
  }
  assert.deepEqual(watched.turns, tickets, "each had one that came too early");
  assert.deepEqual(watched.queue.waiting("a"), tickets);
  for (const ticket of tickets) ticket.isHeld = false;
  watched.queue.grantTurns();
  await settled();
  assert.deepEqual(watched.turns.slice(4), tickets.slice(0, 2));
});

Deno.test("work of one group runs in order, one at a time, also after a failure", async () => {
  const queue = new TurnQueue(oneTurnPerGroup);
  const done: string[] = [];
  const work = (name: string, fails = false) =>
    queue.run({ group: "a", member: "" }, async () => {
      done.push(`${name} begins`);
      await settled();
      if (fails) throw new Error(name);
      done.push(`${name} ends`);
      return name;
    });
  const results = await Promise.allSettled([
    work("1", true),
    work("2"),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["rejected", "fulfilled"],
  );
  assert.deepEqual(done, ["1 begins", "2 begins", "2 ends"]);
});

Deno.test("work cancelled before its turn does not begin", async () => {
  const queue = new TurnQueue(oneTurnPerGroup);
  const gone = new AbortController();
  const ticket = () => ({ group: "a", member: "" });
  const first = queue.run(ticket(), () => settled());
  const second = queue.run(ticket(), () => assert.fail(), gone.signal);
  gone.abort();
  assert.equal(await second, null);
  await first;
});

const times = { retry: 1000, patience: 4000 };

/** A queue whose free answers a test sets. */
class Counter {
  now = 1_000_000;
  answers = 0;
  readonly queue = new FairQueue(() => this.now, times);

  /** Asks; returns a ticket, or null for a turn. */
  ask(
    guessedValue: string,
    ticket?: string,
    { group = "here", lanes = ["lane"] as QueuedAttempt["lanes"] } = {},
  ): string | null {
    const pay = () => this.answers > 0 && this.answers-- > 0;
    const turn = this.queue.requestTurn({
      lanes,
      group,
      ticket,
      guessedValue,
      pay,
    });
    return turn.come ? null : turn.ticket;
  }

  /** Waits for the first time and returns when told; returns the second ticket. */
  stand(what: string, given?: Parameters<Counter["ask"]>[2]): string {
    const ticket = this.ask(what, undefined, given);
    this.now += times.retry;
    return this.ask(what, ticket ?? "", given) ?? "";
  }
}

Deno.test("a waiting client precedes a new one", () => {
  const line = new Counter();
  const amy = line.stand("amy");
  line.answers = 1;
  for (let n = 0; n < 100; n++) assert.ok(line.ask(`flood ${n}`));
  assert.equal(line.answers, 0, "the turn is Amy's already");
  line.now += times.retry;
  assert.equal(line.ask("amy", amy), null);
});

Deno.test("the first client is last after its turn", () => {
  const line = new Counter();
  let amy = line.stand("amy");
  let ben = line.stand("ben");
  const order: string[] = [];
  for (let n = 0; n < 6; n++) {
    line.now += times.retry;
    line.answers = 1;
    const back = line.ask("ben", ben);
    if (back === null) order.push("ben");
    ben = back ?? line.stand("ben");
    const again = line.ask("amy", amy);
    if (again === null) order.push("amy");
    amy = again ?? line.stand("amy");
  }
  assert.equal(order[0], "amy");
  order.slice(1).forEach((one, n) => assert.notEqual(one, order[n]));
});

Deno.test("a used, changed or foreign ticket is invalid", () => {
  const line = new Counter();
  const used = line.stand("amy");
  line.now += times.retry;
  line.answers = 1;
  assert.equal(line.ask("amy", used), null);
  const next = line.stand("ben");
  const [id, since, told, sign] = next.split(".");
  const older = [id, Number(since) - 60_000, told, sign].join(".");
  for (const [ticket, group] of [[used], [older], [next, "elsewhere"]]) {
    line.now += times.retry;
    line.answers = 1;
    assert.ok(line.ask("eve", ticket, { group }), "Ben has the turn");
    assert.equal(line.answers, 0);
    line.now += 60_000;
    line.stand("ben");
  }
});

Deno.test("an absent client loses its place, and keeps a given turn for a while", () => {
  const line = new Counter();
  const amy = line.stand("amy");
  line.now += times.retry + times.patience + 1;
  line.answers = 1;
  assert.equal(line.ask("ben"), null, "Amy stands in line no more");
  const again = line.stand("amy", undefined);
  assert.notEqual(again, amy);
  line.answers = 1;
  assert.ok(line.ask("carl"));
  line.now += 20_000;
  assert.equal(line.ask("amy", again), null, "her turn was kept");
});

Deno.test("a turn is only for the attempt it was given for", () => {
  const line = new Counter();
  const ticket = line.stand("one code");
  line.answers = 1;
  line.ask("flood");
  line.now += times.retry;
  assert.ok(line.ask("another code", ticket));
});

Deno.test("a client that returns too early keeps its place and gains nothing", () => {
  const line = new Counter();
  let ticket = line.ask("amy") ?? "";
  line.answers = 0;
  for (let n = 0; n < 10; n++) ticket = line.ask("amy", ticket) ?? "";
  assert.equal(line.queue.size.places, 0);
  line.now += times.retry;
  assert.ok(line.ask("amy", ticket));
  assert.equal(line.queue.size.places, 1);
});

Deno.test("a group with many guesses comes after one without", () => {
  const line = new Counter();
  const both: QueuedAttempt["lanes"] = ["account", "address"];
  line.queue.noteWrong("flood");
  const eve = line.stand("eve", { group: "flood", lanes: both });
  const lin = line.stand("lin", { group: "home", lanes: ["account"] });
  line.answers = 1;
  line.now += times.retry;
  assert.ok(line.ask("eve", eve, { group: "flood", lanes: both }));
  assert.equal(
    line.ask("lin", lin, { group: "home", lanes: ["account"] }),
    null,
  );
});

const limits = {
  three: { free: 3, window: 1000, pace: 100 },
  noPace: { free: 2, window: 1000 },
};

/** A limiter, and a function that takes tries at a moment. */
function limited(maxKeys?: number) {
  let at = 0;
  const limiter = new RateLimiter<keyof typeof limits>(() => at, {
    ...{ maxKeys, limits },
  });
  const take = (
    tries: readonly RateLimitTry<keyof typeof limits>[],
    now: number,
  ) => {
    at = now;
    return limiter.takeTry(...tries);
  };
  return { limiter, take };
}

Deno.test("past the free tries one passes per pace", () => {
  const { take } = limited();
  const at = (now: number) => take([["three", "a"]], now);
  assert.deepEqual([at(0), at(0), at(0)], [0, 0, 0]);
  assert.equal(at(0), 100);
  assert.equal(at(60), 40);
  assert.equal(at(100), 0);
  assert.equal(at(101), 99);
  assert.equal(at(1000), 0, "a new window");
});

Deno.test("a try given back is free again", () => {
  const { limiter, take } = limited();
  for (let i = 0; i < 50; i++) {
    assert.equal(take([["three", "a"]], i), 0);
    limiter.refundTry(["three", "a"]);
  }
});

Deno.test("a try is taken from every key or from none", () => {
  const { take } = limited();
  for (let i = 0; i < 3; i++) take([["three", "a"]], 0);
  for (let i = 0; i < 9; i++) {
    assert.ok(take([["three", "a"], ["three", "b"]], 0) > 0);
  }
  assert.equal(take([["three", "b"]], 0), 0);
});

Deno.test("in any order of events, wrong tries let through stay within the limit", () => {
  const times = fc.array(fc.nat(5000), { maxLength: 300 });
  fc.assert(
    fc.property(times, (given) => {
      const { take } = limited();
      const through = given.sort((a, b) => a - b)
        .filter((now) => take([["three", "a"]], now) === 0);
      for (const start of through) {
        const within = through.filter((at) => at >= start && at < start + 1000);
        assert.ok(within.length <= 3 + 1000 / 100 + 1);
      }
    }),
    propertyOptions("tries at any time", 100),
  );
});

Deno.test("a flood of keys does not grow the memory, and costs a used key nothing", () => {
  const { take } = limited(100);
  for (let i = 0; i < 3; i++) take([["three", "used"]], 0);
  for (let i = 0; i < 50; i++) take([["three", `other ${i}`]], 0);
  assert.ok(take([["three", "used"]], 1) > 0);
});

Deno.test("without a pace the next try passes when the oldest leaves the window", () => {
  const { take } = limited();
  const at = (now: number) => take([["noPace", "a"]], now);
  assert.deepEqual([at(0), at(300), at(400), at(999)], [0, 0, 600, 1]);
  assert.deepEqual([at(1000), at(1000)], [0, 300]);
});

Deno.test("the number of free tries can be given with each try", () => {
  const { take } = limited();
  const at = (free: number) => take([["noPace", "a", free]], 0) === 0;
  assert.deepEqual([1, 1, 2, 2, 3].map(at), [true, false, true, false, true]);
});

Deno.test("a late try does not delay the next, and unused turns are not saved", () => {
  const { take } = limited();
  const at = (now: number) => take([["three", "a"]], now);
  for (let n = 0; n < 3; n++) at(0);
  assert.deepEqual([at(140), at(141)], [0, 59], "40 late");
  assert.deepEqual([at(900), at(901)], [0, 99], "700 late");
});

Deno.test("a flood of keys of one limit drops no key of another", () => {
  const { limiter, take } = limited(10);
  for (let n = 0; n < 2; n++) take([["noPace", "a"]], 0);
  for (let n = 0; n < 50; n++) take([["three", `${n}`]], 0);
  assert.equal(limiter.size("three"), 10);
  assert.ok(take([["noPace", "a"]], 0) > 0);
});

Deno.test("no pace of the table is longer than its window, after which a key is forgotten", () => {
  for (const [name, { window, pace = 0 }] of Object.entries(rateLimits)) {
    assert.ok(pace <= window, name);
  }
});
