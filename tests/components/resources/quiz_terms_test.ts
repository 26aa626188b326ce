/** Terms of a quiz, as a teacher types them. */
import assert from "node:assert/strict";
import { QuizTerms } from "../../../components/resources/quiz_terms.ts";

Deno.test("a time limit is read as people type numbers, in minutes or in seconds for each question (R-2)", () => {
  const terms = new QuizTerms();
  const given = (pace: "own" | "together", time: string) => {
    terms.pace.value = pace;
    terms.time.value = time;
    return terms.toRequest();
  };
  assert.deepEqual(given("own", " "), { pace: "own" });
  assert.deepEqual(given("own", "1,5"), { pace: "own", minutes: 1.5 });
  assert.deepEqual(given("own", "１０"), { pace: "own", minutes: 10 });
  assert.deepEqual(given("together", "90"), { pace: "together", minutes: 1.5 });
  for (const typed of ["1e1", "0", "1441", "-5", "ten", "10 min"]) {
    assert.equal(given("own", typed), null, typed);
    assert.equal(terms.invalidField.value, "time");
  }
  assert.equal(given("together", "14"), null);
  assert(given("together", "15"));
  assert.equal(terms.invalidField.value, null);
});

Deno.test("a quiz is for the whole class, or for groups of which there is one at least (R-2)", () => {
  const terms = new QuizTerms();
  terms.rooms.value = new Set();
  assert.equal(terms.toRequest(), null);
  assert.equal(terms.invalidField.value, "rooms");
  terms.rooms.value = new Set(["a", "b"]);
  assert.deepEqual(terms.toRequest(), { pace: "own", rooms: ["a", "b"] });
});
