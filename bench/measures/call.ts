/**
 * What a call costs the chat on a bad link (K-5): some pages talk in a mesh, of which one is beyond a link that is narrow,
 * slow and loses packets. It has a network of its own (`bench/reconnect/link.py`, needs root), so the page's socket
 * and all voices and pictures to and from it take turns at the same bandwidth and wait in the same queue. Measured, in
 * turns without and with a call: from what was said to when it is seen, to that page and from it.
 */
import { startServer, swiftStudents } from "../../tests/server.ts";
import { median, percentile } from "../figures.ts";
import { Link, type LinkKind, type Passed } from "../reconnect/link.ts";
import { CallClass, type Way } from "./call_class.ts";

const messagesEachWay = 2;
/** With less room up than most homes have, and no delay that would hide what waits. */
const narrow: LinkKind = {
  roundTrip: 0.060,
  loss: 0.01,
  down: 1_500_000,
  up: 500_000,
};
/** So long after all have joined the links have come to rest (s). */
const settling = 20;

/** What was found in one turn. */
interface Turn {
  /** While the links come to rest. */
  readonly first: Record<Way, number[]>;
  readonly steady: Record<Way, number[]>;
  readonly passed: Record<"up" | "down", Passed>;
  /** So long was that counted (s). */
  readonly took: number;
}

/** Without a call, with one, and with one while the link is wide: that costs this machine as much, and the link nothing. */
interface Round {
  readonly without: Turn;
  readonly with: Turn;
  readonly wide: Turn;
}

/** Measures and prints. `cameras`: how many are on, the first of them beyond the link, which is that of `bench reconnect`. */
export async function call(
  { rounds, seconds, people, cameras, isNarrow }: {
    rounds: number;
    seconds: number;
    people: number;
    cameras: number;
    isNarrow: boolean;
  },
): Promise<void> {
  const server = await startServer({ ...swiftStudents, HOST: "0.0.0.0" });
  const link = await Link.lay(1, isNarrow ? narrow : undefined);
  const all: Round[] = [];
  try {
    const { port } = new URL(server.url);
    const lesson = await CallClass.begin(Number(port), link, people);
    try {
      for (let n = 1; n <= rounds; n++) {
        const without = await turn(lesson, link, seconds);
        await lesson.talk(cameras);
        const withCall = await turn(lesson, link, seconds);
        console.error(`round ${n}:`, await lesson.told());
        await link.tell("wide");
        const wide = await turn(lesson, link, seconds);
        await link.tell("narrow");
        await lesson.hangUp();
        all.push({ without, with: withCall, wide });
        tell(all, people, cameras);
      }
    } finally {
      await lesson.end();
    }
  } finally {
    await link.take();
    await server.stop();
  }
}

async function turn(
  lesson: CallClass,
  link: Link,
  seconds: number,
): Promise<Turn> {
  const first = await lesson.chat(messagesEachWay, settling);
  await link.count();
  const began = performance.now();
  const steady = await lesson.chat(messagesEachWay, seconds);
  const passed = await link.count();
  return { first, steady, passed, took: (performance.now() - began) / 1000 };
}

function tell(all: readonly Round[], people: number, cameras: number) {
  console.log(
    `\n${people} people, ${cameras} cameras, ${all.length} rounds, medians`
      .padEnd(41) + "   without      with     ratio  with, wide",
  );
  const row = (name: string, of: (turn: Turn) => number) => {
    const [without, withCall, wide] = (["without", "with", "wide"] as const)
      .map((key) => all.map((it) => of(it[key])));
    const ratio = median(withCall.map((it, n) => it / without[n]));
    const cell = (it: number, unit = "") =>
      (it.toFixed(unit || it < 10 ? 2 : 0) + unit).padStart(10);
    console.log(
      name.padEnd(40) + cell(median(without)) + cell(median(withCall)) +
        cell(ratio, "×") + "  " + cell(median(wide)),
    );
  };
  for (const way of ["to", "from"] as const) {
    for (const part of [0.5, 0.95]) {
      const name = `${way} the page, p${100 * part}, ms`;
      row(name, ({ steady }) => percentile(steady[way], part));
      row(
        `  the first ${settling} s`,
        ({ first }) => percentile(first[way], part),
      );
    }
  }
  for (const way of ["down", "up"] as const) {
    row(
      `${way}, kbit/s`,
      ({ passed, took }) => 8 * passed[way].bytes / took / 1000,
    );
    row("  lost, %", ({ passed }) => {
      const { lost, packets } = passed[way];
      return 100 * lost / (lost + packets);
    });
    row("  TCP waited, p50, ms", ({ passed }) => passed[way].waited[0]);
    row("  TCP waited, p95, ms", ({ passed }) => passed[way].waited[1]);
  }
}
