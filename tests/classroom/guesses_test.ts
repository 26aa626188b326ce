/** S-2: guessing codes is slow, joining with the right one is not. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Guesses, guessLimits } from "../../classroom/guesses.ts";
import { isRefusal } from "../../sync/refusal.ts";

/** A clock that tests turn by hand. */
function clock() {
  const time = { now: 1_000_000, read: () => time.now };
  return time;
}

/** What an attempt comes to: found, wrong, or the seconds to wait. */
async function attempt(
  guesses: Guesses,
  address: string,
  right: boolean,
): Promise<"found" | "wrong" | number> {
  try {
    const look = () => Promise.resolve(right ? "session" : null);
    return (await guesses.guess(address, look)) === null ? "wrong" : "found";
  } catch (thrown) {
    assert(isRefusal(thrown));
    assert.equal(thrown.kind, "too-often");
    const seconds = Number(thrown.more.retryAfter);
    assert.match(thrown.detail, seconds === 1 ? /a second/ : / \d+ seconds/);
    return seconds;
  }
}

const many = (n: number, make: () => Promise<unknown>) =>
  Promise.all(Array.from({ length: n }, make));

Deno.test("S-2: right codes never count, whatever their number", async () => {
  const guesses = new Guesses(clock().read);
  const answers = await many(400, () => attempt(guesses, "192.0.2.1", true));
  assert(answers.every((answer) => answer === "found"));
  assert.equal(guesses.size, 0);
});

Deno.test("S-2: of a hundred wrong codes at once, thirty are answered", async () => {
  const guesses = new Guesses(clock().read);
  const answers = await many(100, () => attempt(guesses, "192.0.2.1", false));
  assert.equal(answers.filter((answer) => answer === "wrong").length, 30);
  assert.equal(answers.filter((answer) => answer === 2).length, 70);
});

Deno.test("S-2: a wrong code that was looked up before joining counts once, and trying it again counts", async () => {
  const guesses = new Guesses(clock().read);
  const none = () => Promise.resolve(null);
  const from = "192.0.2.1";
  // Thirty children mistype their code, each once: the page looks it up, and then they press Join.
  for (let n = 0; n < 15; n++) {
    await guesses.ahead(from, none, `00000${n}`);
    await guesses.guess(from, none, `00000${n}`);
  }
  assert.equal(guesses.admit(from), 0);
  for (let n = 0; n < 14; n++) await guesses.guess(from, none, "000001");
  assert.equal(guesses.admit(from), 0);
  await guesses.ahead(from, none, "999999");
  assert.equal(guesses.admit(from), guessLimits.pace, "the thirtieth");
});

Deno.test("S-2: past the limit right and wrong codes share one answer every two seconds", async () => {
  const time = clock();
  const guesses = new Guesses(time.read);
  await many(30, () => attempt(guesses, "192.0.2.1", false));
  assert.equal(await attempt(guesses, "192.0.2.1", true), 2);
  let answered = 0;
  for (let ms = 0; ms < 60_000; ms += 50) {
    time.now += 50;
    const answers = await many(
      10,
      () => attempt(guesses, "192.0.2.1", ms % 100 === 0),
    );
    answered += answers.filter((a) => typeof a === "string").length;
  }
  assert.equal(answered, 30);
});

Deno.test("S-2: an address past its limit does not touch another", async () => {
  const time = clock();
  const guesses = new Guesses(time.read);
  const answers: unknown[] = [];
  for (let round = 0; round < 100; round++) {
    const attack = many(100, () => attempt(guesses, "203.0.113.9", false));
    answers.push(await attempt(guesses, "192.0.2.1", true));
    await attack;
    time.now += 100;
  }
  assert(answers.every((answer) => answer === "found"));
});

Deno.test("S-2: past the overall limit only addresses with a wrong code of their own are slowed", async () => {
  const guesses = new Guesses(clock().read);
  for (let i = 0; i < guessLimits.overall; i++) {
    const address = `10.0.${i >> 8}.${i & 255}`;
    assert.equal(await attempt(guesses, address, false), "wrong");
  }
  const school = await many(30, () => attempt(guesses, "192.0.2.1", true));
  assert(school.every((answer) => answer === "found"));
  assert.equal(await attempt(guesses, "10.0.0.1", true), "found");
  assert.equal(await attempt(guesses, "10.0.0.1", true), 2);
});

Deno.test("S-2: thirty pupils behind the address of an attack are in within a minute after it", async () => {
  const time = clock();
  const guesses = new Guesses(time.read);
  for (let i = 0; i < 200; i++) {
    await many(10, () => attempt(guesses, "192.0.2.1", false));
    time.now += 100;
  }
  const stopped = time.now;
  // Each asks at some moment of the first seconds and comes back when told.
  const pupils = Array.from({ length: 30 }, (_, i) => stopped + i * 37);
  while (pupils.length > 0) {
    pupils.sort((a, b) => a - b);
    time.now = pupils.shift() ?? 0;
    const answer = await attempt(guesses, "192.0.2.1", true);
    if (typeof answer === "number") pupils.push(time.now + answer * 1000);
  }
  assert(time.now - stopped <= 61_000, `${time.now - stopped} ms`);
});

Deno.test("S-2: wrong codes are forgotten after ten minutes", async () => {
  const time = clock();
  const guesses = new Guesses(time.read);
  await many(30, () => attempt(guesses, "192.0.2.1", false));
  time.now += guessLimits.window + 1;
  const answers = await many(30, () => attempt(guesses, "192.0.2.1", true));
  assert(answers.every((answer) => answer === "found"));
});

Deno.test("S-2: a look-up that fails is nobody's wrong code, and holds nobody up", async () => {
  const guesses = new Guesses(clock().read);
  await assert.rejects(
    guesses.guess("192.0.2.1", () => Promise.reject(new Error("storage"))),
    /storage/,
  );
  assert.equal(guesses.size, 0);
  assert.equal(await attempt(guesses, "192.0.2.1", true), "found");
});

Deno.test("S-2: no more addresses are remembered than the limit says", () => {
  const guesses = new Guesses(clock().read);
  for (let i = 0; i < guessLimits.addresses + 500; i++) guesses.wrong(`a${i}`);
  assert.equal(guesses.size, guessLimits.addresses);
});

Deno.test("S-2: in any ten minutes an address gets at most thirty and one every two seconds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          pause: fc.nat(30_000),
          tries: fc.integer({ min: 1, max: 40 }),
        }),
        { maxLength: 60 },
      ),
      async (steps) => {
        const time = clock();
        const guesses = new Guesses(time.read);
        const wrong: number[] = [];
        for (const { pause, tries } of steps) {
          time.now += pause;
          const answers = await many(
            tries,
            () => attempt(guesses, "192.0.2.1", false),
          );
          for (const a of answers) if (a === "wrong") wrong.push(time.now);
        }
        for (const from of wrong) {
          const within = wrong.filter((at) =>
            at >= from && at < from + guessLimits.window
          );
          const most = guessLimits.perAddress + 1 +
            guessLimits.window / guessLimits.pace;
          assert(within.length <= most);
        }
      },
    ),
    { numRuns: 50 },
  );
});
