import assert from "node:assert/strict";
import {
  keepOrder,
  sortByVotes,
} from "../../../components/walls/wall_order.ts";

const question = (id: string, votes: number, at = 0) => ({ id, votes, at });
const ids = (all: readonly { id: string }[]) =>
  all.map(({ id }) => id).join("");

Deno.test("the question with most votes is first, the oldest among equals (R-5)", () => {
  const all = [question("a", 1, 3), question("b", 4, 4), question("c", 1, 2)];
  assert.equal(ids(sortByVotes(all)), "bca");
});

Deno.test("a wall does not move while it is read, and newcomers are at the end (R-5)", () => {
  const now = [
    question("d", 9, 5),
    question("a", 1),
    question("c", 7),
    question("e", 0, 4),
  ];
  assert.equal(ids(keepOrder(["a", "b", "c"], now)), "aced");
});
