/** Who one asks as, and access for teachers only, over HTTP (A5). */
import { memberPage } from "../../classroom/people/member_page.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { requireOwner, requireTeacher } from "../../classroom/model/acting.ts";
import { theApp } from "../../classroom/app.ts";
import type { Who } from "../../classroom/model/who.ts";
import { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../../classroom/model/refuse.ts";
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
export type StaffLevel = "owner" | "teacher" | "observer";

/**
 * One of the staff of a session, and the member that they are in it. A student is told that it is not for them, or why
 * they are out; so is somebody who asks as a student, or whose seat does not reach so far.
 */
export async function staffOf(
  asking: Asking,
  session: string,
  level: StaffLevel,
): Promise<{ teacher: Teacher; who: Who }> {
  const { staff, student, isStaff } = await seatsOf(asking, session);
  if (staff) {
    if (level !== "observer") requireTeacher(staff.who);
    if (level === "owner") requireOwner(staff.who);
    return staff;
  }
  if (student || isStaff) {
    throw refusal("staff-only");
  }
  throw new Refusal(asking.teacher ? "not-found" : "not-signed-in");
}

/** Who takes part in a session: its owner, a moderator, a student. An observer is told that they only look on. */
export async function participantOf(
  asking: Asking,
  session: string,
): Promise<Who> {
  const { staff, student } = await seatsOf(asking, session);
  if (staff) requireTeacher(staff.who);
  const who = staff?.who ?? student;
  if (!who) throw new Refusal(asking.teacher ? "not-found" : "not-signed-in");
  return who;
}

/** Who somebody is in a session, in the role that they ask as: of its staff before a student. Refused where they are out. */
async function seatsOf(
  { as: asked, cookies, teacher }: Asking,
  session: string,
): Promise<{
  staff: { teacher: Teacher; who: Who } | null;
  student: Who | null;
  /** They are of the staff, and may have asked as a student. */
  isStaff: boolean;
}> {
  const { identities, sync } = theApp();
  const as = asOf(asked);
  const who = teacher && await identities.staff(session, teacher);
  if (who && as !== "member") {
    // What they have seen or done at another instance holds here, too.
    if (who.owner) await sync.current(session);
    else await memberPage(sync, who);
    return { staff: { teacher, who }, student: null, isStaff: true };
  }
  const token = cookies.get(cookieNames.member(session));
  const student = as === "teacher"
    ? null
    : await identities.member(session, token);
  if (student) await memberPage(sync, student);
  return { staff: null, student, isStaff: who !== null };
}

/** The owner of a session, and the member that they are in it, as {@link staffOf}. */
export function sessionOwnerOf(
  asking: Asking,
  session: string,
): Promise<{ teacher: Teacher; who: Who }> {
  return staffOf(asking, session, "owner");
}
