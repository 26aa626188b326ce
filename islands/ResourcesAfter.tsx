/**
 * The shared things of an ended class for its teacher; quizzes and polls can be
 * marked and shown.
 */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { SessionView } from "../classroom/model/views.ts";
import { studentsAmong } from "../components/people/students.ts";
import { liveClass } from "../components/sharing/live/live_class.ts";
import { LiveActions } from "../components/sharing/live/live_actions.ts";
import { ResourcesTab } from "../components/sharing/live/ResourcesTab.tsx";
import { type LiveStart, teacherSeat } from "../components/client/live.ts";
import { useClassSession } from "../components/client/use_class_session.ts";
import { useZone } from "../components/ui/use_zone.ts";

export default function ResourcesAfter(
  props: { view: SessionView; start: LiveStart; zone: string },
) {
  const { view, start } = props;
  const zone = useZone(props.zone);
  const seat = useMemo(() => teacherSeat(start, view.member), []);
  const session = useClassSession(seat).value;
  const actions = useMemo(() => new LiveActions(view.id), []);
  const opened = useSignal<string | null>(null);
  const { present } = useMemo(() => studentsAmong(start.members), []);
  const online = useMemo(() => new Set(present.map(({ id }) => id)), []);
  const lesson = liveClass(session, {
    actions,
    students: present,
    // Counts everyone as online, so that nobody shows as away.
    online,
    idle: true,
    over: true,
    zone,
    clock: { value: Date.parse(view.endsAt) },
    offset: 0,
  });
  return <ResourcesTab lesson={lesson} opened={opened} />;
}
