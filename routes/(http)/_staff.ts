import { readMemberPageData } from "../../classroom/people/member_page.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import {
  requireOwnerRole,
  requireTeacherRole,
} from "../../classroom/model/permissions.ts";
import { getApp } from "../../classroom/app.ts";
import type { Identity } from "../../classroom/model/members.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { cookieNames } from "./_cookies.ts";

interface Asking {
  teacher: Teacher | null;
  cookies: ReadonlyMap<string, string>;
  requestedRole: string | null;
}

/**
 * The requested role, for a browser that is both teacher and member; undefined if not given. Throws for any other
 * value.
 */
export function parseRole(
  value: string | null,
): "teacher" | "member" | undefined {
  if (value === null) return undefined;
  if (value === "teacher" || value === "member") return value;
  throw refusal("wrong-as");
}

export function requireSignedIn({ teacher }: Asking): Teacher {
  if (!teacher) throw refusal("not-signed-in");
  return teacher;
}

export type StaffLevel = "owner" | "teacher" | "observer";

/**
 * A staff member of a session, with their member there. Refuses students, staff who ask as students, and too low roles,
 * with the reason (ACCESS-5).
 */
export async function requireStaff(
  asking: Asking,
  session: string,
  level: StaffLevel,
): Promise<{ teacher: Teacher; who: Identity }> {
  const { staff, student, isStaff } = await seatsOf(asking, session);
  if (staff) {
    if (level !== "observer") requireTeacherRole(staff.who);
    if (level === "owner") requireOwnerRole(staff.who);
    return staff;
  }
  if (student || isStaff) {
    throw refusal("staff-only");
  }
  throw refusal(asking.teacher ? "not-found" : "not-signed-in");
}

/** A participant of a session: owner, moderator or student. Refuses observers. */
export async function findParticipant(
  asking: Asking,
  session: string,
): Promise<Identity> {
  const { staff, student } = await seatsOf(asking, session);
  if (staff) requireTeacherRole(staff.who);
  const who = staff?.who ?? student;
  if (!who) throw refusal(asking.teacher ? "not-found" : "not-signed-in");
  return who;
}

/** The person's seat in a session: as staff, else as student. Refuses a member who may no longer open the class. */
async function seatsOf(
  { requestedRole, cookies, teacher }: Asking,
  session: string,
): Promise<{
  staff: { teacher: Teacher; who: Identity } | null;
  student: Identity | null;
  /** Whether the person is staff, even if they ask as a student. */
  isStaff: boolean;
}> {
  const { identities, sync } = getApp();
  const role = parseRole(requestedRole);
  const who = teacher && await identities.findStaff(session, teacher);
  if (who && role !== "member") {
    // Memory must include what the person saw or did at another instance.
    if (who.owner) await sync.refresh(session);
    else await readMemberPageData(sync, who);
    return { staff: { teacher, who }, student: null, isStaff: true };
  }
  const token = cookies.get(cookieNames.member(session));
  const student = role === "teacher"
    ? null
    : await identities.findMember(session, token);
  if (student) await readMemberPageData(sync, student);
  return { staff: null, student, isStaff: who !== null };
}

export function requireSessionOwner(
  asking: Asking,
  session: string,
): Promise<{ teacher: Teacher; who: Identity }> {
  return requireStaff(asking, session, "owner");
}
