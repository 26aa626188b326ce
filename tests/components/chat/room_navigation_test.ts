/** The room that a student's chat shows, and its notices (B-7, B-9). */
import assert from "node:assert/strict";
import {
  decideShownRoom,
  findVisibleGroup,
  prefersMain,
} from "../../../components/chat/room_navigation.ts";

const calm = {
  shown: "main",
  isOpen: true,
  isPlaced: true,
  went: null,
  chosen: false,
  returns: false,
};
const away = { ...calm, isOpen: false };
const inA = { room: "a", open: true };
const rooms = { a: { name: "Group A", order: 0 } };

Deno.test("a group that was prepared ahead is not shown before the start (B-7)", () => {
  assert.equal(findVisibleGroup({ room: "a" }, rooms, { open: false }), null);
  assert.equal(findVisibleGroup({ room: "a" }, rooms, { open: true }), "a");
  const after = { open: false, openedAt: 1 };
  assert.equal(findVisibleGroup({ room: "a" }, rooms, after), "a");
  assert.equal(findVisibleGroup({ room: "b" }, rooms, after), null);
  const archived = { a: { ...rooms.a, archived: true as const } };
  assert.equal(findVisibleGroup({ room: "a" }, archived, after), null);
});

Deno.test("at the start students are asked to follow, and after a reload they are there (B-7)", () => {
  assert.deepEqual(decideShownRoom({ room: null, open: false }, inA, calm), {
    show: "main",
    arrival: { kind: "assigned", room: "a", follow: true },
  });
  const went = { group: "a", back: false };
  assert.deepEqual(decideShownRoom(null, inA, { ...calm, went }), {
    show: "a",
  });
});

Deno.test("after a reload who had gone back to the main room is there, and is not asked again (B-10)", () => {
  const went = { group: "a", back: true };
  assert.deepEqual(decideShownRoom(null, inA, { ...calm, went }), {
    show: "main",
  });
});

Deno.test("whoever looks at their group is in the new one at once; others are told (B-9)", () => {
  const to = { room: "b", open: true };
  assert.deepEqual(decideShownRoom(inA, to, { ...calm, shown: "a" }), {
    show: "b",
    arrival: { kind: "moved", room: "b", follow: false },
  });
  assert.deepEqual(decideShownRoom(inA, to, calm), {
    show: "main",
    arrival: { kind: "moved", room: "b", follow: true },
  });
  assert.deepEqual(
    decideShownRoom(inA, { room: null, open: true }, calm).arrival,
    {
      kind: "out",
      room: null,
      follow: false,
    },
  );
});

Deno.test("whoever chose a group goes there without being told (B-6)", () => {
  const before = { room: null, open: true };
  assert.deepEqual(decideShownRoom(before, inA, { ...calm, chosen: true }), {
    show: "a",
  });
});

Deno.test("the end brings back, and what was said can still be read (B-7)", () => {
  const closed = { room: "a", open: false };
  assert.deepEqual(decideShownRoom(inA, closed, { ...calm, shown: "a" }), {
    show: "main",
    arrival: { kind: "over", room: null, follow: false },
  });
  const deleted = { room: null, open: false };
  assert.equal(
    decideShownRoom(inA, deleted, { ...calm, shown: "a" }).show,
    "main",
  );
});

Deno.test("who opens the chat finds it in their group, and in the main room only where they chose that (B-9)", () => {
  const before = { room: null, open: true };
  const started = decideShownRoom({ room: null, open: false }, inA, away);
  assert.deepEqual(started, {
    show: "a",
    arrival: { kind: "assigned", room: "a", follow: true },
  });
  assert.equal(decideShownRoom(before, inA, away).show, "a");
  const to = { room: "b", open: true };
  for (const back of [true, false]) {
    const went = { group: "a", back };
    const looking = { ...away, shown: back ? "main" : "a", went };
    assert.deepEqual(decideShownRoom(inA, to, looking), {
      show: "b",
      arrival: { kind: "moved", room: "b", follow: back },
    });
    assert.equal(prefersMain(went, "a"), back);
    assert.equal(prefersMain(went, "b"), false);
  }
  assert.equal(prefersMain(null, "a"), false);
});

Deno.test("a page that opens is in the group from the first, also where its copy knew of none (B-9)", () => {
  const began = { show: "a", follow: false };
  for (const before of [null, { room: null, open: false }]) {
    const { show, arrival } = decideShownRoom(before, inA, {
      ...calm,
      isPlaced: false,
    });
    assert.deepEqual({ show, follow: arrival?.follow }, began);
  }
  const { show } = decideShownRoom(null, inA, calm);
  assert.equal(show, "a");
});

Deno.test("who comes back, and was in a group, is not told of it as of something new (B-9)", () => {
  const back = { ...away, returns: true };
  assert.deepEqual(decideShownRoom(null, inA, back).arrival, {
    kind: "back",
    room: "a",
    follow: true,
  });
  assert.equal(decideShownRoom(null, inA, calm).arrival?.kind, "assigned");
  const without = { room: null, open: true };
  assert.equal(decideShownRoom(without, inA, back).arrival?.kind, "assigned");
  const closed = { room: "a", open: false };
  assert.equal(decideShownRoom(closed, inA, back).arrival?.kind, "assigned");
});
