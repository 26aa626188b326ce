/** One's place in a room's call, over a connection that comes and goes. */
import assert from "node:assert/strict";
import type { CallState } from "../../../classroom/model/calls.ts";
import {
  RoomLine,
  type SaidState,
} from "../../../components/calls/joined/line.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import { madeUp } from "./made_up.ts";

const silent = { microphone: false, camera: false, screen: false };
const pictured = { ...silent, camera: true };

/** Amy's line into the main room, in simulated time. */
function test(
  name: string,
  prove: (it: Awaited<ReturnType<typeof begin>>) => Promise<void>,
) {
  Deno.test(name, async () => {
    const time = new SimulatedTime(new Random(1));
    const giveBack = time.takeTimers();
    const it = await begin(time);
    try {
      await prove(it);
    } finally {
      it.line.close();
      it.made.facts.document.close();
      giveBack();
    }
  });
}

async function begin(time: SimulatedTime) {
  const made = madeUp();
  const ends: string[] = [], allowed: CallState[] = [];
  const own: { state: SaidState } = { state: { ...silent, mutedAt: 0 } };
  const line = new RoomLine(made.session, "main", "p".repeat(16), {
    state: () => own.state,
    enters() {},
    entered() {},
    allowed(state) {
      allowed.push(state);
      own.state = { ...own.state, ...state };
    },
    tooMany(pictures) {
      const { camera, screen } = pictures;
      own.state = { ...own.state, camera, screen };
    },
    ended: (reason) => ends.push(reason),
  });
  await time.pass(0);
  const said = () =>
    made.said.map(({ request }) =>
      "state" in request
        ? `${request.kind} ${request.n} ${request.state.camera}`
        : request.kind
    );
  const be = (state: Partial<SaidState>) => {
    own.state = { ...own.state, ...state };
    line.say(own.state);
  };
  return { line, made, time, said, be, ends, allowed, own };
}

test("K-4: whose connection is lost is not in until the server lets them in again", async ({ line, made, time }) => {
  assert.equal(line.isIn.value, true);
  made.lose("main");
  assert.equal(line.isIn.value, false);
  made.server.refuses = "pictures";
  made.reopen("main");
  assert.equal(line.isIn.value, false);
  made.server.refuses = null;
  await time.pass(0);
  assert.equal(line.isIn.value, true);
});

test("K-1: an answer to what one has said before is out of date", async ({ made, be, said, allowed, own }) => {
  be(pictured);
  be(silent);
  made.tell("main", { kind: "state", n: 2, state: pictured });
  assert.equal(own.state.camera, false);
  made.tell("main", { kind: "refused", n: 2, reason: "pictures" });
  assert.deepEqual(said(), ["enter 1 false", "state 2 true", "state 3 false"]);
  made.tell("main", { kind: "state", n: 3, state: silent });
  assert.deepEqual(allowed, [silent, silent]);
  await Promise.resolve();
});

test("K-3: whose pictures are too many as they come back comes in without, and is in", async ({ line, made, time, be, said, ends }) => {
  be(pictured);
  made.tell("main", { kind: "state", n: 2, state: pictured });
  made.lose("main");
  await time.pass(21_000);
  made.server.refuses = "pictures";
  made.reopen("main");
  made.server.refuses = null;
  await time.pass(0);
  assert.deepEqual(said().slice(2), ["enter 3 true", "enter 4 false"]);
  assert.equal(line.isIn.value, true);
  be({ microphone: true });
  assert.equal(said().at(-1), "state 5 false");
  assert.deepEqual(ends, []);
});

test("K-3: who turns on a picture too many and their microphone at once is heard", async ({ made, be, said, own }) => {
  be({ microphone: true, camera: true });
  made.tell("main", { kind: "refused", n: 2, reason: "pictures" });
  assert.deepEqual(said().slice(1), ["state 2 true", "state 3 false"]);
  assert.equal(own.state.microphone, true);
  await Promise.resolve();
});
