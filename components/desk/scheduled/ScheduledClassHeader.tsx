/**
 * The header of a scheduled class (S-7): start, **Start now**, edit, **Cancel class** with **Undo**, and waiting
 * students. A form, so that it works without script.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { WaitingEntry } from "../../../classroom/model/members.ts";
import { localPath } from "../../../locales/local_path.ts";
import { earlyStudents as early } from "texts/sessions_early.ts";
import { scheduled as t } from "texts/sessions_schedule.ts";
import { sendRequest } from "../../client/send_request.ts";
import type { LiveClassInfo } from "../../client/live_class.ts";
import type { SessionApi } from "../../client/session_api.ts";
import { undoSecondsLeft } from "../../client/undo_seconds.ts";
import { UndoIcon } from "../../ui/icons.tsx";
import { EditIcon } from "../../ui/later_icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { formatTime } from "../../../formats/format_time.ts";
import {
  type RefusedRequests,
  ScheduledStartCard,
} from "./ScheduledStartCard.tsx";
import "./scheduled.css";
import { frame } from "texts/everywhere.ts";

export interface OtherClass {
  session: string;
  name: string;
}

/** Another scheduled class of the same series. Times are in ISO 8601. */
export interface SeriesClass {
  id: string;
  startsAt: string;
  undoUntil?: string;
}

/**
 * `otherClass`: the running class that prevents the start, if the teacher may end it; `isOwner`: both classes are theirs
 * (S-3).
 */
interface HeadProps {
  api: SessionApi;
  info: LiveClassInfo;
  now: number;
  zone: string;
  requests: Readonly<Record<string, WaitingEntry>>;
  otherClass: OtherClass | null;
  isOwner: boolean;
  series: readonly SeriesClass[];
  onSaid: (words: string) => void;
}

export function ScheduledClassHeader(props: HeadProps) {
  const { api, info, now, zone, requests, series } = props;
  const { undoUntil } = info;
  const { otherClass, isAll, isWaiting, refuse, onSubmit } = useScheduled(
    props,
  );

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
            {isAll
              ? t.cancelledSeries({
                count: series.length + 1,
                seconds: undoSecondsLeft(undoUntil, now),
              })
              : t.cancelled({ seconds: undoSecondsLeft(undoUntil, now) })}
          </span>
          <ActionForm action="undo">
            <UndoIcon />
            {frame.undo}
          </ActionForm>
        </Notice>
      )}
      {isWaiting && undoUntil === undefined && (
        <OtherClassNotice otherClass={otherClass} />
      )}
      <ScheduledStartCard
        info={info}
        now={now}
        zone={zone}
        isWaiting={isWaiting}
        requests={requests}
        onRefuse={refuse}
        actions={<Actions {...props} />}
      >
        {series.length > 0 && (
          <details>
            <summary>{t.series({ count: series.length })}</summary>
            <ul class="scheduled-series">
              {series.map(({ id, startsAt }) => (
                <li key={id}>
                  <a href={localPath(`/teacher/sessions/${id}`)}>
                    {formatTime(startsAt, "day", zone)}
                  </a>
                </li>
              ))}
            </ul>
          </details>
        )}
      </ScheduledStartCard>
    </form>
  );
}

function useScheduled(props: HeadProps) {
  const { api, info, series } = props;
  const { undoUntil } = info;
  const otherClass = useSignal<OtherClass | null>(props.otherClass);
  const isHeld = useSignal(false);
  const busy = useSignal(false);
  /** True if all classes of the series were cancelled together. */
  const isAll = useSignal(
    undoUntil !== undefined &&
      series.some((seriesClass) =>
        seriesClass.undoUntil && Date.parse(seriesClass.undoUntil) === undoUntil
      ),
  );
  const isWaiting = info.late === true || isHeld.value;
  // Asks for the running class, which may have started after this page was rendered.
  useEffect(() => {
    if (info.late && props.isOwner && !otherClass.value) void findOther();
  }, [info.late]);

  async function findOther() {
    const answer = await sendRequest<{
      sessions: { id: string; name: string; state: string }[];
    }>("GET", "/api/sessions");
    const runningClass = answer.ok &&
      answer.body.sessions.find(({ id, state }) =>
        id !== api.session && /^(active|ending)$/.test(state)
      );
    if (runningClass) {
      otherClass.value = { session: runningClass.id, name: runningClass.name };
    }
  }

  async function start(shouldEndActive: boolean) {
    const answer = await api.request("POST /start", {
      endActive: shouldEndActive,
    });
    if (answer.ok) return;
    const { type, session, name } = answer.problem;
    if (type !== "active-session-exists") return;
    // Shown by the notice instead, with what the teacher can do.
    api.refusal.value = null;
    isHeld.value = true;
    otherClass.value = typeof session === "string" && typeof name === "string"
      ? { session, name }
      : null;
  }

  async function refuse(refusedRequests: RefusedRequests) {
    const decision = "refuse";
    const isDone = "id" in refusedRequests
      ? await api.act("POST /waiting/:id", { id: refusedRequests.id, decision })
      : await api.act("POST /waiting", {
        decision,
        ...(refusedRequests.strangers && { strangers: true }),
      });
    const count = "id" in refusedRequests ? 1 : refusedRequests.count;
    if (isDone) props.onSaid(early.refused({ count }));
    return isDone !== null;
  }

  async function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (busy.value) return;
    const { value } = event.submitter as HTMLButtonElement;
    busy.value = true;
    if (value === "start") await start(false);
    else if (value === "end-other") await start(true);
    else if (value === "undo") {
      if (await api.act("POST /end/undo")) {
        props.onSaid(isAll.value ? t.undoneSeries : t.undone);
      }
    } else {
      isAll.value = value === "cancel-series";
      await api.act("POST /end", { series: isAll.value });
    }
    busy.value = false;
  }

  return {
    otherClass: otherClass.value,
    isAll: isAll.value,
    isWaiting,
    refuse,
    onSubmit,
  };
}

function OtherClassNotice({ otherClass }: { otherClass: OtherClass | null }) {
  return (
    <Notice tone="warn">
      <span>
        {otherClass ? t.waitsFor({ name: otherClass.name }) : t.waitsForOther}
      </span>
      {otherClass && (
        <span class="actions">
          <ActionForm action="end-other">
            {t.endOther}
          </ActionForm>
          <a
            class="button bare"
            href={localPath(`/teacher/sessions/${otherClass.session}`)}
          >
            {t.openOther}
          </a>
        </span>
      )}
    </Notice>
  );
}

function Actions({ api, info, series }: HeadProps) {
  const cancelled = info.undoUntil !== undefined;
  return (
    <div class="actions">
      <ActionForm action="start" look="main" disabled={cancelled}>
        {t.startNow}
      </ActionForm>
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
      <ActionForm action="cancel" look="bare" disabled={cancelled}>
        {t.cancel}
      </ActionForm>
      {series.length > 0 && (
        <ActionForm
          action="cancel-series"
          look="bare"
          disabled={cancelled}
        >
          {t.cancelSeries}
        </ActionForm>
      )}
    </div>
  );
}

/** A button that also works without script: its form then submits `action`. */
function ActionForm({ action, look = "", disabled, children }: {
  action: string;
  look?: string;
  disabled?: boolean;
  children: ComponentChildren;
}) {
  return (
    <button
      type="submit"
      class={`button ${look}`}
      name="do"
      value={action}
      disabled={disabled}
    >
      {children}
    </button>
  );
}
