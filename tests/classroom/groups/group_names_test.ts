/** Names of automatic groups, in every language (B-3, GROUP-5, L-1). */
import assert from "node:assert/strict";
import {
  findFreeGroupNames,
  isSameGroupName,
  makeRoomName,
} from "../../../classroom/model/group_names.ts";
import {
  archiveRooms,
  makeRoom,
  restoreRoom,
} from "../../../classroom/groups/room_assignment.ts";
import { addRooms, changeRoom } from "../../../classroom/groups/rooms.ts";
import { rooms } from "../../../classroom/model/breakouts_layout.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { Doc } from "yjs";
import { runInLanguage } from "../../../locales/current.ts";
import { groupName } from "../../../locales/group_names.ts";
import { languages } from "texts/languages.ts";
import { refusalOf } from "../school.ts";
import { nextGroupName } from "../../../classroom/model/allocator.ts";
import { countGroups } from "../../../classroom/model/groups.ts";

const chinese = languages.find(({ tag }) => tag === "zh-TW")!;

const inChinese = (name: string) =>
  runInLanguage(chinese, () => groupName({ name }));

/** Documents of a class with these rooms. */
function classWith(...names: string[]) {
  const docs = { session: new Doc(), staff: new Doc() };
  if (names.length > 0) addRooms(docs.session, { names }, newId);
  const ids = [...rooms(docs.session).keys()];
  return { docs, session: docs.session, ids };
}

Deno.test("automatic groups are named in the reader's language, others as given (B-3)", () => {
  const read = ["Group A", "Group Z", "Group 27", "Group 1000"].map(inChinese);
  assert.deepEqual(read, ["A 組", "Z 組", "第 27 組", "第 1000 組"]);
  for (const name of ["Red", "Group 7", "group a", "Group 027", "第 3 組"]) {
    assert.equal(inChinese(name), name);
    assert.equal(groupName({ name }), name);
  }
  assert.equal(groupName({ name: "Group A", number: 1 }), "Group A");
  assert.equal(groupName({ name: "Group 1000" }), "Group 1000");
});

Deno.test("a document has an automatic group's English name and its number (B-3)", () => {
  assert.deepEqual(makeRoomName("Group C"), { name: "Group C", number: 3 });
  assert.deepEqual(makeRoomName("C 組"), { name: "C 組" });
  const { session, docs, ids: [id] } = classWith("Group A");
  assert.deepEqual(rooms(session).get(id), {
    name: "Group A",
    number: 1,
    order: 0,
  });
  changeRoom(docs, id, { name: "A 組" }, "lin");
  assert.equal(rooms(session).get(id)?.number, 1, "it is called so already");
  changeRoom(docs, id, { name: "Blue" }, "lin");
  assert.deepEqual(rooms(session).get(id), { name: "Blue", order: 0 });
});

Deno.test("a number of rooms gets the next names (B-3)", () => {
  const { session } = classWith("Blue", "Group B");
  const made = addRooms(session, { count: 3 }, newId);
  assert.deepEqual(made.map(({ name }) => name), [
    "Group A",
    "Group C",
    "Group D",
  ]);
});

Deno.test("a name that another group has in some language is refused (B-3, B-6, GROUP-5)", async () => {
  const { session, docs, ids } = classWith("Group A", "Blue");
  const taken = (act: () => unknown) => refusalOf(Promise.resolve().then(act));
  for (const name of ["A 組", "ａ  組", "group a"]) {
    const add = () => addRooms(session, { names: [name] }, newId);
    assert.equal(await taken(add), "name-taken", name);
    const rename = () => changeRoom(docs, ids[1], { name }, "lin");
    assert.equal(await taken(rename), "name-taken", name);
  }
  assert(!isSameGroupName("A 組", "Group B"));
  assert.deepEqual(findFreeGroupNames(["A 組", "第 ２７ 組"], 26).slice(-2), [
    "Group Z",
    "Group 28",
  ]);
});

Deno.test("a group that comes back while another is called the same gets the next name and its number (GROUP-5)", () => {
  const { session, ids: [id] } = classWith("Group A");
  archiveRooms(session, [id], 1);
  makeRoom(session, { id: "other", name: "A 組", order: 1 });
  restoreRoom(session, id);
  assert.deepEqual(rooms(session).get(id), {
    name: "Group B",
    number: 2,
    order: 0,
  });
});

Deno.test("groups are named A to Z, then 27, 28 and on, the first name that is free (B-3, GROUP-5)", () => {
  const names: string[] = [];
  for (let n = 0; n < 30; n++) names.push(nextGroupName(names));
  assert.deepEqual(
    [names[0], names[25], names[26], names[29]],
    ["Group A", "Group Z", "Group 27", "Group 30"],
  );
  const without = (gone: string) =>
    nextGroupName(names.filter((name) => name !== gone));
  assert.equal(without("Group C"), "Group C");
  assert.equal(without("Group 28"), "Group 28");
  assert.equal(nextGroupName(["GROUP  A", "ｇｒｏｕｐ b"]), "Group C");
  assert.equal(nextGroupName(["Group 1", "Red"]), "Group A");
});

Deno.test("several names at once are those that the groups would get one after the other (B-3)", () => {
  const living = ["GROUP  A", "ｇｒｏｕｐ b", "Red", "Group\u200b 27"];
  const names = findFreeGroupNames(living, 30);
  const oneByOne = [...living];
  for (const name of names) {
    assert.equal(nextGroupName(oneByOne), name);
    oneByOne.push(name);
  }
  assert.deepEqual([names[0], names[23], names[24]], [
    "Group C",
    "Group Z",
    "Group 28",
  ]);
});

Deno.test("the number of groups follows the size, and pairs by hand leave no one alone (B-8)", () => {
  const table: [
    students: number,
    size: number | null,
    hand: number,
    auto: number,
  ][] = [
    [1, 2, 1, 1],
    [2, 2, 1, 1],
    [3, 2, 1, 2],
    [4, 2, 2, 2],
    [7, 2, 3, 4],
    [28, 2, 14, 14],
    [29, 2, 14, 15],
    [4, 3, 2, 2],
    [7, 3, 3, 3],
    [28, 4, 7, 7],
    [29, 4, 8, 8],
    [9, null, 0, 0],
  ];
  for (const [students, capacity, hand, automatically] of table) {
    const made = [false, true].map((auto) =>
      countGroups(students, { auto, capacity })
    );
    assert.deepEqual(made, [hand, automatically], `${students} by ${capacity}`);
  }
});
