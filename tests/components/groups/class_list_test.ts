/** A class list as teachers paste it (J-8). */
import assert from "node:assert/strict";
import {
  readClassList,
  writeClassList,
} from "../../../components/groups/desk/class_list.ts";

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
