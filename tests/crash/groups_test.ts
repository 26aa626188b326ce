/**
 * SYNC-2–SYNC-4, GROUP-1, GROUP-4: the server is killed while a teacher changes groups and students write in them. What
 * was answered or seen remains; other changes are whole or absent. `SEED` and `ROUNDS`: see `random.ts`.
 */
import assert from "node:assert/strict";
import { documentNames } from "../../classroom/model/documents.ts";
import type { Placement, Room } from "../../classroom/model/groups.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { type Class, testClassAlone } from "../class.ts";
import { OpenDocument, type Seat } from "../people.ts";
import { type Random, run } from "../random.ts";
import { ReopeningSeat, Starts, untilKilled } from "./crashing.ts";
import { swiftStudents } from "../server.ts";

const students = 12, mostRooms = 6;

const roomsOf = (seat: Seat) =>
  new Map(seat.sessionDocument.doc.getMap<Room>("rooms").entries());
const livingOf = (seat: Seat) =>
  [...roomsOf(seat)].flatMap(([id, { archived }]) => archived ? [] : id);
const wordsOf = ({ doc }: OpenDocument) =>
  doc.getArray<Message>("messages").toArray();

/** A student's browser, which opens the student's group. */
class Pupil extends ReopeningSeat {
  /** Room of each message, in order. */
  readonly written = new Map<string, string>();
  /** Reasons of refused commands, by id. */
  readonly refused = new Map<string, string>();
  #group: { room: string; open: OpenDocument } | null = null;

  get room(): string | null {
    return this.seat.members().get(this.seat.member)?.room ?? null;
  }

  /** The group's document, opened again after each move. */
  group(): OpenDocument | null {
    const { room } = this;
    if (this.#group?.room !== room || this.#group.open.permanent) {
      this.#group?.open.close();
      const name = room && documentNames.room(this.seat.session, room);
      this.#group = name
        ? { room: room!, open: new OpenDocument(this.seat.visitor, name) }
        : null;
    }
    return this.#group?.open ?? null;
  }

  say(room: string): void {
    const id = this.seat.say(`${this.written.size}`, room);
    this.written.set(id, room);
  }

  /** Records refusals and deletes them, as a page does. */
  takeReceipts(): void {
    const receipts = this.seat.own.doc.getMap<{ refused: string }>("receipts");
    for (const [id, { refused }] of [...receipts.entries()]) {
      this.refused.set(id, refused);
      receipts.delete(id);
    }
  }

  act(random: Random): void {
    const { seat } = this;
    const kind = random.below(40);
    if (kind === 0) this.online(false);
    else if (kind === 1) this.reopen();
    else if (kind < 6) this.online(true);
    else if (kind < 8) {
      const room = random.pick([...livingOf(seat), null]);
      seat.command({ kind: "choose-room", room });
    } else if (kind < 10) {
      seat.command({ kind: "help", on: random.chance(0.6), note: "Please" });
    } else if (kind < 12) {
      const group = this.group();
      const message = group && wordsOf(group).at(-1)?.id;
      const room = this.room;
      if (message) {
        const on = random.chance(0.8);
        seat.command({ kind: "bring-back", room, message, on });
      }
    } else if (kind < 18) this.say("main");
    else this.say(this.room ?? "main");
  }

  override reopen(): void {
    this.takeReceipts();
    super.reopen();
  }

  leave(): void {
    this.#group?.open.close();
    this.seat.close();
  }
}

type Answered = { rooms?: string[]; moved?: Record<string, string | null> };

/** A teacher who sends requests until the server dies, and records the answers. */
class BusyTeacher {
  /** Rooms and messages that the server confirmed. */
  readonly made = new Set<string>();
  readonly posted = new Set<string>();
  /** Confirmed moves and distributions. */
  readonly moved: Record<string, string | null>[] = [];
  answers = 0;

  constructor(readonly given: Class, readonly random: Random) {}

  async work(): Promise<void> {
    for (;;) {
      try {
        await this.#one();
        this.answers++;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        // The connection was cut, so the result is unknown.
        return;
      }
    }
  }

  async #one(): Promise<void> {
    const { random } = this;
    const { teaching } = this.given;
    const living = livingOf(teaching);
    const kind = random.below(20);
    if (kind < 6) {
      const moves = [...teaching.members()].flatMap(([member, { role }]) =>
        role === "student" && random.chance(0.3)
          ? { member, room: random.pick([...living, null]) }
          : []
      );
      this.#keep(await this.#ask("POST", "/moves", { moves }));
    } else if (kind < 11) {
      const how = random.pick(["shuffle", "even"]);
      this.#keep(await this.#ask("POST", "/distribute", { how }));
    } else if (kind < 14) await this.#ask("POST", "/start");
    else if (kind === 14) await this.#ask("POST", "/stop");
    else if (kind === 15 && living.length < mostRooms) {
      const { rooms } = await this.#ask("POST", "/rooms", {
        names: [`Room ${random.below(1e6)}`],
      }) ?? {};
      for (const { id } of rooms ?? []) this.made.add(id);
    } else if (kind === 16) {
      const entry = random.pick(["automatic", "assigned", "free", "free"]);
      await this.#ask("PATCH", "", { entry });
    } else if (kind === 17) {
      const auto = random.chance(0.3);
      await this.#ask("PATCH", "", { auto, capacity: 3 + random.below(3) });
    } else if (kind === 18) await this.#ask("POST", "/undo");
    else {
      const path = random.pick(["/bring-back", "/broadcast"]);
      const body = path === "/broadcast" ? { text: "Listen" } : {};
      const { messages } = await this.#ask("POST", path, body) ?? {};
      for (const { id } of messages ?? []) this.posted.add(id);
    }
  }

  #keep(answer: { moved: { member: string; to: string | null }[] } | null) {
    const moved = answer?.moved.map(({ member, to }) => [member, to]) ?? [];
    if (moved.length > 0) this.moved.push(Object.fromEntries(moved));
  }

  /** The answer; null: refused. */
  async #ask(method: string, path: string, body: unknown = {}) {
    const { teacher, session } = this.given;
    const whole = `/api/sessions/${session.id}/breakouts${path}`;
    const answer = await teacher.ask(method, whole, body);
    assert.ok(answer.status < 500, `${whole} answered ${answer.status}`);
    return answer.status < 300 ? answer.body : null;
  }
}

const crash = run("crashes in groups", 8);

testClassAlone(
  "a kill during group changes strands no student (SYNC-2, SYNC-3, SYNC-4, GROUP-1, GROUP-4)",
  async (given) => {
    const { teaching, enter, teacher, session } = given;
    await teaching.enter();
    const staff = teaching.open(documentNames.staff(session.id));
    const path = `/api/sessions/${session.id}/breakouts`;
    const names = ["Red", "Green", "Blue"];
    await teacher.get(201, "POST", `${path}/rooms`, { names });
    await teacher.get(200, "POST", `${path}/start`, {});
    const seats = await Promise.all(
      Array.from({ length: students }, (_, n) => enter(`Student ${n}`)),
    );
    const pupils = seats.map((seat) => new Pupil(seat));
    /** Messages of other members that were on a screen. */
    const seen = new Set<string>();
    const look = () => {
      const all = [teaching.room, ...rooms().values()];
      for (const message of all.flatMap(wordsOf)) seen.add(message.id);
      for (const pupil of pupils) {
        pupil.takeReceipts();
        const group = pupil.group();
        for (const { id, from } of group ? wordsOf(group) : []) {
          if (from !== pupil.seat.member) seen.add(id);
        }
      }
    };
    const rooms = () =>
      new Map(
        [...roomsOf(teaching).keys()].map((room) =>
          [room, teaching.open(documentNames.room(session.id, room))] as const
        ),
      );
    const starts = new Starts(given.server);
    let kills = 0, answers = 0, moves = 0;
    try {
      await crash.each(async (random) => {
        const desk = new BusyTeacher(given, random.fork());
        const teaches = desk.work();
        await untilKilled(given, random, () => {
          const pupil = random.pick(pupils);
          pupil.act(random);
          random.pick(pupils).group();
        }, { happened: () => kills > 0 || desk.moved.length > 0 });
        await teaches;
        look();
        kills++;
        await starts.again(random);
        answers += desk.answers;
        moves += desk.moved.length;

        // Once its own message returns, all earlier ones have arrived.
        await teaching.sayAndSee("Is everybody here?");
        await staff.synced();
        await standsAs(desk, teaching, staff);
      });

      pupils.forEach((pupil) => pupil.online(true));
      // At least one message must be refused.
      pupils[0].say("elsewhere");
      const places = new Map<string, string>();
      for (const pupil of pupils) {
        const { own } = pupil.seat;
        await own.until(() => {
          pupil.takeReceipts();
          return pupil.seat.outbox().length === 0;
        }, "nothing waits");
      }
      // After a last message in each room, all members have the server's state.
      for (
        const [room, open] of [["main", teaching.room], ...rooms()] as const
      ) {
        if (room !== "main" && roomsOf(teaching).get(room)?.archived) continue;
        const last = pupils.flatMap(({ written, refused }) =>
          [...written].filter(([id, where]) =>
            where === room && !refused.has(id)
          )
        );
        await open.until(
          () => last.every(([id]) => wordsOf(open).some((it) => it.id === id)),
          `all that was said in ${room} is there`,
        );
      }
      for (
        const [room, open] of [["main", teaching.room], ...rooms()] as const
      ) {
        for (const { id } of wordsOf(open)) {
          assert.ok(!places.has(id), "SYNC-3: nothing came twice");
          places.set(id, room);
        }
      }
      const brought = teaching.messages().flatMap((it) =>
        it.kind === "text" && it.brought ? it.brought.message : []
      );
      const once = new Set(brought).size;
      assert.equal(
        once,
        brought.length,
        "SYNC-3: nothing was brought back twice",
      );
      const lost = [...seen].filter((id) => !places.has(id));
      assert.deepEqual(lost, [], "SYNC-2: what was seen is there");
      let said = 0, refused = 0;
      for (const pupil of pupils) {
        pupil.takeReceipts();
        for (const [id, room] of pupil.written) {
          const isRefused = pupil.refused.has(id);
          assert.equal(places.get(id), isRefused ? undefined : room, "SYNC-3");
          if (isRefused) refused++;
          else said++;
        }
        for (
          const [room, open] of [["main", teaching.room], ...rooms()] as const
        ) {
          const there = wordsOf(open).filter((it) =>
            it.from === pupil.seat.member && !("brought" in it)
          );
          const written = [...pupil.written].filter(([id, where]) =>
            where === room && places.has(id)
          );
          assert.deepEqual(
            there.map(({ id }) => id),
            written.map(([id]) => id),
            "SYNC-4: in order",
          );
        }
      }
      const all = JSON.stringify({ said, refused, moves, answers });
      assert.ok(said > 0 && refused > 0 && moves > 0, `all happened: ${all}`);
      console.log(
        `${kills} kills, ${starts.killed} at the start, ${answers} answers, ${moves} of them moved somebody; ` +
          `${said} messages, ${refused} refused, ${brought.length} brought back, ` +
          `${seen.size} seen before a kill`,
      );
    } finally {
      pupils.forEach((pupil) => pupil.leave());
    }
  },
  { env: { ...swiftStudents, FOLD_AFTER: "15" } },
);

/** Confirmed changes remain, and each student is in the one place that the record names. */
async function standsAs(
  desk: BusyTeacher,
  teaching: Seat,
  staff: OpenDocument,
): Promise<void> {
  const record = () => staff.doc.getArray<Placement>("placements").toArray();
  const placed = () =>
    record().flatMap((it) => it.kind === "placed" ? [it] : []);
  const isThere = (moved: Answered["moved"]) =>
    placed().some(({ rooms }) => {
      const entries = Object.entries(moved ?? {});
      return entries.length === Object.keys(rooms).length &&
        entries.every(([member, room]) => rooms[member] === room);
    });
  await staff.until(() => desk.moved.every(isThere), "SYNC-2: moves stand");
  const known = roomsOf(teaching);
  for (const room of desk.made) {
    assert.ok(known.has(room), "SYNC-2: rooms stand");
  }
  const there = new Set(teaching.messages().map(({ id }) => id));
  for (const id of desk.posted) assert.ok(there.has(id), "SYNC-2: words stand");

  const at = new Map<string, string | null>();
  for (const { how, rooms } of placed()) {
    for (const [member, room] of Object.entries(rooms)) at.set(member, room);
    if (how !== "distribute") continue;
    const sizes = Map.groupBy(at.values(), (room) => room);
    sizes.delete(null);
    const counts = [...sizes.values()].map(({ length }) => length);
    assert.ok(
      Math.max(...counts) - Math.min(...counts) <= 1,
      `GROUP-4: a distribution is there whole: ${counts}`,
    );
  }
  for (const [member, { role, room }] of teaching.members()) {
    if (role !== "student") continue;
    assert.equal(
      room,
      at.get(member) ?? null,
      "GROUP-1: one place, as recorded",
    );
    if (room !== null) {
      assert.ok(
        known.has(room) && !known.get(room)!.archived,
        "nobody strands",
      );
    }
  }
}
