/** **Restart Class** (S-6): links to the earlier class and to the form. */
import { theApp } from "../../../../classroom/app.ts";
import { bounds } from "../../../../classroom/model/bounds.ts";
import { isGivenAgain } from "../../../../classroom/sessions/given_again.ts";
import type {
  BreakoutsView,
  SessionView,
} from "../../../../classroom/model/views.ts";
import { AgainIcon } from "../../../../components/ui/icons.tsx";
import { restart as t } from "texts/sessions_restart.ts";
import { isRefusal } from "../../../../sync/refusal.ts";
import type { State } from "../../../_middleware.ts";
import { sessionOwnerOf } from "../../../(http)/_staff.ts";
import { localPath } from "../../../../locales/local_path.ts";

export interface Again {
  view: SessionView;
  breakouts: BreakoutsView;
  groups: number;
  hasResources: boolean;
  hours: number;
}

export async function againOf(
  state: State,
  session: string,
): Promise<Again | null> {
  const { sessions, breakouts, exitTickets, resources } = theApp();
  try {
    const { teacher, who } = await sessionOwnerOf(state, session);
    const view = await sessions.view(teacher, session);
    const all = await breakouts.view(who);
    const { hours = bounds.hours.usual } = await sessions.record(session) ?? {};
    const groups = all.rooms.length;
    const hasResources = (await resources.list(who)).some(isGivenAgain) ||
      await exitTickets.view(who) !== null;
    return { view, breakouts: all.breakouts, groups, hasResources, hours };
  } catch (thrown) {
    if (isRefusal(thrown)) return null;
    throw thrown;
  }
}

/** Opens the pre-filled form, where groups can be left out. */
export function RestartClass({ view, groups }: Again) {
  return (
    <form class="actions restart" action={localPath("/teacher/sessions/new")}>
      <input type="hidden" name="restartOf" value={view.id} />
      {groups > 0 && <input type="hidden" name="keepGroups" value="on" />}
      <button type="submit" class="button main">
        <AgainIcon />
        {t.restart}
      </button>
    </form>
  );
}

/** The link to the earlier class, if it still exists. */
export function ClassBefore({ before }: { before: Again | null }) {
  return before && (
    <p class="small">
      {t.before}{" "}
      <a href={localPath(`/teacher/sessions/${before.view.id}`)}>
        {before.view.name}
      </a>
    </p>
  );
}
