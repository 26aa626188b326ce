/**
 * SYNC-13, ACCESS-1, CHAT-1, GROUP-1: a student sends every command with forged fields and writes into the server's
 * documents. The server survives, others' content stays private and unchanged, and hers stays well-formed. One round is
 * one class; see `random.ts`.
 */
import { seedIds } from "../seeded_ids.ts";
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import * as Y from "yjs";
import { ZodError } from "zod";
import { bounds } from "../../classroom/model/bounds.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { isId } from "../../classroom/model/ids.ts";
import { parseReactionKey } from "../../classroom/model/messages.ts";
import type { AnswerSheet } from "../../classroom/model/resources/shared_resources.ts";
import { refusalStatuses } from "../../classroom/model/refusals.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { makeStep2Frame, makeUpdateFrame } from "../../sync/protocol.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { runAct } from "../classroom/asking.ts";
import { fuzzRounds } from "../random.ts";
import {
  ClassWithForger,
  documentJson,
  othersWord,
} from "../classroom/forger.ts";
import {
  forgedVotePrefix,
  forgeServerWrite,
  randomCommand,
  randomVote,
} from "../classroom/forgery.ts";

const commandsARound = 60;

type View = ReturnType<typeof documentJson>;
type Views = Map<string, View>;

async function views(rig: ClassWithForger): Promise<Views> {
  const all: Views = new Map();
  for (const name of await rig.documentsOfKind()) {
    all.set(name, await rig.readJson(name));
  }
  return all;
}

/** Compares the state with the one before. */
function check(rig: ClassWithForger, before: Views, now: Views): void {
  const { session: s, who, rooms } = rig;
  assert.deepEqual(rig.reports, [], "the server never fails");
  const { amy, lin, mallory } = who;
  const session = now.get(names.session(s))!;
  const was = before.get(names.session(s))!;
  assert.deepEqual(session.info, was.info, "the session is as it was");
  for (const [id, member] of Object.entries(session.members)) {
    const old = was.members[id];
    if (id !== mallory.member) assert.deepEqual(member, old, "others stay");
    else assert.deepEqual({ ...member, room: null }, { ...old, room: null });
  }
  const at = session.members[mallory.member].room;
  assert.ok(at === null || rooms.includes(at) && at !== "main", "GROUP-1");
  for (const { member } of [amy, lin]) {
    const name = names.member(s, member);
    assert.deepEqual(now.get(name), before.get(name), "others' documents stay");
  }

  for (const room of rooms) {
    // Rooms have separate message ids: a command counts once per room.
    const given = new Set<string>();
    const name = names.room(s, room);
    const { messages, marks, reactions } = now.get(name)!;
    const old = before.get(name)!.messages;
    for (const [at, was] of old.entries()) {
      if (was.from !== mallory.member) {
        assert.deepEqual(messages[at], was, "CHAT-1: what others said");
        continue;
      }
      const { id, from, at: said, kind } = messages[at];
      assert.deepEqual([id, from, said], [was.id, was.from, was.at]);
      assert.ok(kind === was.kind || kind === "deleted", "in its place");
    }
    for (const [id, keys] of Object.entries(reactions)) {
      const { kind } = messages.find((it) => it.id === id)!;
      assert.ok(kind !== "deleted" && kind !== "system", "CHAT-3");
      assert.ok(Object.keys(keys).length > 0);
      for (const key of Object.keys(keys)) {
        assert.equal(
          parseReactionKey(key)?.member,
          mallory.member,
          "hers alone",
        );
      }
    }
    for (const message of messages) {
      assert.ok(isId(message.id) && !given.has(message.id), "SYNC-3: one each");
      given.add(message.id);
    }
    for (const [at, message] of messages.entries()) {
      if (at < old.length && isDeepStrictEqual(message, old[at])) continue;
      if (message.kind === "deleted") continue;
      assert.equal(
        message.from,
        mallory.member,
        "CHAT-1: she speaks for herself",
      );
      assert.ok(message.kind === "text" || message.kind === "assistant");
      const { text } = message;
      assert.ok(text.trim() !== "", "empty");
      const most = message.kind === "text" ? bounds.text : bounds.answer;
      assert.ok(text.length <= most, "too long");
      assert.ok(
        !JSON.stringify(message).includes(othersWord),
        "ACCESS-1: hers alone",
      );
      assert.ok(!("student" in message), "a teacher's alone");
    }
    for (const [id, { by }] of Object.entries(marks)) {
      assert.equal(by, mallory.member, "only she has marked");
      assert.ok(messages.some((it) => it.id === id), "what is there");
      assert.notEqual(room, rooms[3], "nobody was ever in there");
    }
  }

  const staff = now.get(names.staff(s))!;
  const oldStaff = before.get(names.staff(s))!;
  for (const [id, it] of Object.entries(oldStaff.submissions)) {
    assert.deepEqual(staff.submissions[id], it, "what was handed in stays");
  }
  for (const [id, it] of Object.entries(staff.submissions)) {
    if (oldStaff.submissions[id]) continue;
    assert.ok(isId(id));
    assert.equal(it.member, mallory.member);
    const from = now.get(names.conversation(s, it.conversation))!;
    assert.equal(from.info.member, mallory.member, "her own conversation");
    assert.ok(
      from.turns.some(({ id, text }) => id === it.message && text === it.text),
    );
    assert.ok((it.note ?? "").length <= bounds.note && !it.grade);
  }
  checkResources(rig, before, now);
  assert.ok(staff.help.length <= 1);
  for (const { member, note } of staff.help) {
    assert.equal(member, mallory.member);
    assert.ok((note ?? "").length <= bounds.helpNote);
  }

  for (const [name, view] of now) {
    const [, kind, id] = name.split("/");
    if (kind !== "conversation") continue;
    const { member } = view.info as unknown as { member: string };
    if (member !== mallory.member) {
      assert.deepEqual(
        view,
        before.get(name),
        "ACCESS-1: another's conversation",
      );
      continue;
    }
    assert.ok(isId(id));
    assert.deepEqual(view.roots, ["info", "turns"]);
    const ids = view.turns.map((turn) => turn.id);
    assert.equal(new Set(ids).size, ids.length, "SYNC-3: no turn twice");
    for (const { id, role, text, state, prompt } of view.turns) {
      assert.ok(isId(id));
      if (role === "user") {
        assert.ok(text.trim() === text && text.length <= bounds.prompt);
        assert.ok(text !== "" && state === "done");
      } else {
        assert.ok(view.turns.some((it) => it.id === prompt));
        assert.notEqual(state, "streaming", "nothing hangs");
        assert.ok(
          !text.includes(othersWord),
          "ACCESS-1: told of nobody else's",
        );
      }
    }
  }
  const own = now.get(names.member(s, mallory.member))!;
  for (const [id, { refused }] of Object.entries(own.receipts)) {
    assert.ok(isId(id) && Object.hasOwn(refusalStatuses, refused), refused);
  }
}

/** resources stay, and only her own answers, questions and votes change. */
function checkResources(rig: ClassWithForger, before: Views, now: Views): void {
  const { session: s, who: { amy, mallory }, checks, wall } = rig;
  const session = now.get(names.session(s))!;
  const was = before.get(names.session(s))!;
  assert.deepEqual(session.resources, was.resources, "what is shared");
  const staff = now.get(names.staff(s))!, old = before.get(names.staff(s))!;
  assert.deepEqual(staff.resources, old.resources, "what is right");
  for (const [key, sheet] of Object.entries(staff.answers)) {
    const [id, member] = key.split(" ");
    const check = checks.find((it) => it.id === id)!;
    if (member !== mallory.member) {
      assert.equal(member, amy.member);
      assert.deepEqual(sheet, old.answers[key], "others' answers stay");
    } else if (check.isAnonymous) assert.equal(sheet, true, "R-4");
    else {
      const { answers, done } = sheet as AnswerSheet;
      for (const [question, answer] of Object.entries(answers)) {
        assert.equal(question, check.question);
        assert.ok(
          answer === "" ||
            (answer as string[]).every((it) => check.choices.includes(it)),
        );
      }
      const before = old.answers[key] as AnswerSheet | undefined;
      if (before?.done) assert.deepEqual(sheet, before, "handed in");
      assert.ok(done === undefined || done);
    }
  }
  const own = now.get(names.member(s, mallory.member))!;
  assert.doesNotMatch(
    JSON.stringify(own.answers),
    new RegExp(forgedVotePrefix),
    "R-4",
  );
  for (const [id, wish] of Object.entries(session.wishes)) {
    const { member } = staff.wishes[id];
    if (member !== mallory.member) {
      assert.deepEqual(wish, was.wishes[id], "others' questions stay");
    }
    assert.ok(isId(id) && wish.resource === wall);
    assert.ok(!Object.hasOwn(wish, "member"), "R-5: not whose");
    assert.ok(
      !Object.hasOwn(staff.wishes[id], "presented"),
      "not on Present",
    );
    assert.ok(
      wish.text.trim() !== "" && wish.text.length <= bounds.wallQuestion,
    );
  }
  for (const [id, votes] of Object.entries(session.wishVotes)) {
    const voters = Object.keys(staff.wishVotes)
      .filter((key) => key.startsWith(`${id} `));
    assert.equal(votes, voters.length, "R-5: once each");
    assert.notEqual(staff.wishes[id].member, mallory.member, "not her own");
  }
}

/** Votes over HTTP; returns the kind of refusal, or null. */
async function castVote(
  { school: { app }, who, checks }: ClassWithForger,
  answer: unknown,
): Promise<string | null> {
  const { id } = checks.find((it) => it.isAnonymous)!;
  const given = { id, answer: answer as string };
  try {
    await runAct(app, who.mallory, "POST /resources/:id/vote", given);
    return null;
  } catch (thrown) {
    if (thrown instanceof ZodError) return "malformed";
    if (!isRefusal(thrown)) throw thrown;
    return thrown.kind;
  }
}

/** votes equal voters, and the store holds her words nowhere else. */
async function checkVotes(rig: ClassWithForger): Promise<number> {
  const { session: s, school } = rig;
  const { answers } = await rig.readJson(names.staff(s));
  const voters = Object.values(answers).filter((it) => it === true).length;
  const tally = await rig.countAnonymousVotes();
  const votes = Object.values(tally).reduce((sum, n) => sum + n, 0);
  assert.equal(votes, voters, "SYNC-3: each vote is counted once");
  const latin = new TextDecoder("latin1");
  for await (const { key, value } of school.app.kv.list({ prefix: [] })) {
    if (key[2] === "tally") continue;
    const text = value instanceof Uint8Array
      ? latin.decode(value)
      : JSON.stringify(value) ?? "";
    assert.ok(
      !text.includes(forgedVotePrefix),
      `R-4: a vote is in ${key.join(" ")}`,
    );
  }
  return voters;
}

/** Memory equals the store. */
async function checkStore(rig: ClassWithForger): Promise<void> {
  const { session, school } = rig;
  const all = await rig.documentsOfKind();
  const loaded = await new KvStore(school.app.kv).load(session, all);
  for (const name of all) {
    const doc = new Y.Doc();
    for (const update of loaded!.documents.get(name) ?? []) {
      Y.applyUpdate(doc, update);
    }
    // Roots that were only looked up are not stored.
    const [stored, held] = [documentJson(doc, name), await rig.readJson(name)]
      .map((view) => ({ ...view, roots: [] }));
    assert.deepEqual(stored, held, `${name} in the store`);
  }
}

const fuzz = fuzzRounds("fuzzed commands", 10);

Deno.test("a student's forged commands affect nobody else's rooms (SYNC-13, ACCESS-1, CHAT-1, GROUP-1)", async () => {
  const outcomes: Record<string, number> = {};
  let frames = 0;
  await fuzz.each(async (random, seed) => {
    seedIds(seed);
    const rig = await ClassWithForger.open();
    const { session: s, who, school } = rig;
    const own = names.member(s, who.mallory.member);
    let sent: unknown;
    try {
      let before = await views(rig);
      for (let n = 0; n < commandsARound; n++) {
        if (random.chance(0.15)) {
          const open = [...before.keys()].filter((name) =>
            /^(room|conversation|session|staff)$/.test(name.split("/")[1])
          );
          const name = random.pick(open);
          sent = `into ${name}`;
          const { doc, socket } = await rig.connectionTo(name);
          const update = forgeServerWrite(doc, random);
          socket.say(
            random.chance(0.5)
              ? makeUpdateFrame(update)
              : makeStep2Frame(update),
          );
          const { closed } = socket;
          if (closed) assert.match(`${closed.code}`, /^(4400|4403|4404|4413)$/);
        } else if (random.chance(0.1)) {
          sent = randomVote(random, rig);
          const refused = await castVote(rig, sent);
          if (refused) outcomes[refused] = (outcomes[refused] ?? 0) + 1;
        } else {
          const { doc, socket } = await rig.connectionTo(own);
          const state = Y.encodeStateVector(doc);
          const some = Array.from(
            { length: random.pick([1, 1, 1, 2, 4]) },
            () => randomCommand(random, rig),
          );
          sent = some;
          doc.getArray("outbox").push(some);
          const update = Y.encodeStateAsUpdate(doc, state);
          socket.say(makeUpdateFrame(update as Uint8Array<ArrayBuffer>));
        }
        frames++;
        // Lets the budgets refill.
        school.time.now += 4000;
        await rig.settle();
        await rig.waitUntilIdle();
        const now = await views(rig);
        check(rig, before, now);
        for (
          const [id, { refused }] of Object.entries(now.get(own)!.receipts)
        ) {
          if (before.get(own)!.receipts[id]) continue;
          outcomes[refused] = (outcomes[refused] ?? 0) + 1;
        }
        before = now;
        if (n % 10 === 9) await rig.collectIds();
      }
      const count = (pick: (view: View) => number) =>
        [...before.values()].reduce((sum, view) => sum + pick(view), 0);
      outcomes.said = (outcomes.said ?? 0) +
        count(({ messages }) => messages.length);
      outcomes.turns = (outcomes.turns ?? 0) +
        count(({ turns }) => turns.length);
      await checkStore(rig);
      outcomes.votes = (outcomes.votes ?? 0) + await checkVotes(rig);
    } catch (error) {
      const why = [...rig.reports, JSON.stringify(sent).slice(0, 2000)];
      throw new Error(`${error}\n${why.join("\n")}`, { cause: error });
    } finally {
      for (const { socket } of rig.lines.values()) socket.drop();
      await school[Symbol.asyncDispose]();
    }
  });
  console.log(`${frames} frames; came of it:`, outcomes);
});
