/** **Restart Class** (S-6): links to the earlier class and to the form. */
import { getApp } from "../../../../classroom/app.ts";
import { bounds } from "../../../../classroom/model/bounds.ts";
import { isCarriedOver } from "../../../../classroom/sessions/carried_over.ts";
import type {
  BreakoutsView,
  SessionView,
} from "../../../../classroom/model/views.ts";
import { RetryIcon } from "../../../../components/ui/later_icons.tsx";
import { restart as t } from "texts/sessions_restart.ts";
import { isRefusal } from "../../../../sync/refusal.ts";
import type { State } from "../../../_middleware.ts";
import { requireSessionOwner } from "../../../(http)/_staff.ts";
import { localPath } from "../../../../locales/local_path.ts";

export interface ClassToRestart {
  view: SessionView;
  breakouts: BreakoutsView;
  groups: number;
  hasResources: boolean;
  hours: number;
}

export async function findClassToRestart(
  state: State,
  session: string,
): Promise<ClassToRestart | null> {
  const { sessions, breakouts, exitTickets, resources } = getApp();
  try {
    const { teacher, who } = await requireSessionOwner(state, session);
    const view = await sessions.view(teacher, session);
    const breakoutsView = await breakouts.view(who);
    const { hours = bounds.hours.default } =
      await sessions.readRecord(session) ??
        {};
    const groups = breakoutsView.rooms.length;
    const hasResources = (await resources.list(who)).some(isCarriedOver) ||
      await exitTickets.view(who) !== null;
    return {
      view,
      breakouts: breakoutsView.breakouts,
      groups,
      hasResources,
      hours,
    };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** Opens the pre-filled form, where groups can be left out. */
export function RestartClass(
  { view, groups, isMain = false }: ClassToRestart & { isMain?: boolean },
) {
  return (
    <form class="actions restart" action={localPath("/teacher/sessions/new")}>
      <input type="hidden" name="restartOf" value={view.id} />
      {groups > 0 && <input type="hidden" name="keepGroups" value="on" />}
      <button type="submit" class={isMain ? "button main" : "button"}>
        <RetryIcon />
        {t.restart}
      </button>
    </form>
  );
}

/** The link to the earlier class; nothing without `repeatedClass`. */
export function RestartedFrom(
  { repeatedClass }: { repeatedClass: ClassToRestart | null },
) {
  return repeatedClass && (
    <p class="small">
      {t.before}{" "}
      <a href={localPath(`/teacher/sessions/${repeatedClass.view.id}`)}>
        {repeatedClass.view.name}
      </a>
    </p>
  );
}
