/** How much pictures may take of a link, as tables: no queue is left standing in it. */
import assert from "node:assert/strict";
import {
  planFor,
  planWithin,
} from "../../../components/calls/mesh/bitrates.ts";
import { Random } from "../../random.ts";
import {
  freshRoom,
  type PictureRoom,
  roomAfter,
} from "../../../components/calls/mesh/congestion.ts";

const planned = 600_000;
const short = 0.06, queued = 0.13;

/** The room after each round trip (s), in kbit/s. */
function course(
  rtts: readonly (number | null)[],
  { room = freshRoom, available = null as number | null } = {},
): { kbits: number[]; room: PictureRoom } {
  const kbits = rtts.map((rtt) => {
    room = roomAfter(room, { rtt, available }, planned);
    return Math.round(room.bitrate / 1000);
  });
  return { kbits, room };
}

const times = (count: number, rtt: number) => Array<number>(count).fill(rtt);

Deno.test("K-5: a picture begins small, and is as planned within some twelve seconds where nothing stands in its way", () => {
  const { kbits } = course(times(8, short));
  assert.deepEqual(kbits, [195, 254, 330, 428, 557, 600, 600, 600]);
});

Deno.test("K-5: what makes pictures smaller is a queue in two samples, and nothing else", () => {
  const rows: [string, (number | null)[], number][] = [
    ["a queue", [short, queued, queued], 127],
    ["one late moment, as on Wi-Fi", [short, 0.3, short, 0.3, short], 330],
    ["neither: it stays as it is", [short, ...times(5, 0.1)], 195],
    ["a long way is no queue", times(3, 0.4), 330],
    ["nothing known", [null, null, null], 150],
    ["never less than shows whether there is more", [
      short,
      ...times(20, queued),
    ], 100],
  ];
  for (const [what, rtts, wanted] of rows) {
    assert.equal(course(rtts).kbits.at(-1), wanted, what);
  }
});

Deno.test("K-5: with a queue, pictures get a part of what the browser thinks there is, if that is less than they had", () => {
  const { room } = course(times(6, short));
  const after = (available: number | null) =>
    course([queued, queued], { room, available }).kbits.at(-1);
  assert.equal(after(null), 390);
  assert.equal(after(300_000), 195);
  assert.equal(after(2_000_000), 390);
  assert.equal(after(50_000), 100);

  const some = (available: number) =>
    course([0.1, 0.1], { room, available }).kbits.at(-1);
  assert.equal(some(300_000), 195, "a short queue is one if it thinks so");
  assert.equal(some(700_000), 600);
});

Deno.test("K-5: after it was too much, pictures grow more slowly each time, and as at the first once all has long been well", () => {
  const once = course([short, queued, queued]);
  assert.equal(once.room.wait, 5);
  const { kbits } = course(times(10, short), once);
  assert.deepEqual(kbits, [127, 127, 127, 127, 165, ...times(4, 165), 214]);
  const twice = course([queued, queued], once);
  assert.equal(twice.room.wait, 10);
  assert.equal(course(times(20, queued), twice).room.wait, 45);
  assert.equal(course(times(120, short), once).room.wait, 1);
});

Deno.test("K-5: a way that has become longer is known to be after a while", () => {
  const { kbits } = course([...times(6, short), ...times(250, 0.2)]);
  assert.equal(Math.min(...kbits.slice(6)), 100);
  assert(kbits.at(-1)! > 200, "they grow again");
});

Deno.test("K-5: the jitter of Wi-Fi takes no picture", () => {
  const random = new Random(1);
  // 20 ms there and back, and 15 ms more in the mean, now and then 60 and more.
  const rtts = Array.from(
    { length: 300 },
    () => 0.02 - 0.015 * Math.log(1 - random.next()),
  );
  const { kbits } = course(rtts);
  assert.equal(kbits[12], 600, "it is as planned within 25 s");
  const small = kbits.slice(12).filter((it) => it < 300).length;
  assert(small < 15, `${small} of 288 samples`);
});

Deno.test("K-5: with no picture sent, nothing is learned but how long the way is", () => {
  const room = roomAfter(freshRoom, { rtt: short, available: 300_000 }, 0);
  const learned = { ...freshRoom, shortest: short, last: short };
  assert.deepEqual(room, learned);
});

Deno.test("K-5: what of a plan there is room for: smaller where there is less, words on a screen as large as they are", () => {
  const plan = planFor(2, 1);
  const rows = [
    // room, camera (kbit/s), how much smaller, screen (kbit/s)
    [2000, 600, 1, 1000],
    [800, 600, 1, 800],
    [500, 500, 1, 500],
    [300, 300, 1.5, 300],
    [100, 100, 2, 100],
  ];
  for (const [room, camera, smaller, screen] of rows) {
    const it = planWithin(plan, room * 1000);
    assert.deepEqual(
      [it.camera!.bitrate, it.camera!.smaller, it.screen!.bitrate],
      [camera * 1000, smaller, screen * 1000],
      `${room}`,
    );
    assert.equal(it.screen!.smaller, 1);
    assert.equal(it.voice, plan.voice, "voices keep what they have");
  }
  assert.deepEqual(planWithin({ voice: 1, camera: null, screen: null }, 1), {
    voice: 1,
    camera: null,
    screen: null,
  });
});
