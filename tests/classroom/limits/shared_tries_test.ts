/** Instances with one store count tries together, each as if it were the only one. Time is virtual. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { AccountLimits } from "../../../classroom/accounts/sign_in_limits.ts";
import { MailLimits } from "../../../classroom/accounts/mail/mail_limits.ts";
import { AssistantSpending } from "../../../classroom/assistant/spending.ts";
import { dayMs } from "../../../classroom/limits/daily_hash.ts";
import { GuessLimiter } from "../../../classroom/limits/guesses.ts";
import {
  RateLimiter,
  rateLimits,
  type RateLimitTry,
} from "../../../classroom/limits/rate_limiter.ts";
import { SharedTries } from "../../../classroom/limits/shared_tries.ts";
import { openStore } from "../../../server/platform/kv.ts";
import type { Kv } from "../../../sync/kv/kv.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import {
  postgresProgramFolder,
  type PostgresServer,
  startPostgres,
  testPostgres,
} from "../../postgres.ts";
import { propertyOptions } from "../../random.ts";

let server: PostgresServer;
Deno.test.beforeAll(async () => {
  if (postgresProgramFolder) server = await startPostgres();
});
Deno.test.afterAll(() => server?.stop());

/** The KV with counts of its reads and writes. */
interface CountedKv {
  kv: Kv;
  reads: number;
  writes: number;
}

interface World {
  time: { now: number };
  clock: () => number;
  /** A store for each of two instances, over one database. */
  stores: SharedTries[];
  kvs: CountedKv[];
}

const start = 20_000 * dayMs;

/** Once over a KV in memory, once over PostgreSQL with a pool for each instance. */
function testShared(name: string, test: (world: World) => Promise<void>) {
  const run = async (opened: Kv[]) => {
    const time = { now: start }, clock = () => time.now;
    const kvs = opened.map(countOperations);
    const stores = kvs.map(({ kv }) => new SharedTries(kv, clock));
    try {
      await test({ time, clock, stores, kvs });
    } finally {
      for (const kv of new Set(opened)) kv.close();
    }
  };
  Deno.test(`${name}, in memory`, async () => {
    const kv = await openStore(":memory:");
    await run([kv, kv]);
  });
  testPostgres(`${name}, in PostgreSQL`, async () => {
    const url = await server.makeSchema();
    await run([await openStore(url), await openStore(url)]);
  });
}

function countOperations(kv: Kv): CountedKv {
  const counted: CountedKv = {
    reads: 0,
    writes: 0,
    kv: new Proxy(kv, {
      get(target, name) {
        if (name === "get") counted.reads++;
        if (name === "atomic") counted.writes++;
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }),
  };
  return counted;
}

type Name = keyof typeof rateLimits;

const all = Object.keys(rateLimits) as Name[];
const shared = all.filter((name) => "shared" in rateLimits[name]);

/** `free` where the table leaves it open. */
const givenFree = 7;

function tryOf(name: Name, key: string): RateLimitTry {
  return rateLimits[name].free === Infinity
    ? [name, key, givenFree]
    : [name, key];
}

interface Step {
  instance: number;
  afterMs: number;
  kind: "take" | "refund";
  times: number;
}

const steps = (name: Name): fc.Arbitrary<Step[]> => {
  const { window, free } = rateLimits[name];
  const most = free === Infinity ? givenFree : free;
  return fc.array(
    fc.record({
      instance: fc.nat(1),
      afterMs: fc.oneof(
        fc.nat(100),
        fc.nat(Math.floor(window / most)),
        fc.nat(window),
      ),
      kind: fc.constantFrom("take", "take", "take", "refund"),
      times: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: most })),
    }),
    { minLength: 5, maxLength: 12 },
  );
};

let keys = 0;

testShared(
  "two instances give the answers of one, limit by limit",
  async ({ time, clock, stores }) => {
    const limits = [
      ...stores.map((store) => new RateLimiter(clock, { store })),
    ];
    const arbitrary = fc.constantFrom(...shared)
      .chain((name) => fc.tuple(fc.constant(name), steps(name)));
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([name, all]) => {
        // Windows of a day and steps that add up to days pass midnight, where the salt changes.
        const one = tryOf(name, `${keys++}`);
        const alone = new RateLimiter(clock);
        for (const { instance, afterMs, kind, times } of all) {
          time.now += afterMs;
          const limiter = limits[instance];
          if (kind === "refund") {
            await limiter.load(one);
            // Instances that refuse by memory learn of a refund only when the wait is over.
            if (alone.wait(one) > 0) continue;
            limiter.refundTry(one);
            alone.refundTry(one);
            await limiter.save(one);
            continue;
          }
          // As many as differ: the free ones that are left, and some beyond.
          for (let n = 0; n < Math.min(times, 12); n++) {
            const wait = await limiter.takeSharedTry(one);
            assert.equal(wait, alone.takeTry(one), name);
          }
        }
      }),
      propertyOptions("two instances as one", 60),
    );
  },
);

testShared(
  "tries that both instances take at once are paid for by waiting",
  async ({ time, clock, stores }) => {
    const name = "signInOfPair", { free, window, pace } = rateLimits[name];
    const limits = stores.map((store) => new RateLimiter(clock, { store }));
    let taken = 0;
    const take = async (limiter: RateLimiter) => {
      if (await limiter.takeSharedTry([name, "eve"]) === 0) taken++;
    };
    const startedAt = time.now;
    for (; time.now < startedAt + window; time.now += 500) {
      await Promise.all(limits.flatMap((it) => [take(it), take(it), take(it)]));
      if (time.now !== startedAt) continue;
      // The first flood: each instance has its free tries.
      const flood = Array.from({ length: 3 * free }, () => limits.map(take));
      await Promise.all(flood.flat());
      assert.ok(taken >= free && taken <= 2 * free, `${taken}`);
    }
    const mostOfOne = free + window / pace;
    assert.ok(taken <= mostOfOne + limits.length, `${taken} of ${mostOfOne}`);
  },
);

testShared(
  "past a limit tries are refused without the store",
  async ({ clock, stores, kvs }) => {
    const limits = stores.map((store) => new RateLimiter(clock, { store }));
    const one = tryOf("signInOfPair", "eve");
    for (let n = 0; n < rateLimits.signInOfPair.free; n++) {
      assert.equal(await limits[n % 2].takeSharedTry(one), 0);
    }
    for (const limiter of limits) {
      assert.ok(await limiter.takeSharedTry(one) > 0);
    }
    const before = kvs.map(({ reads, writes }) => ({ reads, writes }));
    for (let n = 0; n < 100; n++) {
      assert.ok(await limits[n % 2].takeSharedTry(one) > 0);
    }
    assert.deepEqual(
      kvs.map(({ reads, writes }) => ({ reads, writes })),
      before,
    );
  },
);

Deno.test("limits of a process or a connection are counted without the store", async () => {
  const kv = countOperations(await openStore(":memory:"));
  const limiter = new RateLimiter(() => start, {
    store: new SharedTries(kv.kv, () => start),
  });
  const own = all.filter((name) => !shared.includes(name));
  assert.deepEqual(own, [
    "schoolSignInOfSource",
    ...["voteOfMember", "callOfMember", "callSocketOfMember"],
    "unlistedWaitOfNetwork",
    ...["uploadOfMember", "importOfTeacher"],
    ...["upgradeOfAddress", "abuseOfHolder"],
  ]);
  for (const name of own) await limiter.takeSharedTry(tryOf(name, "a"));
  assert.deepEqual([kv.reads, kv.writes], [0, 0]);
  kv.kv.close();
});

testShared(
  "both instances together answer thirty wrong codes of an address (S-2)",
  async ({ time, clock, stores }) => {
    const instances = stores.map((store) =>
      new GuessLimiter(clock, undefined, store)
    );
    const tryCode = async (n: number, code: string) => {
      try {
        const look = () => Promise.resolve(null);
        return await instances[n].guess({ address: "192.0.2.1" }, code, look);
      } catch (error) {
        assert.ok(isRefusal(error));
        return error.kind;
      }
    };
    for (let n = 0; n < rateLimits.codesOfAddress.free; n++) {
      assert.equal(await tryCode(n % 2, `${n}`), null);
    }
    const answers = async () => [await tryCode(0, "a"), await tryCode(1, "b")];
    assert.deepEqual(await answers(), ["too-often", "too-often"]);
    time.now += rateLimits.codesOfAddress.pace;
    assert.deepEqual(await answers(), [null, "too-often"], "one for each pace");
  },
);

testShared(
  "both instances together try ten wrong passwords, and right ones are free",
  async ({ clock, stores }) => {
    const instances = stores.map((store) => new AccountLimits(clock, store));
    const from = { address: "192.0.2.1" };
    const tryPassword = (n: number, password: string) =>
      instances[n % 2].takeSignInTry(
        { email: "lin@school.example", password },
        from,
        false,
      );
    for (let n = 0; n < 30; n++) await (await tryPassword(n, "right"))();
    for (let n = 0; n < rateLimits.signInOfPair.free; n++) {
      await tryPassword(n, `wrong ${n}`);
    }
    for (const n of [0, 1]) {
      await assert.rejects(
        tryPassword(n, "another"),
        (error: unknown) => isRefusal(error, "too-often"),
      );
    }
  },
);

testShared(
  "both instances together send three reset links to a mailbox (D-2)",
  async ({ clock, stores }) => {
    const instances = stores.map((store) => new MailLimits(clock, store));
    const sent: boolean[] = [];
    for (let n = 0; n < 8; n++) {
      const email = `lin+${n}@school.example`, network = `192.0.2.${n}`;
      sent.push(await instances[n % 2].tryResetLink(email, network));
    }
    assert.deepEqual(sent.map(Number), [1, 1, 1, 0, 0, 0, 0, 0]);
  },
);

testShared(
  "both instances together count questions a minute (A-5)",
  async ({ clock, stores, kvs }) => {
    const budget = { tokens: 1e6, perMinute: 4 };
    const limits = {
      answer: 10,
      reserved: 10,
      class: budget,
      address: budget,
      server: budget,
    };
    const report = (what: string, error: unknown) =>
      assert.fail(`${what} ${error}`);
    const instances = stores.map((tries, n) =>
      new AssistantSpending({ kv: kvs[n].kv, clock, report, limits, tries })
    );
    for (const it of instances) await it.start();
    const ask = async (n: number, id: string) => {
      instances[n].reserveOutsideClass(id, { address: undefined, tokens: 1 });
      instances[n].settleCost(id, 1);
      // Waits until it is stored.
      await instances[n].close();
    };
    for (const id of ["1", "2", "3"]) await ask(0, id);
    await ask(1, "4");
    const fifth = { address: undefined, tokens: 1 };
    assert.throws(
      () => instances[1].reserveOutsideClass("5", fifth),
      (error: unknown) => isRefusal(error, "too-often"),
    );
  },
);

testShared(
  "the store has no address and no code",
  async ({ clock, stores, kvs }) => {
    const guesses = new GuessLimiter(clock, undefined, stores[0]);
    const none = () => Promise.resolve(null);
    await guesses.guess({ address: "192.0.2.77" }, "123456", none);
    const { kv } = kvs[0];
    const stored = await Array.fromAsync(
      kv.list({ start: [], end: ["\uffff"] }),
    );
    assert.deepEqual(
      stored.map(({ key }) =>
        key.filter((it) => !(it instanceof Uint8Array)).join(" ")
      ).sort(),
      [
        `spent ${start / dayMs} salt`,
        `tries codesOfAddress ${start / dayMs}`,
        `tries codesOfAll ${start / dayMs}`,
      ],
    );
    const latin = new TextDecoder("latin1");
    const text = stored.map(({ key, value }) =>
      key.map((it) => it instanceof Uint8Array ? latin.decode(it) : String(it))
        .join() + JSON.stringify(value)
    ).join();
    assert.ok(!text.includes("192.0.2.77") && !text.includes("123456"));
  },
);
