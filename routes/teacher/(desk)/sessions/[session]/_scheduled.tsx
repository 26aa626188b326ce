/**
 * The teacher's page of a class that has not begun or was never held (S-7): its buttons without a script, and its
 * series.
 */
import { z } from "zod";
import { getApp } from "../../../../../classroom/app.ts";
import type { SessionView } from "../../../../../classroom/model/views.ts";
import type { SeriesClass } from "../../../../../components/desk/scheduled/ScheduledClassHeader.tsx";
import { Notice } from "../../../../../components/ui/Notice.tsx";
import { formatTime } from "../../../../../formats/format_time.ts";
import { localPath } from "../../../../../locales/local_path.ts";
import { scheduled as t } from "texts/sessions_schedule.ts";
import { readForm } from "../../../../(http)/_body.ts";
import { catchRefusal } from "../../../../(http)/_problem.ts";
import { requireStaff } from "../../../../(http)/_staff.ts";
import type { State } from "../../_middleware.ts";
import { type ClassToRestart, RestartClass } from "../_restart.tsx";

const posted = z.object({
  do: z.enum(["start", "end-other", "cancel", "cancel-series", "undo"]),
});

/** Performs a button's action, and redirects to the page, which shows the result. */
export async function actOnScheduled(ctx: {
  req: Request;
  params: { session: string };
  state: State;
  redirect(path: string, status?: number): Response;
}): Promise<Response> {
  const { session } = ctx.params;
  const { teacher } = await requireStaff(ctx.state, session, "teacher");
  const { do: action } = await readForm(ctx, posted);
  const { sessions } = getApp();
  await catchRefusal(async () => {
    if (action === "cancel") await sessions.end(teacher, session);
    else if (action === "cancel-series") {
      await sessions.end(teacher, session, { series: true });
    } else if (action === "undo") await sessions.undoEnd(teacher, session);
    else {
      const endActive = action === "end-other";
      await sessions.begin(teacher, session, { endActive });
    }
  });
  return ctx.redirect(localPath(`/teacher/sessions/${session}`), 303);
}

/** The other classes of a class's series that are still to come, the next first. */
export function laterInSeries(
  classes: readonly SessionView[],
  { id, series }: SessionView,
): SeriesClass[] {
  if (series === undefined) return [];
  return classes
    .filter((view) =>
      view.series === series && view.id !== id && view.state === "scheduled"
    )
    .map(({ id, startsAt, undoUntil }) => ({ id, startsAt, undoUntil }))
    .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
}

/** Says of a missed or cancelled class why, and how to hold it after all. */
export function NotHeldPage(
  { view, classToRestart, zone }: {
    view: SessionView;
    classToRestart: ClassToRestart | null;
    zone: string;
  },
) {
  const day = formatTime(view.startsAt, "day", zone);
  return (
    <div class="stack wide">
      <section class="card stack">
        <h2>{view.missed ? t.missedTitle : t.cancelledTitle}</h2>
        {view.missed
          ? <Notice tone="warn">{t.missed({ day })}</Notice>
          : <p>{t.cancelledText({ day })}</p>}
        {classToRestart && <RestartClass {...classToRestart} isMain />}
        <p class="actions">
          {view.cancelled && (
            <a
              class="button bare"
              href={localPath(`/teacher/sessions/${view.id}/class.ics`)}
              download
            >
              {t.uncalendar}
            </a>
          )}
          <a
            class="button bare"
            href={localPath(`/teacher/sessions/${view.id}/delete`)}
          >
            {t.delete}
          </a>
        </p>
      </section>
    </div>
  );
}
