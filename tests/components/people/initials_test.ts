/** The round marks of people: the same for a person wherever they are listed, and letters that people would choose. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import type { Member } from "../../../classroom/model/members.ts";
import {
  hueOf,
  huesOf,
  initialsOf,
  personHueCount,
} from "../../../components/client/person_mark.ts";

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

Deno.test("Initials: somebody at the door keeps their hue", () => {
  const ids = Array.from({ length: 200 }, () => newId());
  const first = ids.map(hueOf);
  assert.deepEqual(ids.map(hueOf), first);
  assert(first.every((hue) => Number.isInteger(hue) && hue < personHueCount));
});

const member = (joinedAt: number, more: Partial<Member> = {}): Member => ({
  name: "",
  role: "student",
  joinedAt,
  room: null,
  ...more,
});

Deno.test("Initials: twelve people have twelve hues, which later changes leave (V17)", () => {
  const ids = Array.from({ length: 12 }, () => newId());
  const members = Object.fromEntries(ids.map((id, n) => [id, member(n)]));
  const hues = huesOf(members);
  assert.equal(new Set(hues.values()).size, 12);
  const later = huesOf({
    ...members,
    [ids[3]]: member(3, { removed: true }),
    [newId()]: member(99),
  });
  for (const id of ids) assert.equal(later.get(id), hues.get(id));
});

Deno.test("Initials: who was merged has the hue of the person they are", () => {
  const [amy, other] = [newId(), newId()];
  const hues = huesOf({
    [amy]: member(1),
    [other]: member(2, { mergedInto: amy, removed: true }),
  });
  assert.equal(hues.get(other), hues.get(amy));
});
