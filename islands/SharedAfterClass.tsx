/** The resources of an ended class for its teacher; quizzes and polls can be graded and shown. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { SessionView } from "../classroom/model/views.ts";
import { splitByRemoval } from "../components/people/students.ts";
import { makeLiveClass } from "../components/resources/live/live_class.ts";
import { ResourceActions } from "../components/resources/live/resource_actions.ts";
import { ResourcesTab } from "../components/desk/resources/ResourcesTab.tsx";
import {
  createTeacherSeat,
  type LiveClassStart,
} from "../components/client/live_class.ts";
import { useClassSession } from "../components/client/use_class_session.ts";
import { useTimeZone } from "../components/ui/use_time_zone.ts";

export default function SharedAfterClass(
  props: { view: SessionView; start: LiveClassStart; zone: string },
) {
  const { view, start } = props;
  const zone = useTimeZone(props.zone);
  const seat = useMemo(() => createTeacherSeat(start, view.member), []);
  const session = useClassSession(seat).value;
  const actions = useMemo(() => new ResourceActions(view.id), []);
  const opened = useSignal<string | null>(null);
  const { present } = useMemo(() => splitByRemoval(start.members), []);
  const online = useMemo(() => new Set(present.map(({ id }) => id)), []);
  const lesson = makeLiveClass(session, {
    actions,
    students: present,
    // Counts everyone as online, so that nobody shows as away.
    online,
    isIdle: true,
    isOver: true,
    zone,
    clock: { value: Date.parse(view.endsAt) },
    offset: 0,
  });
  return <ResourcesTab lesson={lesson} opened={opened} />;
}
