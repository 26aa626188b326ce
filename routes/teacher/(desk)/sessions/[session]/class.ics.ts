/** The class as a calendar file (S-7); with `series`, for its owner, the whole series. */
import { getApp } from "../../../../../classroom/app.ts";
import { safeName } from "../../../../../classroom/files/file_names.ts";
import { writeCalendar } from "../../../../../exports/calendar.ts";
import { downloadHeaders } from "../../../../../exports/record.ts";
import { requireStaff } from "../../../../(http)/_staff.ts";
import { sessionJson } from "../../../../(http)/_session_json.ts";
import { handler } from "./$class.ics.ts";

export const handlers = handler({
  async GET({ params, state, url }) {
    const { session } = params;
    const { sessions } = getApp();
    const { teacher } = await requireStaff(state, session, "teacher");
    const view = await sessions.view(teacher, session);
    const views = url.searchParams.has("series")
      ? await sessions.listSeries(teacher, session)
      : [view];
    const classes = views.map((it) => sessionJson(it, state.reach));
    const name = safeName(`${view.name.replace(/[/\\]/g, "_")}.ics`);
    const headers = downloadHeaders(name, "text/calendar; charset=utf-8");
    return new Response(writeCalendar(classes, Date.now()), { headers });
  },
});
