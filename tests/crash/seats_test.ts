/**
 * SYNC-2, S-8, S-9: the server is killed at random, and after the commit of a seat, while colleagues are invited and
 * removed. Confirmed seats stand; other changes are whole or absent, and seat and documents agree. `SEED` and `ROUNDS`:
 * see `random.ts`.
 */
import assert from "node:assert/strict";
import { documentNames } from "../../classroom/model/documents.ts";
import { type Class, testClassAlone } from "../class.ts";
import { signUp, type Visitor } from "../people.ts";
import { type Random, run } from "../random.ts";
import {
  killedAfter,
  killOrdered,
  moment,
  orderKill,
  Starts,
} from "./crashing.ts";

/** A colleague's access; null: an answer was lost. */
type Standing = "moderator" | "observer" | "out";

class Colleague {
  standing: Standing | null = "out";

  private constructor(
    readonly given: Class,
    readonly visitor: Visitor,
    readonly id: string,
    readonly email: string,
  ) {}

  static async come(given: Class, name: string): Promise<Colleague> {
    const visitor = await signUp(given.server, name);
    const { body } = await visitor.get(200, "GET", "/api/me");
    const { id, email } = body.teacher;
    return new Colleague(given, visitor, id, email);
  }

  get path(): string {
    return `/api/sessions/${this.given.session.id}`;
  }

  /** Makes one change; `standing` is null while its result is unknown. */
  async change(random: Random): Promise<void> {
    const { given: { teacher, session }, visitor, email, path, id } = this;
    const { code } = session;
    const before = this.standing;
    this.standing = null;
    const by = { email };
    const kind = random.below(before === "out" ? 3 : 2);
    if (before === null) {
      // Removes the colleague in every role.
      await teacher.get(204, "DELETE", `${path}/moderators`, by);
      await teacher.get(204, "DELETE", `${path}/invitations`, by);
      await teacher.ask("DELETE", `${path}/observers/${id}`);
      this.standing = "out";
    } else if (before === "moderator") {
      await teacher.get(204, "DELETE", `${path}/moderators`, by);
      this.standing = "out";
    } else if (before === "observer" && kind === 0) {
      await teacher.get(204, "DELETE", `${path}/observers/${id}`);
      this.standing = "out";
    } else if (before === "observer" || kind === 0) {
      await teacher.get(204, "PUT", `${path}/moderators`, by);
      await visitor.get(200, "GET", path);
      this.standing = "moderator";
    } else if (kind === 1) {
      await teacher.get(204, "PUT", `${path}/invitations`, by);
      await visitor.get(201, "POST", "/api/observe", { code });
      this.standing = "observer";
    } else {
      const knock = await visitor.ask("POST", "/api/observe", { code });
      // A removed colleague may not ask again for a while.
      if (knock.body.reason === "not-let-observe") return;
      assert.equal(knock.status, 202);
      const { waiting } = knock.body;
      const decision = { decision: "let-in" };
      await teacher.get(204, "POST", `${path}/waiting/${waiting}`, decision);
      this.standing = "observer";
    }
  }

  /** Access according to the server. A request also accepts an open invitation. */
  async asked(): Promise<Standing> {
    const { status, body } = await this.visitor.ask("GET", this.path);
    if (status === 200) return body.session.seat;
    assert.ok(status === 403 || status === 404, `${status}`);
    return "out";
  }
}

const crash = run("crashes of seats", 8);

testClassAlone(
  "a server killed while colleagues join and leave keeps every change of staff (SYNC-2, S-8, S-9)",
  async (given) => {
    const { server, session, teaching } = given;
    const names = ["Ms Wu", "Mr Ko", "Ms Ho"];
    const all = await Promise.all(
      names.map((name) => Colleague.come(given, name)),
    );
    const starts = new Starts(server);
    let changes = 0, lost = 0;
    await crash.each(async (random) => {
      const isOrdered = random.chance(0.5);
      if (isOrdered) await orderKill(server, "set seat");
      let isUp = true;
      const work = all.map(async (colleague) => {
        const own = random.fork();
        while (isUp) {
          try {
            await colleague.change(own);
            changes++;
          } catch (error) {
            if (error instanceof assert.AssertionError) throw error;
            // The connection was cut, so the result is unknown.
            return;
          }
        }
      });
      if (isOrdered) await killOrdered(server);
      else {
        await moment(20 + random.below(300));
        await server.kill();
      }
      isUp = false;
      await Promise.all(work);
      await starts.again(random);

      const staff = teaching.open(documentNames.staff(session.id));
      await staff.synced();
      const listed = ({ id }: Colleague): Standing =>
        staff.doc.getMap("moderators").has(id)
          ? "moderator"
          : staff.doc.getMap("observers").has(id)
          ? "observer"
          : "out";
      for (const colleague of all) {
        const { standing } = colleague;
        const now = await colleague.asked();
        if (standing === null) lost++;
        else assert.equal(now, standing, "SYNC-2: what was answered stands");
        await staff.until(
          () => listed(colleague) === now,
          "the class's documents said the same as the seat",
        );
        colleague.standing = now === "out" ? null : now;
      }
      teaching.close();
    });
    assert.ok(changes > 5 && lost > 0, "all of it happened");
    console.log(`${changes} changes, ${lost} cut off by a kill`);
  },
  { flags: killedAfter },
);
