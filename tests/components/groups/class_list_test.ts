/** A class list as teachers paste it (J-8), and the names of new rooms (B-3). */
import assert from "node:assert/strict";
import {
  readClassList,
  writeClassList,
} from "../../../components/groups/desk/class_list.ts";
import { freeNames } from "../../../components/groups/desk/free_names.ts";

Deno.test("J-8: a name a line, empty lines left out", () => {
  assert.deepEqual(readClassList("Amy\n\n  Ben \r\nChloe Ng\n"), [
    { name: "Amy" },
    { name: "Ben" },
    { name: "Chloe Ng" },
  ]);
});

Deno.test("J-8: two columns by comma, semicolon or tab, quoted where need be", () => {
  const text = 'name,group\n"Ng, Amy",Red\nBen;Blue\nDan\tRed\nEva,';
  const list = [
    { name: "Ng, Amy", room: "Red" },
    { name: "Ben", room: "Blue" },
    { name: "Dan", room: "Red" },
    { name: "Eva" },
  ];
  assert.deepEqual(readClassList(text), list);
  assert.deepEqual(readClassList(writeClassList(list)), list);
});

Deno.test("B-3: new rooms have the first names that none bears", () => {
  assert.deepEqual(freeNames(["Group A", "group c"], 2), [
    "Group B",
    "Group D",
  ]);
  assert.equal(freeNames([], 27).at(-1), "Group 27");
});
