/** Colleagues in a simulated lesson (S-8, S-9): invited, seated, moved and sent away while servers die. */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import type { App } from "../../classroom/app.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import type { Identity, Member } from "../../classroom/model/members.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import type { PlacementEvent } from "../../classroom/model/groups.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Message } from "../../classroom/model/messages.ts";
import {
  type Invitation,
  kvKeys,
  type StaffSeat,
} from "../../classroom/storage/kv_keys.ts";
import type { MemoryKv } from "../sync/kv/memory_kv.ts";
import type { SimulatedConnection } from "../sync/simulated_link.ts";
import type { SimulatedServer } from "../sync/simulated_server.ts";
import {
  LessonDevice,
  type SimulatedSurroundings,
} from "./simulated_device.ts";

type As = Invitation["as"];

/** A server of the lesson; `lives`: it was not killed. */
interface Server extends SimulatedServer {
  readonly app: App | null;
  readonly lives: boolean;
}

export interface StaffedLesson extends SimulatedSurroundings {
  readonly kv: MemoryKv;
  readonly servers: readonly Server[];
  readonly session: string;
  readonly teacher: { readonly who: Identity };
  loadStored(name: string): Promise<Y.Doc>;
}

/** A time in which a colleague may have had a seat. */
interface Span {
  as: As;
  from: number;
  until: number;
}

/** A colleague's device, which closes when its seat is gone or changed. */
class ColleagueDevice extends LessonDevice {
  override mayClose(open: SimulatedConnection, code: number): boolean {
    if (code === 4403 || code === 4409) {
      this.closePage();
      return false;
    }
    // A server may not know the new seat yet.
    if (code === 4404) return true;
    return super.mayClose(open, code);
  }
}

class Colleague {
  readonly spans: Span[] = [];
  /** The last identity, which a colleague keeps using. */
  who: Identity | null = null;
  device: ColleagueDevice | null = null;
  /** The seat; undefined: the answer is pending. */
  standing: As | "out" | undefined = "out";
  /** The server that was asked; a killed one never answers. */
  asking: Server | null = null;
  changes = 0;

  constructor(readonly account: Teacher) {}

  /** Whether they may have had such a seat then. */
  mayBe(at: number, as?: As): boolean {
    return this.spans.some((it) =>
      it.from <= at && at <= it.until && (as === undefined || it.as === as)
    );
  }

  /** Ends every span. */
  end(now: number, as?: As): void {
    for (const span of this.spans) {
      if (as === undefined || span.as === as) {
        span.until = Math.min(span.until, now);
      }
    }
  }
}

export class SimulatedStaff {
  readonly all: Colleague[] = [];
  /** Accepted decisions, and those refused because the seat was gone. */
  taken = 0;
  refused = 0;

  constructor(readonly lesson: StaffedLesson) {}

  async begin(app: App, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const id = newId(), email = `colleague-${n}@x.org`;
      const account = { id, name: `Mx ${n}`, email, createdAt: 0 };
      await app.kv.set(["account", id], account);
      await app.kv.set(["account-by-email", email], id);
      this.all.push(new Colleague({ ...account, plan: true }));
    }
  }

  /** Invites, seats, moves or sends a colleague away; the request may fail. */
  changeColleague(): void {
    const { time, servers } = this.lesson;
    const colleague = time.random.pick(this.all);
    const server = time.random.pick(servers), { app } = server;
    if (!app || colleague.asking?.lives) return;
    colleague.asking = server;
    const before = colleague.standing;
    colleague.standing = undefined;
    const isKept = before !== undefined && time.random.chance(0.5);
    const as = time.random.pick(["moderator", "observer"] as const);
    const work = before === "out" || isKept
      ? this.#seat(app, colleague, as)
      : this.#sendAway(app, colleague);
    work.catch(() => {}).finally(() => {
      if (colleague.asking === server) colleague.asking = null;
    });
  }

  /** A colleague posts a message, allowed or not. */
  postAsColleague(): void {
    const { rooms, time: { random } } = this.lesson;
    const { device } = random.pick(this.all);
    const room = random.pick(["main", ...rooms]);
    if (device?.isOn) device.pushCommand({ kind: "say", room, text: "I help" });
  }

  /** A present or former colleague takes a decision. */
  decideAsColleague(
    decide: (who: Identity) => Promise<unknown> | undefined,
  ): void {
    const { time, wrong } = this.lesson;
    const colleague = time.random.pick(this.all);
    const { who } = colleague;
    const asked = time.now;
    if (!who || who.role !== "teacher") return;
    // A starting server is asked nothing.
    decide(who)?.then(() => {
      this.taken++;
      const spans = colleague.spans.filter(({ as, until, from }) =>
        as === "moderator" && until >= asked && from <= time.now
      );
      if (spans.length === 0) wrong.push("who was gone took a decision");
    }, ({ kind, reason }) => {
      if (kind === "not-allowed" && reason) this.refused++;
    });
  }

  async #seat(app: App, colleague: Colleague, as: As): Promise<void> {
    const { session, time, teacher } = this.lesson;
    const { account } = colleague;
    colleague.spans.push({ as, from: time.now, until: Infinity });
    await app.colleagues.invite(teacher.who, account.email, as);
    if (as === "observer") {
      await app.colleagues.takeInvitedSeat(session, account, "observer");
    }
    const who = await app.identities.findStaff(session, account);
    if (!who) throw new Error("nobody has come");
    const other = as === "moderator" ? "observer" : "moderator";
    colleague.end(time.now, other);
    colleague.standing = as;
    colleague.changes++;
    colleague.who = who;
    colleague.device?.closePage();
    colleague.device = new ColleagueDevice(this.lesson, who);
  }

  async #sendAway(app: App, colleague: Colleague): Promise<void> {
    const { time, teacher } = this.lesson;
    const { email } = colleague.account;
    for (const as of ["moderator", "observer"] as const) {
      await app.colleagues.withdraw(teacher.who, email, as);
    }
    colleague.end(time.now);
    colleague.standing = "out";
    colleague.changes++;
  }

  /** Compares the store with the answers. */
  async verifyStore(root: Y.Doc, staff: Y.Doc): Promise<string> {
    const { kv, rooms, session: s } = this.lesson;
    const members = root.getMap<Member>("members");
    const said = new Map<string, Message[]>();
    for (const room of ["main", ...rooms]) {
      const doc = await this.lesson.loadStored(names.room(s, room));
      for (const message of doc.getArray<Message>("messages")) {
        const theirs = said.get(message.from) ?? [];
        said.set(message.from, [...theirs, message]);
      }
    }
    const placed = new Set(
      staff.getArray<PlacementEvent>("placements").toArray().flatMap((it) =>
        it.kind === "placed" ? Object.keys(it.rooms) : []
      ),
    );
    let words = 0;
    for (const colleague of this.all) {
      const { account: { id }, standing } = colleague;
      const { value: seat } = await kv.asKv.get<StaffSeat>(kvKeys.seat(s, id));
      if (!seat) continue;
      const has = (map: string) => staff.getMap(map).has(id);
      const isIn = seat.gone === undefined;
      const isMod = isIn && seat.role === "teacher";
      assert.equal(has("moderators"), isMod, "S-9: the seat, in both places");
      assert.equal(has("observers"), isIn && !isMod, "S-8: the same");
      const entry = members.get(seat.member)!;
      assert.equal(entry.removed ?? false, !isIn, "as the class sees it");
      assert.equal(entry.role, seat.role);
      const now = !isIn ? "out" : isMod ? "moderator" : "observer";
      if (standing) assert.equal(now, standing, "SYNC-2: what was answered");
      assert.ok(!placed.has(seat.member), "B-9: no group has them");
      for (const { at } of said.get(seat.member) ?? []) {
        words++;
        assert.ok(colleague.mayBe(at, "moderator"), "only who helps speaks");
      }
    }
    const changes = this.all.reduce((sum, it) => sum + it.changes, 0);
    return `${changes} seats changed, ${words} words of colleagues, ${this.taken} decisions of theirs, ${this.refused} too late`;
  }
}
