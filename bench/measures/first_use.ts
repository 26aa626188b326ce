/** Measures a built server: time until usable, page sizes, and message latency. */
import {
  createSession,
  joinClass,
  type Seat,
  signUp,
} from "../../tests/people.ts";
import { startServer, swiftStudents } from "../../tests/server.ts";
import { measurePages, sizeLines } from "./size.ts";

const students = 30, rounds = 100;

const startMs = performance.now();
const server = await startServer({
  ...swiftStudents,
  PASSWORD_COST: "15",
});
const seats: Seat[] = [];
try {
  await (await fetch(server.url)).text();
  const startupMs = performance.now() - startMs;
  console.log(`from the start to the first page: ${startupMs.toFixed(0)} ms`);

  console.log(sizeLines(await measurePages(server)).join("\n"));

  const session = await createSession(await signUp(server));
  for (let n = 0; n < students; n++) {
    const seat = await joinClass(server, session.code, `Student ${n}`);
    seats.push(await seat.openPage());
  }
  const times: number[] = [];
  for (let n = 0; n < rounds; n++) {
    const from = seats[n % students], to = seats[(n + 1) % students];
    const sentMs = performance.now();
    await to.waitForMessage(from.queueMessage(`message ${n}`));
    times.push(performance.now() - sentMs);
  }
  times.sort((a, b) => a - b);
  const timeAt = (part: number) => times[Math.floor(times.length * part)];
  console.log(
    `a message, from one of ${students} students to another: median ${
      timeAt(0.5).toFixed(1)
    } ms, 99 % within ${timeAt(0.99).toFixed(1)} ms`,
  );
} finally {
  seats.forEach((seat) => seat.close());
  await server.stop();
}
