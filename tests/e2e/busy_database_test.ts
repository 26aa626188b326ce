/** A busy class does not notice deletions, the clean-up of the database file, or the operator (SYNC-7, O-3). */
import assert from "node:assert/strict";
import { vacuumIfQuiet } from "../../server/data/vacuum.ts";
import { type ClassContext, testClassAlone } from "../class.ts";
import { type FullClass, makeFullClass } from "../full_class.ts";
import { startEchoModel } from "../model_server.ts";
import { OpenDocument, type Seat, signUp } from "../people.ts";
import { swiftStudents, type TestServer } from "../server.ts";
import { runOperatorCommand } from "../server/operator/operating.ts";
import { findTracesOnDisk } from "../traces.ts";
import {
  beginUpload,
  randomBytesOf,
  sendTusRequest,
  uploadFile,
} from "../uploading.ts";

/** Returns a time as if a minute had passed without a write. */
const later = () => Date.now() + 61_000;

class BusyClass {
  readonly said: string[] = [];
  readonly latencies: number[] = [];
  readonly uploads: string[] = [];
  #going = true;
  #work: Promise<void>[];

  constructor(readonly seats: readonly Seat[]) {
    this.#work = [...seats.map((it) => this.#talk(it)), this.#send(seats[0])];
  }

  /** Waits for more messages, so that the other work really runs during them. */
  async goesOn(): Promise<void> {
    await Promise.race([this.#more(10), Promise.all(this.#work)]);
  }

  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#work);
  }

  async #more(count: number): Promise<void> {
    const until = this.said.length + count;
    const { room } = this.seats[0];
    await room.waitUntil(
      () => this.said.length >= until || !this.#going,
      "the class went on",
    );
  }

  async #talk(seat: Seat): Promise<void> {
    for (let n = 0; this.#going; n++) {
      const began = performance.now();
      this.said.push(await seat.sayAndSee(`number ${n}`));
      this.latencies.push(performance.now() - began);
    }
  }

  async #send(seat: Seat): Promise<void> {
    const { visitor, session } = seat;
    const bytes = randomBytesOf(500);
    // Fewer than the allowed rate of uploads.
    for (; this.#going; await this.#more(60)) {
      const made = await beginUpload(visitor, session, bytes.length);
      await made.body?.cancel();
      assert.equal(made.status, 201);
      const id = made.headers.get("location")!.split("/").at(-1)!;
      const sent = await sendTusRequest(visitor, "PATCH", id, {}, bytes);
      await sent.body?.cancel();
      assert.equal(sent.status, 204);
      this.uploads.push(await uploadFile(seat, { bytes }));
      for (const one of [id, this.uploads.at(-1)!]) {
        const gone = await sendTusRequest(visitor, "DELETE", one);
        await gone.body?.cancel();
        assert.equal(gone.status, 204);
      }
    }
  }
}

/** Runs the work during a busy class, whose members notice nothing. */
async function besideABusyClass(
  { enter, teaching, server }: ClassContext<TestServer>,
  beside: (busy: BusyClass) => Promise<void>,
): Promise<void> {
  const seats = [await teaching.openPage()];
  for (const name of ["Amy", "Ben", "Cem", "Dua"]) {
    seats.push(await enter(name));
  }
  const busy = new BusyClass(seats);
  try {
    await busy.goesOn();
    await beside(busy);
    await busy.goesOn();
  } finally {
    await busy.stop();
  }
  for (const seat of seats) {
    const open: OpenDocument[] = [seat.sessionDocument, seat.room, seat.own];
    for (const one of open) assert.deepEqual(one.closes, []);
    assert.equal(seat.own.doc.getMap("receipts").size, 0);
    for (const id of busy.said) await seat.waitForMessage(id);
    assert.equal(seat.readMessages().length, busy.said.length);
  }
  assert.ok(!/"level":"error"/.test(server.output()), server.output());
  const sorted = busy.latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[sorted.length * share | 0]);
  console.log(
    `${sorted.length} messages, ${busy.uploads.length} uploads; p50 ${
      at(0.5)
    } ms, p99 ${at(0.99)} ms, longest ${at(0.999)} ms`,
  );
}

/** Fills the database, so that rewriting its file takes time. */
async function ballast(dataDir: string): Promise<void> {
  using kv = await Deno.openKv(`${dataDir}/homeroom.kv`);
  for (let n = 0; n < 500; n++) {
    await kv.set(["ballast", n], randomBytesOf(60_000, n + 1));
  }
}

const model = startEchoModel();
const env = { ...swiftStudents, ...model.settings };

Deno.test.afterAll(() => model.stop());

testClassAlone(
  "deletions and their cleanup do not disturb a busy class (SYNC-7)",
  async (given) => {
    const { server } = given;
    const file = `${server.dataDir}/homeroom.kv`;
    const mark = `${server.dataDir}/deleted`;
    await ballast(server.dataDir);
    const others: FullClass[] = [];
    for (const name of ["one", "two"]) {
      others.push(await makeFullClass(server, name));
    }
    const looks: string[] = [];
    await besideABusyClass(given, async (busy) => {
      for (const { teacher, close } of others) {
        close();
        const password = "correct horse";
        await teacher.askExpecting(204, "DELETE", "/api/me", { password });
        for (let n = 0; n < 2; n++) {
          looks.push(await vacuumIfQuiet(file, mark, later()));
          await busy.goesOn();
        }
      }
    });
    // It was begun although the class was there, and gave way.
    assert.ok(looks.includes("gave-way"), looks.join());
    const words = others.flatMap((other) => [
      ...Object.values(other.words),
      other.session.id,
    ]);
    while (await vacuumIfQuiet(file, mark, later()) === "gave-way");
    assert.deepEqual(await findTracesOnDisk(server.dataDir, words), []);
  },
  { env },
);

testClassAlone(
  "the operator's commands succeed beside a busy class without disturbing it (SYNC-7)",
  (given) =>
    besideABusyClass(given, async (busy) => {
      const { server } = given;
      const mine = await signUp(server);
      const { body: { teacher: { email } } } = await mine.askExpecting(
        200,
        "GET",
        "/api/me",
      );
      for (let n = 0; n < 2; n++) {
        const all = await Promise.all(
          ["grant", "reset-link"].map((it) =>
            runOperatorCommand(it, server.dataDir, email)
          ),
        );
        for (const { code, said } of all) assert.equal(code, 0, said);
        await busy.goesOn();
      }
    }),
  { env },
);
