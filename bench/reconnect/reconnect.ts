/**
 * Coming back on a bad link: from the moment the network is back to all documents of a page in step and its queue sent
 * and seen back, in a Chromium in a network of its own. Needs root (see `bench/reconnect/link.py`).
 */
import type { Place } from "../../tests/people.ts";
import { startModelServer, streamed } from "../../tests/model_server.ts";
import { Random } from "../../tests/random.ts";
import { startServer, swiftStudents } from "../../tests/server.ts";
import {
  closed,
  closedSilently,
  type Drop,
  drop,
  silent,
  told,
} from "./drops.ts";
import { Lesson, type Who } from "./lesson.ts";
import { Link } from "./link.ts";
import { say } from "./words.ts";
import { percentile } from "../figures.ts";
import { sleep } from "../steadily.ts";

/** How the network is lost, for how long (s, from and to), and what a page misses. */
const losses = {
  /** TCP gets over the shortest by itself, the longest are given up by all. */
  told: { loss: told, away: [5, 45], messages: 5, questions: 3 },
  silent: { loss: silent, away: [5, 45], messages: 5, questions: 3 },
  /** An hour of a class; after a minute the server has given the connection up, and more time changes nothing. */
  closed: { loss: closed, away: [70, 80], messages: 300, questions: 120 },
  closedSilently: {
    loss: closedSilently,
    away: [70, 80],
    messages: 300,
    questions: 120,
  },
};
type Way = keyof typeof losses;
const ways = Object.keys(losses) as Way[];

/** Measures and prints; so many drops each, shared out among so many pages at a time. */
export async function reconnect(
  { drops, pages, only }: {
    drops: number;
    pages: number;
    only: readonly string[];
  },
): Promise<void> {
  const random = new Random(1);
  const model = startModelServer(() =>
    streamed(say(random, 90).split(" ").map((word) => `${word} `))
  );
  const server = await startServer({
    ...swiftStudents,
    HOST: "0.0.0.0",
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "words",
  });
  const { port } = new URL(server.url);
  const place = {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
  };
  try {
    for (const way of ways) {
      if (only.length > 0 && !only.includes(way)) continue;
      await Promise.all(
        (["student", "teacher"] as const).map(async (who, n) => {
          const found = await Promise.all(
            Array.from({ length: pages }, (_, k) =>
              series(place, {
                who,
                way,
                drops: Math.ceil(drops / pages),
                seed: 1 + 2 * k + n,
              })),
          );
          tell(who, way, found.flat());
        }),
      );
    }
  } finally {
    await server.stop();
    await model.stop();
  }
}

/** So many drops of one page, with what this seed loses. */
async function series(
  place: Place,
  { who, way, drops, seed }: {
    who: Who;
    way: Way;
    drops: number;
    seed: number;
  },
): Promise<Drop[]> {
  const random = new Random(seed);
  const link = await Link.lay(seed);
  const found: Drop[] = [];
  try {
    const lesson = await Lesson.begin(place, who, link, random);
    try {
      // Whatever a page loads once it is open, it has by then.
      await sleep(15_000);
      for (let n = 0; n < drops; n++) {
        const { loss, away: [from, to], messages, questions } = losses[way];
        const ms = 1000 * (from + (to - from) * random.next());
        const one = await drop(lesson, loss, ms, async () => {
          await lesson.talk(messages);
          await lesson.ask(questions);
        });
        console.error(who, way, JSON.stringify(one));
        found.push(one);
        await sleep(2_000);
      }
    } finally {
      await lesson.end();
    }
  } finally {
    await link.take();
  }
  return found;
}

function tell(who: Who, way: Way, drops: readonly Drop[]): void {
  const row = (name: string, values: readonly (number | undefined)[]) => {
    const known = values.map((it) => it ?? Infinity);
    const at = (part: number) => percentile(known, part);
    console.log(
      name.padEnd(28) +
        [at(0.5), at(0.95), at(1)].map((it) => it.toFixed(0).padStart(9))
          .join(""),
    );
  };
  console.log(
    `\n${who}, ${way}, ${drops.length} drops`.padEnd(29) +
      "      p50      p95      max",
  );
  row("first try, ms", drops.map(({ tried }) => tried));
  row("first socket open, ms", drops.map(({ opened }) => opened));
  for (const name of Object.keys(drops[0].documents)) {
    row(`  ${name}, ms`, drops.map(({ documents }) => documents[name]));
  }
  row("all in step, ms", drops.map(({ inStep }) => inStep));
  // Who was asleep has said nothing.
  if (losses[way].loss.isAwake) {
    row("queue stored, ms", drops.map(({ committed }) => committed));
    row("queue seen back, ms", drops.map(({ seenBack }) => seenBack));
  }
  row("all done, ms", drops.map(({ done }) => done));
  row("sockets made", drops.map(({ sockets }) => sockets));
  row("KB down", drops.map(({ passed }) => passed.down.bytes / 1000));
  row("KB up", drops.map(({ passed }) => passed.up.bytes / 1000));
  row(
    "packets lost",
    drops.map(({ passed: { up, down } }) => up.lost + down.lost),
  );
}
