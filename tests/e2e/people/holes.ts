/**
 * Preloaded into a server: leaves out the check that the file `hole` in its data folder names, so that the test proves
 * it would notice.
 */
// deno-lint-ignore-file no-explicit-any -- it reaches into a program that was built
import { readFileSync } from "node:fs";
import process from "node:process";

const place = Symbol.for("homeroom.app");

function hole(): string {
  try {
    return readFileSync(`${process.env.DATA_DIR}/hole`, "utf8");
  } catch {
    return "";
  }
}

/** Wraps a method of an object. */
function around(
  object: any,
  name: string,
  replace: (before: (...given: any[]) => any) => (...given: any[]) => any,
): void {
  object[name] = replace(object[name].bind(object));
}

function makeHoles(app: any): void {
  const { authority, colleagues, identities, kv } = app;
  around(identities, "findStaff", (before) => async (session, teacher) => {
    const who = await before(session, teacher);
    const ownerOf = async () => {
      const { member } = (await kv.get(["session", session])).value;
      return { role: "teacher", session, member, teacher: teacher.id };
    };
    const seat = (await kv.get(["seat", session, teacher.id])).value;
    switch (hole()) {
      case "stranger":
        return who ?? await ownerOf();
      case "invited":
        // An invitation must grant nothing before arrival.
        if (!who) {
          await colleagues.takeInvitedSeat(session, teacher, "observer");
        }
        return await before(session, teacher);
      case "sent away":
      case "taken back":
        return seat?.gone ? { ...who, ...await ownerOf() } : who;
      case "observer":
        return who?.role === "observer" ? { ...who, role: "teacher" } : who;
      case "moderator":
        return who?.role === "teacher" ? { ...who, owner: true } : who;
      default:
        return who;
    }
  });
  around(
    identities,
    "hasValidCookie",
    (before) => async (cookies) => hole() === "nobody" || await before(cookies),
  );
  around(authority, "access", (before) => (documents, who, document) => {
    const given = before(documents, who, document);
    if (typeof given === "string") return given;
    switch (hole()) {
      case "removed":
        return given.reason === "removed" ? "read" : given;
      case "student":
        return /\/(staff|room|conversation)/.test(document) ? "read" : given;
      case "owner":
        return /\/member\//.test(document) ? "read" : given;
      default:
        return given;
    }
  });
}

Object.defineProperty(globalThis, place, {
  configurable: true,
  set(app) {
    Object.defineProperty(globalThis, place, { value: app, writable: true });
    makeHoles(app);
  },
});
