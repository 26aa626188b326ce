/** The holder of an upgrade's cookies, looked up once for simultaneous askers. */
import assert from "node:assert/strict";
import type { App } from "../../../classroom/app.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { CookieHolder } from "../../../server/http/cookie_holder.ts";

const session = newId(), amy = newId();
const room = documentNames.room(session, "main");

/** A member, and a teacher on request; `now` says who the cookies belong to. */
function holder(now: { member: Identity | null; teacher?: Identity }) {
  const looks: string[] = [], noted: string[] = [];
  const app = {
    identities: {
      identify(_session: string, _held: unknown, as?: "teacher" | "member") {
        looks.push(as ?? "");
        const teacher = as === "member" ? null : now.teacher ?? null;
        return Promise.resolve(
          teacher ?? (as === "teacher" ? null : now.member),
        );
      },
    },
    spending: {
      noteAddress: (_session: string, member: string) =>
        void noted.push(member),
    } satisfies Partial<App["spending"]>,
  } as unknown as App;
  const held = { teacher: "t", member: "m" };
  return { looks, noted, it: new CookieHolder(app, session, held, "here") };
}

const member: Identity = { role: "student", session, member: amy };
const teacher: Identity = {
  role: "teacher",
  session,
  member: newId(),
  signIn: "s",
};

Deno.test("five channels opened together share one storage lookup and its result (ACCESS-1)", async () => {
  const { it, looks, noted } = holder({ member });
  const five = await Promise.all(
    Array.from({ length: 5 }, () => it.identify("member", room)),
  );
  assert.deepEqual(looks.splice(0), ["member"]);
  assert.equal(new Set(five).size, 1);
  await it.identify("member", room);
  assert.deepEqual(noted, [amy]);
  const [caller] = five;
  assert("who" in caller && caller.who.member === amy);
  const valid = await Promise.all(five.map(() => caller.isValid()));
  assert.deepEqual(new Set(valid), new Set([true]));
  assert.equal(looks.length, 2);
});

Deno.test("a teacher who is also a member is the member on their own document only", async () => {
  const { it } = holder({ member, teacher });
  const roleOf = async (as: string, document: string) => {
    const caller = await it.identify(as, document);
    return "who" in caller ? caller.who.role : caller.code;
  };
  assert.equal(await roleOf("", room), "teacher");
  assert.equal(await roleOf("", documentNames.member(session, amy)), "student");
  assert.equal(await roleOf("member", room), "student");
  assert.equal(await roleOf("teacher", room), "teacher");
});

Deno.test("an unknown or forbidden role is refused like a socket (ACCESS-5)", async () => {
  const now: { member: Identity | null } = { member };
  const { it } = holder(now);
  const codeOf = async (as: string, document: string) => {
    const caller = await it.identify(as, document);
    return "code" in caller ? caller.code : 0;
  };
  assert.equal(await codeOf("everybody", room), 4400);
  assert.equal(await codeOf("", `${session}/room/ü`), 4404);
  assert.equal(await codeOf("", `${session}/${"x".repeat(100)}`), 4404);
  assert.equal(await codeOf("teacher", room), 4404, "only a member");
  now.member = null;
  assert.equal(await codeOf("member", room), 4401, "signed out meanwhile");
  assert.equal(await codeOf("", room), 4401);
});

Deno.test("a cookie that now identifies another person gives a new caller, and ends the old one (ACCESS-1)", async () => {
  const now = { member };
  const { it } = holder(now);
  const before = await it.identify("member", room);
  now.member = { ...member, own: newId() };
  const after = await it.identify("member", room);
  assert.notEqual(before, after);
  now.member = { ...member, member: newId() };
  assert("isValid" in before && !await before.isValid());
});
