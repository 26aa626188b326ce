/** R-1: **Try it** asks the model as a conversation from the template would, costs what it takes, and stores nothing. */
import assert from "node:assert/strict";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { trialBody } from "../../../classroom/assistant/trials.ts";
import { estimateTokens } from "../../../classroom/model/usage.ts";
import { PuppetModel } from "../assistant/puppet_model.ts";
import { refuses, School } from "../school.ts";

const tried = trialBody.parse({
  instructions: " Ask back. ",
  firstMessage: "Hello!",
  turns: [
    { role: "user", text: "Fractions" },
    { role: "assistant", text: "What of them?" },
    { role: "user", text: "Halves" },
  ],
});

async function trying(settings: Record<string, string> = {}) {
  const model = new PuppetModel();
  const school = await School.open(
    undefined,
    undefined,
    { model, report: () => {} },
    { OPENAI_MAX_TOKENS: "100", ...settings },
  );
  const { trials } = school.app;
  const trier = { teacher: school.teacher.id, address: "192.0.2.1" };
  const ask = (signal = new AbortController().signal) =>
    Promise.try(() => trials.ask(trier, tried, signal));
  /** Asks, and has the answer. */
  const answered = async (words: string) => {
    const pieces = Array.fromAsync(await ask());
    const puppet = await model.next();
    puppet.say(words);
    puppet.end();
    return await pieces;
  };
  return { model, school, ask, answered };
}

Deno.test("R-1: whoever tries a template is answered as a student would be, and nothing of it is kept", async () => {
  const { school, model, ask } = await trying();
  await using _ = school;
  const { kv } = school.app;
  const before = await Array.fromAsync(kv.list({ prefix: [] }));
  const pieces = Array.fromAsync(await ask());
  const puppet = await model.next();
  assert.equal(puppet.question.system, "Ask back.");
  assert.deepEqual(puppet.question.words, [
    { role: "assistant", text: "Hello!" },
    ...tried.turns,
  ]);
  puppet.say("Half of ");
  puppet.say("what?");
  puppet.end();
  assert.deepEqual(await pieces, [{ text: "Half of " }, { text: "what?" }]);
  const next = Array.fromAsync(await ask());
  (await model.next()).fail(new ModelFailure("no-quota"));
  assert.deepEqual(await next, [{ failure: "no-quota" }]);
  await school.app.spending.close();
  const after = await Array.fromAsync(kv.list({ prefix: [] }));
  const added = after.filter(({ key }) =>
    !before.some((it) => JSON.stringify(it.key) === JSON.stringify(key))
  );
  for (const { key } of added) assert.equal(key[0], "spent");
  const took = [
    tried.instructions,
    "Hello!",
    ...tried.turns.map((it) => it.text),
    "Half of what?",
  ].reduce((sum, it) => sum + estimateTokens(it), 0);
  const [{ value }] = await Array.fromAsync(
    kv.list<number>({ prefix: ["spent"] }),
    (it) => it,
  ).then((all) => all.filter(({ key }) => key[2] === "server"));
  // The second one failed before it was begun, and cost nothing.
  assert.equal(value, took);
});

Deno.test("R-1, A-5: trying counts for the address and the server, is bounded a minute, and ends when nobody listens", async () => {
  const { school, ask, answered, model } = await trying({
    ASSISTANT_ADDRESS_TOKENS: "400",
    ASSISTANT_ADDRESS_PACE: "100000",
    ASSISTANT_SERVER_PACE: "100000",
  });
  await using _ = school;
  const words = "word ".repeat(90);
  // Each takes some 95 tokens, and may take 105.
  for (let n = 0; n < 4; n++) await answered(words);
  await refuses(answered(words), "too-often");
  school.time.now += 24 * 60 * 60_000;
  const abort = new AbortController();
  const pieces = Array.fromAsync(await ask(abort.signal));
  const puppet = await model.next();
  puppet.say("one");
  abort.abort();
  assert.ok((await pieces).length <= 1);
  assert.equal(puppet.question.signal.aborted, true);
});

Deno.test("R-1: a teacher tries twenty times a minute", async () => {
  const { school, answered } = await trying();
  await using _ = school;
  for (let n = 0; n < 20; n++) await answered("Yes.");
  await refuses(answered("Yes."), "too-often");
  school.time.now += 120_000;
  assert.equal((await answered("Yes.")).length, 1);
});

Deno.test("R-1: what is tried is bounded, and ends with a question", () => {
  const wrong: unknown[] = [
    { instructions: "", turns: tried.turns },
    { instructions: "x", turns: [] },
    { instructions: "x".repeat(8001), turns: tried.turns },
    { instructions: "x", turns: [{ role: "assistant", text: "Hi" }] },
    { instructions: "x", turns: [{ role: "user", text: " " }] },
    { instructions: "x", turns: [{ role: "system", text: "Hi" }] },
    {
      instructions: "x",
      turns: Array.from({ length: 41 }, () => ({ role: "user", text: "Hi" })),
    },
    { instructions: "x", turns: tried.turns, model: "other" },
  ];
  for (const body of wrong) {
    assert.equal(trialBody.safeParse(body).success, false);
  }
});
