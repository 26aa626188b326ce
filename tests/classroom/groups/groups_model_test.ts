import { projectWords } from "../../../classroom/model/words/worrying_words.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { languages } from "texts/languages.ts";
import * as Y from "yjs";
import { Doc } from "yjs";
import type { AnswerService } from "../../../classroom/define_command.ts";
import {
  changeBreakouts,
  closeRooms,
  openRooms,
} from "../../../classroom/groups/breakout_opening.ts";
import {
  distributeBody,
  distributeStudents,
  moveStudents,
  undoGroupMoves,
} from "../../../classroom/groups/moves.ts";
import {
  archiveRooms,
  makeRoom,
  restoreRoom,
} from "../../../classroom/groups/room_assignment.ts";
import {
  addRooms,
  changeRoom,
  deleteRooms,
} from "../../../classroom/groups/rooms.ts";
import { nextGroupName } from "../../../classroom/model/allocator.ts";
import {
  breakoutSetting,
  listActiveRooms,
  setBreakoutSettings,
  undoableChange,
} from "../../../classroom/model/breakouts_layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import {
  findFreeGroupNames,
  isSameGroupName,
  makeRoomName,
} from "../../../classroom/model/group_names.ts";
import { listGroupStays } from "../../../classroom/model/group_stays.ts";
import {
  countGroups,
  type RoomEntryMode,
} from "../../../classroom/model/groups.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { setSessionInfo } from "../../../classroom/model/layout.ts";
import { members, rooms } from "../../../classroom/model/roots.ts";
import { placementHistory } from "../../../classroom/model/staff_roots.ts";
import { addStudent } from "../../../classroom/people/join_rule.ts";
import {
  allowMember,
  removeMember,
} from "../../../classroom/people/member_changes.ts";
import { SessionAuthority } from "../../../classroom/session_authority.ts";
import { runInLanguage } from "../../../locales/current.ts";
import { groupName } from "../../../formats/group_names.ts";
import type { Tx } from "../../../sync/authority.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { propertyOptions } from "../../random.ts";
import { refusalNameOf } from "../school.ts";

/* Random histories of groups, compared with a slow model of the rules (GROUP-1 to GROUP-5, B-2 to B-5, B-8). */

/** A step of a history; its numbers pick among existing items. */
type Step =
  | { do: "join" | "start" | "stop" | "undo" | "delete" }
  | { do: "remove" | "blink"; who: number }
  | { do: "allow"; who: number; undo: boolean }
  | { do: "choose"; who: number; to: number | null }
  | { do: "capacity"; capacity: number }
  | { do: "auto"; auto: boolean }
  | { do: "entry"; entry: RoomEntryMode }
  | { do: "add"; names: string[] }
  | { do: "rename"; room: number; name: string }
  | { do: "move"; moves: { who: number; to: number | null }[] }
  | {
    do: "distribute";
    how: "shuffle" | "even" | "new-partners";
    onlineOnly: boolean;
    locked: number[];
    seed: number;
  };

const teacher = newId();

const number = fc.nat({ max: 40 });
const name = fc.constantFrom("Red", "Blue", "Group A", "Group C", "group b");
const to = fc.option(number);
const step = (
  weight: number,
  kinds: readonly Step["do"][],
  fields: Record<string, fc.Arbitrary<unknown>> = {},
) => ({
  weight,
  arbitrary: fc.record({ do: fc.constantFrom(...kinds), ...fields }),
});
const aStep = fc.oneof(
  step(8, ["join"]),
  step(2, ["remove", "blink"], { who: number }),
  step(1, ["allow"], { who: number, undo: fc.boolean() }),
  step(1, ["start", "stop", "undo", "undo", "delete"]),
  step(4, ["choose"], { who: number, to }),
  step(1, ["capacity"], { capacity: fc.integer({ min: 2, max: 5 }) }),
  step(1, ["auto"], { auto: fc.constantFrom(false, false, true) }),
  step(1, ["entry"], {
    entry: fc.constantFrom("automatic", "assigned", "free", "free", "free"),
  }),
  step(1, ["add"], {
    names: fc.array(name, { minLength: 1, maxLength: 3 }),
  }),
  step(1, ["rename"], { room: number, name }),
  step(2, ["move"], {
    moves: fc.array(fc.record({ who: number, to }), { maxLength: 4 }),
  }),
  step(2, ["distribute"], {
    how: fc.constantFrom("shuffle", "even", "new-partners"),
    onlineOnly: fc.boolean(),
    locked: fc.array(number, { maxLength: 3 }),
    seed: fc.nat(),
  }),
) as fc.Arbitrary<Step>;

interface Student {
  id: string;
  room: string | null;
  online: boolean;
  removed: boolean;
  was: string | null;
}
interface Group {
  id: string;
  name: string;
  order: number;
  living: boolean;
}

const s = newId();
const authority = new SessionAuthority({
  answerService: {} as AnswerService,
  worryingWords: projectWords,
  onRoomChanged() {},
  onCause() {},
  onHelpAnswered() {},
  onActed() {},
});

/** The class and its model. */
class Pair {
  readonly desk = { session: new Y.Doc(), staff: new Y.Doc() };
  readonly own = new Y.Doc();
  now = 1000;
  students: Student[] = [];
  groups: Group[] = [];
  auto = true;
  capacity = 4;
  entry: RoomEntryMode = "assigned";
  open = true;
  /** They were opened during the class. */
  opened = false;
  last: {
    before: Map<string, string | null>;
    after: Map<string, string | null>;
    archived: Set<string>;
    made: Set<string>;
  } | null = null;

  constructor() {
    const { session } = this.desk;
    setSessionInfo(session, { state: "active", endsAt: 9e15 });
    setBreakoutSettings(session, {
      auto: true,
      capacity: 4,
      entry: "assigned",
      open: true,
      stopAtZero: true,
    });
  }

  take(step: Step): void {
    this.now++;
    const { desk, now } = this;
    const { session } = desk;
    switch (step.do) {
      case "join": {
        const id = newId();
        const place = this.#placeFor();
        addStudent(desk, { id, name: "N" }, { now, words: projectWords });
        const fresh = { room: null, online: true, removed: false, was: null };
        this.students.push({ id, ...fresh });
        this.#arrives(id, place);
        break;
      }
      case "blink": {
        const it = this.#student(step.who);
        if (it) it.online = !it.online;
        break;
      }
      case "remove": {
        const it = this.#student(step.who);
        if (!it) break;
        removeMember({ ...desk, ownOf: () => this.own }, it.id, now);
        if (!it.removed) [it.was, it.room] = [it.room, null];
        it.removed = true;
        break;
      }
      case "allow": {
        const it = this.#student(step.who);
        if (!it) break;
        const back = this.#group(it.was);
        const fits = back &&
          (step.undo || this.#size(back.id) < this.capacity);
        const place = !it.removed || it.was === null
          ? null
          : fits
          ? back.id
          : this.#placeFor();
        allowMember(desk, it.id, step, now);
        if (!it.removed) break;
        it.removed = false;
        it.was = null;
        if (place !== null) this.#arrives(it.id, place);
        break;
      }
      case "choose": {
        const it = this.#student(step.who);
        if (!it || it.removed) break;
        const room = step.to === null ? null : this.#pick(step.to);
        if (room === undefined) break;
        const may = !this.auto && this.entry === "free" && this.open &&
          (room === null || room === it.room ||
            this.#size(room) < this.capacity);
        const done = this.#tries(() => this.#choose(it.id, room));
        assert.equal(done, may);
        if (may) it.room = room;
        break;
      }
      case "capacity":
        changeBreakouts(desk, { capacity: step.capacity }, teacher, now);
        this.capacity = step.capacity;
        break;
      case "auto":
        changeBreakouts(desk, { auto: step.auto }, teacher, now);
        // Ended groups with students in them wait for a start.
        if (step.auto && !this.auto && !this.#wereEnded()) this.#opens();
        this.auto = step.auto;
        break;
      case "entry":
        changeBreakouts(desk, { entry: step.entry }, teacher, now);
        this.entry = step.entry;
        break;
      case "add": {
        const all = [
          ...this.#living().map((it) => it.name),
          ...step.names,
        ].map((it) => it.toLowerCase());
        const may = !this.auto && new Set(all).size === all.length;
        let order = Math.max(-1, ...this.#living().map((it) => it.order));
        let made: { id: string }[] = [];
        const done = this.#tries(() => {
          made = addRooms(session, step, newId);
        });
        assert.equal(done, may, "B-5: by hand only, names are unique");
        made.forEach(({ id }, i) => {
          const name = step.names[i];
          this.groups.push({ id, name, order: ++order, living: true });
        });
        break;
      }
      case "rename": {
        const room = this.#pick(step.room);
        if (room === undefined) break;
        const may = !this.#living().some((it) =>
          it.id !== room && it.name.toLowerCase() === step.name.toLowerCase()
        );
        const done = this.#tries(() =>
          changeRoom(desk, room, { name: step.name }, teacher)
        );
        assert.equal(done, may);
        if (may) this.#group(room)!.name = step.name;
        break;
      }
      case "start": {
        const may = this.open || this.auto || this.#living().length > 0;
        const places = may && !this.open && !this.auto &&
          this.entry === "automatic";
        const done = this.#tries(() => openRooms(desk, now));
        assert.equal(done, may);
        if (places) {
          for (const it of this.students) {
            if (it.removed || it.room !== null) continue;
            const place = this.#placeFor();
            it.room = place === "new" ? null : place;
          }
        }
        if (may) this.#opens();
        break;
      }
      case "stop":
        closeRooms(desk, {}, now);
        this.open = false;
        break;
      case "delete":
        deleteRooms(desk, now);
        for (const it of this.students) it.room = null;
        for (const it of this.groups) it.living = false;
        this.open = false;
        this.last = null;
        break;
      case "move":
        this.#move(step.moves);
        break;
      case "distribute":
        this.#distribute(step);
        break;
      case "undo":
        this.#undo();
        break;
      default:
        step satisfies never;
    }
    this.#compare();
  }

  #move(asked: { who: number; to: number | null }[]): void {
    const wanted = new Map<string, string | null>();
    for (const { who, to } of asked) {
      const it = this.#student(who);
      const room = to === null ? null : this.#pick(to);
      if (it && room !== undefined) wanted.set(it.id, room);
    }
    const gone = this.students.some((it) => it.removed && wanted.has(it.id));
    const before = this.#where();
    const moves = [...wanted].map(([member, room]) => ({ member, room }));
    let moved: { member: string }[] = [];
    const done = this.#tries(() => {
      moved = moveStudents(this.desk, { moves }, this.now);
    });
    assert.equal(done, !gone, "all or nothing");
    if (!done) return;
    for (const it of this.students) {
      if (wanted.has(it.id)) it.room = wanted.get(it.id)!;
    }
    this.#remember(before, moved);
  }

  #distribute(step: Extract<Step, { do: "distribute" }>): void {
    const locked = step.locked.flatMap((at) => this.#student(at)?.id ?? []);
    const online = new Set(
      this.students.filter((it) => it.online).map((it) => it.id),
    );
    const ask = distributeBody.parse({
      how: step.how,
      onlineOnly: step.onlineOnly,
      locked,
    });
    const before = this.#where();
    const known = new Set(this.#living().map((it) => it.id));
    let moved: { member: string }[] = [];
    const done = this.#tries(() => {
      moved = distributeStudents(this.desk, ask, online, step.seed, this.now);
    });
    assert.equal(done, this.auto || known.size > 0);
    if (!done) return;
    // The model takes over what chance decided.
    for (const group of listActiveRooms(this.desk.session)) {
      if (known.has(group.id)) continue;
      assert.equal(group.name, this.#nextName(), "GROUP-5");
      const { id, name, order } = group;
      this.groups.push({ id, name, order, living: true });
    }
    for (const it of this.#living()) {
      it.living = !rooms(this.desk.session).get(it.id)!.archived;
    }
    for (const it of this.students) {
      it.room = members(this.desk.session).get(it.id)!.room;
    }
    const counted = this.students.filter((it) =>
      !it.removed && (!step.onlineOnly || it.online) &&
      !(locked.includes(it.id) && before.get(it.id) === null)
    );
    const touchable = counted.filter((it) => !locked.includes(it.id));
    const may = new Set(touchable.map((it) => it.id));
    for (const it of this.students) {
      if (!may.has(it.id)) assert.equal(it.room, before.get(it.id));
      else assert(it.room !== null, "all are in a group");
    }
    if (locked.length === 0 && counted.length > 0) {
      const sizes = new Map<string, number>();
      for (const { room } of counted) {
        sizes.set(room!, (sizes.get(room!) ?? 0) + 1);
      }
      const all = [...sizes.values()];
      const count = this.auto
        ? Math.ceil(counted.length / this.capacity)
        : known.size;
      while (all.length < count) all.push(0);
      assert.equal(all.length, count);
      assert(Math.max(...all) - Math.min(...all) <= 1);
    }
    this.#remember(before, moved);
  }

  /** GROUP-4: only students whose group changed have moved, and that can be undone. */
  #remember(
    before: Map<string, string | null>,
    moved: readonly { member: string }[],
  ): void {
    const changed = this.students.filter((it) => it.room !== before.get(it.id));
    assert.deepEqual(
      moved.map((it) => it.member).sort(),
      changed.map((it) => it.id).sort(),
    );
    const after = this.#where();
    const now = rooms(this.desk.session);
    const at = undoableChange(this.desk.staff);
    if (at?.at !== this.now) {
      return assert.equal(changed.length, 0, "what changed can be undone");
    }
    const archived = new Set(
      [...now].filter(([, it]) => it.archivedAt === this.now).map(([id]) => id),
    );
    assert.deepEqual([...archived].sort(), [...at.archived].sort());
    this.last = { before, after, archived, made: new Set(at.made) };
  }

  #undo(): void {
    const { last } = this;
    const done = this.#tries(() => undoGroupMoves(this.desk, this.now));
    assert.equal(done, last !== null, "the last one, once");
    if (!last) return;
    this.last = null;
    for (const id of last.archived) {
      const it = this.groups.find((group) => group.id === id)!;
      const taken = this.#living().some((other) =>
        other.name.toLowerCase() === it.name.toLowerCase()
      );
      if (taken) it.name = this.#nextName();
      it.living = true;
    }
    for (const it of this.students) {
      const before = last.before.get(it.id), after = last.after.get(it.id);
      if (before === undefined || before === after) continue;
      if (!it.removed && it.room === after) it.room = before;
    }
    for (const id of last.made) {
      if (this.#size(id) === 0) this.#group(id)!.living = false;
    }
  }

  #compare(): void {
    const { session, staff } = this.desk;
    const real = this.students.map(({ id }) => {
      const it = members(session).get(id)!;
      return [id, it.room, it.removed ?? false];
    });
    assert.deepEqual(
      real,
      this.students.map((it) => [it.id, it.room, it.removed]),
    );
    const groups = listActiveRooms(session).map(({ id, name }) =>
      `${id} ${name}`
    );
    const model = this.#living().map(({ id, name }) => `${id} ${name}`);
    assert.deepEqual(groups.sort(), model.sort());
    const names = listActiveRooms(session).map((it) => it.name.toLowerCase());
    assert.equal(new Set(names).size, names.length, "names are unique");
    assert.equal(breakoutSetting(session, "open"), this.open);
    const there = new Set(listActiveRooms(session).map(({ id }) => id));
    for (const { room } of this.students) {
      assert(
        room === null || there.has(room),
        "GROUP-1: a group that there is",
      );
    }
    // The record agrees with the documents.
    const now = new Map(
      listGroupStays(placementHistory(staff)).filter((it) => it.until === null)
        .map((it) => [it.member, it.room]),
    );
    for (const { id, room } of this.students) {
      assert.equal(now.get(id) ?? null, room, "B-16");
    }
  }

  #opens(): void {
    this.opened ||= !this.open;
    this.open = true;
  }

  #wereEnded(): boolean {
    return !this.open && this.opened &&
      this.students.some((it) => !it.removed && it.room !== null);
  }

  #where(): Map<string, string | null> {
    return new Map(this.students.map(({ id, room }) => [id, room]));
  }

  #living(): Group[] {
    return this.groups.filter((it) => it.living);
  }

  #group(id: string | null): Group | undefined {
    return this.#living().find((it) => it.id === id);
  }

  #size(room: string): number {
    return this.students.filter((it) => !it.removed && it.room === room).length;
  }

  #student(at: number): Student | undefined {
    return this.students[at % Math.max(1, this.students.length)];
  }

  #pick(at: number): string | undefined {
    const all = this.#living();
    return all[at % Math.max(1, all.length)]?.id;
  }

  /** B-2, as it is written. */
  #placeFor(): string | "new" | null {
    if (!this.auto && this.entry !== "automatic") return null;
    let found: Group | null = null;
    for (const it of this.#living()) {
      if (this.#size(it.id) >= this.capacity) continue;
      const smaller = !found || this.#size(it.id) < this.#size(found.id);
      const first = found && this.#size(it.id) === this.#size(found.id) &&
        (it.order < found.order ||
          (it.order === found.order && it.id < found.id));
      if (smaller || first) found = it;
    }
    return found?.id ?? (this.auto ? "new" : null);
  }

  /** Puts the student where the rule says; a new group must be unknown to the model. */
  #arrives(id: string, place: string | "new" | null): void {
    const student = this.students.find((it) => it.id === id)!;
    student.room = place;
    if (place !== "new") return;
    const known = new Set(this.groups.map((it) => it.id));
    const made = listActiveRooms(this.desk.session).filter((it) =>
      !known.has(it.id)
    );
    assert.equal(made.length, 1, "GROUP-2: one new group");
    assert.equal(made[0].name, this.#nextName(), "GROUP-5");
    const order = Math.max(-1, ...this.#living().map((it) => it.order)) + 1;
    const { id: room, name } = made[0];
    this.groups.push({ id: room, name, order, living: true });
    student.room = room;
  }

  #nextName(): string {
    const taken = this.#living().map((it) => it.name.toLowerCase());
    const all = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((it) => `Group ${it}`);
    for (let n = 27; n < 99; n++) all.push(`Group ${n}`);
    return all.find((it) => !taken.includes(it.toLowerCase()))!;
  }

  #choose(student: string, room: string | null): void {
    const tx: Tx = {
      now: this.now,
      online: new Set(),
      bytesLeft: 1e6,
      doc: (name) =>
        name === names.staff(s) ? this.desk.staff : this.desk.session,
      reserveBytes() {},
      addFact() {},
      afterCommit() {},
    };
    const command = { id: newId(), kind: "choose-room", room };
    authority.decide(tx, names.member(s, student), command);
  }

  #tries(act: () => void): boolean {
    const state = () =>
      [this.desk.session, this.desk.staff].map((doc) =>
        Y.encodeStateAsUpdate(doc)
      );
    const before = state();
    try {
      act();
      return true;
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      assert.deepEqual(state(), before, "what is refused has written nothing");
      return false;
    }
  }
}

Deno.test("random histories of groups match a model of the rules (GROUP-1, GROUP-2, GROUP-3, GROUP-4, GROUP-5)", () => {
  fc.assert(
    fc.property(
      fc.array(aStep, { minLength: 1, maxLength: 80, size: "max" }),
      (steps) => {
        const pair = new Pair();
        steps.forEach((step) => pair.take(step));
      },
    ),
    propertyOptions("histories of groups", 400),
  );
});

// Names of automatic groups, in every language (B-3, GROUP-5, L-1).

const chinese = languages.find(({ tag }) => tag === "zh-TW")!;

const inChinese = (name: string) =>
  runInLanguage(chinese, () => groupName({ name }));

/** Documents of a class with these rooms. */
function classWith(...names: string[]) {
  const docs = { session: new Doc(), staff: new Doc() };
  if (names.length > 0) addRooms(docs.session, { names }, newId);
  const ids = [...rooms(docs.session).keys()];
  return { docs, session: docs.session, ids };
}

Deno.test("automatic groups are named in the reader's language, others as given (B-3)", () => {
  const read = ["Group A", "Group Z", "Group 27", "Group 1000"].map(inChinese);
  assert.deepEqual(read, ["A 組", "Z 組", "第 27 組", "第 1000 組"]);
  for (const name of ["Red", "Group 7", "group a", "Group 027", "第 3 組"]) {
    assert.equal(inChinese(name), name);
    assert.equal(groupName({ name }), name);
  }
  assert.equal(groupName({ name: "Group A", number: 1 }), "Group A");
  assert.equal(groupName({ name: "Group 1000" }), "Group 1000");
});

Deno.test("a document has an automatic group's English name and its number (B-3)", () => {
  assert.deepEqual(makeRoomName("Group C"), { name: "Group C", number: 3 });
  assert.deepEqual(makeRoomName("C 組"), { name: "C 組" });
  const { session, docs, ids: [id] } = classWith("Group A");
  assert.deepEqual(rooms(session).get(id), {
    name: "Group A",
    number: 1,
    order: 0,
  });
  changeRoom(docs, id, { name: "A 組" }, "lin");
  assert.equal(rooms(session).get(id)?.number, 1, "it is called so already");
  changeRoom(docs, id, { name: "Blue" }, "lin");
  assert.deepEqual(rooms(session).get(id), { name: "Blue", order: 0 });
});

Deno.test("a number of rooms gets the next names (B-3)", () => {
  const { session } = classWith("Blue", "Group B");
  const made = addRooms(session, { count: 3 }, newId);
  assert.deepEqual(made.map(({ name }) => name), [
    "Group A",
    "Group C",
    "Group D",
  ]);
});

Deno.test("a name that another group has in any language is refused (B-3, B-6, GROUP-5)", async () => {
  const { session, docs, ids } = classWith("Group A", "Blue");
  const taken = (act: () => unknown) =>
    refusalNameOf(Promise.resolve().then(act));
  for (const name of ["A 組", "ａ  組", "group a"]) {
    const add = () => addRooms(session, { names: [name] }, newId);
    assert.equal(await taken(add), "name-taken", name);
    const rename = () => changeRoom(docs, ids[1], { name }, "lin");
    assert.equal(await taken(rename), "name-taken", name);
  }
  assert(!isSameGroupName("A 組", "Group B"));
  assert.deepEqual(findFreeGroupNames(["A 組", "第 ２７ 組"], 26).slice(-2), [
    "Group Z",
    "Group 28",
  ]);
});

Deno.test("a restored group whose name is taken gets the next name and its number (GROUP-5)", () => {
  const { session, ids: [id] } = classWith("Group A");
  archiveRooms(session, [id], 1);
  makeRoom(session, { id: "other", name: "A 組", order: 1 });
  restoreRoom(session, id);
  assert.deepEqual(rooms(session).get(id), {
    name: "Group B",
    number: 2,
    order: 0,
  });
});

Deno.test("groups are named A to Z, then 27 and on, always the first free name (B-3, GROUP-5)", () => {
  const names: string[] = [];
  for (let n = 0; n < 30; n++) names.push(nextGroupName(names));
  assert.deepEqual(
    [names[0], names[25], names[26], names[29]],
    ["Group A", "Group Z", "Group 27", "Group 30"],
  );
  const without = (gone: string) =>
    nextGroupName(names.filter((name) => name !== gone));
  assert.equal(without("Group C"), "Group C");
  assert.equal(without("Group 28"), "Group 28");
  assert.equal(nextGroupName(["GROUP  A", "ｇｒｏｕｐ b"]), "Group C");
  assert.equal(nextGroupName(["Group 1", "Red"]), "Group A");
});

Deno.test("several names at once are those that the groups would get one by one (B-3)", () => {
  const living = ["GROUP  A", "ｇｒｏｕｐ b", "Red", "Group\u200b 27"];
  const names = findFreeGroupNames(living, 30);
  const oneByOne = [...living];
  for (const name of names) {
    assert.equal(nextGroupName(oneByOne), name);
    oneByOne.push(name);
  }
  assert.deepEqual([names[0], names[23], names[24]], [
    "Group C",
    "Group Z",
    "Group 28",
  ]);
});

Deno.test("the number of groups follows the size, and pairs by hand leave nobody alone (B-8)", () => {
  const table: [
    students: number,
    size: number | null,
    hand: number,
    auto: number,
  ][] = [
    [1, 2, 1, 1],
    [2, 2, 1, 1],
    [3, 2, 1, 2],
    [4, 2, 2, 2],
    [7, 2, 3, 4],
    [28, 2, 14, 14],
    [29, 2, 14, 15],
    [4, 3, 2, 2],
    [7, 3, 3, 3],
    [28, 4, 7, 7],
    [29, 4, 8, 8],
    [9, null, 0, 0],
  ];
  for (const [students, capacity, hand, automatically] of table) {
    const made = [false, true].map((auto) =>
      countGroups(students, { auto, capacity })
    );
    assert.deepEqual(made, [hand, automatically], `${students} by ${capacity}`);
  }
});
