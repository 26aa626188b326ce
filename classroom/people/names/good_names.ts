/** Which names a student may have (J-1, J-9), whoever else has them. */
import { refusalAt } from "../../model/refuse.ts";
import type { Member } from "../../model/members.ts";
import type { SessionInfo } from "../../model/session.ts";
import { impersonation } from "./impersonation.ts";
import { isRefusedName } from "./name_filter.ts";

/** Members: a map of them, or the document's own. */
interface Values {
  values(): Iterable<Member>;
}

/** Refused where nobody new may have this name. */
export function requireGoodName(
  facts: Pick<SessionInfo, "nameFilter"> & { members: Values },
  name: string,
) {
  if (facts.nameFilter && isRefusedName(name)) {
    throw refusalAt("name", "name-filtered");
  }
  requireOwnName(facts, name);
}

/** Refused where a student's name would pass for a teacher's, or for a badge (J-9): the teacher's filter is no matter. */
export function requireOwnName(
  { members }: { members: Values },
  name: string,
) {
  const staff = [...members.values()].filter(({ role }) => role !== "student")
    .map(({ name }) => name);
  const like = impersonation(name, staff);
  if (!like) return;
  throw refusalAt(
    "name",
    like === "teacher" ? "name-like-teacher" : "name-like-badge",
  );
}
