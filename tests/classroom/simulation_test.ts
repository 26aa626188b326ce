/**
 * A simulated lesson with groups, conversations and colleagues over bad networks, two servers and a bad KV
 * (SYNC-1–SYNC-5, GROUP-1, A-1, S-8, S-9). The seed decides all timers, delays and choices; see `random.ts`.
 */
import { seedIds } from "../seeded_ids.ts";
import assert from "node:assert/strict";
import type { Turn } from "../../classroom/model/conversations.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import type { PlacementEvent } from "../../classroom/model/groups.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { type Random, seededRounds } from "../random.ts";
import { SimulatedTime } from "../sync/simulated_time.ts";
import {
  answerAtRandom,
  type SimulatedVotes,
  verifyChecks,
} from "./simulated_checks.ts";
import type { LessonDevice } from "./simulated_device.ts";
import { SimulatedLesson } from "./simulated_lesson.ts";

const students = 10, groups = 3, actions = 300;

function act(
  device: LessonDevice,
  random: Random,
  lesson: SimulatedLesson,
): void {
  const { room } = device;
  const kind = random.below(28);
  if (kind < 6) {
    const text = `${newId()}`;
    const open = device.conversations;
    if (open.length === 0 || random.chance(0.4) && open.length < 3) {
      open.push(newId());
    }
    device.pushCommand({ kind: "ask", conversation: random.pick(open), text });
  } else if (kind < 8) {
    const [conversation] = device.conversations;
    if (conversation) device.pushCommand({ kind: "stop", conversation });
  } else if (kind < 10) {
    const conversation = device.conversations.at(-1);
    const name = conversation &&
      names.conversation(device.who.session, conversation);
    const doc = name ? device.findDoc(name) : undefined;
    const last = (doc?.getArray("turns").toJSON() as Turn[] ?? []).at(-1);
    if (last && (last.state === "stopped" || last.state === "failed")) {
      device.pushCommand({ kind: "retry", conversation, message: last.id });
    }
  } else if (kind < 12) {
    const to = random.pick([...lesson.rooms, null]);
    device.pushCommand({ kind: "choose-room", room: to });
  } else if (kind < 13) {
    device.pushCommand({ kind: "help", on: random.chance(0.6) });
  } else if (kind >= 26) lesson.castVote(device.who);
  else if (kind >= 20) answerAtRandom(device, lesson.checks, random);
  else {
    device.pushCommand({ kind: "say", room: room ?? "main", text: "Hello" });
  }
}

function happen(random: Random, lesson: SimulatedLesson): void {
  const kind = random.below(100);
  if (kind < 68) act(random.pick(lesson.students), random, lesson);
  else if (kind < 72) lesson.staff.postAsColleague();
  else if (kind < 76) lesson.staff.changeColleague();
  else if (kind < 88) lesson.changeGroups();
  else if (kind < 94) {
    random.pick([...lesson.students, lesson.teacher]).cutNetwork();
  } else if (kind < 96) {
    // The storage nearly fails for a while, and loses answers.
    const { trouble } = lesson;
    trouble.failed = trouble.lost = 0.5;
    lesson.time.schedule(random.below(2000), () => {
      trouble.failed = trouble.lost = lesson.isOver ? 0 : 0.02;
    });
  } else lesson.replaceServer(random.chance(0.7));
}

const simulation = seededRounds("lessons", 5);

Deno.test("any lesson keeps members in one place, and loses no message or answer (SYNC-1–SYNC-5, GROUP-1, A-1)", async () => {
  const folder = await Deno.makeTempDir();
  await simulation.each(async (random, seed) => {
    seedIds(seed);
    const time = new SimulatedTime(random.fork());
    const giveBack = time.takeTimers();
    const lesson = new SimulatedLesson(time, folder);
    try {
      await lesson.begin(students, groups);
      lesson.trouble.lost = lesson.trouble.failed = 0.02;
      for (let n = 0; n < actions; n++) {
        happen(random, lesson);
        await time.pass(random.below(300));
      }
      lesson.isOver = true;
      lesson.trouble.lost = lesson.trouble.failed = 0;
      const all = [lesson.teacher, ...lesson.students];
      all.forEach((device) => device.reconnect());
      // A dead server's lease ends.
      await time.pass(40_000, () => all.every((device) => device.isSettled));
      all.forEach((device) => device.followDocuments());
      await time.pass(10_000, () => all.every((device) => device.isSettled));
      const [{ app }] = lesson.servers;
      const cast = await time.finish(lesson.votes.settle(app!));
      await check(lesson, cast);
    } finally {
      const stopped = lesson.servers.map((each) => each.stop());
      await time.finish(Promise.all(stopped), 120_000);
      giveBack();
    }
  });
  await Deno.remove(folder, { recursive: true });
});

async function check(
  lesson: SimulatedLesson,
  cast: Awaited<ReturnType<SimulatedVotes["settle"]>>,
): Promise<void> {
  assert.deepEqual(lesson.wrong, []);
  const { session: s, teacher } = lesson;
  const root = await lesson.loadStored(names.session(s));
  const staff = await lesson.loadStored(names.staff(s));

  // Groups: each student is where the record says.
  const at = new Map<string, string | null>();
  for (const it of staff.getArray<PlacementEvent>("placements")) {
    if (it.kind !== "placed") continue;
    for (const [member, room] of Object.entries(it.rooms)) at.set(member, room);
  }
  for (const [id, { role, room }] of root.getMap<Member>("members")) {
    if (role === "student") assert.equal(room, at.get(id) ?? null, "GROUP-1");
  }

  // Messages: once and in order, or refused.
  const found = new Map<string, string>();
  for (const room of ["main", ...lesson.rooms]) {
    const doc = await lesson.loadStored(names.room(s, room));
    const messages = doc.getArray<Message>("messages").toArray();
    for (const { id } of messages) {
      assert.ok(!found.has(id), "SYNC-3: nothing came twice");
      found.set(id, room);
    }
    for (const { who, pushed } of lesson.students) {
      const written = pushed.flatMap(({ id, kind }) =>
        kind === "say" && found.get(id) === room ? [id] : []
      );
      const there = messages.filter((it) =>
        it.from === who.member && !("brought" in it)
      );
      assert.deepEqual(there.map(({ id }) => id), written, "SYNC-4: in order");
    }
    const shown = teacher.findDoc(names.room(s, room));
    assert.deepEqual(shown?.getArray("messages").toArray(), messages);
  }
  for (const id of lesson.messages) {
    assert.ok(found.has(id), "SYNC-1, SYNC-2: what was seen is there");
  }

  // Conversations: each question once, no answer hangs, no seen word is lost.
  const turns = new Map<string, Turn>();
  let answers = 0, failed = 0;
  const asks = new Map<string, number>();
  for (const device of lesson.students) {
    for (const id of device.own.getMap("conversations").keys()) {
      const doc = await lesson.loadStored(names.conversation(s, id));
      const all = doc.getArray("turns").toJSON() as Turn[];
      for (const turn of all) {
        assert.ok(!turns.has(turn.id), "SYNC-3: no turn twice");
        turns.set(turn.id, turn);
        assert.notEqual(turn.state, "streaming", "no answer hangs");
        if (turn.role === "user") continue;
        answers++;
        if (turn.state === "failed") failed++;
        const said = turn.text.split(" ").slice(0, -1)
          .map((word) => Number(word.slice("word".length)));
        const whole = turn.text === "" || turn.text.endsWith(" ");
        assert.ok(
          whole && said.every((n, i) => i === 0 || n === said[i - 1] - 1) &&
            (turn.state !== "done" || said.at(-1) === 0),
          `no word twice or missing: ${turn.state} ${turn.text}`,
        );
        const prompt = turns.get(turn.prompt!)!.text;
        asks.set(prompt, (asks.get(prompt) ?? 0) + 1);
      }
      const shown = device.findDoc(names.conversation(s, id));
      assert.deepEqual(shown?.getArray("turns").toJSON(), all, "as stored");
    }
  }
  for (const [id, text] of lesson.answers) {
    assert.ok(
      turns.get(id)?.text.startsWith(text),
      "SYNC-1, SYNC-2: words stand",
    );
  }
  for (const text of new Set(lesson.asked)) {
    const times = lesson.asked.filter((it) => it === text).length;
    assert.ok(
      times <= (asks.get(text) ?? 0),
      "SYNC-5: one instance asks, once",
    );
  }
  const { messages, asked } = lesson;
  assert.ok(
    messages.size > 0 && lesson.answers.size > 0 && asked.length > 0,
    "they talked, and asked",
  );
  let refused = 0;
  for (const { pushed, receipts } of lesson.students) {
    for (const { id, kind } of pushed) {
      if (receipts.has(id)) refused++;
      const isThere = kind === "say" ? found.has(id) : turns.has(id);
      if (kind !== "say" && kind !== "ask" && kind !== "retry") continue;
      assert.equal(isThere, !receipts.has(id), `SYNC-3: ${kind}, or refused`);
    }
  }
  const taken = await verifyChecks(
    lesson.checks,
    lesson.students,
    { session: root, staff },
    { kv: lesson.kv.asKv, cast },
  );
  const colleagues = await lesson.staff.verifyStore(root, staff);
  console.log(
    `${taken}, ${colleagues}, ${found.size} messages, ${answers} answers, ${failed} cut off, ${refused} refused;`,
    lesson.reports,
  );
}
