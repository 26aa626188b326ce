/** A class that has not begun, changed (S-7): its name, its settings, its time. A plain form, as the one that made it. */
import { z } from "zod";
import { theApp } from "../../../../../classroom/app.ts";
import { bounds } from "../../../../../classroom/schema/bounds.ts";
import { changeSessionBody } from "../../../../../classroom/sessions/session_changes.ts";
import { Field } from "../../../../../components/ui/Field.tsx";
import { Notice } from "../../../../../components/ui/Notice.tsx";
import { isZone } from "../../../../../components/ui/time.ts";
import { wallTimeOf } from "../../../../../components/sessions/scheduled/wall_time.ts";
import ScheduleTime from "../../../../../islands/schedule/ScheduleTime.tsx";
import { frame } from "texts/everywhere.ts";
import { sessions } from "texts/sessions_portal.ts";
import { schedule as t } from "texts/sessions_schedule.ts";
import { localPath } from "../../../../../locales/local_path.ts";
import { refusalText } from "../../../../../locales/refusal_text.ts";
import { DeskPage } from "../../../_desk.tsx";
import { readForm } from "../../../../(http)/_body.ts";
import { orRefused, statusOf } from "../../../../(http)/_problem.ts";
import { staffOf } from "../../../../(http)/_staff.ts";
import { zoneOf } from "../../../../(http)/_zone.ts";
import { HoursField, SettingsFields } from "../_class_fields.tsx";
import {
  type ClassErrors,
  type ClassSettings,
  readStart,
  settingsFields,
  settingsOf,
  type StartTime,
  startTimeOf,
  timeFields,
  zonesWith,
} from "../_class_form.ts";
import { handler, page } from "./$edit.ts";
import "../../../../../styles/sessions.css";

interface Shown {
  id: string;
  settings: ClassSettings;
  start: StartTime;
  errors: ClassErrors;
}

const posted = z.object({ ...settingsFields, ...timeFields });

export const handlers = handler({
  async GET(ctx) {
    const { session: id } = ctx.params;
    const { teacher } = await staffOf(ctx.state, id, "teacher");
    const view = await theApp().sessions.view(teacher, id);
    if (view.state !== "scheduled") {
      return ctx.redirect(localPath(`/teacher/sessions/${id}`), 303);
    }
    const zone = zoneOf(ctx.state.cookies);
    const wall = wallTimeOf(Date.parse(view.startsAt), zone);
    const data: Shown = {
      id,
      settings: view,
      start: { ...wall, zone, repeat: false, times: "" },
      errors: {},
    };
    return { data };
  },
  async POST(ctx) {
    const { session: id } = ctx.params;
    const { teacher } = await staffOf(ctx.state, id, "teacher");
    const given = await readForm(ctx.req, posted);
    const settings = settingsOf(given);
    const shown: Shown = {
      id,
      settings,
      start: startTimeOf(given),
      errors: {},
    };
    const view = await theApp().sessions.view(teacher, id);
    const { zone, date, time } = shown.start;
    const before = isZone(zone)
      ? wallTimeOf(Date.parse(view.startsAt), zone)
      : null;
    // A time that is left as it is may have come by now: the class waits for another one.
    const isMoved = before?.date !== date || before.time !== time;
    const start = readStart(
      { ...shown.start, repeat: false },
      isMoved ? Date.now() : -Infinity,
    );
    if (!start.ok) {
      shown.errors = start.errors;
      return { data: shown, status: 400 };
    }
    const { startsAt } = start;
    const ask = { ...settings, ...isMoved && { startsAt } };
    const result = await orRefused(() =>
      theApp().sessions.change(teacher, id, changeSessionBody.parse(ask))
    );
    if ("done" in result) {
      return ctx.redirect(localPath(`/teacher/sessions/${id}`), 303);
    }
    const { kind } = result.refusal;
    if (kind === "empty" || kind === "too-long") {
      shown.errors.name = sessions.badName;
    } else shown.errors.form = refusalText(result.refusal);
    return { data: shown, status: statusOf(kind) };
  },
});

export default page(({ data: { id, settings, start, errors }, state }) => (
  <DeskPage desk={state.desk} title={t.edit} part="sessions">
    <form method="post" class="card stack start-class">
      {errors.form && <Notice tone="stop">{errors.form}</Notice>}
      <Field
        id="name"
        label={sessions.name}
        defaultValue={settings.name}
        error={errors.name}
        maxLength={bounds.sessionName}
        autoComplete="off"
        required
      />
      <ScheduleTime
        start={start}
        zones={zonesWith(start.zone)}
        guess={false}
        weekly={false}
        errors={errors}
      />
      <SettingsFields settings={settings} />
      <HoursField settings={settings} />
      <div class="actions">
        <button type="submit" class="button main large">{t.save}</button>
        <a
          class="button bare"
          href={localPath(`/teacher/sessions/${id}`)}
        >
          {frame.cancel}
        </a>
      </div>
    </form>
  </DeskPage>
));
