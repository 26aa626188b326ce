/** **Restart Class** (S-6): the class before, as the form and the pages of both show it. */
import { theApp } from "../../../../classroom/app.ts";
import { bounds } from "../../../../classroom/schema/bounds.ts";
import type {
  BreakoutsView,
  SessionView,
} from "../../../../classroom/schema/views.ts";
import { AgainIcon } from "../../../../components/ui/icons.tsx";
import { restart as t } from "texts/sessions_restart.ts";
import { isRefusal } from "../../../../sync/refusal.ts";
import type { State } from "../../../_middleware.ts";
import { ownerOf } from "../../../(http)/_staff.ts";
import { localPath } from "../../../../locales/local_path.ts";

/** A class that may be held again. */
export interface Again {
  view: SessionView;
  breakouts: BreakoutsView;
  /** How many groups it has. */
  groups: number;
  /** For how many hours it was planned. */
  hours: number;
}

/** A class of the teacher's; null where there is none. */
export async function againOf(
  state: State,
  session: string,
): Promise<Again | null> {
  const { sessions, breakouts } = theApp();
  try {
    const { teacher, who } = await ownerOf(state, session);
    const view = await sessions.view(teacher, session);
    const all = await breakouts.view(who);
    const { hours = bounds.hours.usual } = await sessions.record(session) ?? {};
    const groups = all.rooms.length;
    return { view, breakouts: all.breakouts, groups, hours };
  } catch (thrown) {
    if (isRefusal(thrown)) return null;
    throw thrown;
  }
}

/** Leads to the form, filled in. */
export function RestartClass({ view, groups }: Again) {
  return (
    <form class="actions restart" action={localPath("/teacher/sessions/new")}>
      <input type="hidden" name="restartOf" value={view.id} />
      <button type="submit" class="button">
        <AgainIcon />
        {t.restart}
      </button>
      {groups > 0 && (
        <label class="restart-groups">
          <input type="checkbox" name="keepGroups" checked />
          {t.sameGroups}
        </label>
      )}
    </form>
  );
}

/** The way to the class before; nothing where there was none, or it is gone. */
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
