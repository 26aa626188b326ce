/** Changes between the preparation of a join and its commit. */
import assert from "node:assert/strict";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newSecret } from "../../../classroom/model/ids.ts";
import { members } from "../../../classroom/model/roots.ts";
import { waitingEntries } from "../../../classroom/model/staff_roots.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import type { JoinResult } from "../../../classroom/people/join_result.ts";
import { kvKeys } from "../../../classroom/storage/kv_keys.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { type Browser, refusalNameOf, School } from "../school.ts";

/** A store in which a test acts at a moment of a join, and which can lose the reply to a commit. */
class StagedKv {
  /** Runs once, when the next join of a new browser makes its pass: after its look-ups, before its commit. */
  beforeNextCommit: (() => Promise<unknown>) | null = null;
  /** Whether the store goes away once it has the next commit, before it replies. */
  losesNextReply = false;
  isAway = false;
  readonly handle: Deno.Kv;

  constructor(readonly kv: Deno.Kv) {
    this.handle = new Proxy(kv, {
      get: (target, property) => {
        if (property === "get") return this.#get.bind(this);
        if (property === "atomic") return () => this.#atomic();
        const value = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (property !== "close") this.#requireHere();
          return Reflect.apply(value, target, args);
        };
      },
    });
  }

  #requireHere(): void {
    if (this.isAway) throw new Error("the store is away");
  }

  async #get(key: Deno.KvKey) {
    this.#requireHere();
    const [kind] = kvKeys.seenOf("");
    if (key[0] === kind && this.beforeNextCommit) {
      const act = this.beforeNextCommit;
      this.beforeNextCommit = null;
      await act();
    }
    return await this.kv.get(key);
  }

  #atomic(): Deno.AtomicOperation {
    const change = this.kv.atomic();
    const commit = change.commit.bind(change);
    change.commit = async () => {
      this.#requireHere();
      const result = await commit();
      if (result.ok && this.losesNextReply) {
        this.losesNextReply = false;
        this.isAway = true;
      }
      this.#requireHere();
      return result;
    };
    return change;
  }
}

/** A class at two server instances; `staged` is the second's store. */
async function atTwoInstances(ask: Record<string, unknown> = {}) {
  const dir = await Deno.makeTempDir();
  const now = Date.now();
  const school = await School.open(`${dir}/kv`, now, {}, {}, true);
  const staged = new StagedKv(await Deno.openKv(`${dir}/kv`));
  const other = await School.open(staged.handle, now, {}, {}, true);
  const session = await school.createSession(ask);
  return {
    school,
    other,
    staged,
    session,
    async [Symbol.asyncDispose]() {
      await other[Symbol.asyncDispose]();
      await school[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function atOneInstance() {
  const staged = new StagedKv(await Deno.openKv(":memory:"));
  const school = await School.open(staged.handle);
  return { staged, school, session: await school.createSession() };
}

async function press(
  { school, from }: Browser,
  { code }: SessionView,
  name: string,
  secret?: string,
): Promise<JoinResult> {
  return await school.app.roster.join({ code, name, press: secret }, from);
}

/** The ids of students, of unconfirmed devices and of waits. */
async function peopleIn({ app }: School, { id }: SessionView) {
  await app.sync.refresh(id);
  const root = names.session(id), staff = names.staff(id);
  return await app.sync.read(id, [root, staff], ({ doc }) => {
    const students = [...members(doc(root))].filter(([, { role }]) =>
      role === "student"
    );
    return {
      students: students.filter(([, { byName }]) => !byName).map(([id]) => id),
      devices: students.filter(([, { byName }]) => byName).map(([id]) => id),
      waits: [...waitingEntries(doc(staff)).keys()],
    };
  });
}

const idOf = (result: JoinResult) =>
  result.kind === "in" ? result.member.id : result.waiting;

const situations: Record<
  string,
  {
    ask?: Record<string, unknown>;
    prepare?: (school: School, session: SessionView) => Promise<unknown>;
    /** Counts of what the press makes. */
    makes: [students: number, devices: number, waits: number];
  }
> = {
  "a new student": { makes: [1, 0, 0] },
  "a new student with rejoin off": {
    ask: { rejoin: false },
    makes: [1, 0, 0],
  },
  "a taken name with rejoin off": {
    ask: { rejoin: false },
    prepare: (school, { code }) => school.newBrowser().join(code, "Amy"),
    makes: [1, 0, 0],
  },
  "a student who is offline": {
    prepare: (school, { code }) => school.newBrowser().join(code, "Amy"),
    makes: [0, 1, 0],
  },
  "a crowd": {
    prepare: async (school, { code }) => {
      for (let n = 0; n < 30; n++) {
        await school.newBrowser().join(code, `Pupil ${n}`);
      }
    },
    makes: [0, 0, 1],
  },
  "a class that has not begun": {
    ask: { startsAt: new Date(Date.now() + 3_600_000).toISOString() },
    makes: [0, 0, 1],
  },
};

for (const [what, { ask, prepare, makes }] of Object.entries(situations)) {
  Deno.test(`one press at two instances makes one member or wait: ${what} (SYNC-3, J-1)`, async () => {
    await using both = await atTwoInstances(ask);
    const { school, other, staged, session } = both;
    await prepare?.(school, session);
    const before = await peopleIn(school, session);
    const secret = newSecret(), browser = school.newBrowser();
    let first: JoinResult | null = null;
    staged.beforeNextCommit = async () => {
      first = await press(browser, session, "Amy", secret);
    };
    const second = await press(other.newBrowser(), session, "Amy", secret);
    assert(first, "the first request came in between");
    assert.equal(idOf(second), idOf(first));
    const after = await peopleIn(school, session);
    assert.deepEqual([
      after.students.length - before.students.length,
      after.devices.length - before.devices.length,
      after.waits.length - before.waits.length,
    ], makes);
    if (second.kind === "waiting") return;
    const came = other.newBrowser();
    came.storeCookies(second);
    const who = await came.identityIn(session.id);
    assert.equal(who?.member, second.member.id, "the last cookie is valid");
  });
}

Deno.test("one press sent often to two instances at once makes one member (SYNC-3)", async () => {
  for (const rejoin of [true, false]) {
    await using both = await atTwoInstances({ rejoin });
    const { school, other, session } = both;
    const secret = newSecret();
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => {
        const browser = (n % 2 ? school : other).newBrowser();
        return press(browser, session, "Amy", secret);
      }),
    );
    const ids = new Set<string>();
    for (const result of results) {
      if (result.status === "fulfilled") ids.add(idOf(result.value));
      else assert(isRefusal(result.reason), String(result.reason));
    }
    const { students, devices, waits } = await peopleIn(school, session);
    assert.deepEqual([students.length, devices, waits], [1, [], []]);
    assert.deepEqual([...ids], students);
  }
});

for (const isShared of [false, true]) {
  Deno.test(`of two devices that join under one name at once, one is unconfirmed, at ${isShared ? "two instances" : "one instance"} (J-2)`, async () => {
    await using both = await atTwoInstances();
    const { school, other, staged, session } = both;
    const at = isShared ? school : other;
    let first: JoinResult | null = null;
    staged.beforeNextCommit = async () => {
      first = await press(at.newBrowser(), session, "Amy", newSecret());
    };
    const device = other.newBrowser();
    const second = device.storeCookies(
      await press(device, session, "amy", newSecret()),
    );
    assert(second.kind === "in");
    assert(first);
    assert.equal(idOf(second), idOf(first));
    assert.deepEqual([second.rejoined, second.byName], [true, true]);
    const { students, devices } = await peopleIn(other, session);
    assert.deepEqual(students, [idOf(first)]);
    const who = await device.identityIn(session.id);
    assert.deepEqual([who?.own], devices, "its cookie is the device's");
  });
}

Deno.test("a member removed while another device joins under the name keeps it out (J-4)", async () => {
  const { staged, school, session } = await atOneInstance();
  await using _ = school;
  const amy = await school.newBrowser().join(session.code, "Amy");
  const teacher = await school.ownerIdentity(session.id);
  const { membership } = school.app;
  staged.beforeNextCommit = () => membership.removeMember(teacher, idOf(amy));
  const late = press(school.newBrowser(), session, "Amy", newSecret());
  assert.equal(await refusalNameOf(late), "removed");
  assert.equal(staged.beforeNextCommit, null);
  assert.deepEqual((await peopleIn(school, session)).devices, []);
});

Deno.test("a device that joins under a name while its member is merged is the other member's (J-7)", async () => {
  const { staged, school, session } = await atOneInstance();
  await using _ = school;
  const typo = await school.newBrowser().join(session.code, "Ammy");
  const amy = await school.newBrowser().join(session.code, "Amy");
  const teacher = await school.ownerIdentity(session.id);
  const { membership } = school.app;
  staged.beforeNextCommit = () =>
    membership.mergeMember(teacher, idOf(typo), { member: idOf(amy) });
  const device = school.newBrowser();
  const result = device.storeCookies(
    await press(device, session, "Ammy", newSecret()),
  );
  assert(result.kind === "in");
  assert.deepEqual([result.member.id, result.byName], [idOf(amy), true]);
  const who = await device.identityIn(session.id);
  assert.equal(who?.member, idOf(amy));
});

Deno.test("a student joins by what the class allows at the commit, not before (S-11, J-9, ACCESS-3)", async () => {
  const { staged, school, session } = await atOneInstance();
  await using _ = school;
  const { sessions } = school.app;
  const join = () => press(school.newBrowser(), session, "Ben", newSecret());
  staged.beforeNextCommit = () =>
    sessions.change(school.teacher, session.id, { joinLocked: true });
  assert.equal(await refusalNameOf(join()), "join-locked");
  await sessions.change(school.teacher, session.id, { joinLocked: false });
  staged.beforeNextCommit = async () => {
    for (let n = 0; n < 30; n++) {
      await school.newBrowser().join(session.code, `Pupil ${n}`);
    }
  };
  assert.equal((await join()).kind, "waiting");
  staged.beforeNextCommit = () =>
    sessions.end(school.teacher, session.id, { now: true });
  assert.equal(await refusalNameOf(join()), "no-such-code");
  const tokens = school.app.kv.list({ prefix: ["token", "member"] });
  assert.equal((await Array.fromAsync(tokens)).length, 30, "no other pass");
});

Deno.test("a join whose commit was not answered is repeated as the same member (SYNC-3)", async () => {
  const { staged, school, session } = await atOneInstance();
  await using _ = school;
  const secret = newSecret(), browser = school.newBrowser();
  staged.losesNextReply = true;
  const first = press(browser, session, "Amy", secret);
  assert.equal(await refusalNameOf(first), "storage-unavailable");
  assert(staged.isAway, "the commit was stored");
  staged.isAway = false;
  let again: JoinResult | null = null;
  // As the page does, while the class waits for its store.
  for (let tries = 0; again === null && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    again = await press(browser, session, "Amy", secret).catch((error) => {
      if (isRefusal(error, "storage-unavailable")) return null;
      throw error;
    });
  }
  assert(again?.kind === "in");
  browser.storeCookies(again);
  assert.deepEqual([again.rejoined, again.byName], [false, false]);
  const { students, devices, waits } = await peopleIn(school, session);
  assert.deepEqual([students, devices, waits], [[again.member.id], [], []]);
  const who = await browser.identityIn(session.id);
  assert.equal(who?.member, again.member.id);
});
