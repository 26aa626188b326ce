/**
 * What half-sent messages and requests, and openings without end, cost a class (H4, M1, L2): 27 students and their
 * teacher chat in peace and beside each attack, which has a server of its own. Run with an order, it is the attacker.
 */
import { createSession, join, signUp } from "../../tests/people.ts";
import { RawSocket } from "../../tests/sync/raw_socket.ts";
import { openFrame } from "../../sync/wire_format.ts";
import { Tally } from "../figures.ts";
import { Reader } from "../frames.ts";
import { HomeroomSeat } from "../homeroom_driver.ts";
import { memory, nice, startLoad } from "../process.ts";
import { prepareServers, Server } from "../servers.ts";
import { chatFor, sleep, steadily } from "../steadily.ts";

/** Where to attack, with whose cookies. */
interface Order {
  attack: string;
  wsUrl: string;
  session: string;
  members: Record<string, string>[];
}

const ceiling = 2, students = 27, messages = 8;
const piece = new Uint8Array(64 * 1024);
const pieces = 60 * 16;

type Send = (socket: RawSocket, n: number) => Promise<void>;
const fragment: Send = (socket, n) => socket.sendPart(n ? 0x00 : 0x02, piece);

const absent = {
  document: "x/session",
  as: "",
  epoch: "",
  stateVector: new Uint8Array([0]),
};

/** Sockets that send without end, and come back when they are closed. */
const floods: Record<string, { each: number; v: 1 | 2; send: Send }> = {
  "fragments, v=1": { each: 32, v: 1, send: fragment },
  "fragments, v=2": { each: 32, v: 2, send: fragment },
  "huge frame": {
    each: 32,
    v: 2,
    send: (socket, n) =>
      n
        ? socket.sendRaw(piece)
        : socket.sendPart(0x02, piece, pieces * piece.length),
  },
  "slow drip": {
    each: 32,
    v: 2,
    async send(socket, n) {
      await socket.sendPart(n ? 0x00 : 0x02, piece.subarray(0, 16 * 1024));
      await sleep(100);
    },
  },
  "one byte a frame": {
    each: 32,
    v: 2,
    send: (socket, n) => socket.sendPart(n ? 0x00 : 0x02, piece.subarray(0, 1)),
  },
  "pings": {
    each: 32,
    v: 2,
    send: (socket) => socket.sendRaw(new Uint8Array([0x89, 0x80, 0, 0, 0, 0])),
  },
  "openings": {
    each: 8,
    v: 2,
    send: (socket, n) => socket.send(openFrame({ channel: n + 1, ...absent })),
  },
};
const attacks = [...Object.keys(floods), "half-sent requests"];

/** Measures and prints; exits with an error where the class felt one of them. */
export async function hostileSockets(
  { seconds, attacks: wanted }: { seconds: number; attacks: readonly string[] },
): Promise<void> {
  await prepareServers(["homeroom"]);
  const chosen = attacks.filter((it) =>
    wanted.length === 0 || wanted.includes(it)
  );
  for (const attack of chosen) {
    const server = await Server.start("homeroom", false);
    try {
      await measure(server, attack, seconds);
    } finally {
      await server.remove();
    }
  }
}

async function measure(
  { url, pid }: Server,
  attack: string,
  seconds: number,
): Promise<void> {
  const place = { url, wsUrl: url.replace("http", "ws") };
  const teacher = await signUp(place, "Ms Lin");
  const session = await createSession(teacher);
  const reader = new Reader();
  const tally = new Tally();
  const seats: HomeroomSeat[] = [];
  for (let n = 0; n < students; n++) {
    const { visitor, member } = await join(place, session.code, `Student ${n}`);
    seats.push(new HomeroomSeat(visitor, session.id, member, reader));
  }
  seats.push(new HomeroomSeat(teacher, session.id, session.member, reader));
  for (const seat of seats) {
    seat.onSeen = (numbers) => tally.see(numbers);
    await seat.open();
  }
  const members: Order["members"] = [];
  for (let n = 0; n < 4; n++) {
    const { visitor } = await join(place, session.code, `Mallory ${n}`);
    members.push(visitor.headers());
  }
  const speak = (n: number) => seats[n % seats.length].say(tally.say());
  const window = () =>
    chatFor(seconds, { pid, tally, messages, speak, heard: seats.length });
  await steadily(messages, 2, speak);
  const peace = await window();
  const before = memory(pid).now;
  const order: Order = {
    attack,
    wsUrl: place.wsUrl,
    session: session.id,
    members,
  };
  const child = startLoad(
    new URL(import.meta.url),
    [JSON.stringify(order)],
    { before: nice },
  );
  await sleep(1000);
  const attacked = await window();
  const { peak } = memory(pid);
  child.kill("SIGKILL");
  await child.status;
  await sleep(10_000);
  const after = memory(pid).now;
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const isHeld = attacked.p99! <= ceiling * peace.p99! &&
    peak <= ceiling * before && attacked.missing === 0;
  console.log(
    `${attack}: p50 ${peace.p50!.toFixed(1)} → ${attacked.p50!.toFixed(1)}, ` +
      `p99 ${peace.p99!.toFixed(1)} → ${attacked.p99!.toFixed(1)} ms, ` +
      `${attacked.missing} missing; ${mb(before)} → ${mb(peak)}, ` +
      `10 s later ${mb(after)}: ${isHeld ? "held" : "not held"}`,
  );
  for (const seat of seats) seat.close();
}

/** One socket after another that sends as fast as it is let. */
async function flood(order: Order, headers: Record<string, string>) {
  const { v, send } = floods[order.attack];
  const path = v === 1 ? `${order.session}/session` : order.session;
  const url = `${order.wsUrl}/sync/${path}?v=${v}`;
  for (;;) {
    try {
      const socket = await RawSocket.open(url, headers);
      void socket.over().catch(() => {});
      for (let n = 0; n < pieces; n++) await send(socket, n);
      await sleep(60_000);
    } catch {
      await sleep(50);
    }
  }
}

/** Connections that say half of what they want. */
async function halfSent({ wsUrl }: Order) {
  const { hostname, port } = new URL(wsUrl);
  const half = new TextEncoder().encode("GET / HTTP/1.1\r\nHo");
  for (;;) {
    try {
      const connection = await Deno.connect({ hostname, port: Number(port) });
      await connection.write(half);
      void connection.read(new Uint8Array(100)).catch(() => {})
        .finally(() => connection.close());
    } catch {
      await sleep(10);
    }
  }
}

if (import.meta.main) {
  const order: Order = JSON.parse(Deno.args[0]);
  if (order.attack === "half-sent requests") {
    for (let n = 0; n < 20; n++) void halfSent(order);
  } else {
    for (const headers of order.members) {
      for (let n = 0; n < floods[order.attack].each; n++) {
        void flood(order, headers);
      }
    }
  }
}
