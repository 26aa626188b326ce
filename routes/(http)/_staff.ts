/** Who one asks as, and access for teachers only, over HTTP (A5). */
import { memberPage } from "../../classroom/people/member_page.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { requireOwner, requireTeacher } from "../../classroom/acting.ts";
import { theApp } from "../../classroom/app.ts";
import type { Who } from "../../classroom/identity.ts";
import { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../../classroom/refuse.ts";
import { cookieNames } from "./_cookies.ts";

interface Asking {
  teacher: Teacher | null;
  cookies: ReadonlyMap<string, string>;
  as: string | null;
}

/**
 * The role that somebody asks as, where a browser is both a teacher and a member; undefined: they do not say. Refused
 * where it is neither.
 */
export function asOf(asked: string | null): "teacher" | "member" | undefined {
  if (asked === null) return undefined;
  if (asked === "teacher" || asked === "member") return asked;
  throw refusal("wrong-as");
}

/** The teacher who is signed in. */
export function teacherOf({ teacher }: Asking): Teacher {
  if (!teacher) throw new Refusal("not-signed-in");
  return teacher;
}

/** What one must be at least: the owner of a session, its moderator as well, or also who looks on. */
export type Level = "owner" | "teacher" | "observer";

/**
 * One of the staff of a session, and the member that they are in it. A student is told that it is not for them, or why
 * they are out; so is somebody who asks as a student, or whose seat does not reach so far.
 */
export async function staffOf(
  asking: Asking,
  session: string,
  level: Level,
): Promise<{ teacher: Teacher; who: Who }> {
  const { identities, sync } = theApp();
  const { teacher, cookies } = asking;
  const as = asOf(asking.as);
  const staff = teacher && await identities.staff(session, teacher);
  if (staff && as !== "member") {
    // What they have seen or done at another instance holds here, too.
    if (staff.owner) await sync.current(session);
    else await memberPage(sync, staff);
    if (level !== "observer") requireTeacher(staff);
    if (level === "owner") requireOwner(staff);
    return { teacher, who: staff };
  }
  const token = cookies.get(cookieNames.member(session));
  const student = as === "teacher"
    ? null
    : await identities.member(session, token);
  if (student) await memberPage(sync, student);
  if (student || staff) {
    throw refusal("staff-only");
  }
  throw new Refusal(teacher ? "not-found" : "not-signed-in");
}

/** The owner of a session, and the member that they are in it, as {@link staffOf}. */
export function ownerOf(
  asking: Asking,
  session: string,
): Promise<{ teacher: Teacher; who: Who }> {
  return staffOf(asking, session, "owner");
}
