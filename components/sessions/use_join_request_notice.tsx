/** Notifies the teacher of join requests (J-2): a notice, and a number in the tab's title. */
import { useEffect, useRef } from "preact/hooks";
import { knock as observe } from "texts/people_staff.ts";
import { session as t } from "texts/sessions_live.ts";
import type { ClassSession } from "../client/class_session.ts";
import { DoorIcon } from "../ui/later_icons.tsx";
import { lazyPart } from "../ui/load_part.ts";
import "./sessions.css";
import { localPath } from "../../locales/local_path.ts";

const tabTitlePart = lazyPart(() => import("../ui/tab_title.ts"));

export function useJoinRequestNotice(session: ClassSession | null) {
  // Leaves out those who wait for the start: they are let in automatically (S-7).
  const waiting = Object.values(session?.staff?.joinRequests.value ?? {})
    .filter(({ kind }) => kind !== "start");
  const count = waiting.length;
  const hadRequest = useRef(false);
  useEffect(() => {
    hadRequest.current ||= count > 0;
    if (!hadRequest.current) return;
    void tabTitlePart().then((it) => it.setWaitingCount(count));
  }, [count]);
  if (!session || count === 0) return null;
  const first = waiting.toSorted((a, b) => a.at - b.at)[0];
  const member = "member" in first
    ? session.facts.members.value[first.member]
    : undefined;
  return (
    <div class="knock row" role="status">
      <DoorIcon />
      <span>
        {count > 1
          ? t.knocks({ count })
          : first.kind === "observe"
          ? observe.asks({ name: first.name })
          : t.knock({ name: member?.name ?? first.name })}
      </span>
      <a
        class="button small"
        href={localPath(`/teacher/sessions/${session.seat.session}#requests`)}
      >
        {t.answer}
      </a>
    </div>
  );
}
