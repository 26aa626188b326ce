/** The grid of an ended class: all students, and their conversations (M-1). */
import { useMemo } from "preact/hooks";
import type { BoardFacts } from "../classroom/model/monitoring/activity.ts";
import type { SessionView } from "../classroom/model/views.ts";
import { BoardBeside } from "../components/monitoring/board/BoardBeside.tsx";
import { type LiveStart, teacherSeat } from "../components/client/live.ts";
import { useZone } from "../components/ui/use_zone.ts";

interface Props {
  view: SessionView;
  start: LiveStart;
  board: BoardFacts;
  zone: string;
}

export default function StudentsAfter(
  { view, start, board, zone: guess }: Props,
) {
  const zone = useZone(guess);
  const seat = useMemo(() => teacherSeat(start, view.member), []);
  return (
    <BoardBeside
      seat={seat}
      members={start.members}
      rendered={board}
      online={nobody}
      lastKnown={null}
      zone={zone}
      collect={view.collect}
      startsAt={Date.parse(view.startsAt)}
      now={Date.parse(view.endsAt)}
      live={false}
    />
  );
}

const nobody: ReadonlySet<string> = new Set();
