/** K-1, K-2: who may be in which call and with what, by tables and for any class. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { decideAccess } from "../../../classroom/access.ts";
import type {
  Identity,
  Member,
  MemberRole,
} from "../../../classroom/model/members.ts";
import { parseDocumentName } from "../../../classroom/model/layout.ts";
import {
  callRights,
  callRoomOf,
  type CallSituation,
  isAllowedInCall,
  isCallOn,
} from "../../../classroom/model/calls.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { Room } from "../../../classroom/model/groups.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { property } from "../../random.ts";

const s = newId(), amy = newId(), red = newId(), blue = newId();
const noSuchRoom = newId();

const usual: CallSituation = {
  call: { main: 1, groups: 2 },
  info: { state: "active", eyesOnMe: null },
  breakouts: { open: true },
  room: (id) => id === red || id === blue ? {} : undefined,
  isOut: () => false,
};

const member = (more: Partial<Member> = {}): Member => ({
  name: "Amy",
  role: "student",
  joinedAt: 1,
  room: red,
  ...more,
});

Deno.test("K-2: the one call of a student is their group's while groups talk, else the main room's, else none", () => {
  const table: [
    why: string,
    member: Member | undefined,
    situation: Partial<CallSituation>,
    room: string | null,
  ][] = [
    ["in their group", member(), {}, red],
    ["without a group", member({ room: null }), {}, "main"],
    ["groups are closed", member(), { breakouts: { open: false } }, "main"],
    ["no call in groups", member(), { call: { main: 1 } }, "main"],
    ["none in the main room", member(), { call: { groups: 1 } }, red],
    ["no group, groups alone", member({ room: null }), {
      call: { groups: 1 },
    }, null],
    ["no call", member(), { call: {} }, null],
    ["the group is archived", member(), {
      room: () => ({ archived: true }),
    }, "main"],
    ["the group is not there", member({ room: noSuchRoom }), {}, "main"],
    ["out of the call", member(), { isOut: (id) => id === amy }, null],
    ["removed", member({ removed: true }), {}, null],
    [
      "merged",
      member({ removed: true, mergedInto: newId(), room: null }),
      {},
      null,
    ],
    ["an observer", member({ role: "observer" }), {}, null],
    ["staff, who choose", member({ role: "teacher", room: null }), {}, null],
    ["not in", undefined, {}, null],
    ["while the end can be undone", member(), {
      info: { state: "ending", eyesOnMe: null },
    }, red],
    ["before the class", member(), {
      info: { state: "scheduled", eyesOnMe: null },
    }, null],
    ["after the class", member(), {
      info: { state: "ended", eyesOnMe: null },
    }, null],
  ];
  for (const [why, it, more, room] of table) {
    assert.equal(callRoomOf(amy, it, { ...usual, ...more }), room, why);
  }
});

Deno.test("K-1: staff have everything on; students a microphone, and what is allowed, and none of them speaks over eyes on me", () => {
  const rights = (role: MemberRole, more: Partial<CallSituation> = {}) => {
    const it = callRights({ role }, { ...usual, ...more });
    return `${it.microphone} ${it.camera} ${it.screen}`;
  };
  const silent = { info: { state: "active", eyesOnMe: { text: "" } } } as const;
  assert.equal(rights("student"), "true false false");
  assert.equal(
    rights("student", { call: { cameras: true } }),
    "true true false",
  );
  assert.equal(
    rights("student", { call: { screens: true } }),
    "true false true",
  );
  assert.equal(rights("student", silent), "false false false");
  assert.equal(rights("teacher", silent), "true true true");
});

const rooms = [red, blue, noSuchRoom];
const situations = fc.record({
  call: fc.record({
    main: fc.nat(),
    groups: fc.nat(),
    cameras: fc.boolean(),
    screens: fc.boolean(),
  }, { requiredKeys: [] }),
  state: fc.constantFrom("scheduled", "active", "ending", "ended"),
  eyesOnMe: fc.constantFrom(null, { text: "" }),
  open: fc.boolean(),
  archived: fc.subarray([red, blue]),
  isOut: fc.boolean(),
}).map(({ call, state, eyesOnMe, open, archived, isOut }) => ({
  call,
  info: { state, eyesOnMe } as CallSituation["info"],
  breakouts: { open },
  room: (id: string): Pick<Room, "archived"> | undefined =>
    id === noSuchRoom
      ? undefined
      : archived.includes(id)
      ? { archived: true }
      : {},
  isOut: () => isOut,
}));

const people = fc.record({
  role: fc.constantFrom<MemberRole>("student", "teacher", "observer"),
  room: fc.constantFrom(null, red, blue, noSuchRoom),
  removed: fc.boolean(),
  refused: fc.boolean(),
}).map(({ removed, refused, role, room }) =>
  member({
    role,
    room: role === "student" && !removed ? room : null,
    ...(removed && { removed }),
    ...(refused && { refused }),
  })
);

Deno.test("K-2, ACCESS-1: a student may be in one call at the most, nobody in a room that they may not read, and nobody when there is no class", () => {
  fc.assert(
    fc.property(people, situations, (it, situation) => {
      const may = ["main", ...rooms]
        .filter((room) => isAllowedInCall(amy, it, room, situation));
      if (it.role !== "teacher") {
        const one = callRoomOf(amy, it, situation);
        assert.deepEqual(may, one === null ? [] : [one]);
      }
      if (it.role === "observer") assert.deepEqual(may, []);
      const { state } = situation.info;
      const isOn = state === "active" || state === "ending";
      if (!isOn || it.removed) assert.deepEqual(may, []);
      const who: Identity = { role: it.role, session: s, member: amy };
      for (const room of may) {
        assert(isCallOn(room, situation));
        const granted = decideAccess(
          who,
          parseDocumentName(names.room(s, room)),
          {
            state,
            member: it,
            rooms: new Set([red, blue]),
            collect: false,
            former: [],
          },
        );
        assert.equal(granted, "read");
      }
    }),
    property("who may be in a call", 1000),
  );
});
