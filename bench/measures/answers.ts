/**
 * What a quiz costs while the chat goes on: 300 students answer ten questions within ten seconds, one each second, and
 * the teacher looks on; in turns with the same chat without a quiz. The server has one core; the class, the other.
 */
import { type Figures, median, overRounds } from "../figures.ts";
import { lines } from "../host.ts";
import { canPin, startLoad } from "../process.ts";
import { prepareServers, Server } from "../servers.ts";
import type { AnswersOrder, Quizzed } from "./answers_load.ts";

const students = 300, questions = 10, messages = 20, pairs = 3;

/** Measures and prints. A round is a server of its own. */
export async function answers({ rounds }: { rounds: number }): Promise<void> {
  await prepareServers(["homeroom"]);
  const all: Quizzed[] = [];
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} …`);
    const server = await Server.start("homeroom", false, {});
    try {
      const { url, pid } = server;
      const order: AnswersOrder = {
        url,
        pid,
        students,
        questions,
        messages,
        pairs,
      };
      const load = startLoad(new URL("answers_load.ts", import.meta.url), [
        JSON.stringify(order),
      ]);
      for await (const pair of lines<Quizzed>(load.stdout)) all.push(pair);
      if (!(await load.status).success) throw new Error("the load has failed");
    } finally {
      await server.remove();
    }
  }
  tell(all);
}

function tell(all: readonly Quizzed[]): void {
  console.log(
    `\n${students} students, ${messages} messages a second; with ${questions} ` +
      `answers each in ${questions} s; ${all.length} pairs, medians` +
      (canPin ? "" : "; not held to cores"),
  );
  const keys = ["p50", "p90", "p99", "max"] as const;
  const row = (name: string, cells: string[]) =>
    console.log(name.padEnd(18) + cells.map((it) => it.padStart(9)).join(""));
  row("ms", [...keys, "server", "load"]);
  const share = (it: number) => `${it.toFixed(0)} %`;
  const figures = (it: Figures) => [
    ...keys.map((key) => it[key]!.toFixed(1)),
    ...it.cpu === undefined ? [] : [share(it.cpu), share(100 * it.load!)],
  ];
  row("chat without", figures(overRounds(all.map((it) => it.without))));
  row("chat with", figures(overRounds(all.map((it) => it.with))));
  row(
    "ratio",
    keys.map((key) =>
      `${median(all.map((it) => it.with[key]! / it.without[key]!)).toFixed(2)}×`
    ),
  );
  row("answer to tick", figures(overRounds(all.map((it) => it.ticks))));
  const over = (pick: (it: Quizzed) => number) => median(all.map(pick));
  console.log(
    `${over((it) => it.commits).toFixed(0)} commits with answers a second, ` +
      `${(over((it) => it.bytes) / 1024).toFixed(0)} KB a second to the ` +
      `teacher's page; ${
        all.reduce((sum, it) => sum + it.lost, 0)
      } answers lost`,
  );
}
