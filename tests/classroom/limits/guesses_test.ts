/** S-2: guessing codes is slow, joining with the right one is not. */
import assert from "node:assert/strict";
import {
  GuessLimiter,
  guessLimits,
} from "../../../classroom/limits/guesses.ts";
import { rateLimits } from "../../../classroom/limits/rate_limiter.ts";
import { isRefusal } from "../../../sync/refusal.ts";

/** A clock that tests turn by hand. */
function clock() {
  const time = { now: 1_000_000, read: () => time.now };
  return time;
}

let tried = 0;

/** What an attempt comes to that is made once: found, wrong, or the seconds to wait. Each wrong code is another. */
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

Deno.test("S-2: right codes never count, whatever their number", async () => {
  const guesses = new GuessLimiter(clock().read);
  const answers = await many(400, () => attempt(guesses, "192.0.2.1", true));
  assert(answers.every((answer) => answer === "found"));
  assert.equal(guesses.size, 0);
});

Deno.test("S-2: of a hundred wrong codes at once, thirty are answered", async () => {
  const guesses = new GuessLimiter(clock().read);
  const answers = await many(100, () => attempt(guesses, "192.0.2.1", false));
  assert.equal(answers.filter((answer) => answer === "wrong").length, 30);
  assert.equal(answers.filter((answer) => answer === 1).length, 70);
});

Deno.test("S-2: a wrong code that was looked up before joining counts once, and trying it again counts", async () => {
  const guesses = new GuessLimiter(clock().read);
  const none = () => Promise.resolve(null);
  const from = { address: "192.0.2.1" };
  const isLimited = async () =>
    typeof await attempt(guesses, from.address, true) === "number";
  // Thirty children mistype their code, each once: the page looks it up, and then they press Join.
  for (let n = 0; n < 15; n++) {
    await guesses.ahead(from, `00000${n}`, none);
    await guesses.guess(from, `00000${n}`, none);
  }
  for (let n = 0; n < 14; n++) await guesses.guess(from, "000001", none);
  assert.equal(await isLimited(), false);
  await guesses.ahead(from, "999999", none);
  assert.equal(await isLimited(), true, "the thirtieth");
});

Deno.test("S-2: past the limit an address gets one answer every two seconds", async () => {
  const time = clock();
  const guesses = new GuessLimiter(time.read);
  await many(30, () => attempt(guesses, "192.0.2.1", false));
  assert.equal(await attempt(guesses, "192.0.2.1", true), 1);
  let answered = 0;
  for (let ms = 0; ms < 60_000; ms += 50) {
    time.now += 50;
    const answers = await many(
      10,
      () => attempt(guesses, "192.0.2.1", false),
    );
    answered += answers.filter((a) => typeof a === "string").length;
  }
  assert.equal(answered, 30);
});

Deno.test("S-2: past the overall limit only addresses with a wrong code of their own are slowed", async () => {
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

Deno.test("S-2: wrong codes are forgotten after ten minutes", async () => {
  const time = clock();
  const guesses = new GuessLimiter(time.read);
  await many(30, () => attempt(guesses, "192.0.2.1", false));
  time.now += rateLimits.codesOfAddress.window + 1;
  const answers = await many(30, () => attempt(guesses, "192.0.2.1", true));
  assert(answers.every((answer) => answer === "found"));
});

Deno.test("S-2: a look-up that fails is nobody's wrong code, and holds nobody up", async () => {
  const guesses = new GuessLimiter(clock().read);
  await assert.rejects(
    guesses.guess(
      { address: "192.0.2.1" },
      "000000",
      () => Promise.reject(new Error("storage")),
    ),
    /storage/,
  );
  assert.equal(guesses.size, 0);
  assert.equal(await attempt(guesses, "192.0.2.1", true), "found");
});

Deno.test("S-2: no more addresses are remembered than the limit says", () => {
  const guesses = new GuessLimiter(clock().read);
  for (let i = 0; i < guessLimits.addresses + 500; i++) guesses.wrong(`a${i}`);
  assert.equal(guesses.size, guessLimits.addresses);
});

Deno.test("S-2: who has a whole IPv6 network has no more guesses than ten addresses, and others' networks notice nothing", async () => {
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
