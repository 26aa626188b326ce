/** A link to a class whose board is on another page, with the counts of its staff's queues. */
import { desk as t } from "texts/desk.ts";
import { localPath } from "../../locales/local_path.ts";
import type { ClassSession } from "../client/class_session.ts";
import { countInStaffQueues, staffQueueKinds } from "./staff_queues.ts";

export function WaitingCounts({ session }: { session: ClassSession }) {
  const counts = countInStaffQueues(session, session.facts.members.value);
  const waiting = staffQueueKinds.filter((kind) => counts[kind] > 0);
  if (waiting.length === 0) return null;
  return (
    <a
      class="badge highlight"
      href={localPath(`/teacher/sessions/${session.seat.session}`)}
    >
      {waiting.map((kind) => t.kinds[kind]({ count: counts[kind] }))
        .join(" · ")}
    </a>
  );
}
