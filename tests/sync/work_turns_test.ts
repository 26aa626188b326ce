/** SYNC-18: the work of a turn of the event loop is bounded, over all spaces. Time is simulated: what costs it says so. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import { makeStep2Frame } from "../../sync/protocol.ts";
import { WorkShare, WorkTurns } from "../../sync/work_turns.ts";
import { Random } from "../random.ts";
import { buildUpdate } from "./forge.ts";
import { SimulatedEngine, testEngine } from "./simulated_engine.ts";
import { SimulatedTime } from "./simulated_time.ts";
import { pushCommands, sayAuthority, sayUpdate, testSpace } from "./world.ts";

function testTurns(
  name: string,
  prove: (turns: WorkTurns, time: SimulatedTime) => Promise<void>,
): void {
  Deno.test(name, async () => {
    const time = new SimulatedTime(new Random(1));
    const giveBack = time.takeTimers();
    try {
      await prove(new WorkTurns(() => time.now), time);
    } finally {
      giveBack();
    }
  });
}

testTurns(
  "work beyond a turn's time waits for the next turn (SYNC-18)",
  async (turns, time) => {
    const share = new WorkShare(), done: string[] = [];
    const spend = (what: string, ms: number) =>
      turns.run(share, () => {
        time.now += ms;
        done.push(what);
      });
    await spend("first", 4);
    await spend("second", 6);
    const third = spend("third", 1);
    await Promise.resolve();
    assert.deepEqual(done, ["first", "second"]);
    time.schedule(0, () => done.push("a timer"));
    const fourth = spend("fourth", 1);
    await time.finish(Promise.all([third, fourth]));
    assert.equal(done.indexOf("third") < done.indexOf("fourth"), true);
    time.now += limits.workPerTurn;
    await spend("after a pause", 1);
    assert.equal(done.at(-1), "after a pause");
  },
);

testTurns(
  "the space that has worked least goes first (SYNC-18)",
  async (turns, time) => {
    const order: string[] = [];
    const shares = ["busy", "quiet", "new"].map((name) => ({
      name,
      share: new WorkShare(),
    }));
    const [busy, quiet] = shares;
    const spend = ({ name, share }: typeof busy, ms: number) =>
      turns.run(share, () => {
        time.now += ms;
        order.push(name);
      });
    await time.finish(spend(quiet, 2));
    await time.finish(spend(busy, 50));
    order.length = 0;
    const rows = [busy, busy, ...shares].map((one) => spend(one, 12));
    await time.finish(Promise.all(rows));
    assert.deepEqual(order, ["new", "quiet", "busy", "busy", "busy"]);
  },
);

testTurns(
  "work that throws leaves the turn to the others (SYNC-18)",
  async (turns, time) => {
    const share = new WorkShare();
    await turns.run(share, () => void (time.now += 20));
    const failing = turns.run(share, () => {
      throw new Error("a bug");
    }).catch((error) => error.message);
    const next = turns.run(share, () => "done");
    assert.equal(await time.finish(failing), "a bug");
    assert.equal(await time.finish(next), "done");
  },
);

const memberCount = 20;
const members = Array.from({ length: memberCount }, (_, n) => `m${n}`);

/** The most updates that were handled between two ticks of a timer. */
async function handledAtOnce(
  it: SimulatedEngine,
  send: () => void,
  read: () => number,
): Promise<number> {
  let most = 0, last = read();
  const tick = it.time.schedule(0, () => {
    most = Math.max(most, read() - last);
    last = read();
  }, 1);
  send();
  await it.settle(1000);
  it.time.cancel(tick);
  return most;
}

const costMs = 4;
let looked = 0, spend = () => {};

testEngine(
  "a batch of twenty members' refused updates ends by its time (SYNC-18, SYNC-6)",
  {
    members: [...members, "amy"],
    authority: {
      ...sayAuthority,
      shape: () => {
        looked++;
        spend();
        return null;
      },
    },
  },
  async (it) => {
    const sockets = members.map((member) =>
      it.connect(member, `${testSpace}/member/${member}`)
    );
    const amy = it.connect("amy", `${testSpace}/member/amy`);
    await it.settle();
    spend = () => it.time.now += costMs;
    const malformed = buildUpdate({
      sections: [],
      deletions: [{ client: 5, ranges: [] }],
    });
    const said = new Y.Doc();
    pushCommands(said, sayUpdate("not silenced"));
    const most = await handledAtOnce(it, () => {
      for (const socket of sockets) socket.say(makeStep2Frame(malformed));
      amy.say(makeStep2Frame(Y.encodeStateAsUpdate(said)));
    }, () => looked);
    spend = () => {};
    assert.ok(sockets.every(({ closed }) => closed?.code === 4400));
    assert.equal((await it.said()).length, 1);
    assert.ok(looked >= memberCount && most <= 8, `${most} at once`);
  },
);

let decided = 0;

testEngine(
  "a long outbox is decided in several turns, in order (SYNC-18, SYNC-4)",
  {
    members: ["amy"],
    authority: {
      ...sayAuthority,
      decide(...args) {
        decided++;
        spend();
        sayAuthority.decide(...args);
      },
    },
  },
  async (it) => {
    const amy = it.connect("amy", `${testSpace}/member/amy`);
    await it.settle();
    spend = () => it.time.now += costMs;
    const own = new Y.Doc();
    const texts = Array.from({ length: 40 }, (_, n) => `${n}`);
    pushCommands(own, ...texts.map(sayUpdate));
    const most = await handledAtOnce(
      it,
      () => amy.say(makeStep2Frame(Y.encodeStateAsUpdate(own))),
      () => decided,
    );
    spend = () => {};
    assert.ok(decided === 40 && most <= 4, `${most} at once`);
    assert.deepEqual((await it.said()).map(({ text }) => text), texts);
  },
);
