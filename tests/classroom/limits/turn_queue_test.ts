/** whose turn it is, whoever comes and goes, and however much one of them asks. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  oneOfEach,
  type Ticket,
  TurnQueue,
} from "../../../classroom/limits/turn_queue.ts";
import { property } from "../../random.ts";

interface Asked extends Ticket {
  readonly n: number;
  held?: boolean;
}

/** A queue, what waits in it and what has its turn, in the order of the turns. */
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
    this.queue.leave(ticket);
    await settled();
  }

  async giveUp(ticket: Asked): Promise<void> {
    this.#leaving.get(ticket)?.abort();
    await settled();
  }
}

/** Lets what has been resolved go on. */
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

/** Does one thing; a number picks one of those that there are. */
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

/** Counts, for each that waits, the turns that each of the others has had since. */
class Fairness {
  readonly #since = new Map<string, Map<string, number>>();

  /** @param nameOf what is to be served in turn: a member, or a group */
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

Deno.test("A-5: in any history nobody has two turns while another of the class waits who had none, and no class while another waits", () =>
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
    property("turns in a queue", 300),
  ));

Deno.test("A-5: no more have their turn than there are places, and none is empty while somebody may have it", () =>
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
    property("places of a queue", 300),
  ));

Deno.test("A-5: turns come in the order of the places, and the place of a member's first question only falls", () =>
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
    property("places in a queue", 300),
  ));

Deno.test("A-5: a class of two waits for one turn of a class of thirty at a time", async () => {
  const watched = new Watched(1);
  for (let n = 0; n < 30; n++) await watched.enter("large", `${n}`);
  for (let n = 0; n < 2; n++) await watched.enter("small", `${n}`);
  for (let n = 0; n < 5; n++) await watched.end(watched.turns.at(-1)!);
  assert.equal(
    watched.turns.map(({ group }) => group[0]).join(""),
    "llslsl",
  );
});

Deno.test("S-12: what is held keeps its place while others pass it; a turn that came too early is the next one again", async () => {
  const watched = new Watched(1);
  const first = await watched.enter("a", "1");
  const amy = await watched.enter("a", "2");
  const ben = await watched.enter("a", "3");
  const teacher = await watched.enter("a", "4");
  await watched.end(first);
  assert.equal(watched.turns.at(-1), amy);
  amy.held = ben.held = true;
  let again = 0;
  void watched.queue.putBack(amy).then(() => again++);
  await settled();
  assert.equal(watched.turns.at(-1), teacher);
  await watched.end(teacher);
  assert.equal(again, 0);
  assert.deepEqual(watched.queue.waiting("a"), [amy, ben]);
  amy.held = ben.held = false;
  watched.queue.look();
  await settled();
  assert.equal(again, 1);
  assert.deepEqual(watched.queue.waiting("a"), [ben]);
});

Deno.test("S-12: of several turns that came too early each is again before those that came after it", async () => {
  const watched = new Watched(2);
  const tickets: Asked[] = [];
  for (const member of ["1", "2", "3", "4"]) {
    tickets.push(await watched.enter("a", member));
  }
  for (const ticket of tickets) {
    ticket.held = true;
    void watched.queue.putBack(ticket).then(() => watched.turns.push(ticket));
    await settled();
  }
  assert.deepEqual(watched.turns, tickets, "each had one that came too early");
  assert.deepEqual(watched.queue.waiting("a"), tickets);
  for (const ticket of tickets) ticket.held = false;
  watched.queue.look();
  await settled();
  assert.deepEqual(watched.turns.slice(4), tickets.slice(0, 2));
});

Deno.test("Work of one group is done in its order, one at a time, and what fails holds up none", async () => {
  const queue = new TurnQueue(oneOfEach);
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

Deno.test("Work that is not wanted any more before its turn is not begun", async () => {
  const queue = new TurnQueue(oneOfEach);
  const gone = new AbortController();
  const ticket = () => ({ group: "a", member: "" });
  const first = queue.run(ticket(), () => settled());
  const second = queue.run(ticket(), () => assert.fail(), gone.signal);
  gone.abort();
  assert.equal(await second, null);
  await first;
});
