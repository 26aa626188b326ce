/** Guessed codes are slowed down, and pupils at the guesser's address still get in (S-2). Time is virtual. */
import assert from "node:assert/strict";
import {
  GuessLimiter,
  guessLimits,
} from "../../../classroom/limits/guesses.ts";
import { rateLimits } from "../../../classroom/limits/rate_limiter.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { Random, seededRounds } from "../../random.ts";
import { type Browser, School } from "../school.ts";

function clock() {
  const time = { now: 1_000_000, read: () => time.now };
  return time;
}

let tried = 0;

/** Tries a code once: found, wrong, or the seconds to wait. Each wrong code is a new one. */
async function attempt(
  guesses: GuessLimiter,
  address: string,
  right: boolean,
): Promise<"found" | "wrong" | number> {
  try {
    const look = () => Promise.resolve(right ? "session" : null);
    const code = right ? "right" : `wrong ${tried++}`;
    const found = await guesses.guess({ address }, code, look);
    return found === null ? "wrong" : "found";
  } catch (thrown) {
    assert(isRefusal(thrown));
    assert.equal(thrown.kind, "too-often");
    const seconds = Number(thrown.more.retryAfter);
    assert.equal(thrown.reason, "wrong-codes");
    assert.deepEqual(thrown.values, { seconds });
    return seconds;
  }
}

const many = (n: number, make: () => Promise<unknown>) =>
  Promise.all(Array.from({ length: n }, make));

Deno.test("right codes never count, whatever their number (S-2)", async () => {
  const guesses = new GuessLimiter(clock().read);
  const answers = await many(400, () => attempt(guesses, "192.0.2.1", true));
  assert(answers.every((answer) => answer === "found"));
  assert.equal(guesses.addressCount, 0);
});

Deno.test("of a hundred wrong codes at once, thirty are answered (S-2)", async () => {
  const guesses = new GuessLimiter(clock().read);
  const answers = await many(100, () => attempt(guesses, "192.0.2.1", false));
  assert.equal(answers.filter((answer) => answer === "wrong").length, 30);
  assert.equal(answers.filter((answer) => answer === 1).length, 70);
});

Deno.test("a wrong code counts once for look-up and join, and again when retried (S-2)", async () => {
  const guesses = new GuessLimiter(clock().read);
  const none = () => Promise.resolve(null);
  const from = { address: "192.0.2.1" };
  const isLimited = async () =>
    typeof await attempt(guesses, from.address, true) === "number";
  // The page looks a code up before Join, so a mistyped code arrives twice.
  for (let n = 0; n < 15; n++) {
    await guesses.guessAhead(from, `00000${n}`, none);
    await guesses.guess(from, `00000${n}`, none);
  }
  for (let n = 0; n < 14; n++) await guesses.guess(from, "000001", none);
  assert.equal(await isLimited(), false);
  await guesses.guessAhead(from, "999999", none);
  assert.equal(await isLimited(), true, "the thirtieth");
});

Deno.test("past the overall limit only addresses with a wrong code of their own are slowed (S-2)", async () => {
  const guesses = new GuessLimiter(clock().read);
  for (let i = 0; i < rateLimits.codesOfAll.free; i++) {
    const address = `10.0.${i >> 8}.${i & 255}`;
    assert.equal(await attempt(guesses, address, false), "wrong");
  }
  const school = await many(30, () => attempt(guesses, "192.0.2.1", true));
  assert(school.every((answer) => answer === "found"));
  assert.equal(await attempt(guesses, "10.0.0.1", false), "wrong");
  assert.equal(await attempt(guesses, "10.0.0.1", false), 1);
});

Deno.test("wrong codes are forgotten after ten minutes (S-2)", async () => {
  const time = clock();
  const guesses = new GuessLimiter(time.read);
  await many(30, () => attempt(guesses, "192.0.2.1", false));
  time.now += rateLimits.codesOfAddress.window + 1;
  const answers = await many(30, () => attempt(guesses, "192.0.2.1", true));
  assert(answers.every((answer) => answer === "found"));
});

Deno.test("a failed look-up is not a wrong code (S-2)", async () => {
  const guesses = new GuessLimiter(clock().read);
  await assert.rejects(
    guesses.guess(
      { address: "192.0.2.1" },
      "000000",
      () => Promise.reject(new Error("storage")),
    ),
    /storage/,
  );
  assert.equal(guesses.addressCount, 0);
  assert.equal(await attempt(guesses, "192.0.2.1", true), "found");
});

Deno.test("an IPv6 network has the guesses of ten addresses, other networks their own (S-2)", async () => {
  const time = clock();
  const guesses = new GuessLimiter(time.read);
  let answered = 0;
  for (let n = 0; n < 5_000; n++) {
    const answer = await attempt(
      guesses,
      `2001:db8:1:${n.toString(16)}::/64`,
      false,
    );
    if (answer === "wrong") answered++;
    time.now += 10;
  }
  assert.ok(answered >= 300 && answered <= 326, `${answered} of 5,000`);
  const others = await many(
    30,
    () => attempt(guesses, "2001:db8:2:7::/64", true),
  );
  assert(others.every((answer) => answer === "found"));
});

const address = "192.0.2.1";

const right = "482913";

/** Tries codes at the address. Returns the time of the next try; null: done. */
type Actor = (now: number) => Promise<number | null>;

/** One address, in the order of a virtual clock (ms). */
class Address {
  now = 1_000_000;
  readonly guesses = new GuessLimiter(
    () => this.now,
    (cookie) => Promise.resolve(this.browsers.has(cookie) ? cookie : null),
  );
  /** Cookies of browsers that have been in a class. */
  readonly browsers = new Set<string>();
  /** The wrong codes that were looked up. */
  readonly wrong: { at: number; code: string }[] = [];
  readonly #due: { at: number; actor: Actor }[] = [];

  constructor(readonly classes: readonly string[] = [right]) {}

  /** Tries a code: found, wrong, or when to come back with which ticket. */
  async attempt(
    code: string,
    ticket?: string,
    browser?: string,
  ): Promise<"found" | "wrong" | { after: number; ticket: string }> {
    try {
      const isRight = this.classes.includes(code);
      const look = () => Promise.resolve(isRight ? "session" : null);
      const guesser = { address, ticket, browser };
      const found = await this.guesses.guess(guesser, code, look);
      if (found !== null) return "found";
      this.wrong.push({ at: this.now, code });
      return "wrong";
    } catch (thrown) {
      assert(isRefusal(thrown) && thrown.kind === "too-often");
      const after = Number(thrown.more.retryAfter) * 1000;
      return { after, ticket: String(thrown.more.ticket) };
    }
  }

  add(at: number, actor: Actor): void {
    this.#due.push({ at, actor });
  }

  async run(until: number, isOver = () => false): Promise<void> {
    while (!isOver()) {
      let next = 0;
      for (let n = 1; n < this.#due.length; n++) {
        if (this.#due[n].at < this.#due[next].at) next = n;
      }
      if (!this.#due[next] || this.#due[next].at > until) break;
      const [{ at, actor }] = this.#due.splice(next, 1);
      this.now = at;
      const again = await actor(at);
      if (again !== null) this.#due.push({ at: again, actor });
    }
    this.now = Math.max(this.now, until);
  }

  /** A pupil's page, which retries by itself up to 1.3 s late. */
  pupil(
    at: number,
    random: Random,
    {
      cookies = true,
      code = right,
      browser = undefined as string | undefined,
    } = {},
  ): { at: number; inAt: number | null } {
    const pupil = { at, inAt: null as number | null };
    let ticket: string | undefined;
    this.add(at, async (now) => {
      const kept = cookies ? ticket : undefined;
      const answer = await this.attempt(code, kept, browser);
      if (answer === "found") {
        pupil.inAt = now;
        return null;
      }
      assert.notEqual(answer, "wrong");
      if (typeof answer === "string") return null;
      ticket = answer.ticket;
      return now + answer.after + random.below(1300);
    });
    return pupil;
  }

  browser(): string {
    const cookie = `browser ${this.browsers.size}`;
    this.browsers.add(cookie);
    return cookie;
  }

  /** Thirty pupils within ten seconds. */
  class(from: number, random: Random, given = {}) {
    return Array.from(
      { length: 30 },
      () => this.pupil(from + random.below(10_000), random, given),
    );
  }
}

function wrongCodes(): () => string {
  let code = 0;
  return () => {
    code = (code + 7919) % 1_000_000;
    const typed = String(code).padStart(6, "0");
    return typed === right ? "000000" : typed;
  };
}

/** Sends wrong codes without cookies. */
function flood(at: Address, perSecond = 25): void {
  const code = wrongCodes();
  at.add(at.now, async (now) => {
    await at.attempt(code());
    return now + 1000 / perSecond;
  });
}

/** Keeps as many places in the queue as the requests allow, and uses each for a guess. */
function queuers(at: Address, perSecond = 25, browser?: string): void {
  const code = wrongCodes();
  const places: { due: number; code: string; ticket: string }[] = [];
  at.add(at.now, async (now) => {
    const due = places.findIndex((place) => place.due <= now);
    const place = due < 0 ? undefined : places.splice(due, 1)[0];
    const tried = place?.code ?? code();
    const answer = await at.attempt(tried, place?.ticket, browser);
    if (typeof answer === "object") {
      // The latest time at which the place is still kept.
      const due = now + answer.after + guessLimits.patience - 100;
      places.push({ due, code: tried, ticket: answer.ticket });
    }
    return now + 1000 / perSecond;
  });
}

/** No ten minutes have more look-ups than S-2 allows. */
function assertPace(wrong: readonly { at: number }[]): void {
  const most = rateLimits.codesOfAddress.free + 1 +
    rateLimits.codesOfAddress.window / rateLimits.codesOfAddress.pace;
  for (const { at } of wrong) {
    const within = wrong.filter((it) =>
      it.at >= at && it.at < at + rateLimits.codesOfAddress.window
    ).length;
    assert.ok(within <= most, `${within} wrong codes in ten minutes`);
  }
}

function longest(pupils: readonly { at: number; inAt: number | null }[]) {
  return Math.max(...pupils.map(({ at, inAt }) => (inAt ?? Infinity) - at));
}

for (const seed of seededRounds("guessing attacks", 3).seeds) {
  Deno.test(`during 25 wrong codes a second, students there get in within a minute (SEED=${seed}) (S-2)`, async () => {
    const random = new Random(seed);
    const school = new Address();
    flood(school);
    await school.run(school.now + 60_000);
    const pupils = school.class(school.now, random);
    await school.run(school.now + 120_000);
    const took = longest(pupils);
    assert.ok(took <= 60_000, `the last took ${took} ms`);
    assertPace(school.wrong);
  });

  Deno.test(`programs without cookies get in almost as fast during guesses (SEED=${seed}) (S-2)`, async () => {
    const random = new Random(seed);
    const school = new Address();
    flood(school);
    await school.run(school.now + 60_000);
    const pupils = school.class(school.now, random, { cookies: false });
    await school.run(school.now + 120_000);
    const took = longest(pupils);
    assert.ok(took <= 75_000, `the last took ${took} ms`);
    assertPace(school.wrong);
  });

  Deno.test(`students get in as fast while one browser sends all guesses and holds a place (SEED=${seed}) (S-2)`, async () => {
    const random = new Random(seed);
    const school = new Address();
    const code = wrongCodes();
    let ticket: string | undefined;
    school.add(school.now, async (now) => {
      const answer = await school.attempt(code(), ticket);
      if (typeof answer === "object") ticket = answer.ticket;
      return now + 40;
    });
    await school.run(school.now + 60_000);
    const pupils = school.class(school.now, random);
    await school.run(school.now + 120_000);
    assert.ok(longest(pupils) <= 60_000, `${longest(pupils)} ms`);
    assertPace(school.wrong);
  });

  Deno.test(`a guesser with a hundred places delays students only for a while (SEED=${seed}) (S-2)`, async () => {
    const random = new Random(seed);
    const school = new Address();
    queuers(school);
    await school.run(school.now + 60_000);
    const pupils = school.class(school.now, random);
    // The places before them, at one every two seconds.
    const before = 25 * (guessLimits.retry + guessLimits.patience) / 1000;
    const most = before * rateLimits.codesOfAddress.pace + 30_000;
    await school.run(school.now + 10_000 + most);
    const took = longest(pupils);
    assert.ok(took <= most, `the last took ${took} ms of ${most}`);
    assertPace(school.wrong);
  });
}

/** Thirty pupils in known browsers. */
function knownClass(school: Address, random: Random) {
  return Array.from({ length: 30 }, () => {
    const browser = school.browser();
    return school.pupil(school.now + random.below(10_000), random, { browser });
  });
}

Deno.test("students in known browsers get in within a minute, whatever a guesser holds (S-2)", async () => {
  const random = new Random(1);
  const school = new Address();
  queuers(school, 100);
  await school.run(school.now + 60_000);
  const pupils = knownClass(school, random);
  await school.run(school.now + 60_000);
  assert.ok(longest(pupils) <= 60_000, `${longest(pupils)} ms`);
  assertPace(school.wrong);
});

Deno.test("a known browser that guesses gains nothing (S-2)", async () => {
  const random = new Random(2);
  const school = new Address();
  queuers(school, 25, school.browser());
  await school.run(school.now + 60_000);
  const pupils = knownClass(school, random);
  const stranger = school.pupil(school.now, random);
  await school.run(school.now + rateLimits.codesOfAddress.window + 60_000);
  assert.ok(longest(pupils) <= 60_000, `${longest(pupils)} ms`);
  assert.notEqual(stranger.inAt, null, "nobody waits for good");
  assertPace(school.wrong);
});

Deno.test("a forged browser cookie gains nothing (S-2)", async () => {
  const random = new Random(3);
  const school = new Address();
  queuers(school, 100, "forged");
  await school.run(school.now + 60_000);
  const pupils = knownClass(school, random);
  await school.run(school.now + 60_000);
  assert.ok(longest(pupils) <= 60_000, `${longest(pupils)} ms`);
});

Deno.test("a known browser goes before strangers in the queue (S-2)", async () => {
  await using school = await School.open();
  const yesterday = await school.createSession();
  const amy = school.newBrowser(), stranger = school.newBrowser();
  await amy.join(yesterday.code, "Amy");
  await school.app.sessions.end(school.teacher, yesterday.id, { now: true });
  const { code } = await school.createSession();
  const wrong = code === "000000" ? "111111" : "000000";
  /** The ticket that a browser is given; null: it was answered. */
  const tries = async ({ from }: Browser, code: string, ticket?: string) => {
    const join = school.app.roster.join({ code, name: "Amy" }, {
      ...from,
      ticket,
    });
    const given = await join.then(() => null, ({ more }) => more.ticket);
    return given as string | null | undefined;
  };
  for (let n = 0; n < rateLimits.codesOfAddress.free; n++) {
    await tries(stranger, wrong);
  }
  // Two places are before hers, one for each answer that is due.
  const others = [await tries(stranger, wrong), await tries(stranger, wrong)];
  school.time.now += guessLimits.retry;
  for (const ticket of others) assert.ok(await tries(stranger, wrong, ticket!));
  const ticket = await tries(amy, code);
  school.time.now += guessLimits.retry;
  assert.ok(ticket);
  assert.equal(await tries(amy, code, ticket), null);
});

Deno.test("students of five classes at one address are all in within a minute of the attack (S-2)", async () => {
  const random = new Random(1);
  const codes = ["111111", "222222", "333333", "444444", "555555"];
  const school = new Address(codes);
  flood(school);
  await school.run(school.now + 60_000);
  const pupils = codes.flatMap((code) =>
    school.class(school.now, random, { code })
  );
  await school.run(school.now + 120_000);
  assert.ok(longest(pupils) <= 60_000, `${longest(pupils)} ms`);
  assertPace(school.wrong);
});

Deno.test("a code known at an address is no easier to find there (S-2)", async () => {
  // The guesser tries forty codes, so that half an hour is enough for statistics.
  const codes = Array.from({ length: 40 }, (_, n) => `0000${10 + n}`);
  const findsWith = async (isKnown: boolean, seed: number) => {
    const random = new Random(seed);
    const school = new Address([codes[22]]);
    let finds = 0;
    const places = new Map<string, { due: number; code: string }>();
    const wrong = wrongCodes();
    for (let n = 0; n < rateLimits.codesOfAddress.free; n++) {
      await school.attempt(wrong());
    }
    if (isKnown) school.pupil(school.now, random, { code: codes[22] });
    await school.run(school.now + 30_000);
    // Each place tries several codes, early, in time and late.
    school.add(school.now, async (now) => {
      const held = [...places].find(([, { due }]) => due <= now);
      if (places.size > 100) places.clear();
      const change = random.chance(0.5);
      const code = held && !change ? held[1].code : random.pick(codes);
      const answer = await school.attempt(code, held?.[0]);
      if (held) places.delete(held[0]);
      if (answer === "found") finds++;
      if (typeof answer === "object") {
        const due = now + answer.after + random.below(4000) - 500;
        places.set(answer.ticket, { due, code });
      }
      return now + 100;
    });
    await school.run(school.now + rateLimits.codesOfAddress.window * 3);
    return finds;
  };
  let known = 0, unknown = 0;
  for (let seed = 1; seed <= 2; seed++) {
    known += await findsWith(true, seed);
    unknown += await findsWith(false, seed);
  }
  // At one answer per two seconds, and one right code of forty, up to 22 in half an hour.
  assert.ok(unknown > 10, `${unknown}`);
  assert.ok(
    known <= unknown * 2,
    `${known} where it is known, ${unknown} where not`,
  );
  assert.ok(Math.max(known, unknown) <= 2 * 2 * 22, `${known}, ${unknown}`);
});

Deno.test("a flood of attempts takes no memory (S-2)", async () => {
  const time = { now: 1_000_000 };
  const guesses = new GuessLimiter(() => time.now);
  const ask = (address: string, code: string, ticket?: string) =>
    guesses.guess({ address, ticket }, code, () => Promise.resolve(null))
      .then(() => undefined, ({ more }) => String(more.ticket));
  for (let n = 0; n < 600; n++) {
    for (let wrong = 0; wrong < 30; wrong++) await ask(`a${n}`, `${wrong}`);
  }
  const tickets: [string, string][] = [];
  for (let n = 0; n < 600; n++) {
    for (let one = 0; one < (n < 5 ? 300 : 3); one++) {
      const ticket = await ask(`a${n}`, `new ${one}`);
      if (ticket) tickets.push([`a${n}`, ticket]);
    }
  }
  time.now += guessLimits.retry;
  for (const [from, ticket] of tickets) await ask(from, "back", ticket);
  const { places, lanes } = guesses.queueSize;
  assert.ok(lanes <= 500, `${lanes} lines`);
  assert.ok(places <= 5 * 100 + 500 * 3, `${places} places`);
});
