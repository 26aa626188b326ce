/**
 * What thirty answers that stream at once cost the chat room: a class chats at a steady rate while every student's
 * answer comes at 50 words a second and the teacher watches all of them, in turns with the same without answers.
 * The server has one core; the class and the model, a process each, share the other.
 */
import { type Figures, median, overRounds } from "../figures.ts";
import { lines } from "../host.ts";
import { canPin, nice, startLoad } from "../process.ts";
import { keepProfile } from "../profile.ts";
import { prepareServers, Server } from "../servers.ts";
import { startModel } from "../start_model.ts";
import type { Pair, StreamsOrder } from "./streams_load.ts";

const students = 30, words = 50, messages = 20, pairs = 4;
/** What the chat room is held to: so many times as long as without the answers. */
const ceiling = 1.2;

/** Measures and prints. A round is a server of its own with four pairs. */
export async function streams(
  { rounds, seconds, profile }: {
    rounds: number;
    seconds: number;
    profile: boolean;
  },
): Promise<void> {
  await prepareServers(["homeroom"]);
  // Whoever measures goes before whoever talks.
  const model = await startModel(nice);
  const all: Pair[] = [];
  try {
    for (let round = 1; round <= rounds; round++) {
      console.error(`round ${round} …`);
      all.push(...await measure(model.address, seconds, profile));
    }
  } finally {
    await model.stop();
  }
  tell(all);
}

async function measure(
  model: string,
  seconds: number,
  profile: boolean,
): Promise<Pair[]> {
  const server = await Server.start("homeroom", profile, {
    OPENAI_BASE_URL: model,
    OPENAI_MODEL: "words",
  });
  try {
    const { url, pid } = server;
    const order: StreamsOrder = {
      url,
      pid,
      students,
      words,
      messages,
      pairs,
      seconds,
    };
    server.profile();
    const load = startLoad(new URL("streams_load.ts", import.meta.url), [
      JSON.stringify(order),
    ]);
    const measured: Pair[] = [];
    for await (const pair of lines<Pair>(load.stdout)) measured.push(pair);
    const { success } = await load.status;
    if (!success) throw new Error("the load has failed");
    const profiled = await server.endProfile();
    if (profiled) await keepProfile("streams", profiled);
    return measured;
  } finally {
    await server.remove();
  }
}

function tell(all: readonly Pair[]): void {
  console.log(
    `\n${students} answers at ${words} words a second, ${messages} messages a second` +
      ` to ${students + 1}; ${all.length} pairs, medians` +
      (canPin ? "" : "; not held to cores"),
  );
  const [without, streaming] = [
    overRounds(all.map((pair) => pair.without)),
    overRounds(all.map((pair) => pair.with)),
  ];
  const keys = ["p50", "p90", "p99", "max"] as const;
  const row = (name: string, cells: string[]) =>
    console.log(
      name.padEnd(12) + cells.map((it) => it.padStart(9)).join(""),
    );
  row("say to seen", [...keys.map((key) => `${key} ms`), "server", "load"]);
  const figures = (it: Figures) => [
    ...keys.map((key) => it[key]!.toFixed(2)),
    `${it.cpu!.toFixed(0)} %`,
    `${(100 * it.load!).toFixed(0)} %`,
  ];
  row("without", figures(without));
  row("with", figures(streaming));
  const ratios = keys.map((key) =>
    median(all.map((pair) => pair.with[key]! / pair.without[key]!))
  );
  row("ratio", ratios.map((it) => `${it.toFixed(2)}×`));
  const missing = (without.missing ?? 0) + (streaming.missing ?? 0);
  const held = ratios[0] <= ceiling && missing === 0;
  console.log(
    `p50 at most ${ceiling}×: ${held ? "held" : "not held"}` +
      (missing > 0 ? `; ${missing} deliveries missing` : ""),
  );
}
