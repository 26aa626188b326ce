/** Changes a class that has not begun (S-7). */
import { z } from "zod";
import { getApp } from "../../../../../classroom/app.ts";
import { changeSessionBody } from "../../../../../classroom/sessions/session_changes.ts";
import { ClassNameField } from "../../../../../components/sessions/ClassNameField.tsx";
import { Notice } from "../../../../../components/ui/Notice.tsx";
import { isTimeZone } from "../../../../../formats/format_time.ts";
import { toWallTime } from "../../../../../formats/times.ts";
import ScheduleTime from "../../../../../islands/schedule/ScheduleTime.tsx";
import { frame } from "texts/everywhere.ts";
import { schedule as t } from "texts/sessions_schedule.ts";
import { localPath } from "../../../../../locales/local_path.ts";
import { DeskPage } from "../../../_desk.tsx";
import { readForm } from "../../../../(http)/_body.ts";
import { catchRefusal, refusalStatus } from "../../../../(http)/_problem.ts";
import { requireStaff } from "../../../../(http)/_staff.ts";
import { readTimeZone } from "../../../../(http)/_time_zone.ts";
import { HoursField, SettingsFields } from "../_class_fields.tsx";
import {
  type ClassErrors,
  type ClassSettings,
  errorsOf,
  parseStart,
  settingsFields,
  settingsFromForm,
  type StartTime,
  startTimeFromForm,
  timeFields,
  timeZoneChoices,
} from "../_class_form.ts";
import { handler, page } from "./$edit.ts";
import "../../../../../styles/session_pages.css";

/** The class when the form was made: a colleague may change it meanwhile (S-9). */
interface Before extends ClassSettings {
  startsAt: string;
}

interface Shown {
  id: string;
  savedSettings: Before;
  settings: ClassSettings;
  start: StartTime;
  errors: ClassErrors;
}

const posted = z.object({
  ...settingsFields,
  ...timeFields,
  wasName: settingsFields.name,
  wasRejoin: settingsFields.rejoin,
  wasCollect: settingsFields.collect,
  wasHours: settingsFields.hours,
  wasAt: z.iso.datetime(),
});

function savedSettingsOf(form: z.output<typeof posted>): Before {
  const settings = settingsFromForm({
    name: form.wasName,
    rejoin: form.wasRejoin,
    collect: form.wasCollect,
    hours: form.wasHours,
  });
  return { ...settings, startsAt: form.wasAt };
}

export const handlers = handler({
  async GET(ctx) {
    const { session } = ctx.params;
    const { teacher } = await requireStaff(ctx.state, session, "teacher");
    const view = await getApp().sessions.view(teacher, session);
    if (view.state !== "scheduled") {
      return ctx.redirect(localPath(`/teacher/sessions/${session}`), 303);
    }
    const zone = view.zone ?? readTimeZone(ctx.state.cookies);
    const wall = toWallTime(Date.parse(view.startsAt), zone);
    const data: Shown = {
      id: session,
      savedSettings: view,
      settings: view,
      start: { ...wall, zone, isRepeated: false, times: "" },
      errors: {},
    };
    return { data };
  },
  async POST(ctx) {
    const { session } = ctx.params;
    const { teacher } = await requireStaff(ctx.state, session, "teacher");
    const form = await readForm(ctx, posted);
    const settings = settingsFromForm(form);
    const savedSettings = savedSettingsOf(form);
    const data: Shown = {
      id: session,
      savedSettings,
      settings,
      start: startTimeFromForm(form),
      errors: {},
    };
    const { zone, date, time } = data.start;
    const wall = isTimeZone(zone)
      ? toWallTime(Date.parse(savedSettings.startsAt), zone)
      : null;
    // An unchanged start is accepted even if it has passed.
    const isMoved = wall?.date !== date || wall.time !== time;
    const start = parseStart(
      { ...data.start, isRepeated: false },
      isMoved ? Date.now() : -Infinity,
    );
    if (!start.ok) {
      data.errors = start.errors;
      return { data, status: 400 };
    }
    const { startsAt } = start;
    const ask = {
      ...changesOf(settings, savedSettings),
      ...isMoved && { startsAt, zone },
    };
    const result = await catchRefusal(() =>
      getApp().sessions.change(teacher, session, changeSessionBody.parse(ask))
    );
    if ("done" in result) {
      return ctx.redirect(localPath(`/teacher/sessions/${session}`), 303);
    }
    data.errors = errorsOf(result.refusal);
    return { data, status: refusalStatus(result.refusal.kind) };
  },
});

/** The fields that were changed in the form; others keep their current values. */
function changesOf(
  newSettings: ClassSettings,
  savedSettings: ClassSettings,
): Partial<ClassSettings> {
  const keys = Object.keys(newSettings) as (keyof ClassSettings)[];
  return Object.fromEntries(
    keys.filter((key) => newSettings[key] !== savedSettings[key])
      .map((key) => [key, newSettings[key]]),
  );
}

export default page(({ data, state }) => {
  const { id, savedSettings, settings, start, errors } = data;
  return (
    <DeskPage desk={state.desk} title={t.edit} part="sessions">
      <form method="post" class="card stack start-class">
        {errors.form && <Notice tone="stop">{errors.form}</Notice>}
        <input type="hidden" name="wasName" value={savedSettings.name} />
        {savedSettings.rejoin && (
          <input type="hidden" name="wasRejoin" value="on" />
        )}
        {savedSettings.collect && (
          <input type="hidden" name="wasCollect" value="on" />
        )}
        <input type="hidden" name="wasHours" value={savedSettings.hours} />
        <input type="hidden" name="wasAt" value={savedSettings.startsAt} />
        <ClassNameField name={settings.name} error={errors.name} />
        <ScheduleTime
          start={start}
          zones={timeZoneChoices(start.zone)}
          isZoneGuessed={false}
          mayRepeat={false}
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
  );
});
