/**
 * How long a message waits at one of two servers over one `denokv` while the other's are served: both write to one class
 * at a steady rate, and then one of them is killed now and again. All servers share one core. What is told is the longest
 * wait, from saying a message to seeing it in the room at the same server; and that of those said within five seconds
 * after a kill, at the server that stayed.
 */
import {
  createSession,
  expectNames,
  join,
  type Place,
  signUp,
} from "../../tests/people.ts";
import {
  find,
  freePorts,
  type Running,
  start,
} from "../../tests/real/programs.ts";
import { percentile } from "../figures.ts";
import { Reader } from "../frames.ts";
import { HomeroomSeat } from "../homeroom_driver.ts";
import { holdOn } from "../process.ts";
import { prepareServers, Server, serverCore } from "../servers.ts";
import { sleep } from "../steadily.ts";

/** Messages a second, of both servers together; and who says them at each. */
const pace = 25, students = 8;
/** The promise, in ms; and so long after a kill. */
const ceiling = 500, ceilingAfterKill = 2000, troubled = 5000;
/** How long a killed server is away, in ms. */
const away = 2000;
const token = "a token of the bench";

/** One of the two servers, and who is there. */
interface Instance {
  server: Server;
  place: Place;
  seats: HomeroomSeat[];
  isUp: boolean;
}

/** How long messages have waited, in ms. */
interface Waits {
  calm: number[];
  killed: number[];
  /** The most that were said at the other server after one, and seen before it. */
  overtaken: number;
  /** Of those that were said at a server that stayed, so many never came. */
  missing: number;
}

/** Measures and prints. A round is two servers of their own over a `denokv` of their own. */
export async function instances(
  { rounds, seconds, kills }: {
    rounds: number;
    seconds: number;
    kills: number;
  },
): Promise<void> {
  if (!await find("denokv")) {
    console.log("not run for want of denokv: deno task test:real --install");
    return;
  }
  await prepareServers(["homeroom"]);
  // Deno's own KV client, here and in the servers, looks for it there.
  Deno.env.set("DENO_KV_ACCESS_TOKEN", token);
  console.log(
    `${pace} messages a second at two servers, ${seconds} s, then ${kills} kills; waits in ms\n` +
      "  p50   p99  longest (500 at most)  after a kill (2000 at most)",
  );
  for (let round = 0; round < rounds; round++) {
    const { calm, killed, overtaken, missing } = await measure(seconds, kills);
    const [p50, p99, longest] = [0.5, 0.99, 1].map((it) =>
      percentile(calm, it)
    );
    const afterKill = percentile(killed, 1);
    const kept = longest <= ceiling && afterKill <= ceilingAfterKill;
    console.log(
      [p50, p99, longest, afterKill].map((it) => it.toFixed(0).padStart(5))
        .join(" "),
      ` overtaken by ${overtaken}; ${missing} missing; ${calm.length} and ${killed.length} messages;`,
      kept ? "kept" : "NOT KEPT",
    );
  }
}

async function measure(seconds: number, kills: number): Promise<Waits> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-instances-" });
  const [port] = freePorts(1);
  let denokv: Running | undefined;
  const all: Instance[] = [];
  try {
    denokv = await start("denokv", [
      ...["--sqlite-path", `${folder}/kv.sqlite`, "serve"],
      ...["--addr", `127.0.0.1:${port}`, "--access-token", token],
    ], port);
    holdOn(serverCore, denokv.pid);
    for (let n = 0; n < 2; n++) {
      const server = await Server.start("homeroom", false, {
        KV_URL: `http://127.0.0.1:${port}`,
        DENO_KV_ACCESS_TOKEN: token,
      });
      const place = { url: "", wsUrl: "" };
      all.push({ server, place, seats: [], isUp: true });
      moved(all[n]);
    }
    await enter(all);
    return await talk(all, seconds, kills);
  } finally {
    for (const { server } of all) await server.remove();
    await denokv?.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

function moved({ place, server }: Instance): void {
  const { url } = server;
  Object.assign(place, { url, wsUrl: url.replace("http", "ws") });
}

async function enter(all: readonly Instance[]): Promise<void> {
  const teacher = await signUp(all[0].place);
  const session = await createSession(teacher);
  const names = Array.from({ length: students }, (_, n) => `Student ${n}`);
  await expectNames(teacher, session, names);
  for (const [n, name] of names.entries()) {
    const { place, seats } = all[n % 2];
    const { visitor, member } = await join(place, session.code, name);
    const seat = new HomeroomSeat(visitor, session.id, member, new Reader());
    await seat.open();
    seats.push(seat);
  }
}

async function talk(
  all: readonly Instance[],
  seconds: number,
  kills: number,
): Promise<Waits> {
  const waits: Waits = { calm: [], killed: [], overtaken: 0, missing: 0 };
  const seenBefore: { at: number; by: HomeroomSeat }[] = [];
  const said = new Map<number, { at: number; by: HomeroomSeat }>();
  let number = 0, killedAt = -Infinity, isOver = false;
  for (const seat of all.flatMap(({ seats }) => seats)) {
    seat.onSeen = (numbers) => {
      for (const seen of numbers) {
        const message = said.get(seen);
        if (message?.by !== seat) continue;
        said.delete(seen);
        const isCalm = message.at > killedAt + troubled;
        const list = isCalm ? waits.calm : waits.killed;
        list.push(performance.now() - message.at);
        seenBefore.push(message);
        const home = all.find(({ seats }) => seats.includes(seat));
        const later = seenBefore.filter(({ at, by }) =>
          at > message.at && !home?.seats.includes(by)
        );
        waits.overtaken = Math.max(waits.overtaken, later.length);
      }
    };
  }
  const speaking = (async () => {
    const began = performance.now();
    for (let n = 0; !isOver; n++) {
      await sleep(Math.max(0, began + n * 1000 / pace - performance.now()));
      const { seats, isUp } = all[n % 2];
      if (!isUp) continue;
      const by = seats[(n >> 1) % seats.length];
      said.set(number, { at: performance.now(), by });
      by.say(number++);
    }
  })();
  await sleep(1000 * seconds);
  for (let n = 0; n < kills; n++) {
    const killed = all[n % 2];
    killed.isUp = false;
    killedAt = performance.now();
    await killed.server.kill();
    for (const [of, { by }] of said) {
      if (killed.seats.includes(by)) said.delete(of);
    }
    await sleep(away);
    await killed.server.start();
    moved(killed);
    for (const seat of killed.seats) await seat.open();
    killed.isUp = true;
    // At another moment of the other's work each time.
    await sleep(troubled + 137 * n);
  }
  isOver = true;
  await speaking;
  const end = performance.now() + 30_000;
  while (said.size > 0 && performance.now() < end) await sleep(50);
  waits.missing = said.size;
  return waits;
}
