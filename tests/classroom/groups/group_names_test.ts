/** B-3, L-1: automatic groups are kept as their number, read in every language, and confused with no other. */
import assert from "node:assert/strict";
import {
  freeGroupNames,
  isSameGroupName,
  named,
} from "../../../classroom/model/group_names.ts";
import {
  archiveRooms,
  makeRoom,
  reviveRoom,
} from "../../../classroom/groups/room_assignment.ts";
import { addRooms, changeRoom } from "../../../classroom/groups/rooms.ts";
import { rooms } from "../../../classroom/model/breakouts_layout.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { Doc } from "yjs";
import { speak } from "../../../locales/current.ts";
import { groupName } from "../../../locales/group_names.ts";
import { languages } from "texts/languages.ts";
import { refusalOf } from "../school.ts";

const chinese = languages.find(({ tag }) => tag === "zh-TW")!;
const inChinese = (name: string) => speak(chinese, () => groupName({ name }));

/** A session's documents, with some rooms. */
function classWith(...names: string[]) {
  const docs = { session: new Doc(), staff: new Doc() };
  if (names.length > 0) addRooms(docs.session, { names }, newId);
  const ids = [...rooms(docs.session).keys()];
  return { docs, session: docs.session, ids };
}

Deno.test("B-3: an automatic group is read in one's own language, old data too; a name given by hand as it was given", () => {
  const read = ["Group A", "Group Z", "Group 27", "Group 1000"].map(inChinese);
  assert.deepEqual(read, ["A 組", "Z 組", "第 27 組", "第 1000 組"]);
  for (const name of ["Red", "Group 7", "group a", "Group 027", "第 3 組"]) {
    assert.equal(inChinese(name), name);
    assert.equal(groupName({ name }), name);
  }
  assert.equal(groupName({ name: "Group A", number: 1 }), "Group A");
  assert.equal(groupName({ name: "Group 1000" }), "Group 1000");
});

Deno.test("B-3: a document has an automatic group's English name and its number", () => {
  assert.deepEqual(named("Group C"), { name: "Group C", number: 3 });
  assert.deepEqual(named("C 組"), { name: "C 組" });
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

Deno.test("B-3: so many rooms are made with the names that come next", () => {
  const { session } = classWith("Blue", "Group B");
  const made = addRooms(session, { count: 3 }, newId);
  assert.deepEqual(made.map(({ name }) => name), [
    "Group A",
    "Group C",
    "Group D",
  ]);
});

Deno.test("B-3, B-6, G5: no name is what another group is called in some language", async () => {
  const { session, docs, ids } = classWith("Group A", "Blue");
  const taken = (act: () => unknown) => refusalOf(Promise.resolve().then(act));
  for (const name of ["A 組", "ａ  組", "group a"]) {
    const add = () => addRooms(session, { names: [name] }, newId);
    assert.equal(await taken(add), "name-taken", name);
    const rename = () => changeRoom(docs, ids[1], { name }, "lin");
    assert.equal(await taken(rename), "name-taken", name);
  }
  assert(!isSameGroupName("A 組", "Group B"));
  assert.deepEqual(freeGroupNames(["A 組", "第 ２７ 組"], 26).slice(-2), [
    "Group Z",
    "Group 28",
  ]);
});

Deno.test("G5: a group that comes back while another is called the same gets the next name and its number", () => {
  const { session, ids: [id] } = classWith("Group A");
  archiveRooms(session, [id], 1);
  makeRoom(session, { id: "other", name: "A 組", order: 1 });
  reviveRoom(session, id);
  assert.deepEqual(rooms(session).get(id), {
    name: "Group B",
    number: 2,
    order: 0,
  });
});
