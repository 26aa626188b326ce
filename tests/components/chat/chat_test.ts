/** The chat panel: entries, unread mark, rooms, scrolling, refused and deleted messages (C-1 to C-11). */
import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import fc from "fast-check";
import * as Y from "yjs";
import { newId } from "../../../classroom/model/ids.ts";
import type { Member } from "../../../classroom/model/members.ts";
import {
  type Message,
  reactionKey,
} from "../../../classroom/model/messages.ts";
import {
  buildChatEntries,
  isSameEntry,
} from "../../../components/chat/chat_entries.ts";
import {
  applyChanges,
  isChangeDone,
  listChangingIds,
  listReactions,
  mergeReactionsByPerson,
  type MessageChange,
} from "../../../components/chat/message_changes.ts";
import { MessageUiState } from "../../../components/chat/message_ui_state.ts";
import {
  chooseSpan,
  MessageHeights,
  MessageScroller,
} from "../../../components/chat/messages/message_scroller.ts";
import { ReadMarker } from "../../../components/chat/read_marker.ts";
import {
  retryOptions,
  waitsForTeacher,
} from "../../../components/chat/retry_options.ts";
import {
  decideShownRoom,
  findVisibleGroup,
  hasReturnedToMain,
} from "../../../components/chat/room_navigation.ts";
import {
  defaultPanelBox,
  fitBoxToWindow,
  moveBox,
  type PanelBox,
  resizeBox,
} from "../../../components/chat_panel/panel_position.ts";
import { propertyOptions, Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

const member = (name: string, role: Member["role"] = "student"): Member => ({
  name,
  role,
  joinedAt: 0,
  room: null,
});
const members = { amy: member("Amy"), lin: member("Ms Lin", "teacher") };
const text = (id: string, from: string, at: number): Message => ({
  id,
  from,
  at,
  kind: "text",
  text: "words " + id,
});
const all = { from: 0, to: 10 };
Deno.test("the members' list gives the badge and the name (C-6)", () => {
  const [amy, lin] = buildChatEntries(
    [text("1", "amy", 0), text("2", "lin", 1)],
    all,
    { members, ownMemberId: "amy" },
  );
  assert.deepEqual([amy.name, amy.isTeacher, amy.isMine], ["Amy", false, true]);
  assert.deepEqual([lin.name, lin.isTeacher, lin.isMine], [
    "Ms Lin",
    true,
    false,
  ]);
});

Deno.test("messages of one author are grouped for five minutes", () => {
  const shown = buildChatEntries(
    [
      text("1", "amy", 0),
      text("2", "amy", 60_000),
      text("3", "lin", 61_000),
      text("4", "amy", 62_000),
      text("5", "amy", 500_000),
    ],
    all,
    { members, ownMemberId: "amy" },
  );
  assert.deepEqual(shown.map(({ isContinuation }) => isContinuation), [
    false,
    true,
    false,
    false,
    false,
  ]);
  const followed = shown.map(({ isFollowed }) => isFollowed);
  assert.deepEqual(followed, [true, false, false, false, false]);
});

Deno.test("a pending message in a named group follows only the last message", () => {
  const list = [text("1", "lin", 0), text("2", "amy", 1)];
  const shown = (to: number) =>
    buildChatEntries(list, { from: 0, to }, {
      members,
      ownMemberId: "amy",
      isLastContinued: true,
    })
      .map(({ isFollowed }) => isFollowed);
  assert.deepEqual(shown(2), [false, true]);
  assert.deepEqual(shown(1), [false]);
});

Deno.test("a new message changes at most the one before it", () => {
  const list = [0, 1, 2, 3, 4].map((n) => text(`${n}`, "amy", n));
  const show = (count: number) =>
    buildChatEntries(list.slice(0, count), all, {
      members,
      ownMemberId: "lin",
    });
  const before = show(4), after = show(5);
  assert.deepEqual(
    before.map((entry, n) => isSameEntry(entry, after[n])),
    [true, true, true, false],
  );
});

Deno.test("a part of the messages is rendered as within all of them", () => {
  const list = Array.from({ length: 9 }, (_, i) => text(`${i}`, "amy", i));
  const shown = buildChatEntries(list, { from: 6, to: 9 }, {
    members,
    ownMemberId: "lin",
  });
  assert.deepEqual(shown.map(({ message }) => message.id), ["6", "7", "8"]);
  assert.deepEqual(
    shown,
    buildChatEntries(list, all, { members, ownMemberId: "lin" }).slice(6),
  );
});

Deno.test("the first unread message and the first of a day have a heading (C-13)", () => {
  const evening = new Date(2026, 4, 4, 23, 59).getTime();
  const shown = buildChatEntries(
    [0, 1, 2, 3].map((n) => text(`${n}`, "amy", evening + n * 40_000)),
    all,
    { members, ownMemberId: "lin", firstNew: "3" },
  );
  assert.deepEqual(
    shown.map((
      entry,
    ) => [entry.isContinuation, entry.isNewDay, entry.isFirstNew]),
    [
      [false, false, false],
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ],
  );
});

const said = (id: string, words: string, more: Partial<Message> = {}) => ({
  id,
  from: "amy",
  at: 1,
  kind: "text",
  text: words,
  ...more,
} as Message);
const edit = (message: string, text: string, id = newId()): MessageChange => ({
  id,
  kind: "edit",
  room: "main",
  message,
  text,
});

Deno.test("an edit is displayed in place before it arrives, the last one counting (C-10)", () => {
  const list = [said("1", "one"), said("2", "two")];
  const now = applyChanges(list, [edit("1", "uno"), edit("1", "eins")]);
  assert.deepEqual(now.map((one) => "text" in one && one.text), [
    "eins",
    "two",
  ]);
  assert.equal(now[1], list[1]);
  assert.equal(applyChanges(list, []), list);
});

Deno.test("an edit that arrived stays, whatever is sent afterwards (C-10)", () => {
  const first = edit("1", "uno", "first");
  const now = said("1", "eins", { editedAt: 2, edits: ["first", "second"] });
  assert.equal(isChangeDone(first, now), true);
  assert.deepEqual(applyChanges([now], [first]), [now]);
  assert.equal(isChangeDone(edit("1", "two"), said("1", "one")), false);
});

Deno.test("a retracted message disappears at once (C-10)", () => {
  const [now] = applyChanges([said("1", "one")], [
    { id: newId(), kind: "retract", room: "main", message: "1" },
  ]);
  assert.equal(now.kind, "deleted");
  assert.ok(!("text" in now));
});

Deno.test("a message counts as sent while a reaction is pending, but not while an edit is (C-3, C-10)", () => {
  const react: MessageChange = {
    id: newId(),
    kind: "react",
    room: "main",
    message: "1",
    emoji: "👍",
    on: true,
  };
  assert.deepEqual([...listChangingIds([react])], []);
  assert.deepEqual([...listChangingIds([react, edit("2", "two")])], ["2"]);
  assert.deepEqual([...listChangingIds([edit("1", "uno"), react])], ["1"]);
});

Deno.test("reactions are counted by kind with pending ones, each person once (C-10)", () => {
  const [amy, ben, old] = [newId(), newId(), newId()];
  const react = (emoji: "👍" | "🎉", on: boolean): MessageChange => ({
    id: newId(),
    kind: "react",
    room: "main",
    message: "1",
    emoji,
    on,
  });
  const keys = [
    reactionKey("❓", ben),
    reactionKey("👍", ben),
    reactionKey("👍", amy),
    reactionKey("👍", old),
    "nonsense",
  ];
  const now = listReactions(keys, [react("👍", false), react("🎉", true)], amy);
  assert.deepEqual(now, [
    { emoji: "👍", members: [ben, old] },
    { emoji: "🎉", members: [amy] },
    { emoji: "❓", members: [ben] },
  ]);
  const entry = {
    name: "Ben",
    role: "student",
    joinedAt: 0,
    room: null,
  } as const;
  const people = { [ben]: entry, [old]: { ...entry, mergedInto: ben } };
  assert.deepEqual(mergeReactionsByPerson(now, people, amy)[0], {
    emoji: "👍",
    members: [ben],
    isMine: false,
  });
});

Deno.test("a reaction of an unconfirmed device is no reaction that the student can take back (ACCESS-6)", () => {
  const [amy, device] = [newId(), newId()];
  const entry = {
    name: "Amy",
    role: "student",
    joinedAt: 0,
    room: null,
  } as const;
  const people = {
    [amy]: entry,
    [device]: { ...entry, mergedInto: amy, byName: true },
  } as const;
  const read = (keys: string[], seat: string) => {
    const shown = mergeReactionsByPerson(
      listReactions(keys, [], seat),
      people,
      seat,
    );
    return shown.map(({ members, isMine }) => [members, isMine]);
  };
  const theirs = [reactionKey("👍", device)];
  assert.deepEqual(read(theirs, amy), [[[amy], false]]);
  assert.deepEqual(read(theirs, device), [[[amy], true]]);
  const both = [...theirs, reactionKey("👍", amy)];
  assert.deepEqual(read(both, amy), [[[amy], true]]);
});

const windows = fc.record({
  width: fc.integer({ min: 320, max: 4000 }),
  height: fc.integer({ min: 340, max: 3000 }),
});
const far = fc.integer({ min: -5000, max: 5000 });
const boxes = fc.record({ x: far, y: far, width: far, height: far });

function isWhole(box: PanelBox, window: { width: number; height: number }) {
  assert.ok(box.x >= 0 && box.y >= 0);
  assert.ok(box.x + box.width <= window.width);
  assert.ok(box.y + box.height <= window.height);
  assert.ok(box.width > 0 && box.height > 0);
}

Deno.test("the panel stays on the screen, however moved, sized or restored (C-2)", () => {
  fc.assert(
    fc.property(windows, boxes, far, far, (window, box, dx, dy) => {
      isWhole(fitBoxToWindow(box, window), window);
      for (const isStudent of [true, false]) {
        const usual = defaultPanelBox(window, isStudent);
        isWhole(usual, window);
        isWhole(moveBox(usual, dx, dy, window), window);
        isWhole(resizeBox(usual, dx, dy, window), window);
      }
    }),
    propertyOptions("panels on screens", 100),
  );
});

Deno.test("a panel that fits stays in place (C-2)", () => {
  const box = { x: 100, y: 80, width: 400, height: 500 };
  assert.deepEqual(fitBoxToWindow(box, { width: 1280, height: 800 }), box);
});

Deno.test("dragging the upper left corner keeps the opposite one in place (C-2)", () => {
  const window = { width: 1280, height: 800 };
  const box = { x: 500, y: 100, width: 400, height: 600 };
  assert.deepEqual(resizeBox(box, -50, 30, window), {
    x: 450,
    y: 130,
    width: 450,
    height: 570,
  });
});

function page(doc = new Y.Doc()) {
  const messages = [..."abcdefghij"];
  const marks = doc.getMap<string>("read");
  let due: (() => void) | undefined;
  let isLive = true;
  const mark = new ReadMarker(
    marks,
    "main",
    { placeOf: (id) => messages.indexOf(id ?? ""), isLive: () => isLive },
    (act) => {
      due = act;
      return () => due = undefined;
    },
  );
  let written = 0;
  marks.observe(({ transaction }) => written += transaction.local ? 1 : 0);
  return {
    mark,
    stored: () => marks.get("main"),
    written: () => written,
    waits: () => due !== undefined,
    end: () => isLive = false,
    pass() {
      const act = due;
      due = undefined;
      act?.();
    },
  };
}

Deno.test("read positions are stored at once, and soon following ones together (C-13)", () => {
  const { mark, pass, stored, waits, written } = page();
  assert.equal(mark.lastReadIndex, -1);
  mark.markRead("a");
  assert.equal(stored(), "a");
  for (const id of "bcd") mark.markRead(id);
  assert.equal(mark.lastReadIndex, 3, "this page knows at once");
  assert.equal(stored(), "a");
  pass();
  assert.equal(stored(), "d");
  assert.equal(written(), 2);
  pass();
  assert.equal(written(), 2, "there was nothing new");
  assert.ok(!waits());
  mark.markRead("e");
  assert.equal(stored(), "e", "after a quiet while it is stored at once again");
});

Deno.test("leaving or closing the page stores the read position (C-13)", () => {
  const one = page();
  one.mark.markRead("a");
  one.mark.markRead("b");
  one.mark.storeNow();
  assert.equal(one.stored(), "b");
  one.mark.markRead("c");
  assert.equal(one.stored(), "b");
  one.mark.close();
  assert.equal(one.stored(), "c");
  assert.ok(!one.waits());
});

Deno.test("an outdated page does not reset a position read on another device (C-13)", () => {
  const doc = new Y.Doc(), other = new Y.Doc();
  const { mark, pass, stored, written } = page(doc);
  mark.markRead("a");
  mark.markRead("b");
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  other.getMap<string>("read").set("main", "h");
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  assert.equal(mark.lastReadIndex, 7);
  pass();
  assert.equal(stored(), "h");
  mark.markRead("c");
  assert.equal(mark.lastReadIndex, 7);
  assert.equal(written(), 1);
});

Deno.test("once the class has ended no read position is stored (C-13)", () => {
  const { end, mark, pass, stored } = page();
  mark.markRead("a");
  mark.markRead("b");
  end();
  pass();
  mark.close();
  assert.equal(stored(), "a");
});

/** Time (ms) from the deletion to the end of **Undo**, after what its user does there. */
async function goneAfter(
  work: (state: MessageUiState, time: SimulatedTime) => Promise<void> | void,
): Promise<number> {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  try {
    const state = new MessageUiState();
    let gone: number | null = null;
    const start = time.now;
    state.startRemoval("m", { onExpire: () => gone = time.now - start });
    await work(state, time);
    await time.run(() => gone !== null, 60_000);
    return gone!;
  } finally {
    giveBack();
  }
}

Deno.test("an Undo notice closes after six seconds (C-10)", async () => {
  assert.equal(await goneAfter(() => {}), 6_000);
});

Deno.test("keyboard focus on Undo extends its time (C-10)", async () => {
  assert.equal(await goneAfter((state) => state.extendUndo("m", true)), 20_000);
});

Deno.test("without focus on Undo its time runs on (C-10)", async () => {
  const gone = await goneAfter(async (state, time) => {
    state.extendUndo("m", true);
    await time.pass(10_000);
    state.extendUndo("m", false);
  });
  assert.equal(gone, 16_000);
});

const toA = { room: "a", groups: [] };

Deno.test("a message the room refused is resent there, unless the teacher rejected it (C-3)", () => {
  const { to } = retryOptions({ ...toA, refused: "too-often" });
  assert.equal(to, "a");
  assert.equal(retryOptions({ ...toA, refused: "not-allowed" }).to, null);
});

Deno.test("a refused message can go to the own group or the main room, but not to a closed one (C-3)", () => {
  for (const refused of ["rooms-closed", "not-in-room"]) {
    assert.deepEqual(retryOptions({ ...toA, refused }), {
      to: null,
      isRoomGone: true,
      hasPassed: false,
    });
    assert.deepEqual(retryOptions({ ...toA, groups: ["b"], refused }), {
      to: "b",
      isRoomGone: true,
      hasPassed: refused === "rooms-closed",
    });
  }
});

Deno.test("once the same group is open again the message can be resent, without the old reason (C-3, B-7)", () => {
  for (const refused of ["rooms-closed", "not-in-room"]) {
    assert.deepEqual(
      retryOptions({ ...toA, groups: ["a"], refused }),
      { to: "a", isRoomGone: true, hasPassed: true },
      refused,
    );
  }
});

Deno.test("a message held by the teacher or a pause needs nothing from its writer (C-11)", () => {
  assert.deepEqual(
    ["held", "chat-paused", "rooms-closed"].map(waitsForTeacher),
    [true, true, false],
  );
});

const calm = {
  shownRoom: "main",
  isChatOpen: true,
  isPlaced: true,
  lastChoice: null,
  isChosen: false,
  isReturning: false,
};
const away = { ...calm, isChatOpen: false };
const inA = { room: "a", isOpen: true };
const rooms = { a: { name: "Group A", order: 0 } };

Deno.test("a group prepared in advance is not shown before the start (B-7)", () => {
  assert.equal(findVisibleGroup({ room: "a" }, rooms, { open: false }), null);
  assert.equal(findVisibleGroup({ room: "a" }, rooms, { open: true }), "a");
  const after = { open: false, openedAt: 1 };
  assert.equal(findVisibleGroup({ room: "a" }, rooms, after), "a");
  assert.equal(findVisibleGroup({ room: "b" }, rooms, after), null);
  const archived = { a: { ...rooms.a, archived: true as const } };
  assert.equal(findVisibleGroup({ room: "a" }, archived, after), null);
});

Deno.test("at the start students are asked to follow, and after a reload they are there (B-7)", () => {
  assert.deepEqual(decideShownRoom({ room: null, isOpen: false }, inA, calm), {
    show: "main",
    arrival: { kind: "assigned", room: "a", shouldFollow: true },
  });
  const lastChoice = { group: "a", hasGoneBack: false };
  assert.deepEqual(decideShownRoom(null, inA, { ...calm, lastChoice }), {
    show: "a",
  });
});

Deno.test("a student who returned to the main room is there after a reload, and not asked again (B-10)", () => {
  const lastChoice = { group: "a", hasGoneBack: true };
  assert.deepEqual(decideShownRoom(null, inA, { ...calm, lastChoice }), {
    show: "main",
  });
});

Deno.test("a student in their group's room is in the new one at once, others are notified (B-9)", () => {
  const to = { room: "b", isOpen: true };
  assert.deepEqual(decideShownRoom(inA, to, { ...calm, shownRoom: "a" }), {
    show: "b",
    arrival: { kind: "moved", room: "b", shouldFollow: false },
  });
  assert.deepEqual(decideShownRoom(inA, to, calm), {
    show: "main",
    arrival: { kind: "moved", room: "b", shouldFollow: true },
  });
  const closed = { ...calm, shownRoom: "a", isChatOpen: false };
  assert.deepEqual(decideShownRoom(inA, to, closed), {
    show: "b",
    arrival: { kind: "moved", room: "b", shouldFollow: true },
  });
  assert.deepEqual(
    decideShownRoom(inA, { room: null, isOpen: true }, calm).arrival,
    {
      kind: "out",
      room: null,
      shouldFollow: false,
    },
  );
});

Deno.test("a student who chose a group is there without a notice (B-6)", () => {
  const before = { room: null, isOpen: true };
  assert.deepEqual(decideShownRoom(before, inA, { ...calm, isChosen: true }), {
    show: "a",
  });
});

Deno.test("the end returns students to the main room, and the group stays readable (B-7)", () => {
  const closed = { room: "a", isOpen: false };
  assert.deepEqual(decideShownRoom(inA, closed, { ...calm, shownRoom: "a" }), {
    show: "main",
    arrival: { kind: "over", room: null, shouldFollow: false },
  });
  const deleted = { room: null, isOpen: false };
  assert.equal(
    decideShownRoom(inA, deleted, { ...calm, shownRoom: "a" }).show,
    "main",
  );
});

Deno.test("the chat opens in the student's group, or the main room only by choice (B-9)", () => {
  const before = { room: null, isOpen: true };
  const started = decideShownRoom({ room: null, isOpen: false }, inA, away);
  assert.deepEqual(started, {
    show: "a",
    arrival: { kind: "assigned", room: "a", shouldFollow: true },
  });
  assert.equal(decideShownRoom(before, inA, away).show, "a");
  const to = { room: "b", isOpen: true };
  for (const back of [true, false]) {
    const lastChoice = { group: "a", hasGoneBack: back };
    const looking = { ...away, shownRoom: back ? "main" : "a", lastChoice };
    assert.deepEqual(decideShownRoom(inA, to, looking), {
      show: "b",
      arrival: { kind: "moved", room: "b", shouldFollow: back },
    });
    assert.equal(hasReturnedToMain(lastChoice, "a"), back);
    assert.equal(hasReturnedToMain(lastChoice, "b"), false);
  }
  assert.equal(hasReturnedToMain(null, "a"), false);
});

Deno.test("a page opens in the group from the first, even if its cache knew none (B-9)", () => {
  const began = { show: "a", shouldFollow: false };
  for (const before of [null, { room: null, isOpen: false }]) {
    const { show, arrival } = decideShownRoom(before, inA, {
      ...calm,
      isPlaced: false,
    });
    assert.deepEqual({ show, shouldFollow: arrival?.shouldFollow }, began);
  }
  const { show } = decideShownRoom(null, inA, calm);
  assert.equal(show, "a");
});

Deno.test("a student who returns to their group is not told that it is new (B-9)", () => {
  const back = { ...away, isReturning: true };
  assert.deepEqual(decideShownRoom(null, inA, back).arrival, {
    kind: "back",
    room: "a",
    shouldFollow: true,
  });
  assert.equal(decideShownRoom(null, inA, calm).arrival?.kind, "assigned");
  const without = { room: null, isOpen: true };
  assert.equal(decideShownRoom(without, inA, back).arrival?.kind, "assigned");
  const closed = { room: "a", isOpen: false };
  assert.equal(decideShownRoom(closed, inA, back).arrival?.kind, "assigned");
});

const saidNth = (n: number): Message => ({
  id: `${n}`,
  from: "amy",
  at: n,
  kind: "text",
  text: "Hello",
});

Deno.test("a room loaded at once renders no more messages than one loaded before (C-13)", () => {
  const all = Array.from({ length: 5000 }, (_, n) => saidNth(n));
  const there = new MessageScroller(signal(all)).currentSpan(5000);
  const comes = new MessageScroller(signal<readonly Message[]>([])).currentSpan(
    5000,
  );
  assert.deepEqual(comes, there);
  assert.equal(comes.to, 5000);
  assert.ok(comes.to - comes.from <= 24);
});

Deno.test("a room of very long messages renders few of them before their heights are known (C-13)", () => {
  const all = Array.from({ length: 100 }, (_, n) => ({
    ...saidNth(n),
    text: "a **b** ".repeat(500),
  }));
  const comes = signal<readonly Message[]>([]);
  const scrolling = new MessageScroller(comes);
  comes.value = all;
  const there = new MessageScroller(signal(all));
  for (
    const { from, to } of [there, scrolling].map((it) => it.currentSpan(100))
  ) {
    assert.ok(from < to && to - from <= 2, `${to - from} are rendered`);
  }
  const heights = new MessageHeights();
  const screen = { top: 20_000, bottom: 20_700 };
  const { from, to } = chooseSpan(all, heights, { from: 0, to: 0 }, screen);
  assert.ok(from < to && to - from <= 5, `${to - from} are rendered`);
});

Deno.test("messages that arrive one by one stay rendered with those before them (C-13)", () => {
  const all = Array.from({ length: 10 }, (_, n) => saidNth(n));
  const scrolling = new MessageScroller(signal(all));
  for (let length = 11; length <= 50; length++) {
    scrolling.renderedSpan.value = scrolling.currentSpan(length);
    assert.deepEqual(scrolling.renderedSpan.value, { from: 0, to: length });
  }
});

Deno.test("a room in the background keeps its last messages rendered, for any length (C-13)", () => {
  const all = Array.from({ length: 10 }, (_, n) => saidNth(n));
  const scrolling = new MessageScroller(signal(all));
  for (let length = 11; length <= 500; length++) {
    const { from, to } = scrolling.currentSpan(length);
    assert.equal(to, length);
    assert.ok(to - from <= 34);
  }
});

const list = Array.from({ length: 5000 }, (_, n) => ({ id: `${n}` }));
const known = (heights = new MessageHeights()) => {
  heights.setMeasured(list.slice(0, 20).map(({ id }) => [id, 40]));
  return heights;
};

Deno.test("unmeasured messages have the average height of measured ones, permanently", () => {
  const heights = known();
  assert.equal(heights.sum(list, 0, 5000), 200_000);
  heights.setMeasured([["20", 100]]);
  assert.equal(heights.heightOf(list[20]), 100);
  assert.equal(heights.heightOf(list[4000]), 40);
  assert.equal(heights.sum(list, 0, 5000), 200_060);
});

Deno.test("the messages between two heights are found, also at the list's ends", () => {
  const heights = known();
  assert.deepEqual(heights.spanBetween(list, 80, 160), { from: 2, to: 4 });
  assert.deepEqual(heights.spanBetween(list, 79, 161), { from: 1, to: 5 });
  assert.deepEqual(heights.spanBetween(list, -500, 1), { from: 0, to: 1 });
  assert.deepEqual(heights.spanBetween(list, 199_999, 300_000), {
    from: 4999,
    to: 5000,
  });
  assert.deepEqual(heights.spanBetween([], 0, 100), { from: 0, to: 0 });
});

Deno.test("at any scroll position the visible messages are rendered, and few more", () => {
  const heights = known();
  let span = { from: 4960, to: 5000 }, changes = 0;
  for (let top = 199_400; top >= 0; top -= 70) {
    const now = chooseSpan(list, heights, span, { top, bottom: top + 600 });
    const seen = heights.spanBetween(list, top, top + 600);
    assert.ok(now.from <= seen.from && now.to >= seen.to);
    assert.ok(now.to - now.from <= 62, `${now.to - now.from} are in the page`);
    if (now !== span) changes++;
    span = now;
  }
  assert.ok(changes < 400, `${changes} times something changed`);
});

Deno.test("a shortened list leaves nothing behind", () => {
  const heights = known();
  const screen = { top: 0, bottom: 600 };
  const now = chooseSpan(
    list.slice(0, 3),
    heights,
    { from: 0, to: 40 },
    screen,
  );
  assert.deepEqual(now, { from: 0, to: 3 });
});

Deno.test("adding or remeasuring a message does not cost the whole list", () => {
  class Counting extends MessageHeights {
    reckoned = 0;
    override heightOf(one: { id: string }) {
      this.reckoned++;
      return super.heightOf(one);
    }
  }
  const heights = new Counting();
  known(heights);
  assert.equal(heights.sum(list, 0, 5000), 200_000);
  heights.reckoned = 0;
  const longer = [...list, { id: "5000" }];
  assert.equal(heights.sum(longer, 0, 5001), 200_040);
  assert.deepEqual(heights.spanBetween(longer, 100, 200), { from: 2, to: 5 });
  assert.equal(heights.reckoned, 1);
  heights.setMeasured([["4998", 60]]);
  assert.equal(heights.sum(longer, 0, 5001), 200_060);
  assert.equal(heights.reckoned, 4);
});

Deno.test("after any measuring, adding and removing the heights equal the sums", () => {
  const random = new Random(7);
  const heights = new MessageHeights();
  let now: { id: string }[] = [];
  for (let turn = 0; turn < 500; turn++) {
    const at = random.below(now.length + 1);
    if (random.below(3) > 0) now = [...now, { id: `${turn}` }];
    else now = now.toSpliced(at, 1);
    const some = now.slice(at, at + 5);
    if (random.below(50) === 0) heights.forget();
    heights.setMeasured(some.map(({ id }) => [id, 20 + random.below(80)]));
    let sum = 0, from = 0;
    for (const one of now) sum += heights.heightOf(one);
    assert.ok(Math.abs(heights.sum(now, 0, now.length) - sum) < 0.001);
    const top = random.below(Math.ceil(sum) + 1);
    for (
      let y = 0;
      from < now.length && (y += heights.heightOf(now[from])) <= top;
    ) {
      from++;
    }
    assert.equal(heights.spanBetween(now, top, top + 100).from, from);
  }
});

function madeUpList(clientHeight: number) {
  const box = { top: 0, height: clientHeight };
  const list = {
    clientWidth: 300,
    offsetTop: 0,
    style: {},
    children: [],
  } as unknown as HTMLElement;
  const scroller = {
    clientHeight,
    children: [list],
    addEventListener() {},
    removeEventListener() {},
    get scrollHeight() {
      return box.height;
    },
    get scrollTop() {
      return box.top;
    },
    set scrollTop(top: number) {
      box.top = Math.max(0, Math.min(top, box.height - clientHeight));
    },
  };
  return { box, list, scroller: scroller as unknown as HTMLElement };
}

Deno.test("growth before a scroll event does not move a room from its end (C-13)", () => {
  const before = globalThis.ResizeObserver;
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  try {
    const { box, list, scroller } = madeUpList(300);
    const scrolling = new MessageScroller(signal<readonly Message[]>([]));
    const detach = scrolling.attach(scroller, list);
    box.height = 500;
    scrolling.settleScroll();
    assert.equal(box.top, 200);
    box.height = 600;
    scrolling.onScroll();
    assert.deepEqual([scrolling.isAtEnd.value, box.top], [true, 300]);
    scroller.scrollTop = 100;
    scrolling.onScroll();
    assert.equal(scrolling.isAtEnd.value, false);
    detach();
  } finally {
    globalThis.ResizeObserver = before;
  }
});
