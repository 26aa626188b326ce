/**
 * Two instances over one KV behave as one through the public interface (SYNC-5, ACCESS-1): processes over PostgreSQL
 * where it is installed or `KV_URL` names one, otherwise apps in this process over one KV handle. Test names say which.
 * `SEED` and `ROUNDS`: see `random.ts`.
 */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import type { Turn } from "../classroom/model/conversations.ts";
import { documentNames } from "../classroom/model/documents.ts";
import { newId } from "../classroom/model/ids.ts";
import { pageRoot } from "../classroom/model/page_tree.ts";
import {
  type Instance,
  instancesDescription,
  startInstances,
  stopSharedStore,
} from "./instances.ts";
import {
  type ModelServer,
  startModelServer,
  streamWords,
} from "./model_server.ts";
import { Random, seededRounds } from "./random.ts";
import {
  createSession,
  eventually,
  joinClass,
  makeTeacherSeat,
  type OpenDocument,
  Seat,
  signUp,
  Visitor,
} from "./people.ts";
import { swiftStudents } from "./server.ts";
import type { PageVersionInfo } from "../classroom/model/views.ts";

type Given = {
  random: Random;
  /** The class through each of the two instances. */
  a: Instance;
  b: Instance;
  /** Streams sixty words for the first question, and answers later ones at once. */
  model: ModelServer;
  teacher: Visitor;
  code: string;
  session: string;
  /** The teacher's seat at `b`, entered. */
  atB: Seat;
  keep(seat: Seat): Seat;
};

const words = Array.from({ length: 60 }, (_, n) => `word${n} `);

Deno.test.afterAll(stopSharedStore);

const { seeds } = seededRounds(`instances (${instancesDescription})`, 1);

function test(name: string, prove: (given: Given) => Promise<void>): void {
  for (const seed of seeds) register(name, prove, seed);
}

function register(
  name: string,
  prove: (given: Given) => Promise<void>,
  seed: number,
): void {
  Deno.test({
    name: `${name} (instances: ${instancesDescription}; SEED=${seed})`,
    // The y-websocket client leaves a reconnect timer.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const model = startModelServer((_, before) =>
        before === 0
          ? streamWords(words, { pause: 150 })
          : streamWords(["Here."])
      );
      const [a, b] = await startInstances({
        ...swiftStudents,
        OPENAI_BASE_URL: model.url,
      });
      const open: Seat[] = [];
      const keep = (seat: Seat) => (open.push(seat), seat);
      try {
        const teacher = await signUp(a);
        const session = await createSession(teacher);
        const elsewhere = new Visitor(b);
        teacher.cookies.forEach((value, name) =>
          elsewhere.cookies.set(name, value)
        );
        const atB = keep(makeTeacherSeat(elsewhere, session));
        await atB.openPage();
        const { id, code } = session;
        const random = new Random(seed);
        const given = { random, a, b, model, teacher, code, atB, keep };
        await prove({ ...given, session: id });
      } finally {
        open.forEach((seat) => seat.close());
        await b.stop();
        await a.stop();
        void model.stop();
      }
    },
  });
}

test("a message at one instance is read at the other, once, in one order (SYNC-4, SYNC-5)", async ({ random, a, b, code, atB, keep }) => {
  const seats = await Promise.all(
    random.shuffled([a, b, a, b]).map(async (place, n) =>
      await keep(await joinClass(place, code, `Student ${n}`)).openPage()
    ),
  );
  const written = seats.map((seat) =>
    Array.from(
      { length: 10 + random.below(10) },
      (_, n) => seat.queueMessage(`${n}`),
    )
  );
  const all = written.flat().length;
  for (const seat of [atB, ...seats]) {
    await seat.room.waitUntil(
      () => seat.readMessages().length === all,
      "all came",
    );
  }
  for (const seat of [atB, ...seats]) {
    assert.deepEqual(seat.readMessages(), seats[0].readMessages());
  }
  const ids = atB.readMessages().map(({ id, from }) => ({ id, from }));
  for (const [n, { member }] of seats.entries()) {
    const own = ids.filter(({ from }) => from === member);
    assert.deepEqual(own.map(({ id }) => id), written[n]);
  }
});

test("a member removed at one instance is out at the other at once (ACCESS-1)", async ({ b, code, session, teacher, atB, keep }) => {
  const amy = await keep(await joinClass(b, code, "Amy")).openPage();
  await amy.sayAndSee("hello");
  await teacher.askExpecting(
    204,
    "DELETE",
    `/api/sessions/${session}/members/${amy.member}`,
  );
  for (const open of [amy.sessionDocument, amy.room, amy.own]) {
    await open.waitUntil(() => open.permanent !== null, "it was closed");
    assert.deepEqual(open.permanent?.code, 4403);
  }
  await atB.sessionDocument.waitUntil(
    () => atB.readMembers().get(amy.member)?.removed === true,
    "the teacher sees it there",
  );
});

test("a member online at one instance is shown at the other until they leave (SYNC-5)", async ({ a, code, atB, keep }) => {
  const amy = await keep(await joinClass(a, code, "Amy")).openPage();
  const isShown = () => atB.onlineMembers().includes(amy.member);
  await atB.sessionDocument.waitUntil(isShown, "she is shown");
  await amy.sessionDocument.waitUntil(
    () => amy.onlineMembers().includes(atB.member),
    "the teacher is shown to her",
  );
  amy.close();
  await atB.sessionDocument.waitUntil(() => !isShown(), "she is gone");
});

function look(seat: Seat, conversation: string) {
  const open = seat.open(
    documentNames.conversation(seat.session, conversation),
  );
  const turns = () => open.doc.getArray("turns").toJSON() as Turn[];
  const until = (good: (turns: Turn[]) => boolean, what: string) =>
    open.waitUntil(() => good(turns()), what);
  return { turns, until };
}

/** Returns the student's seat in the same browser at the other instance. */
function elsewhere({ visitor, session, member }: Seat, place: Instance): Seat {
  const there = new Visitor(place);
  visitor.cookies.forEach((value, name) => there.cookies.set(name, value));
  return new Seat(there, { session, member, as: "member" });
}

async function asked({ a, b, code, keep, atB }: Given) {
  const amy = await keep(await joinClass(a, code, "Amy")).openPage();
  const again = await keep(elsewhere(amy, b)).openPage();
  const conversation = newId();
  amy.queueCommand({ kind: "ask", conversation, text: "Why?" });
  for (const seat of [amy, again]) {
    await seat.own.waitUntil(
      () => seat.own.doc.getMap("conversations").has(conversation),
      "it was listed",
    );
  }
  const at = [amy, again, atB].map((seat) => look(seat, conversation));
  for (const { until } of at) {
    await until(
      (turns) => turns[1]?.text.includes("word3") ?? false,
      "the words came while they were written",
    );
  }
  return { amy, again, conversation, at };
}

test("when the instance asking the model dies, the other reports the failed answer with its text (SYNC-2)", async (given) => {
  const { a, b, model } = given;
  const { again, conversation, at: [amys, theirs, teachers] } = await asked(
    given,
  );
  const seen = amys.turns()[1].text;
  await a.kill();
  b.later?.(20_000);
  for (const { until } of [theirs, teachers]) {
    await until((turns) => turns[1]?.state === "failed", "it has failed");
  }
  const answer = theirs.turns()[1];
  assert.equal(answer.failure, "interrupted");
  assert.ok(answer.text.startsWith(seen), "no word that was seen is gone");
  again.queueCommand({ kind: "retry", conversation, message: answer.id });
  for (const { until } of [theirs, teachers]) {
    await until((turns) => turns[2]?.state === "done", "it was answered");
  }
  assert.equal(model.received.length, 2);
});

test("a page restored at one instance is restored at the other, even if one dies (SYNC-2, SYNC-5, W-2)", async ({ random, a, b, code, session, teacher, atB, keep }) => {
  const path = `/api/sessions/${session}`;
  const { body: { resource: { id: resource } } } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/resources`,
    { page: { name: "A leaf", text: "Leaves", per: "class" } },
  );
  const amy = await keep(await joinClass(b, code, "Amy")).openPage();
  const ben = await keep(await joinClass(a, code, "Ben")).openPage();
  const { visitor: elsewhere } = atB;
  const of = { resource, of: "class" };
  const open = async () => {
    const { body } = await elsewhere.askExpecting(
      200,
      "POST",
      `${path}/pages`,
      of,
    );
    return documentNames.page(session, body.page);
  };
  const times = async (): Promise<PageVersionInfo[]> => {
    const query = new URLSearchParams(of);
    const asked = `${path}/pages/versions?${query}`;
    return (await elsewhere.askExpecting(200, "GET", asked)).body.versions;
  };
  const putBack = (by: Visitor, at: number) =>
    by.askExpecting(200, "POST", `${path}/pages/put-back`, { ...of, at });
  const lineIn = ({ doc }: OpenDocument) =>
    pageRoot(doc).get(0) as Y.XmlElement;
  const textIn = (page: OpenDocument) => String(lineIn(page).get(0));
  let page = await open();
  const [first] = await eventually(
    times,
    (all) => all.length === 1,
    "its beginning is kept",
  );
  for (const round of ["one", "another", "last"]) {
    const amys = amy.open(page), bens = ben.open(page);
    await Promise.all([amys.waitUntilSynced(), bens.waitUntilSynced()]);
    let count = 0;
    const typing = setInterval(() => {
      const text = lineIn(amys).get(0) as Y.XmlText;
      text.insert(text.length, ` ${round}${count++}`);
    }, 5);
    try {
      const enough = `${round}${5 + random.below(10)} `;
      await bens.waitUntil(() => textIn(bens).includes(enough), "Ben sees it");
      if (round === "last") {
        await putBack(teacher, first.at);
        await a.kill();
      } else {
        // Restores from both at once, so it happens twice.
        await Promise.all(
          [teacher, elsewhere].map((by) => putBack(by, first.at)),
        );
        await bens.waitUntil(() => bens.permanent !== null, "Ben was moved");
        assert.equal(bens.permanent?.code, 4409);
      }
      await amys.waitUntil(() => amys.permanent !== null, "Amy was moved");
      assert.equal(amys.permanent?.code, 4409);
    } finally {
      clearInterval(typing);
    }
    const next = amy.open(await open());
    await next.waitUntilSynced();
    assert.equal(textIn(next), "Leaves");
    const [last] = (await times()).toSorted((a, b) => b.words - a.words);
    await putBack(elsewhere, last.at);
    page = await open();
    const again = amy.open(page);
    await again.waitUntilSynced();
    const kept = textIn(again);
    assert(kept.startsWith(textIn(bens)), "what Ben had seen is there");
  }
});

test("a session deleted at one instance is gone at the other, also for active writers (O-3)", async ({ a, b, atB, session, code, teacher, keep }) => {
  const amy = await keep(await joinClass(a, code, "Amy")).openPage();
  const ben = await keep(await joinClass(b, code, "Ben")).openPage();
  await amy.sayAndSee("hello");
  const late = setInterval(() => ben.queueMessage("late"), 5);
  try {
    await teacher.askExpecting(204, "DELETE", `/api/sessions/${session}`);
    for (const seat of [amy, atB]) {
      await seat.room.waitUntil(
        () => seat.room.permanent !== null,
        "it closed",
      );
      assert.equal(seat.room.permanent?.code, 4404);
    }
    // Ben's connection may close before the reason arrives.
    await ben.own.waitUntil(() => ben.own.closes.length > 0, "his closed, too");
  } finally {
    clearInterval(late);
  }
  await teacher.askExpecting(404, "GET", `/api/sessions/${session}`);
  const elsewhere = atB.visitor;
  await elsewhere.askExpecting(404, "GET", `/api/sessions/${session}`);
  for (const place of [a, b]) {
    const answer = await new Visitor(place).ask("POST", "/api/join", {
      code,
      name: "Cem",
    });
    assert.equal(answer.status, 404);
  }
});
