/**
 * **Start New Class** (S-1), pre-filled so that one press gives the code. Also **Schedule Class** (S-7) and **Restart
 * Class** (S-6).
 */
import { z } from "zod";
import { getApp } from "../../../../classroom/app.ts";
import { bounds } from "../../../../classroom/model/bounds.ts";
import { isId, newId } from "../../../../classroom/model/ids.ts";
import { createSessionBody } from "../../../../classroom/sessions/new_session.ts";
import { Checkbox } from "../../../../components/ui/Checkbox.tsx";
import { InputField } from "../../../../components/ui/InputField.tsx";
import { Notice } from "../../../../components/ui/Notice.tsx";
import ClassName from "../../../../islands/ClassName.tsx";
import ScheduleTime from "../../../../islands/schedule/ScheduleTime.tsx";
import { frame } from "texts/everywhere.ts";
import { sessions as t } from "texts/sessions_portal.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { restart } from "texts/sessions_restart.ts";
import { schedule } from "texts/sessions_schedule.ts";
import { DeskPage } from "../../_desk.tsx";
import { defaultClassName, hasDefaultName } from "../../_default_class.tsx";
import { readForm } from "../../../(http)/_body.ts";
import { catchRefusal, refusalStatus } from "../../../(http)/_problem.ts";
import { type ClassToRestart, findClassToRestart } from "./_restart.tsx";
import { HoursField, SettingsFields } from "./_class_fields.tsx";
import {
  type ClassErrors,
  type ClassSettings,
  defaultNameAt,
  defaultStart,
  errorsOf,
  parseStart,
  settingsFields,
  settingsFromForm,
  type StartTime,
  startTimeFromForm,
  timeFields,
  timeZoneChoices,
} from "./_class_form.ts";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import { handler, page } from "./$new.ts";
import "../../../../styles/session_pages.css";
import { localPath } from "../../../../locales/local_path.ts";

interface Shown extends ClassSettings {
  /** Identifies the form, so that sending it twice makes one class. */
  form: string;
  /** Whether the name is pre-filled with the default. */
  isDefaultName: boolean;
  auto: boolean;
  capacity: number;
  /** Whether the class starts now or at a time; only a restarted class can choose. */
  when: "now" | "time";
  start: StartTime;
  isZoneGuessed: boolean;
  /** The class to restart; null: none that the teacher owns. */
  classToRestart: ClassToRestart | null;
  keepGroups: boolean;
  keepResources: boolean;
  errors: ClassErrors;
  /** The class that still runs (S-3). */
  running?: { session: string; name: string };
}

const posted = z.object({
  form: z.string().refine(isId).optional(),
  ...settingsFields,
  ...timeFields,
  when: z.enum(["now", "time"]).default("now"),
  auto: z.literal("on").optional(),
  capacity: z.coerce.number().default(bounds.capacity.default),
  restartOf: z.string().refine(isId).optional(),
  keepGroups: z.literal("on").optional(),
  keepResources: z.literal("on").optional(),
  endActive: z.literal("true").optional(),
});

export const handlers = handler({
  async GET(ctx) {
    const zone = readTimeZone(ctx.state.cookies);
    const query = ctx.url.searchParams;
    const restartOf = query.get("restartOf");
    const classToRestart = restartOf === null
      ? null
      : await findClassToRestart(ctx.state, restartOf);
    const when = query.get("when") === "time" ? "time" : "now";
    const previousName =
      classToRestart && !hasDefaultName(classToRestart.view, zone)
        ? classToRestart.view.name
        : undefined;
    const name = query.get("name") ?? previousName;
    const start = defaultStart(classToRestart?.view.startsAt, Date.now(), zone);
    const data: Shown = {
      form: newId(),
      name: name ??
        (when === "time" ? defaultNameAt(start) : defaultClassName(zone)),
      isDefaultName: name === undefined,
      when,
      start,
      isZoneGuessed: !ctx.state.cookies.has("zone"),
      rejoin: classToRestart?.view.rejoin ?? true,
      collect: classToRestart?.view.collect ?? true,
      hours: classToRestart?.hours ?? bounds.hours.default,
      auto: classToRestart?.breakouts.auto ?? false,
      capacity: classToRestart?.breakouts.capacity ?? bounds.capacity.default,
      classToRestart,
      keepGroups: query.get("keepGroups") === "on",
      keepResources: true,
      errors: {},
    };
    return { data };
  },
  async POST(ctx) {
    const fields = await readForm(ctx, posted);
    const { when } = fields;
    const ask = {
      ...settingsFromForm(fields),
      keepGroups: fields.keepGroups === "on",
      keepResources: fields.keepResources === "on",
      endActive: fields.endActive === "true",
    };
    const breakouts = { auto: fields.auto === "on", capacity: fields.capacity };
    const { restartOf, form = newId() } = fields;
    const classToRestart = restartOf === undefined
      ? null
      : await findClassToRestart(ctx.state, restartOf);
    const data: Shown = {
      ...ask,
      form,
      ...breakouts,
      classToRestart,
      when,
      start: startTimeFromForm(fields),
      isZoneGuessed: false,
      isDefaultName: false,
      errors: {},
    };
    const { min, max } = bounds.capacity;
    const fits = Number.isInteger(fields.capacity) &&
      fields.capacity >= min && fields.capacity <= max;
    if (!fits) {
      data.errors.capacity = groupsDesk.capacityBounds({
        least: bounds.capacity.min,
        most: bounds.capacity.max,
      });
      return { data, status: 400 };
    }
    const start = when === "time"
      ? parseStart(data.start, Date.now())
      : { ok: true } as const;
    if (!start.ok) {
      data.errors = start.errors;
      return { data, status: 400 };
    }
    const { ok: _, ...startFields } = start;
    const result = await catchRefusal(() =>
      getApp().sessions.create(
        ctx.state.teacher,
        createSessionBody.parse({
          ...ask,
          ...startFields,
          form,
          restartOf,
          // Manual rooms keep their capacities; this form only has automatic groups.
          breakouts: classToRestart && !breakouts.auto
            ? { auto: false }
            : breakouts,
        }),
      )
    );
    if ("done" in result) {
      return ctx.redirect(
        localPath(`/teacher/sessions/${result.done.id}`),
        303,
      );
    }
    const { kind, more } = result.refusal;
    if (kind === "active-session-exists") {
      data.running = {
        session: String(more.session),
        name: String(more.name ?? ""),
      };
    } else data.errors = errorsOf(result.refusal);
    return { data, status: refusalStatus(kind) };
  },
});

export default page(({ data, state }) => (
  <DeskPage
    desk={state.desk}
    title={data.classToRestart
      ? restart.restart
      : data.when === "time"
      ? schedule.schedule
      : t.startHeading}
    part="sessions"
  >
    <form
      method="post"
      action={localPath(`/teacher/sessions/new${searchOf(data)}`)}
      class="card stack start-class"
    >
      <input type="hidden" name="form" value={data.form} />
      {data.classToRestart && (
        <>
          <input
            type="hidden"
            name="restartOf"
            value={data.classToRestart.view.id}
          />
          <p>{restart.of({ name: data.classToRestart.view.name })}</p>
        </>
      )}
      {data.errors.form && <Notice tone="stop">{data.errors.form}</Notice>}
      {data.running && <RunningClassNotice running={data.running} />}
      {data.when === "time" && !data.classToRestart && (
        <p class="quiet">{schedule.lead}</p>
      )}
      <ClassName
        name={data.name}
        isPrefilled={data.isDefaultName}
        isAhead={data.when === "time"}
        error={data.errors.name}
      />
      <When {...data} />
      <SettingsFields settings={data} />
      <HoursField settings={data} />
      <StartWith {...data} />
      <div class="actions">
        <button
          type="submit"
          class={data.running ? "button large" : "button main large"}
        >
          <Submit {...data} />
        </button>
        <a class="button bare" href={localPath("/teacher/sessions")}>
          {frame.cancel}
        </a>
      </div>
    </form>
  </DeskPage>
));

/** Offers to open or end the class that still runs (S-3). */
function RunningClassNotice(
  { running }: { running: NonNullable<Shown["running"]> },
) {
  return (
    <Notice tone="warn">
      <p>{t.conflict({ name: running.name })}</p>
      <div class="actions">
        <a
          class="button main"
          href={localPath(`/teacher/sessions/${running.session}`)}
        >
          {t.openOther({ name: running.name })}
        </a>
        <button
          type="submit"
          class="button"
          name="endActive"
          value="true"
        >
          {t.endOther}
        </button>
      </div>
    </Notice>
  );
}

/** Form fields for groups, and for what a restarted class takes over. */
function StartWith(
  { classToRestart, keepGroups, keepResources, auto, capacity, errors }: Shown,
) {
  return (
    <fieldset>
      <legend class="visually-hidden">{groupsDesk.menu}</legend>
      {classToRestart && classToRestart.groups > 0 && (
        <Checkbox
          id="keepGroups"
          checked={keepGroups}
          label={restart.sameGroups}
          hint={classToRestart.view.rejoin
            ? restart.sameGroupsHint({ groups: classToRestart.groups })
            : restart.sameGroupsNot}
        />
      )}
      {classToRestart?.hasResources && (
        <Checkbox
          id="keepResources"
          checked={keepResources}
          label={restart.sameResources}
          hint={restart.sameResourcesHint}
        />
      )}
      <Checkbox
        id="auto"
        role="switch"
        checked={auto}
        label={groupsDesk.auto}
        hint={groupsDesk.autoHint}
      />
      <InputField
        id="capacity"
        class="short"
        type="number"
        inputMode="numeric"
        min={bounds.capacity.min}
        max={bounds.capacity.max}
        label={groupsDesk.capacity}
        hint={groupsDesk.capacityAtStart({
          least: bounds.capacity.min,
          most: bounds.capacity.max,
        })}
        defaultValue={String(capacity)}
        error={errors.capacity}
      />
    </fieldset>
  );
}

function searchOf({ classToRestart, when }: Shown): string {
  if (classToRestart) return `?restartOf=${classToRestart.view.id}`;
  return when === "time" ? "?when=time" : "";
}

/** A restarted class can start now or at a time; other forms have one of them. */
function When({ when, classToRestart, start, isZoneGuessed, errors }: Shown) {
  const time = (
    <ScheduleTime
      start={start}
      zones={timeZoneChoices(start.zone)}
      isZoneGuessed={isZoneGuessed}
      mayRepeat
      errors={errors}
    />
  );
  if (!classToRestart) {
    return when === "time"
      ? (
        <>
          <input type="hidden" name="when" value="time" />
          {time}
        </>
      )
      : null;
  }
  return (
    <fieldset class="stack">
      <legend>{schedule.when}</legend>
      <div class="when-choice">
        {(["now", "time"] as const).map((value) => (
          <label>
            <input
              type="radio"
              name="when"
              value={value}
              checked={value === when}
            />
            {value === "now" ? schedule.now : schedule.atTime}
          </label>
        ))}
      </div>
      <div class="if-time">{time}</div>
    </fieldset>
  );
}

/** The button's label follows the choice above it. */
function Submit({ when, classToRestart }: Shown) {
  if (!classToRestart) {
    return <>{when === "time" ? schedule.submit : t.submit}</>;
  }
  return (
    <>
      <span class="if-now">{t.submit}</span>
      <span class="if-time">{schedule.submit}</span>
    </>
  );
}
