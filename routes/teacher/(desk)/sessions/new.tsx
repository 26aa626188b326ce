/** **Start New Class** (S-1): everything is pre-filled, so that one press gives the code. */
import { z } from "zod";
import { theApp } from "../../../../classroom/app.ts";
import { bounds } from "../../../../classroom/schema/bounds.ts";
import { isId } from "../../../../classroom/schema/ids.ts";
import { createSessionBody } from "../../../../classroom/sessions/new_session.ts";
import { Check } from "../../../../components/ui/Check.tsx";
import { Field } from "../../../../components/ui/Field.tsx";
import { Notice } from "../../../../components/ui/Notice.tsx";
import { writeTime } from "../../../../components/ui/time.ts";
import ClassName from "../../../../islands/ClassName.tsx";
import { frame } from "texts/everywhere.ts";
import { sessions as t } from "texts/sessions_portal.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { restart } from "texts/sessions_restart.ts";
import { session } from "texts/sessions_live.ts";
import { DeskPage } from "../../_desk.tsx";
import { readForm } from "../../../(http)/_body.ts";
import { orRefused, statusOf } from "../../../(http)/_problem.ts";
import { type Again, againOf } from "./_restart.tsx";
import { zoneOf } from "../../../(http)/_zone.ts";
import { handler, page } from "./$new.ts";
import "../../../../styles/sessions.css";
import { localPath } from "../../../../locales/local_path.ts";
import { refusalText } from "../../../../locales/refusal_text.ts";

interface Shown {
  name: string;
  /** Whether the name is the one that was pre-filled. */
  usual: boolean;
  rejoin: boolean;
  collect: boolean;
  hours: number;
  auto: boolean;
  capacity: number;
  /** The class that is held again, and whether with its groups. */
  again: Again | null;
  keepGroups: boolean;
  errors: { name?: string; capacity?: string; form?: string };
  /** The one that still runs (S-3). */
  running?: { session: string; name: string };
}

const choices = [1, 2, bounds.hours.usual, 4, 6, 8, 12, bounds.hours.most];

/** The choices, with one that a program may have made. */
function choicesWith(hours: number): number[] {
  return [...new Set([...choices, hours])].sort((a, b) => a - b);
}

const posted = z.object({
  name: z.string(),
  rejoin: z.literal("on").optional(),
  collect: z.literal("on").optional(),
  hours: z.coerce.number().positive().max(bounds.hours.most),
  auto: z.literal("on").optional(),
  capacity: z.coerce.number().default(bounds.capacity.usual),
  restartOf: z.string().refine(isId).optional(),
  keepGroups: z.literal("on").optional(),
  endActive: z.literal("true").optional(),
});

export const handlers = handler({
  async GET(ctx) {
    const now = writeTime(Date.now(), "day", zoneOf(ctx.state.cookies));
    const asked = ctx.url.searchParams;
    const of = asked.get("restartOf");
    const again = of === null ? null : await againOf(ctx.state, of);
    const name = asked.get("name") ?? again?.view.name;
    const data: Shown = {
      name: name ?? t.usualName({ day: now }),
      usual: name === undefined,
      rejoin: again?.view.rejoin ?? true,
      collect: again?.view.collect ?? true,
      hours: again?.hours ?? bounds.hours.usual,
      auto: again?.breakouts.auto ?? false,
      capacity: again?.breakouts.capacity ?? bounds.capacity.usual,
      again,
      keepGroups: asked.get("keepGroups") === "on",
      errors: {},
    };
    return { data };
  },
  async POST(ctx) {
    const given = await readForm(ctx.req, posted);
    const ask = {
      name: given.name,
      rejoin: given.rejoin === "on",
      collect: given.collect === "on",
      hours: given.hours,
      keepGroups: given.keepGroups === "on",
      endActive: given.endActive === "true",
    };
    const breakouts = { auto: given.auto === "on", capacity: given.capacity };
    const { restartOf } = given;
    const again = restartOf === undefined
      ? null
      : await againOf(ctx.state, restartOf);
    const shown: Shown = {
      ...ask,
      ...breakouts,
      again,
      usual: false,
      errors: {},
    };
    const { least, most } = bounds.capacity;
    const fits = Number.isInteger(given.capacity) &&
      given.capacity >= least && given.capacity <= most;
    if (!fits) {
      shown.errors.capacity = groupsDesk.capacityBounds;
      return { data: shown, status: 400 };
    }
    const result = await orRefused(() =>
      theApp().sessions.create(
        ctx.state.teacher,
        createSessionBody.parse({
          ...ask,
          restartOf,
          // Rooms by hand hold as many as they did; here it is asked for groups that fill themselves.
          breakouts: again && !breakouts.auto ? { auto: false } : breakouts,
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
      shown.running = {
        session: String(more.session),
        name: String(more.name ?? ""),
      };
    } else if (kind === "empty" || kind === "too-long") {
      shown.errors.name = t.badName;
    } else shown.errors.form = refusalText(result.refusal);
    return { data: shown, status: statusOf(kind) };
  },
});

export default page(({ data, state }) => (
  <DeskPage
    desk={state.desk}
    title={data.again ? restart.restart : t.startHeading}
    part="sessions"
  >
    <form
      method="post"
      action={localPath("/teacher/sessions/new")}
      class="card stack start-class"
    >
      {data.again && (
        <>
          <input type="hidden" name="restartOf" value={data.again.view.id} />
          <p>{restart.of({ name: data.again.view.name })}</p>
        </>
      )}
      {data.errors.form && <Notice tone="stop">{data.errors.form}</Notice>}
      {data.running && (
        <Notice tone="warn">
          <p>{t.conflict({ name: data.running.name })}</p>
          <div class="actions">
            <a
              class="button main"
              href={localPath(`/teacher/sessions/${data.running.session}`)}
            >
              {t.openOther({ name: data.running.name })}
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
      )}
      <ClassName
        name={data.name}
        usual={data.usual}
        error={data.errors.name}
      />
      <fieldset>
        <legend class="visually-hidden">{session.settings}</legend>
        <Check
          id="rejoin"
          checked={data.rejoin}
          label={t.rejoin}
          hint={t.rejoinHint}
        />
        <Check
          id="collect"
          checked={data.collect}
          label={t.collect}
          hint={t.collectHint}
        />
        <p class="hint">{t.fixed}</p>
      </fieldset>
      <div class="field">
        <label for="hours">{t.hours}</label>
        <select id="hours" name="hours" class="input">
          {choicesWith(data.hours).map((hours) => (
            <option value={hours} selected={hours === data.hours}>
              {t.hoursOption({ hours })}
            </option>
          ))}
        </select>
      </div>
      <fieldset>
        <legend class="visually-hidden">{groupsDesk.menu}</legend>
        {data.again && data.again.groups > 0 && (
          <Check
            id="keepGroups"
            checked={data.keepGroups}
            label={restart.sameGroups}
            hint={data.again.view.rejoin
              ? restart.sameGroupsHint({ groups: data.again.groups })
              : restart.sameGroupsNot}
          />
        )}
        <Check
          id="auto"
          role="switch"
          checked={data.auto}
          label={groupsDesk.auto}
          hint={groupsDesk.autoHint}
        />
        <Field
          id="capacity"
          class="short"
          type="number"
          inputMode="numeric"
          min={bounds.capacity.least}
          max={bounds.capacity.most}
          label={groupsDesk.capacity}
          hint={groupsDesk.capacityAtStart}
          defaultValue={String(data.capacity)}
          error={data.errors.capacity}
        />
      </fieldset>
      <div class="actions">
        <button
          type="submit"
          class={data.running ? "button large" : "button main large"}
        >
          {t.submit}
        </button>
        <a class="button bare" href={localPath("/teacher/sessions")}>
          {frame.cancel}
        </a>
      </div>
    </form>
  </DeskPage>
));
