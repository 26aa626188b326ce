/**
 * What heavy imports (H1, H2, H3), messages and requests that are half-sent, uploads that are broken off, and openings
 * without end (H4, M1, L2) cost a class: 27 students and their teacher chat in peace and beside each attack, which has a
 * server of its own. Run with an order, it is the attacker.
 */
import { Buffer } from "node:buffer";
import { crc32 as crc, deflateRawSync } from "node:zlib";
import { createSession, join, signUp, Visitor } from "../../tests/people.ts";
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
  /** Accounts of their own that bring what is heavy. */
  teachers: Record<string, string>[];
}

/** Nothing may keep the server from answering for longer (ms). */
const longest = 500;
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
  "fragments v=1": { each: 32, v: 1, send: fragment },
  "fragments v=2": { each: 32, v: 2, send: fragment },
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

const mb = 1024 * 1024;
const text = (what: string) => new TextEncoder().encode(what);
const filled = (piece: string, bytes: number) =>
  text(piece.repeat(Math.floor(bytes / piece.length)));

/** What is brought, by its content type where it is no file of a form. */
interface Heavy {
  bytes: Uint8Array<ArrayBuffer>;
  type?: string;
  format?: string;
}
const sheet = (xml: Uint8Array<ArrayBuffer>, more: Zipped = {}): Heavy => ({
  bytes: zip({
    "xl/workbook.xml": text(
      `<workbook><sheets><sheet name="a" sheetId="1" id="r1"/></sheets></workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": text(
      `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    "xl/worksheets/sheet1.xml": xml,
    ...more,
  }),
});
const moodle = (html: string) =>
  text(
    `<quiz><question type="essay"><questiontext><text><![CDATA[${html}]]></text></questiontext></question></quiz>`,
  );

/** H1, H2, H3: files that cost more to read than they have bytes. */
const heavy: Record<string, () => Heavy> = {
  "sheet of attributes": () =>
    sheet(text(`<worksheet ${`a="1" `.repeat(600_000)}></worksheet>`)),
  "sheet that is nested": () => sheet(filled("<a>", 4 * mb)),
  "deflate bomb": () =>
    sheet(text("<worksheet/>"), {
      "xl/sharedStrings.xml": new Uint8Array(256 * mb),
    }),
  "zip64": () => {
    const { bytes } = sheet(text("<worksheet/>"));
    new DataView(bytes.buffer).setUint32(18, 0xffffffff, true);
    new DataView(bytes.buffer).setUint32(22, 0xffffffff, true);
    return { bytes };
  },
  "pasted pieces": () => ({
    bytes: text(`${"a\t".repeat(3990)}\n`.repeat(1000)),
    format: "text",
  }),
  "nested xml": () => ({ bytes: filled("<quiz>", 7 * mb), format: "moodle" }),
  "html and formulas": () => ({
    bytes: moodle("<sup>\\(<math>".repeat(400_000)),
    format: "moodle",
  }),
  "gift": () => ({
    bytes: filled("::a::{=a~%50%b#c{~=\n", 7 * mb),
    format: "gift",
  }),
  "form parts": () => ({
    bytes: filled(
      `--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n`,
      7 * mb,
    ),
    type: "multipart/form-data; boundary=x",
  }),
  "deep json": () => ({
    bytes: filled("[", 7 * mb),
    type: "application/json",
  }),
};

type Zipped = Record<string, Uint8Array<ArrayBuffer>>;

/** A zip of deflated files; nobody looks at its checksums. */
function zip(files: Zipped): Uint8Array<ArrayBuffer> {
  const locals: Uint8Array[] = [], entries: Uint8Array[] = [];
  let at = 0;
  for (const [path, bytes] of Object.entries(files)) {
    const name = text(path), packed = deflateRawSync(bytes);
    const about = new DataView(new ArrayBuffer(26));
    about.setUint16(0, 20, true);
    about.setUint16(4, 8, true);
    about.setUint32(10, crc(bytes), true);
    about.setUint32(14, packed.length, true);
    about.setUint32(18, bytes.length, true);
    about.setUint16(22, name.length, true);
    const both = new Uint8Array(about.buffer);
    const where = new DataView(new ArrayBuffer(14));
    where.setUint32(10, at, true);
    const local = [text("PK\x03\x04"), both, name, packed];
    locals.push(...local);
    const version = new Uint8Array([20, 0]);
    const end = new Uint8Array(where.buffer);
    entries.push(text("PK\x01\x02"), version, both, end, name);
    at += local.reduce((sum, { length }) => sum + length, 0);
  }
  const size = entries.reduce((sum, { length }) => sum + length, 0);
  const last = new DataView(new ArrayBuffer(18));
  const count = Object.keys(files).length;
  last.setUint16(4, count, true);
  last.setUint16(6, count, true);
  last.setUint32(8, size, true);
  last.setUint32(12, at, true);
  return Uint8Array.from(Buffer.concat([
    ...locals,
    ...entries,
    text("PK\x05\x06"),
    new Uint8Array(last.buffer),
  ]));
}

const sixAtOnce = " by six accounts";
const attacks = [
  ...Object.keys(heavy),
  ...["sheet of attributes", "nested xml", "form parts"]
    .map((it) => it + sixAtOnce),
  "uploads broken off",
  ...Object.keys(floods),
  "half-sent requests",
];

/** Measures and prints; exits with an error where the class felt one of them. */
export async function floodsOf(
  { seconds, only }: { seconds: number; only: readonly string[] },
): Promise<void> {
  await prepareServers(["homeroom"]);
  const chosen = attacks.filter((it) => only.length === 0 || only.includes(it));
  for (const attack of chosen) {
    console.error(`${attack} …`);
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
    const visitor = new Visitor(place);
    const name = `Mallory ${n}`;
    const ask = { code: session.code, name };
    const { status, body } = await visitor.ask("POST", "/api/join", ask);
    if (status === 202) {
      const waiting = `/api/sessions/${session.id}/waiting/${body.waiting}`;
      await teacher.ask("POST", waiting, { decision: "let-in" });
      await visitor.ask("GET", `/api/waiting/${body.waiting}`);
    }
    members.push(visitor.headers());
  }
  const teachers: Order["teachers"] = [];
  for (let n = 0; n < 6; n++) {
    teachers.push((await signUp(place, `Ms Mallory ${n}`)).headers());
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
    teachers,
  };
  const child = startLoad(
    new URL(import.meta.url),
    [JSON.stringify(order)],
    { before: nice },
  );
  await sleep(1000);
  let stall = 0, isOver = false;
  const probe = (async () => {
    while (!isOver) {
      const began = performance.now();
      await (await fetch(`${url}/sync/none`)).body?.cancel();
      stall = Math.max(stall, performance.now() - began);
      await sleep(20);
    }
  })();
  const attacked = await window();
  const { peak } = memory(pid);
  isOver = true;
  await probe;
  child.kill("SIGKILL");
  await child.status;
  await sleep(10_000);
  const after = memory(pid).now;
  const inMb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const isHeld = attacked.p99! <= ceiling * peace.p99! &&
    peak <= ceiling * before && attacked.missing === 0 && stall <= longest;
  console.log(
    `${attack}: p50 ${peace.p50!.toFixed(1)} → ${attacked.p50!.toFixed(1)}, ` +
      `p99 ${peace.p99!.toFixed(1)} → ${attacked.p99!.toFixed(1)} ms, ` +
      `longest answer ${stall.toFixed(0)} ms, ` +
      `${attacked.missing} missing; ${inMb(before)} → ${inMb(peak)}, ` +
      `${(peak / before).toFixed(2)}×, 10 s later ${inMb(after)}: ${
        isHeld ? "held" : "not held"
      }`,
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

/** Brings the same again and again; `breaksOff`: leaves in the middle. */
async function bring(
  { wsUrl }: Order,
  headers: Record<string, string>,
  { bytes, type, format = "auto" }: Heavy,
  breaksOff = false,
) {
  const url = `${wsUrl.replace("ws", "http")}/api/quizzes/import`;
  let body: BodyInit = bytes;
  if (!type) {
    const form = new FormData();
    form.set("file", new File([bytes], "file"));
    form.set("format", format);
    body = form;
  }
  for (;;) {
    const leaves = new AbortController();
    if (breaksOff) setTimeout(() => leaves.abort(), 100 * Math.random());
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { ...headers, ...type && { "content-type": type } },
        body,
        signal: leaves.signal,
      });
      const said = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
      if (!told.has(said)) console.error(said);
      told.add(said);
      await sleep(answer.status === 429 ? 200 : 0);
    } catch {
      await sleep(10);
    }
  }
}
const told = new Set<string>();

if (import.meta.main) {
  const order: Order = JSON.parse(Deno.args[0]);
  const { teachers } = order;
  const name = order.attack.replace(sixAtOnce, "");
  if (heavy[name]) {
    const all = name === order.attack ? teachers.slice(0, 1) : teachers;
    for (const headers of all) {
      const file = heavy[name]();
      for (let n = 0; n < 4; n++) void bring(order, headers, file);
    }
  } else if (order.attack === "uploads broken off") {
    const file = { bytes: filled("a", 8 * mb), type: "application/json" };
    for (const headers of teachers) {
      for (let n = 0; n < 4; n++) void bring(order, headers, file, true);
    }
  } else if (order.attack === "half-sent requests") {
    for (let n = 0; n < 20; n++) void halfSent(order);
  } else {
    for (const headers of order.members) {
      for (let n = 0; n < floods[order.attack].each; n++) {
        void flood(order, headers);
      }
    }
  }
}
