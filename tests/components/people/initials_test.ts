/** The round marks of people: the same for a person wherever they are listed, and letters that people would choose. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import {
  hueOf,
  initialsOf,
  personHues,
} from "../../../components/people/person_mark.ts";

Deno.test("Initials: first and last word, and of a Chinese name what one is called", () => {
  const all = {
    "Amy": "A",
    "Amy Chen": "AC",
    "Mary Jane Watson": "MW",
    "Amy (2)": "A2",
    "王小明": "小明",
    "阿明": "阿明",
    "émile": "É",
    "🦊": "",
    "": "",
  };
  for (const [name, wanted] of Object.entries(all)) {
    assert.equal(initialsOf(name), wanted, name);
  }
});

Deno.test("Initials: a person keeps their hue, and a class has all of them", () => {
  const ids = Array.from({ length: 200 }, () => newId());
  const first = ids.map(hueOf);
  assert.deepEqual(ids.map(hueOf), first);
  assert.equal(new Set(first).size, personHues);
  assert(first.every((hue) => Number.isInteger(hue) && hue < personHues));
});
