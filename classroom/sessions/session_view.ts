import { bounds } from "../model/bounds.ts";
import { toIsoString } from "../../formats/times.ts";
import type { SessionView } from "../model/views.ts";
import type { Identity } from "../model/members.ts";
import { usualLimits } from "./session_changes.ts";
import type { SessionRecord } from "../storage/kv_keys.ts";

/** A session in answers of the API, by default for its owner. The HTTP layer adds the origin to `link`. */
export function sessionView(
  record: SessionRecord,
  { role, member, owner }: Pick<Identity, "role" | "member" | "owner"> = {
    role: "teacher",
    member: record.member,
    owner: true,
  },
): SessionView {
  const { id, code, name, state, rejoin, collect } = record;
  const { joinLocked, chatPaused, nameFilter, undoUntil } = record;
  const { assistantPaused = false, prompt = "", limits = usualLimits } = record;
  const { eyesOnMe = null, blockedWords = [] } = record;
  const { mostStudents = bounds.students.default } = record;
  const { hours = bounds.hours.default, late, missed, cancelled, series } =
    record;
  const { revision, zone } = record;
  return {
    id,
    code,
    name,
    state,
    rejoin,
    collect,
    startsAt: toIsoString(record.startsAt),
    endsAt: toIsoString(record.endsAt),
    hours,
    link: `/join?sessionCode=${code}`,
    member,
    seat: owner ? "owner" : role === "observer" ? "observer" : "moderator",
    joinLocked,
    chatPaused,
    assistantPaused,
    eyesOnMe,
    nameFilter,
    blockedWords,
    prompt,
    limits: { ...limits, students: mostStudents },
    ...(undoUntil && { undoUntil: toIsoString(undoUntil) }),
    ...(late && { late }),
    ...(missed && { missed }),
    ...(cancelled && { cancelled }),
    ...(revision && { revision }),
    ...(series && { series }),
    ...(zone && { zone }),
    ...(record.students !== undefined && { students: record.students }),
    ...(record.restartOf && { restartOf: record.restartOf }),
  };
}
