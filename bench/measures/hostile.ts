/**
 * The cost of a hostile account: one class is attacked by its members while another class talks. Reports the second
 * class's latency, the server's longest silence as seen from outside and by its own measure, and its memory.
 */
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { documentNames } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import {
  createSession,
  joinClass,
  type OpenDocument,
  type Seat,
  type ServerAddress,
  signUp,
  type Visitor,
} from "../../tests/people.ts";
import {
  startServer,
  swiftStudents,
  type TestServer,
} from "../../tests/server.ts";
import { makeStep2Frame } from "../../sync/protocol.ts";
import {
  buildUpdate,
  deletedStruct,
  type ForgedStruct,
} from "../../tests/sync/forge.ts";
import { elementStruct } from "../../tests/sync/shared_world.ts";
import { percentile } from "../figures.ts";
import { memory } from "../process.ts";
import { sleep } from "../run_steadily.ts";

const messagesPerSecond = 10, probeMs = 10;

/** The server's process id: it is the only child process. */
function serverPid(): number {
  const { pid } = Deno;
  const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
  return Number(children.trim().split(" ").at(-1));
}

/** A class with one hostile member; its teacher may be hostile too. */
class Target {
  private constructor(
    readonly teacher: Visitor,
    readonly code: string,
    readonly session: string,
    readonly mallory: Seat,
    readonly classmates: readonly Seat[],
  ) {}

  static async of(place: ServerAddress): Promise<Target> {
    const teacher = await signUp(place, "Mr Hall");
    const { id, code } = await createSession(teacher);
    const mallory = await (await joinClass(place, code, "Mallory")).openPage();
    const classmates: Seat[] = [];
    for (let n = 1; n < 8; n++) {
      classmates.push(await joinClass(place, code, `Student no${n}`));
    }
    return new Target(teacher, code, id, mallory, classmates);
  }

  /** The given number of members, Mallory first; those that are missing join. */
  async members(count: number): Promise<Seat[]> {
    const members = [this.mallory, ...this.classmates].slice(0, count);
    for (let n = members.length; n < count; n++) {
      members.push(
        await joinClass(this.teacher.place, this.code, `Another no${n}`),
      );
    }
    return members;
  }

  get path(): string {
    return `/api/sessions/${this.session}`;
  }

  async share(text: string, per: "class" | "student"): Promise<string> {
    const page = { name: "Leaves", per, text };
    const { body } = await this.teacher.askExpecting(
      201,
      "POST",
      `${this.path}/resources`,
      { page },
    );
    return body.resource.id;
  }

  async takeBack(resource: string): Promise<void> {
    await this.teacher.ask("DELETE", `${this.path}/resources/${resource}`);
  }

  async open(
    visitor: Visitor,
    resource: string,
  ): Promise<{ status: number; page: string }> {
    const { status, body } = await visitor.ask("POST", `${this.path}/pages`, {
      resource,
    });
    return { status, page: body?.page };
  }

  /** Mallory's page of a new share, open. */
  async page(
    per: "class" | "student" = "student",
  ): Promise<{ resource: string; id: string; open: OpenDocument }> {
    const resource = await this.share("", per);
    const { page } = await this.open(this.mallory.visitor, resource);
    const open = this.mallory.open(documentNames.page(this.session, page));
    await open.waitUntilSynced();
    return { resource, id: page, open };
  }
}

const root = (doc: Y.Doc) => doc.getXmlFragment("page");

function paragraph(text: string, marks = {}): Y.XmlElement {
  const element = new Y.XmlElement("paragraph"), run = new Y.XmlText();
  run.insert(0, text, marks);
  element.insert(0, [run]);
  return element;
}

/** Waits until the server has stored the last writer's update, or closed the document. */
async function taken(open: OpenDocument): Promise<void> {
  const writers = open.doc.getMap("writers");
  const client = String(open.doc.clientID);
  await open.waitUntil(
    () => writers.has(client) || open.permanent !== null,
    "the page was stored",
  );
}

/** Fills a page with structs of many clients, in portions below the limits. */
async function fill(open: OpenDocument, structs: number): Promise<void> {
  const { doc } = open;
  const element = paragraph("b", { strong: {} });
  root(doc).push([element]);
  const run = element.get(0) as Y.XmlText;
  for (let n = 0; n < structs; n++) {
    if (n % 60 === 0) doc.clientID = 1000 + n / 60;
    run.insert(1 + (n * 7919) % run.length, "x");
    if (n % 500 === 499) await taken(open);
    if (open.permanent !== null) return;
  }
}

interface Attack {
  readonly id: string;
  readonly description: string;
  /** Prepares the attack, and returns the repeated action. */
  prepare(target: Target): Promise<() => Promise<unknown>>;
}

const atOnce = (count: number, ask: () => Promise<unknown>) => async () => {
  await Promise.all(Array.from({ length: count }, () => ask().catch(() => {})));
};

/** Shares a text that differs each time and lets the class open it, so that nothing is cached. */
const opening = (text: string) => (target: Target) => {
  const ask = async () => {
    const resource = await target.share(text + newId(), "student");
    await Promise.all(
      target.classmates.slice(0, 8).map(({ visitor }) =>
        target.open(visitor, resource)
      ),
    );
    await target.takeBack(resource);
  };
  return Promise.resolve(ask);
};

/** Opens a socket on a document, and closes it after the server has, or after three seconds. */
async function openRaw(
  { visitor }: Seat,
  document: string,
): Promise<(frame: Uint8Array<ArrayBuffer>) => Promise<void>> {
  const { place } = visitor;
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  // Deno's WebSocket takes headers, but its types are the browser's.
  const socket = new WebSocket(
    `${place.wsUrl}/sync/${document}?v=1&as=member`,
    {
      headers: visitor.headers(),
    } as unknown as string[],
  );
  socket.onopen = () => resolve();
  socket.onerror = () => reject(new Error("a socket did not open"));
  socket.onclose = () => closed.resolve();
  await opened;
  return async (frame) => {
    socket.send(frame);
    await Promise.race([closed.promise, sleep(3000)]);
    socket.close();
  };
}

/** The given number of members each send an update to a document, all at the same moment. */
const flood = (
  count: number,
  update: Uint8Array,
  documentOf: (target: Target, seat: Seat) => string | Promise<string> = (
    { session },
    { member },
  ) => documentNames.member(session, member),
) =>
async (target: Target) => {
  const seats = await target.members(count);
  const documents = await Promise.all(
    seats.map((seat) => documentOf(target, seat)),
  );
  const frame = makeStep2Frame(update) as Uint8Array<ArrayBuffer>;
  return async () => {
    const opened = await Promise.all(
      seats.map((seat, n) => openRaw(seat, documents[n])),
    );
    await Promise.all(opened.map((send) => send(frame)));
    await sleep(200);
  };
};

/** The most structs that fit into one update, after the first. */
const tinyStructs = (first: ForgedStruct) => {
  const structs = Array.from(
    { length: 125_000 },
    () => deletedStruct({ origin: [5, 0] }),
  );
  const sections = [{ client: 5, clock: 0, structs: [first, ...structs] }];
  return buildUpdate({ sections, deletions: [] });
};

const rangesOfUnknown = (count: number) => {
  const ranges = Array.from(
    { length: count },
    (_, n): [number, number] => [2 * n, 1],
  );
  return buildUpdate({ sections: [], deletions: [{ client: 77, ranges }] });
};

/** An update that is accepted, as dear as may be. */
function fullUpdate(): Uint8Array {
  const structs = Array.from(
    { length: 4900 },
    (_, n) =>
      deletedStruct(
        n > 1
          ? { origin: [5, n - 2] }
          : n === 0
          ? { parent: "outbox" }
          : { parent: "read", key: "main" },
      ),
  );
  return buildUpdate({
    sections: [{ client: 5, clock: 0, structs }],
    deletions: [],
  });
}

/** An update that fills the outbox with values, in lib0's encoding or as JSON. */
function valuesUpdate(
  ref: 2 | 8,
  write: (to: encoding.Encoder) => void,
): Uint8Array {
  const value = encoding.encode(write);
  const values = Math.floor(500_000 / value.length);
  const content = encoding.encode((to) => {
    encoding.writeVarUint(to, values);
    for (let n = 0; n < values; n++) encoding.writeUint8Array(to, value);
  });
  const structs = [{ ref, parent: "outbox", content }];
  return buildUpdate({
    sections: [{ client: 5, clock: 0, structs }],
    deletions: [],
  });
}

const jsonTexts = valuesUpdate(
  2,
  (to) => encoding.writeVarString(to, "{}"),
);
const emptyObjects = valuesUpdate(
  8,
  (to) => encoding.writeAny(to, {}),
);
const shortStrings = valuesUpdate(
  8,
  (to) => encoding.writeAny(to, "a"),
);

/** One page for all. */
function pageOf() {
  let page: Promise<string> | undefined;
  return (target: Target) =>
    page ??= target.page("class").then(({ id }) =>
      documentNames.page(target.session, id)
    );
}

const attacks: readonly Attack[] = [
  ...[1, 20].flatMap((count): Attack[] => {
    const who = count === 1 ? "one name" : `${count} names at once`;
    return [
      {
        id: "tiny-structs",
        description: `125,000 structs into an own document, ${who}`,
        prepare: (target) =>
          flood(count, tinyStructs(deletedStruct({ parent: "outbox" })))(
            target,
          ),
      },
      {
        id: "tiny-structs-page",
        description: `125,000 structs into a page, ${who}`,
        prepare: (target) =>
          flood(
            count,
            tinyStructs(elementStruct("paragraph", { parent: "page" })),
            pageOf(),
          )(target),
      },
      {
        id: "unknown-deletions",
        description: `110,000 deletions of nobody's, ${who}`,
        prepare: (target) => flood(count, rangesOfUnknown(110_000))(target),
      },
      {
        id: "unknown-deletions-page",
        description: `60,000 deletions of nobody's in a page, ${who}`,
        prepare: (target) =>
          flood(count, rangesOfUnknown(60_000), pageOf())(target),
      },
      {
        id: "json-texts",
        description: `500 KB of JSON as text, ${who}`,
        prepare: (target) => flood(count, jsonTexts)(target),
      },
      {
        id: "empty-objects",
        description: `500 KB of empty objects, ${who}`,
        prepare: (target) => flood(count, emptyObjects)(target),
      },
      {
        id: "short-strings",
        description: `500 KB of strings of one letter, ${who}`,
        prepare: (target) => flood(count, shortStrings)(target),
      },
      {
        id: "dear-within-bounds",
        description: `as much as one update may have, ${who}`,
        prepare: (target) => flood(count, fullUpdate())(target),
      },
    ];
  }),
  ...[[" ", "blanks"], [".", "full stops"], ["*", "stars"], ["_a_*b", "marks"]]
    .map(([sign, name]) => ({
      id: "own-work",
      description: `a line of ${name}, read by GET /api/my and /my`,
      async prepare(target: Target) {
        const { open } = await target.page();
        const text = "a" + sign.repeat(60_000 / sign.length) + "a";
        root(open.doc).push([
          paragraph(text, sign === "." ? { strong: {} } : {}),
        ]);
        await taken(open);
        const { visitor } = target.mallory;
        return atOnce(2, async () => {
          await visitor.ask("GET", "/api/my");
          await visitor.ask("GET", "/my");
        });
      },
    })),
  {
    id: "mass-deletion",
    description: "single characters of many clients, deleted at once",
    prepare: (target) =>
      Promise.resolve(async () => {
        const { open } = await target.page();
        await fill(open, 8000);
        const [element] = root(open.doc).toArray() as Y.XmlElement[];
        const run = element?.get(0) as Y.XmlText | undefined;
        if (run && run.length > 2) run.delete(1, run.length - 1);
        await sleep(1000);
        open.close();
      }),
  },
  ...["> - ", "1. ", "+ ", "_*a", "a_*", "*a_ ", "<?", "_a_*b", "<!A"].map((
    sign,
  ) => ({
    id: "first-line",
    description: `pages that begin with ${JSON.stringify(sign)}`,
    prepare: opening("x" + sign.repeat(Math.floor(19_000 / sign.length))),
  })),
  {
    id: "first-list",
    description: "a class opens pages that begin with 2,500 items",
    prepare: opening("- a\n".repeat(2500)),
  },
  {
    id: "full-page-restore",
    description: "a page full of structs is put back and taken from",
    async prepare(target) {
      const { resource, open } = await target.page("class");
      await fill(open, 7000);
      const pageRef = { resource, of: "class" };
      return async () => {
        const { body } = await target.teacher.ask(
          "POST",
          `${target.path}/pages/take-out`,
          { ...pageRef, member: target.mallory.member },
        );
        if (body?.before) {
          await target.teacher.ask("POST", `${target.path}/pages/put-back`, {
            ...pageRef,
            at: body.before,
          });
        }
      };
    },
  },
  {
    id: "page-pictures",
    description: "pictures put on a full page, eight at once",
    async prepare(target) {
      const { id, open } = await target.page();
      await fill(open, 7000);
      return atOnce(
        8,
        () =>
          target.mallory.visitor.ask("POST", `${target.path}/pages/pictures`, {
            page: id,
            file: newId(),
          }),
      );
    },
  },
  {
    id: "full-page-edits",
    description: "full pages that change",
    prepare: (target) =>
      Promise.resolve(async () => {
        const { open } = await target.page();
        await fill(open, 5000);
        open.close();
      }),
  },
  ...["/join", "/teacher/sign-in", "/my", "/developers"].map((path) => ({
    id: "rendered",
    description: `GET ${path}, 64 at once`,
    prepare({ mallory }: Target) {
      const { url } = mallory.visitor.place;
      return Promise.resolve(
        atOnce(64, async () => await (await fetch(url + path)).text()),
      );
    },
  })),
  {
    id: "unread-answers",
    description:
      "300 connections with 16 requests each, whose answers are not read",
    prepare({ mallory }) {
      const { hostname, port } = new URL(mallory.visitor.place.url);
      const head = `GET / HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`;
      const bytes = new TextEncoder().encode(head.repeat(16));
      return Promise.resolve(atOnce(300, async () => {
        using connection = await Deno.connect({ hostname, port: Number(port) });
        await connection.write(bytes);
        await sleep(2000);
      }));
    },
  },
];

interface Measured {
  p99: number;
  longest: number;
  memory: number;
  /** The number of times that the server's own timer was more than 200 ms late, and a bound of the longest in seconds. */
  stalls: number;
  stalledAtMost: string;
}

/** The number of times that the server's timer was late, by the bound of the delay in seconds. */
async function readDelays({ url }: TestServer): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Map(
    [...text.matchAll(
      /^homeroom_event_loop_delay_seconds_bucket\{.*le="([^"]+)".*\} (\d+)/gm,
    )]
      .map(([, le, count]) => [le, Number(count)]),
  );
}

function stallsBetween(
  previousCounts: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
): Pick<Measured, "stalls" | "stalledAtMost"> {
  const within = (le: string) =>
    (counts.get(le) ?? 0) - (previousCounts.get(le) ?? 0);
  const total = within("+Inf");
  const bounds = [...counts.keys()];
  return {
    stalls: total - within("0.2"),
    stalledAtMost: bounds.find((le) => within(le) === total) ?? "+Inf",
  };
}

/** Lets a class talk; measures latency and the server's longest silence. */
async function talkDuring(
  server: TestServer,
  [amy, ben]: readonly Seat[],
  during: () => Promise<unknown>,
  seconds: number,
): Promise<Measured> {
  const sendTimes = new Map<string, number>(), late: number[] = [];
  const hear = () => {
    for (const { id } of ben.readMessages().slice(-200)) {
      const sentMs = sendTimes.get(id);
      if (sentMs === undefined) continue;
      sendTimes.delete(id);
      late.push(performance.now() - sentMs);
    }
  };
  ben.room.doc.on("update", hear);
  const until = performance.now() + 1000 * seconds;
  const isOver = () => performance.now() > until;
  const delays = await readDelays(server);
  let longest = 0, peakMemory = 0;
  const probing = (async () => {
    while (!isOver()) {
      const began = performance.now();
      await (await fetch(`${server.url}/api/health`)).body?.cancel();
      longest = Math.max(longest, performance.now() - began);
      peakMemory = Math.max(peakMemory, memory(serverPid()).now);
      await sleep(probeMs);
    }
  })();
  const talking = (async () => {
    while (!isOver()) {
      sendTimes.set(
        amy.queueMessage("It is the second one."),
        performance.now(),
      );
      await sleep(1000 / messagesPerSecond);
    }
  })();
  await Promise.all([probing, talking, during()]);
  await sleep(500);
  ben.room.doc.off("update", hear);
  // Messages that never arrived count with their age.
  for (const sentMs of sendTimes.values()) {
    late.push(performance.now() - sentMs);
  }
  return {
    p99: percentile(late, 0.99),
    longest,
    memory: peakMemory,
    ...stallsBetween(delays, await readDelays(server)),
  };
}

/** Messages to the worker: prepare an attack, or run it for some seconds. */
type AttackerMessage = { place: ServerAddress; attack: number } | {
  seconds: number;
};

/** Attacks in its own thread, so that its documents' cost delays nothing else. */
class Attacker {
  readonly #worker = new Worker(import.meta.url, { type: "module" });

  async tell(told: AttackerMessage): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#worker.onmessage = () => resolve();
    this.#worker.onerror = (event) => reject(new Error(event.message));
    this.#worker.postMessage(told);
    await promise;
  }

  end(): void {
    this.#worker.terminate();
  }
}

if ("WorkerGlobalScope" in globalThis) {
  let attack = () => Promise.resolve<unknown>(undefined);
  addEventListener("message", async (event) => {
    const told = (event as MessageEvent<AttackerMessage>).data;
    if ("attack" in told) {
      attack = await attacks[told.attack].prepare(await Target.of(told.place));
    } else {
      const until = performance.now() + 1000 * told.seconds;
      while (performance.now() < until) await attack().catch(() => sleep(100));
    }
    postMessage(null);
  });
}

/** Measures all attacks, or those of one finding, and prints a line for each. */
export async function measureAttacks(
  seconds: number,
  only?: string,
): Promise<void> {
  const server = await startServer({ ...swiftStudents, METRICS: "on" });
  const { url, wsUrl } = server;
  try {
    const teacher = await signUp(server);
    const { code } = await createSession(teacher);
    const seats = [
      await (await joinClass(server, code, "Amy")).openPage(),
      await (await joinClass(server, code, "Ben")).openPage(),
    ];
    const rest = () => Promise.resolve();
    await talkDuring(server, seats, rest, 3);
    const peace = await talkDuring(server, seats, rest, seconds);
    const times = (figure: number, baseline: number) =>
      `${(figure / baseline).toFixed(2)}×`;
    const ms = (it: number) => `${it.toFixed(0)} ms`;
    console.log(
      `in peace: chat p99 ${ms(peace.p99)}, longest answer ${
        ms(peace.longest)
      }`,
    );
    for (const [attack, { id, description }] of attacks.entries()) {
      if (only !== undefined && !id.includes(only)) continue;
      const attacker = new Attacker();
      await attacker.tell({ place: { url, wsUrl }, attack });
      const { p99, longest, memory, stalls, stalledAtMost } = await talkDuring(
        server,
        seats,
        () => attacker.tell({ seconds }),
        seconds,
      );
      attacker.end();
      console.log(
        `${id} ${description}: chat p99 ${ms(p99)} (${
          times(p99, peace.p99)
        }), longest answer ${
          ms(longest)
        }, server's own: ${stalls} stalls over 200 ms, none over ${stalledAtMost} s, memory ${
          times(memory, peace.memory)
        }`,
      );
    }
  } finally {
    await server.stop();
  }
}
