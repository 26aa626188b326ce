/** The grid of an ended class: all students, and their conversations (M-1). */
import { useMemo } from "preact/hooks";
import type { OverviewData } from "../classroom/model/monitoring/activity.ts";
import type { SessionView } from "../classroom/model/views.ts";
import { StudentGridWithConversation } from "../components/monitoring/grid/StudentGridWithConversation.tsx";
import {
  createTeacherSeat,
  type LiveClassStart,
} from "../components/client/live_class.ts";
import { useTimeZone } from "../components/ui/use_time_zone.ts";

interface Props {
  view: SessionView;
  start: LiveClassStart;
  board: OverviewData;
  zone: string;
}

export default function StudentsAfter(
  { view, start, board, zone: guess }: Props,
) {
  const zone = useTimeZone(guess);
  const seat = useMemo(() => createTeacherSeat(start, view.member), []);
  return (
    <StudentGridWithConversation
      seat={seat}
      members={start.members}
      rendered={board}
      online={nobody}
      lastKnown={null}
      zone={zone}
      isCollected={view.collect}
      startsAt={Date.parse(view.startsAt)}
      now={Date.parse(view.endsAt)}
    />
  );
}

const nobody: ReadonlySet<string> = new Set();
