/** The line of those who wait: a place is kept by coming back, is no one else's, and is used once. */
import assert from "node:assert/strict";
import {
  type Attempt,
  FairQueue,
} from "../../../classroom/limits/fair_queue.ts";

const times = { retry: 1000, patience: 4000 };

/** A line whose answers a test hands out. */
class Counter {
  now = 1_000_000;
  answers = 0;
  readonly queue = new FairQueue(() => this.now, times);

  /** Asks; a ticket, or null for their turn. */
  ask(
    what: string,
    ticket?: string,
    { group = "here", lanes = ["lane"] as Attempt["lanes"] } = {},
  ): string | null {
    const pay = () => this.answers > 0 && this.answers-- > 0;
    const turn = this.queue.ask({ lanes, group, ticket, what, pay });
    return turn.come ? null : turn.ticket;
  }

  /** Waits in line for the first time and comes back when told; the ticket then. */
  stand(what: string, given?: Parameters<Counter["ask"]>[2]): string {
    const ticket = this.ask(what, undefined, given);
    this.now += times.retry;
    return this.ask(what, ticket ?? "", given) ?? "";
  }
}

Deno.test("Whoever stands in line goes before those who were never seen", () => {
  const line = new Counter();
  const amy = line.stand("amy");
  line.answers = 1;
  for (let n = 0; n < 100; n++) assert.ok(line.ask(`flood ${n}`));
  assert.equal(line.answers, 0, "the turn is Amy's already");
  line.now += times.retry;
  assert.equal(line.ask("amy", amy), null);
});

Deno.test("Who came first is first, and after a turn last", () => {
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

Deno.test("A ticket that was used, changed, or is from elsewhere is none", () => {
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
    // He does not claim it, and comes anew.
    line.now += 60_000;
    line.stand("ben");
  }
});

Deno.test("A place of who stays away is lost, a turn that was given is kept for a while", () => {
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

Deno.test("A turn is for what was tried when it was given", () => {
  const line = new Counter();
  const ticket = line.stand("one code");
  line.answers = 1;
  line.ask("flood");
  line.now += times.retry;
  assert.ok(line.ask("another code", ticket));
});

Deno.test("Who comes back too early keeps the place and gains nothing", () => {
  const line = new Counter();
  let ticket = line.ask("amy") ?? "";
  line.answers = 0;
  for (let n = 0; n < 10; n++) ticket = line.ask("amy", ticket) ?? "";
  assert.equal(line.queue.size.places, 0);
  line.now += times.retry;
  assert.ok(line.ask("amy", ticket));
  assert.equal(line.queue.size.places, 1);
});

Deno.test("A group that has guessed much is behind one that has not, and who needs two lanes is first in both", () => {
  const line = new Counter();
  const both: Attempt["lanes"] = ["account", "address"];
  line.queue.wrong("flood");
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
