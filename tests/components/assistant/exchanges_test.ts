import assert from "node:assert/strict";
import type { Turn } from "../../../classroom/model/conversations.ts";
import {
  groupIntoExchanges,
  isAnswering,
  isLastAnswerComplete,
  isSameExchange,
} from "../../../components/assistant/exchanges.ts";

function prompt(id: string, text = id): Turn {
  return { id, role: "user", text, at: 0, state: "done" };
}
function answer(
  id: string,
  to: string,
  text = id,
  state: Turn["state"] = "done",
): Turn {
  return { id, role: "assistant", text, at: 0, state, prompt: to };
}

Deno.test("each question is followed by its answers in order, retried ones last (A-1)", () => {
  const turns = [
    prompt("p1"),
    answer("a1", "p1"),
    answer("a3", "p1"),
    prompt("p2"),
    answer("a2", "p2"),
  ];
  assert.deepEqual(
    groupIntoExchanges(turns).map(({ prompt, answers }) => [
      prompt.id,
      ...answers.map(({ id }) => id),
    ]),
    [["p1", "a1", "a3"], ["p2", "a2"]],
  );
});

Deno.test("an answer without its question is not shown (A-1)", () => {
  assert.deepEqual(groupIntoExchanges([answer("a", "gone")]), []);
});

Deno.test("an exchange is rerendered only if one of its turns changed", () => {
  const turns = [prompt("p"), answer("a", "p")];
  const [one] = groupIntoExchanges(turns), [again] = groupIntoExchanges(turns);
  assert.ok(isSameExchange(one, again));
  const [longer] = groupIntoExchanges([turns[0], {
    ...turns[1],
    text: "more",
  }]);
  assert.ok(!isSameExchange(one, longer));
  assert.ok(!isSameExchange(one, groupIntoExchanges([turns[0]])[0]));
});

Deno.test("an answer is being written if the question's last one is (A-1)", () => {
  const turns = [prompt("p"), answer("a", "p", "", "streaming")];
  assert.ok(isAnswering(groupIntoExchanges(turns)));
  assert.ok(!isAnswering(groupIntoExchanges([...turns, answer("b", "p")])));
});

Deno.test("a stopped, failed or interrupted answer is not called complete (A-1)", () => {
  const whole = (last: Turn) =>
    isLastAnswerComplete(groupIntoExchanges([prompt("p"), last]));
  assert.ok(whole(answer("a", "p")));
  assert.ok(!whole(answer("a", "p", "ha", "stopped")));
  assert.ok(!whole(answer("a", "p", "", "failed")));
  assert.ok(!whole({ ...answer("a", "p"), failure: "interrupted" }));
  assert.ok(!isLastAnswerComplete([]));
});
