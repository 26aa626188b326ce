/**
 * What one hostile pupil costs the class: 27 others and their teacher chat at a steady rate, in peace and beside a
 * pupil who does whatever `tests/hostile_pupil.ts` knows. The server has one core; the class and the pupil, a
 * process each, share the other.
 */
import { attacks as all } from "../../tests/hostile_pupil.ts";
import { readSettings } from "../../classroom/settings.ts";
import { overRounds } from "../figures.ts";
import { lines } from "../host.ts";
import type { Lesson, LessonOrder } from "./hostile_load.ts";
import { startLoad } from "../process.ts";
import { prepareServers, Server } from "../servers.ts";

/** What the chat of the others is held to: so many times as long as in peace. */
const ceiling = 2;
/** The limits as they are without a setting: they are what is measured here. */
const usual = Object.fromEntries(
  Object.entries(readSettings({})).filter(([name]) => name.endsWith("_PACE"))
    .map(([name, value]) => [name, String(value)]),
);

/** Measures and prints; each round has a server of its own. `attacks`: some of them only. */
export async function hostile(
  { rounds, seconds, attacks }: {
    rounds: number;
    seconds: number;
    attacks: readonly string[];
  },
): Promise<void> {
  await prepareServers(["homeroom"]);
  const chosen = all.filter((one) =>
    attacks.length === 0 || attacks.includes(one)
  );
  const lessons: Lesson[] = [];
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} …`);
    const server = await Server.start("homeroom", false, usual);
    try {
      const { url, pid } = server;
      const order: LessonOrder = { url, pid, seconds, attacks: chosen };
      const child = startLoad(new URL("hostile_load.ts", import.meta.url), [
        JSON.stringify(order),
      ]);
      for await (const lesson of lines<Lesson>(child.stdout)) {
        lessons.push(lesson);
      }
      if (!(await child.status).success) throw new Error("the load has failed");
    } finally {
      await server.remove();
    }
  }
  tell(lessons);
}

function tell(lessons: readonly Lesson[]): void {
  const peace = overRounds(lessons.map((it) => it.peace));
  const attacked = overRounds(lessons.map((it) => it.attacked));
  for (const key of ["p50", "p90", "p99", "max"] as const) {
    const [before, beside] = [peace[key]!, attacked[key]!];
    const ratio = (beside / before).toFixed(2);
    console.log(
      `say to seen, ${key}: ${before.toFixed(2)} ms in peace, ` +
        `${beside.toFixed(2)} ms beside the attacks, ${ratio}×`,
    );
  }
  console.log(
    `the server's core: ${peace.cpu!.toFixed(0)} % in peace, ` +
      `${attacked.cpu!.toFixed(0)} % beside the attacks`,
  );
  const time = (ms: number | null) =>
    ms === null ? "never" : `${(ms / 1000).toFixed(1)} s`;
  for (const [n, lesson] of lessons.entries()) {
    console.log(
      `round ${n + 1}: late ${lesson.late.map(time).join(", ")}; ` +
        `came back ${lesson.back.map(time).join(", ")}; ` +
        `teacher's sign-in ${time(lesson.signIn)}; ` +
        `${lesson.lockedOut} thrown out; ${lesson.attacked.missing} missing; ` +
        `the pupil had ${lesson.attack.seats} seats`,
    );
    console.log(
      Object.entries(lesson.attack.answers).map((pair) => pair.join(": "))
        .join(", "),
    );
  }
  const isHeld = attacked.p99! <= ceiling * peace.p99! &&
    (attacked.missing ?? 0) === 0;
  console.log(`p99 at most ${ceiling}×: ${isHeld ? "held" : "not held"}`);
}
