/**
 * Passwords are guessed without end, and a teacher on a new browser gets in all the same; the guesser has no more
 * guesses than the limits give. In virtual time.
 */
import assert from "node:assert/strict";
import { Accounts } from "../../../classroom/accounts/accounts.ts";
import { Tokens } from "../../../classroom/tokens.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { Random, run } from "../../random.ts";

const settings = {
  SIGN_UP: "open",
  TEACHER_PLAN: "everyone",
  PASSWORDS: "on",
} as const;
const password = "correct horse";
const email = "lin@example.org";
const minute = 60_000;

interface Answer {
  kind: "in" | "wrong" | "too-often";
  after: number;
  ticket?: string;
}

/** An account that is attacked. */
class Attacked {
  now = Date.now();
  answered = 0;
  readonly #due: { at: number; go: () => Promise<number | null> }[] = [];

  constructor(readonly accounts: () => Accounts) {}

  async attempt(
    address: string,
    given: string,
    ticket?: string,
    to = email,
  ): Promise<Answer> {
    try {
      const ask = { email: to, password: given };
      await this.accounts().signIn(ask, { address, ticket });
      return { kind: "in", after: 0 };
    } catch (thrown) {
      assert(isRefusal(thrown));
      if (thrown.kind === "not-signed-in") {
        this.answered++;
        return { kind: "wrong", after: 0 };
      }
      assert.equal(thrown.kind, "too-often");
      const { retryAfter, ticket } = thrown.more;
      const after = Number(retryAfter) * 1000;
      return { kind: "too-often", after, ticket: String(ticket) };
    }
  }

  add(at: number, go: () => Promise<number | null>): void {
    this.#due.push({ at, go });
  }

  async run(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      this.#due.sort((a, b) => a.at - b.at);
      if (!this.#due[0] || this.#due[0].at > until) break;
      const [{ at, go }] = this.#due.splice(0, 1);
      this.now = at;
      const again = await go();
      if (again !== null) this.#due.push({ at: again, go });
    }
    this.now = until;
  }

  /** Twenty wrong passwords a second, from one of these addresses after the other. */
  flood(addresses: readonly string[], to = () => email): void {
    let n = 0;
    this.add(this.now, async () => {
      const from = addresses[n++ % addresses.length];
      await this.attempt(from, `guess ${n}`, undefined, to());
      return this.now + 50;
    });
  }

  /** The same by somebody who keeps every place in line that so many requests can keep. */
  queuers(address: string): void {
    let n = 0;
    const places: { due: number; given: string; ticket?: string }[] = [];
    this.add(this.now, async () => {
      const at = places.findIndex(({ due }) => due <= this.now);
      const place = at < 0 ? undefined : places.splice(at, 1)[0];
      const given = place?.given ?? `guess ${n++}`;
      const { kind, after, ticket } = await this.attempt(
        address,
        given,
        place?.ticket,
      );
      if (kind === "too-often") {
        places.push({ due: this.now + after + 7_000, given, ticket });
      }
      return this.now + 50;
    });
  }

  /**
   * A teacher's page, in a browser that was never here, which comes back by itself. Gives how long it took, Infinity
   * where it is not in after two minutes.
   */
  async teacher(address: string, random: Random, cookies = true) {
    const began = this.now;
    let inAt: number | null = null;
    let ticket: string | undefined;
    this.add(this.now + random.below(5_000), async () => {
      const answer = await this.attempt(address, password, ticket);
      assert.notEqual(answer.kind, "wrong");
      if (answer.kind === "in") {
        inAt = this.now;
        return null;
      }
      if (cookies) ticket = answer.ticket;
      return this.now + answer.after + random.below(1_500);
    });
    await this.run(2 * minute);
    return (inAt ?? Infinity) - began;
  }
}

async function attacked(test: (at: Attacked) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const at: Attacked = new Attacked(() => accounts);
  const world = { clock: () => at.now, cost: 2 };
  const accounts = new Accounts(
    kv,
    new Tokens(kv),
    settings,
    undefined,
    world,
  );
  const ask = { email, name: "Ms Lin", password };
  await accounts.signUp(ask, { address: "1.1.1.1" });
  // Whose window has just begun again would have free guesses in the midst of it.
  await test(at);
}

const here = "192.0.2.1";
const one = ["203.0.113.9"];
const twenty = Array.from({ length: 20 }, (_, n) => `203.0.113.${n}`);

const { seeds } = run("attacked sign-ins", 3);

for (
  const [where, addresses] of [
    ["elsewhere", one],
    ["twenty addresses elsewhere", twenty],
    ["the teacher's own address", [here]],
    ["there and elsewhere", [here, ...one]],
  ] as const
) {
  for (const seed of seeds) {
    Deno.test(`While 20 wrong passwords a second come from ${where}, a teacher on a new browser is in within a minute (SEED=${seed})`, () =>
      attacked(async (at) => {
        at.flood(addresses);
        await at.run(minute);
        const took = await at.teacher(here, new Random(seed));
        assert.ok(took <= minute, `it took ${took} ms`);
        // Fifty, and one every two seconds, for each browser that came.
        assert.ok(at.answered <= 50 + 3 * 30 + 1, `${at.answered} guesses`);
      }));
  }
}

Deno.test("The same for a program that keeps no cookies", () =>
  attacked(async (at) => {
    at.flood([here, ...one]);
    await at.run(minute);
    const took = await at.teacher(here, new Random(1), false);
    assert.ok(took <= minute, `it took ${took} ms`);
  }));

Deno.test("A teacher goes before all the places that one other address keeps in line", () =>
  attacked(async (at) => {
    at.queuers(one[0]);
    await at.run(minute);
    const took = await at.teacher(here, new Random(1));
    assert.ok(took <= minute, `it took ${took} ms`);
    assert.ok(at.answered <= 50 + 3 * 30 + 1, `${at.answered} guesses`);
  }));

Deno.test("Many accounts guessed at one address do not keep a teacher of it out", () =>
  attacked(async (at) => {
    let n = 0;
    at.flood([here], () => `t${n++ % 200}@example.org`);
    await at.run(minute);
    const took = await at.teacher(here, new Random(1));
    assert.ok(took <= minute, `it took ${took} ms`);
  }));
