/** The class as a calendar file (S-7); with `series`, the whole series. */
import { theApp } from "../../../../../classroom/app.ts";
import { safeName } from "../../../../../classroom/files/file_names.ts";
import { calendarOf } from "../../../../../exports/calendar.ts";
import { savedAs } from "../../../../../exports/record.ts";
import { staffOf } from "../../../../(http)/_staff.ts";
import { sessionAnswer } from "../../../../(http)/_view.ts";
import { handler } from "./$class.ics.ts";

export const handlers = handler({
  async GET({ params, state, url }) {
    const { session } = params;
    const { sessions } = theApp();
    const { teacher } = await staffOf(state, session, "teacher");
    const view = await sessions.view(teacher, session);
    const all = url.searchParams.has("series")
      ? await sessions.series(teacher, session)
      : [view];
    const classes = all.map((it) => sessionAnswer(it, state.reach));
    const name = safeName(`${view.name.replace(/[/\\]/g, "_")}.ics`);
    const headers = savedAs(name, "text/calendar; charset=utf-8");
    return new Response(calendarOf(classes, Date.now()), { headers });
  },
});
