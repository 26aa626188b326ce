import { type Figures, MessageCounter } from "./figures.ts";
import type { CaseOrder, Host } from "./host.ts";
import {
  arrivalTimeoutMs,
  countArrivals,
  measureWork,
  openAll,
  waitForArrivals,
} from "./measuring.ts";
import { cpuSeconds, memory } from "./process.ts";
import { nodeProgram } from "../tests/server.ts";
import type { BenchMember, Driver } from "./driver.ts";
import { runSteadily, sleep } from "./run_steadily.ts";
import { groupSize, Typist } from "./typist.ts";

export interface CaseSetting extends CaseOrder {
  driver: Driver;
  host: Host;
}

export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly servers: readonly string[];
  run(setting: CaseSetting): Promise<Figures>;
}

const homeroom = "homeroom", bare = "bare", stored = "bare-stored";
export const peerServers: readonly string[] = ["hocuspocus", "y-websocket"];
/** Homeroom on Node, if `ON_NODE` names its program. */
const onNode = nodeProgram ? ["homeroom-node"] : [];
const allServers = [homeroom, ...onNode, ...peerServers];

/** A room counts as quiet after this. */
const quietMs = 700;
const warmUpSeconds = 2;

export const cases: readonly BenchCase[] = [
  {
    name: "a",
    title: "1 room of 100, 20 messages a second",
    servers: allServers,
    run: (setting) => talk(setting, { rooms: 1, members: 100, perSecond: 20 }),
  },
  {
    name: "g",
    title: "the same against a bare broadcast, without any document",
    servers: [bare, stored],
    run: (setting) => talk(setting, { rooms: 1, members: 100, perSecond: 20 }),
  },
  {
    name: "b",
    title: "50 rooms of 30, 100 messages a second in all",
    servers: [...allServers, bare, stored],
    run: (setting) => talk(setting, { rooms: 50, members: 30, perSecond: 100 }),
  },
  {
    name: "bursts",
    title: "1 room of 100, all speak at once, once a second",
    servers: allServers,
    run: (setting) => bursts(setting, 100),
  },
  {
    name: "c",
    title: "1 room of 300, each says the next as soon as they see their last",
    servers: allServers,
    run: (setting) => flood(setting, 300, 1),
  },
  {
    name: "c4",
    title: "1 room of 300, each with four underway",
    servers: allServers,
    run: (setting) => flood(setting, 300, 4),
  },
  {
    name: "d",
    title: "60 members open a room of 5,000 messages at once",
    servers: allServers,
    run: (setting) => openAtOnce(setting, 60, 5000),
  },
  {
    name: "e",
    title: "1,000 members who do nothing, with three documents each",
    servers: [...allServers, bare],
    run: (setting) => idle(setting, 1000),
  },
  {
    name: "f",
    title: "killed while 30 members say 100 messages a second",
    servers: allServers,
    run: kill,
  },
  {
    name: "pages",
    title: "30 groups of 4 who type 3 keys a second each, beside the chat",
    servers: allServers,
    run: (setting) => typeTogether(setting, 30, 3),
  },
];

const xmpp = [homeroom, "prosody", "ejabberd"];

/**
 * Cases for a comparison with chat servers. Synapse falls behind at about 100 deliveries/s, so it has no large ones.
 */
export const chatCases: readonly BenchCase[] = [
  {
    name: "calm",
    title: "a class of 30, 2 messages a second",
    servers: [...xmpp, "synapse"],
    run: (setting) => talk(setting, { rooms: 1, members: 30, perSecond: 2 }),
  },
  {
    name: "class",
    title: "a class of 30, 10 messages a second",
    servers: [...xmpp, "synapse"],
    run: (setting) => talk(setting, { rooms: 1, members: 30, perSecond: 10 }),
  },
  {
    name: "hall",
    title: "1 room of 100, 10 messages a second",
    servers: xmpp,
    run: (setting) => talk(setting, { rooms: 1, members: 100, perSecond: 10 }),
  },
  {
    name: "rooms",
    title: "50 rooms of 30, 100 messages a second in all",
    servers: xmpp,
    run: (setting) => talk(setting, { rooms: 50, members: 30, perSecond: 100 }),
  },
];

export const allCases: readonly BenchCase[] = [...cases, ...chatCases];

export function caseNamed(name: string): BenchCase {
  const benchCase = allCases.find((it) => it.name === name);
  if (!benchCase) {
    throw new Error(
      `There is no case ${name}: there are ${
        allCases.map(({ name }) => name).join(", ")
      }.`,
    );
  }
  return benchCase;
}

/** Members speak in turn at a steady rate. */
async function talk(
  { driver, host, running, seconds }: CaseSetting,
  load: { rooms: number; members: number; perSecond: number },
): Promise<Figures> {
  const rooms = await driver.prepare(load.rooms, load.members);
  await openAll(rooms.flat(), 20);
  const counter = new MessageCounter();
  for (const seat of rooms.flat()) countArrivals(seat, counter);
  const speak = (n: number) => {
    const room = rooms[n % rooms.length];
    const member = Math.floor(n / rooms.length) * 7 % room.length;
    room[member].say(counter.recordSent());
  };
  const due = () => counter.sent * load.members;
  await runSteadily(load.perSecond, warmUpSeconds, speak);
  await waitForArrivals(counter, due);
  return await measureWork(running, host, counter, async () => {
    await runSteadily(load.perSecond, seconds, speak);
    return { missing: await waitForArrivals(counter, due) };
  });
}

/** All members speak at once, and again a second later. */
async function bursts(
  { driver, host, running, seconds }: CaseSetting,
  members: number,
): Promise<Figures> {
  const [room] = await driver.prepare(1, members);
  await openAll(room, 20);
  const counter = new MessageCounter();
  for (const seat of room) countArrivals(seat, counter);
  const due = () => counter.sent * members;
  const burst = () => room.forEach((seat) => seat.say(counter.recordSent()));
  await runSteadily(1, warmUpSeconds, burst);
  await waitForArrivals(counter, due);
  return await measureWork(running, host, counter, async () => {
    await runSteadily(1, seconds, burst);
    return { missing: await waitForArrivals(counter, due) };
  });
}

/** Each member always has this many messages in flight, which measures maximum throughput. */
async function flood(
  { driver, host, running, seconds }: CaseSetting,
  members: number,
  underway: number,
): Promise<Figures> {
  const [room] = await driver.prepare(1, members);
  await openAll(room, 20);
  const counter = new MessageCounter();
  const authors: number[] = [];
  let going = true;
  const say = (n: number) => {
    authors.push(n);
    room[n].say(counter.recordSent());
  };
  for (const [n, seat] of room.entries()) {
    seat.onSeen = (messages) => {
      counter.recordSeen(messages);
      if (!going) return;
      for (const message of messages) if (authors[message] === n) say(n);
    };
  }
  for (let i = 0; i < underway; i++) room.forEach((_, n) => say(n));
  await sleep(1000 * warmUpSeconds);
  return await measureWork(running, host, counter, async () => {
    const startCount = counter.delivered, began = performance.now();
    await sleep(1000 * seconds);
    const perSecond = (counter.delivered - startCount) * 1000 /
      (performance.now() - began);
    going = false;
    const missing = await waitForArrivals(
      counter,
      () => counter.sent * members,
    );
    return { perSecond, missing };
  });
}

/** All members open a room with a history, while one stays connected; then again after a server restart. */
async function openAtOnce(
  { driver, host, running }: CaseSetting,
  members: number,
  messages: number,
): Promise<Figures> {
  const [[stays, ...room]] = await driver.prepare(1, 1 + members);
  // Some servers drop the document when the last member leaves.
  await stays.open();
  await openAll(room, 20);
  const past = new MessageCounter();
  for (const seat of room) countArrivals(seat, past);
  while (past.sent < messages) {
    for (const seat of room) {
      if (past.sent < messages) seat.say(past.recordSent());
    }
    await waitForArrivals(past, () => past.sent * members);
  }
  // Hocuspocus writes after two seconds.
  await sleep(2500);
  for (const seat of room) seat.close();
  await sleep(500);

  const once = async () => {
    const seenByMember = room.map(() => new Set<number>());
    const began = performance.now();
    let last = began;
    const whole = room.map((seat, n) =>
      new Promise<void>((resolve) => {
        seat.onSeen = (arrivals) => {
          for (const message of arrivals) seenByMember[n].add(message);
          if (seenByMember[n].size < messages) return;
          last = performance.now();
          resolve();
        };
      })
    );
    await Promise.all(room.map((seat) => seat.open()));
    await Promise.race([Promise.all(whole), sleep(arrivalTimeoutMs)]);
    const bytes = room.reduce((sum, seat) => sum + seat.received, 0);
    const missing = seenByMember.reduce(
      (sum, { size }) => sum + messages - size,
      0,
    );
    for (const seat of room) seat.close();
    await sleep(300);
    return { time: last - began, bytes: bytes / members, missing };
  };
  await once();
  const cpu = cpuSeconds(running.pid), ownCpu = cpuSeconds("self");
  await host.request("watch");
  const times = [await once(), await once(), await once()];
  const wall = times.reduce((sum, { time }) => sum + time, 0) / 1000;
  const figures = {
    time: times.map(({ time }) => time).sort((a, b) => a - b)[1],
    bytes: times[0].bytes,
    missing: times.reduce((sum, { missing }) => sum + missing, 0),
    cpuOnce: (cpuSeconds(running.pid) - cpu) * 1000 / times.length,
    load: (cpuSeconds("self") - ownCpu) / wall,
    peak: memory(running.pid).peak,
  };
  await host.request("watched");
  driver.setUrl((await host.request("restart")).url);
  const cold = await once();
  const missing = figures.missing + cold.missing;
  return { ...figures, cold: cold.time, missing };
}

/** The cost of an idle member at a fresh server. */
async function idle(
  { driver, host }: CaseSetting,
  members: number,
): Promise<Figures> {
  const [room] = await driver.prepare(1, members, ["shared", "own"]);
  const { url, pid } = await host.request("restart");
  driver.setUrl(url);
  const [first, ...otherMembers] = room;
  await openAll([first], 1);
  await sleep(1000);
  await host.request("watch");
  const startMemory = memory(pid).now, cpu = cpuSeconds(pid);
  const began = performance.now();
  await openAll(otherMembers, 20);
  const time = performance.now() - began;
  await sleep(3000);
  const { now, peak } = memory(pid);
  const cpuOnce = (cpuSeconds(pid) - cpu) * 1000;
  await host.request("watched");
  const perMember = (now - startMemory) / otherMembers.length;
  return { time, cpuOnce, perMember, peak };
}

/** Kills the server and checks that every announced message is there after the restart. */
async function kill({ driver, host, kills }: CaseSetting): Promise<Figures> {
  const members = 30, perSecond = 100;
  const [room] = await driver.prepare(1, members);
  const authors: number[] = [];
  let announced = 0, lost = 0;
  for (let n = 0; n < kills; n++) {
    const first = authors.length;
    const seenMessages = new Set<number>();
    for (const [who, seat] of room.entries()) {
      seat.onSeen = (messages) => {
        for (const message of messages) {
          if (message >= first && authors[message] !== who) {
            seenMessages.add(message);
          }
        }
      };
    }
    await openAll(room, members);
    const speak = () => {
      const who = authors.length % members;
      authors.push(who);
      room[who].say(authors.length - 1);
    };
    const closed = Promise.all(
      room.map((seat) => new Promise<void>((over) => seat.onClose = over)),
    );
    await runSteadily(perSecond, 1 + 11 * Math.random(), speak);
    await host.request("kill");
    await closed;
    for (const seat of room) seat.close();
    driver.setUrl((await host.request("start")).url);
    const storedMessages = await everythingAt(room[0]);
    announced += seenMessages.size;
    for (const message of seenMessages) {
      if (!storedMessages.has(message)) lost++;
    }
  }
  return { kills, announced, lost };
}

async function everythingAt(seat: BenchMember): Promise<Set<number>> {
  const storedMessages = new Set<number>();
  let last = performance.now();
  seat.onSeen = (messages) => {
    last = performance.now();
    for (const message of messages) storedMessages.add(message);
  };
  await seat.open();
  while (performance.now() - last < quietMs) await sleep(50);
  seat.close();
  return storedMessages;
}

/** Groups write pages while the class talks; the talk alone is measured first. */
async function typeTogether(
  { driver, host, running, seconds }: CaseSetting,
  groups: number,
  keysPerSecond: number,
): Promise<Figures> {
  const perSecond = 5, count = groups * groupSize;
  const [room] = await driver.prepare(1, count, ["page"]);
  await openAll(room, 20);
  const keys = new MessageCounter(), chat = new MessageCounter();
  const typists: Typist[] = [];
  for (let n = 0; n < count; n++) {
    const group = typists.slice(n - n % groupSize, n);
    typists.push(new Typist(room[n].page!, keys, group));
  }
  for (const seat of room) countArrivals(seat, chat);
  const talk = async (seconds: number) => {
    await runSteadily(perSecond, seconds, (n) => {
      room[n * 7 % count].say(chat.recordSent());
    });
    return await waitForArrivals(chat, () => chat.sent * count);
  };
  const write = async (seconds: number) => {
    await runSteadily(keysPerSecond * count, seconds, (n) => {
      typists[n % count].type();
    });
    return await waitForArrivals(keys, () => keys.sent * (groupSize - 1));
  };
  const talkAndWrite = (seconds: number) =>
    Promise.all([talk(seconds), write(seconds)]);
  await talkAndWrite(warmUpSeconds);
  chat.startMeasuring();
  const alone = await talk(seconds);
  const quiet = chat.percentiles();
  chat.startMeasuring();
  return await measureWork(running, host, keys, async () => {
    const missing = (await talkAndWrite(seconds)).reduce((first, second) =>
      first + second
    );
    const { p50, p99 } = chat.percentiles();
    return {
      missing: alone + missing,
      chatAlone50: quiet.p50,
      chatAlone99: quiet.p99,
      chat50: p50,
      chat99: p99,
    };
  });
}
