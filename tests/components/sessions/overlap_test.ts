import assert from "node:assert/strict";
import { runsAtStartOf } from "../../../components/desk/scheduled/overlap.ts";

const lesson = (id: string, from: string, to: string) => ({
  id,
  name: id,
  startsAt: `2026-11-24T${from}:00Z`,
  endsAt: `2026-11-24T${to}:00Z`,
});

Deno.test("a class that would begin while another one runs is told apart, the later of the two (S-7)", () => {
  const maths = lesson("maths", "09:00", "10:00");
  const art = lesson("art", "09:45", "10:30");
  const all = [maths, art];
  assert.equal(runsAtStartOf(art, all), maths);
  assert.equal(runsAtStartOf(maths, all), undefined);
});

Deno.test("one that begins when the other ends does not wait, and of two at one time one does (S-7)", () => {
  const first = lesson("a", "09:00", "10:00");
  assert.equal(
    runsAtStartOf(lesson("b", "10:00", "11:00"), [first]),
    undefined,
  );
  const twin = lesson("b", "09:00", "10:00");
  assert.equal(runsAtStartOf(twin, [first, twin]), first);
  assert.equal(runsAtStartOf(first, [first, twin]), undefined);
});
