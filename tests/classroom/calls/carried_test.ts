/** K-2: in any history of a lesson the call follows its people, and nobody is in two calls. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import {
  callRemovals,
  callsState,
  singleMutes,
  unmuteRequests,
} from "../../../classroom/model/calls_layout.ts";
import type { ActInput, ActName } from "../../../classroom/acts.ts";
import { areGroupsOpen } from "../../../classroom/groups/broadcast.ts";
import { rooms } from "../../../classroom/model/breakouts_layout.ts";
import { members } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { type Random, run } from "../../random.ts";
import { distribution, redAndBlue } from "../groups/class_with_groups.ts";

const silent = { microphone: false, camera: false, screen: false };

type Class = Awaited<ReturnType<typeof redAndBlue>>;

/** Only `end` ends a call. */
function steps({ school, teacher, who, rooms, membership }: Class) {
  const { calls } = school.app;
  const desk = <At extends ActName>(at: At, given?: Partial<ActInput<At>>) =>
    asks({ calls, breakouts: rooms }, teacher, at, given);
  const { member: amy } = who.Amy, { member: ben } = who.Ben;
  const all: Record<string, (random: Random) => Promise<unknown>> = {
    start: (random) =>
      desk("POST /call", {
        rooms: random.pick(["main", "groups"] as const),
      }),
    end: (random) =>
      desk("DELETE /call", {
        rooms: random.pick(["main", "groups", undefined] as const),
      }),
    "take out": () => desk("DELETE /call/members/:m", { m: amy }),
    "let back": () => desk("POST /call/members/:m/undo", { m: amy }),
    ask: () => desk("POST /call/members/:m/unmute", { m: ben }),
    mute: () => desk("POST /call/members/:m/mute", { m: ben }),
    open: () => desk("POST /breakouts/start"),
    close: () => desk("POST /breakouts/stop"),
    delete: () => desk("DELETE /breakouts/rooms"),
    groups: () =>
      desk("POST /breakouts/groups", {
        of: 2,
        onlineOnly: false,
      }),
    undo: () => desk("POST /breakouts/undo"),
    add: () =>
      desk("POST /breakouts/rooms", {
        count: 1,
      }),
    distribute: () => desk("POST /breakouts/distribute", distribution("even")),
    automatic: (random) =>
      desk("PATCH /breakouts", {
        auto: random.chance(0.5),
        capacity: 2,
      }),
    remove: () => membership.removeMember(teacher, ben),
    allow: () => membership.allowMember(teacher, ben),
    merge: () =>
      membership.mergeMember(teacher, amy, { member: who.Cem.member }),
    unmerge: () => membership.separateMember(teacher, amy),
  };
  return all;
}

async function look({ school, session, who, read }: Class) {
  const facts = await read((doc) => ({
    ...callsState(doc),
    open: areGroupsOpen(doc),
    rooms: [...rooms(doc).keys()],
    named: unmuteRequests(doc).size + singleMutes(doc).size +
      callRemovals(doc).size,
    out: [...callRemovals(doc).keys()],
    gone: [...members(doc)].flatMap(([id, it]) => it.removed ? id : []),
  }));
  const { authority, sync } = school.app;
  const places = await sync.read(
    session.id,
    [names.session(session.id)],
    (documents) =>
      Object.values(who).map((it) => ({
        id: it.member,
        rooms: ["main", ...facts.rooms].filter((room) =>
          "state" in authority.decidePeerState(
            documents,
            it,
            names.room(session.id, room),
            { wanted: silent, allowed: null, others: [] },
          )
        ),
      })),
  );
  return { ...facts, places, isOn: (facts.main ?? facts.groups) !== undefined };
}

Deno.test("K-2: whatever staff do with groups and people, a call that is on goes along, and each student is in one at the most", async () => {
  await run("calls and groups", 12).each(async (random) => {
    const given = await redAndBlue();
    await using _ = given.school;
    const all = steps(given);
    let before = await look(given);
    for (let step = 0; step < 40; step++) {
      const name = random.pick(Object.keys(all));
      try {
        await all[name](random);
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
      const now = await look(given);
      if (now.groups !== undefined) assert(now.open, `${name}: closed groups`);
      if (name !== "end" && before.isOn) assert(now.isOn, `${name}: no call`);
      if (!now.isOn) assert.equal(now.named, 0, `${name}: somebody is left`);
      for (const { id, rooms } of now.places) {
        assert(rooms.length <= 1, `${name}: in two calls`);
        // Aliases are checked as the other member.
        if (now.gone.includes(id) || now.out.includes(id)) continue;
        if (now.main !== undefined) assert.equal(rooms.length, 1, name);
      }
      before = now;
    }
  });
});
