/** Waiting things keep their places (N-4). */
import assert from "node:assert/strict";
import { placesOf, type WaitKind } from "../../../components/desk/waits.ts";

Deno.test("which kind stands in which place, as a table (N-4)", () => {
  type Places = (WaitKind | null)[];
  const table: [string, WaitKind[], Places, Places][] = [
    ["nothing", [], [], []],
    ["the first is at the edge", ["hand"], [], ["hand"]],
    ["several at once in their order", ["worrying", "hand"], [], [
      "worrying",
      "hand",
    ]],
    [
      "what comes stands beside what is there, however urgent",
      ["worrying", "hand"],
      ["hand"],
      ["hand", "worrying"],
    ],
    [
      "what goes leaves its place free",
      ["hand"],
      ["door", "hand"],
      [null, "hand"],
    ],
    [
      "which what comes next takes",
      ["stuck", "hand"],
      [null, "hand"],
      ["stuck", "hand"],
    ],
    ["the last place is given up", ["door"], ["door", "hand"], ["door"]],
    ["and all of them with the last", [], [null, "hand"], []],
  ];
  for (const [name, shown, before, wanted] of table) {
    assert.deepEqual(placesOf(shown, before), wanted, name);
  }
});
