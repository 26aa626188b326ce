/**
 * What stands at the head of a class that has not begun (S-7): when it starts, how long that is, **Start now**, the way to
 * change it, **Cancel class** with **Undo**, and who waits already. Its buttons are a form's, so that they work before
 * any script has run.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Waiting } from "../../../classroom/schema/members.ts";
import { localPath } from "../../../locales/local_path.ts";
import { scheduled as t } from "texts/sessions_schedule.ts";
import { sessions } from "texts/sessions_portal.ts";
import { ask } from "../../session/ask.ts";
import type { LiveInfo } from "../../session/live.ts";
import type { SessionApi } from "../../session/session_api.ts";
import { EditIcon, UndoIcon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { writeTime } from "../../ui/time.ts";
import { writeUntil } from "./until.ts";
import "./ScheduledHead.css";

/** Another class of the teacher's, that runs. */
export interface OtherClass {
  session: string;
  name: string;
}

/** The head. `other` is what the server knew of another class that runs. */
export function ScheduledHead(props: {
  api: SessionApi;
  info: LiveInfo;
  now: number;
  zone: string;
  requests: Readonly<Record<string, Waiting>>;
  other: OtherClass | null;
  series: readonly { id: string; startsAt: string }[];
  onSaid: (words: string) => void;
}) {
  const { api, info, now, zone, requests, series } = props;
  const { startsAt, endsAt, undoUntil } = info;
  const other = useSignal<OtherClass | null>(props.other);
  /** **Start now** was refused since another class runs. */
  const held = useSignal(false);
  const busy = useSignal(false);
  const waits = info.late === true || held.value;
  // Which one it is, where the page was made before that one began.
  useEffect(() => {
    if (info.late && !other.value) void findOther();
  }, [info.late]);

  async function findOther() {
    const answer = await ask<{
      sessions: { id: string; name: string; state: string }[];
    }>("GET", "/api/sessions");
    const one = answer.ok &&
      answer.body.sessions.find(({ id, state }) =>
        id !== api.session && /^(active|ending)$/.test(state)
      );
    if (one) other.value = { session: one.id, name: one.name };
  }

  async function start(endActive: boolean) {
    const answer = await api.ask("POST", "/start", { endActive });
    if (answer.ok) return;
    const { type, session } = answer.problem;
    if (type !== "active-session-exists") return;
    // It stands here, with what can be done.
    api.trouble.value = null;
    held.value = true;
    other.value = { session: String(session), name: "" };
    await findOther();
  }

  async function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (busy.value) return;
    const { value } = event.submitter as HTMLButtonElement;
    busy.value = true;
    if (value === "start") await start(false);
    else if (value === "end-other") await start(true);
    else if (value === "cancel") await api.act("POST", "/end");
    else if (await api.act("POST", "/end/undo")) props.onSaid(t.undone);
    busy.value = false;
  }

  const early = Object.values(requests).filter(({ kind }) => kind === "start")
    .sort((a, b) => a.at - b.at);
  return (
    <form
      class="scheduled stack"
      method="post"
      action={localPath(`/teacher/sessions/${api.session}`)}
      onSubmit={onSubmit}
    >
      {undoUntil !== undefined && (
        <Notice tone="warn">
          <span class="figures">
            {t.cancelled({ seconds: secondsUntil(undoUntil, now) })}
          </span>
          <button type="submit" class="button" name="do" value="undo">
            <UndoIcon />
            {t.undo}
          </button>
        </Notice>
      )}
      {waits && undoUntil === undefined && (
        <Notice tone="warn">
          <span>
            {other.value?.name
              ? t.waitsFor({ name: other.value.name })
              : t.waitsForOther}
          </span>
          <span class="actions">
            <button type="submit" class="button" name="do" value="end-other">
              {t.endOther}
            </button>
            {other.value && (
              <a
                class="button bare"
                href={localPath(`/teacher/sessions/${other.value.session}`)}
              >
                {t.openOther}
              </a>
            )}
          </span>
        </Notice>
      )}
      <section class="card stack" aria-labelledby="starts-heading">
        <div class="scheduled-head spread">
          <div>
            <p>
              <span class="badge">{sessions.scheduled}</span>
            </p>
            <h2 id="starts-heading">
              {t.starts({ day: writeTime(startsAt, "day", zone) })}
            </h2>
            <p class="quiet">
              {t.until({ time: writeTime(endsAt, "hour", zone) })} ·{" "}
              {zone.replaceAll("_", " ")}
            </p>
          </div>
          {!waits && (
            <p class="scheduled-left figures" role="timer">
              {writeUntil(startsAt - now)}
            </p>
          )}
        </div>
        <div class="actions">
          <button
            type="submit"
            class="button main"
            name="do"
            value="start"
            disabled={undoUntil !== undefined}
          >
            {t.startNow}
          </button>
          <a
            class="button"
            href={localPath(`/teacher/sessions/${api.session}/edit`)}
          >
            <EditIcon />
            {t.edit}
          </a>
          <a
            class="button"
            href={localPath(
              `/teacher/sessions/${api.session}/class.ics${
                series.length > 0 ? "?series" : ""
              }`,
            )}
            download
          >
            {t.calendar}
          </a>
          <button
            type="submit"
            class="button bare"
            name="do"
            value="cancel"
            disabled={undoUntil !== undefined}
          >
            {t.cancel}
          </button>
        </div>
        <Early names={early.map(({ name }) => name)} />
        {series.length > 0 && (
          <details>
            <summary>{t.series({ count: series.length })}</summary>
            <ul class="scheduled-series">
              {series.map(({ id, startsAt }) => (
                <li key={id}>
                  <a href={localPath(`/teacher/sessions/${id}`)}>
                    {writeTime(startsAt, "day", zone)}
                  </a>
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
    </form>
  );
}

/** Who waits for the start. */
function Early({ names }: { names: readonly string[] }) {
  return (
    <div class="scheduled-early stack tight">
      <p role="status" class={names.length === 0 ? "quiet" : undefined}>
        {names.length === 0 ? t.nobodyEarly : t.early({ count: names.length })}
      </p>
      {names.length > 0 && (
        <ul>
          {names.map((name, n) => <li class="badge" key={n}>{name}</li>)}
        </ul>
      )}
    </div>
  );
}

/** For how long it can be undone: 10 s at most, whatever the clocks say. */
function secondsUntil(until: number, now: number): number {
  return Math.max(0, Math.min(10, Math.ceil((until - now) / 1000)));
}
