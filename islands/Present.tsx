/**
 * The projector: code, address, QR code, count, timer, broadcasts, exit ticket.
 * Students' words (S-2) and names (R-6) appear only if the teacher shows them.
 */
import type { KindsWith } from "../classroom/model/resources/kinds.ts";
import type { SharedKind } from "../classroom/model/resources/shared.ts";
import { untranslated } from "../components/ui/untranslated.ts";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { RefusedNotice } from "../components/client/RefusedNotice.tsx";
import { blockedWords } from "../components/client/status.ts";
import { Around } from "../components/ui/Around.tsx";
import { Button } from "../components/ui/Button.tsx";
import { LockIcon, PeopleIcon, ViewIcon } from "../components/ui/icons.tsx";
import type { QrPath } from "../components/sessions/qr.ts";
import { Digits, QrCode } from "../components/sessions/JoinCode.tsx";
import { tidySeat, whyGone } from "../components/people/staff/dismissed.ts";
import { EyesSwitch } from "../components/desk/EyesOnMe.tsx";
import {
  type LiveStart,
  teacherSeat,
  useLive,
} from "../components/client/live.ts";
import { WallBroadcasts, WallTimer } from "../components/desk/Wall.tsx";
import { LiveActions } from "../components/sharing/live/live_actions.ts";
import {
  LiveResources,
  presented,
} from "../components/sharing/live/live_resources.ts";
import { viewOf } from "../components/sharing/by_kind.ts";
import { presentViews } from "../components/sharing/present/present_views.tsx";
import { writeUntil } from "../components/desk/scheduled/until.ts";
import { writeCode } from "../components/sessions/code.ts";
import { ExitDesk } from "../components/checks/exit/exit_desk.ts";
import {
  ExitOnPresent,
  PickOnPresent,
} from "../components/checks/present/OnPresent.tsx";
import { studentsAmong } from "../components/people/students.ts";
import { Notice } from "../components/ui/Notice.tsx";
import { signInHere } from "../components/accounts/sign_in.ts";
import type { Status } from "../sync/client/open.ts";
import { lastMinutes } from "../components/class_page/last_minutes.ts";
import { writeClock } from "../components/ui/time.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { present as t, session } from "texts/sessions_live.ts";
import { onPresent } from "texts/sharing_live.ts";
import { signIn } from "texts/accounts.ts";
import "../components/checks/present/present.css";
import { LanguageChoice } from "../components/page/LanguageChoice.tsx";

/** A button's words for each kind that **Present** shows as the newest. */
type ShowWords =
  & Record<KindsWith<"presents", "newest" | "shown">, string>
  & Partial<Record<SharedKind, string>>;

export default function Present(props: {
  code: string;
  link: string;
  qr: QrPath;
  start: LiveStart;
  back: string;
}) {
  const live = useLive(props.start, teacherSeat(props.start));
  const full = useSignal(false);
  const api = useMemo(() => new LiveActions(props.start.session), []);
  const { name, state, startsAt, endsAt, joinLocked, eyesOnMe } =
    live.info.value;
  const { present } = studentsAmong(live.members.value);
  const online = present.filter(({ id }) => live.online.value.has(id)).length;
  const left = endsAt - live.now.value;
  /** The class has not started; shows a countdown (S-7). */
  const isAhead = state === "scheduled";
  const host = new URL(props.link).host;
  const status = live.status.value;
  // The class ends on time even while offline.
  const over = state === "ended" ||
    (left <= 0 && status.state !== "online" && status.state !== "connecting");

  const opened = live.session.value;
  const ticketRuns = opened?.staff != null &&
    opened.part(ExitDesk).running.value !== null;
  const resources = opened?.part(LiveResources);
  const check = resources && !over
    ? presented(resources.shared.value, resources.chosen.value, isAhead)
    : null;
  const View = check && viewOf(presentViews, check);
  const showWords: ShowWords = onPresent.show;
  /** A thing that can replace the code. */
  const other = resources && !check
    ? presented(resources.shared.value, undefined, isAhead)
    : null;

  // Keeps the screen on.
  useEffect(() => {
    const wake = () => {
      if (document.visibilityState !== "visible") return;
      navigator.wakeLock?.request("screen").catch(() => {});
    };
    const look = () => full.value = document.fullscreenElement !== null;
    wake();
    document.addEventListener("visibilitychange", wake);
    document.addEventListener("fullscreenchange", look);
    return () => {
      document.removeEventListener("visibilitychange", wake);
      document.removeEventListener("fullscreenchange", look);
    };
  }, []);

  // The class's own page explains the loss of access (S-9).
  const isOut = whyGone(status, { role: "teacher" }) !== null;
  useEffect(() => {
    if (!isOut) return;
    void tidySeat(teacherSeat(props.start))
      .finally(() => location.replace(props.back));
  }, [isOut]);

  const change = async (eyesOnMe: { text: string } | null) =>
    await api.act("PATCH /", { eyesOnMe }) !== null;
  return (
    <main class="present">
      <header class="present-head spread">
        <h1>{name}</h1>
        <div class="actions present-actions">
          {!over && !isAhead && (
            <EyesSwitch on={eyesOnMe !== null} onChange={change} />
          )}
          {!over && check && (
            <Button
              look="bare"
              onClick={() => api.change(check.id, { present: false })}
            >
              {onPresent.showCode}
            </Button>
          )}
          {!over && other && (
            <Button
              look="bare"
              onClick={() => api.change(other.id, { present: true })}
            >
              {showWords[other.kind]}
            </Button>
          )}
          {!full.value && (
            <Button
              look="bare"
              onClick={() => document.documentElement.requestFullscreen?.()}
            >
              {t.fullScreen}
            </Button>
          )}
          <LanguageChoice offline={status.state === "offline"} />
          <a class="button bare" href={props.back}>{t.leave}</a>
        </div>
      </header>
      <PresentNotice status={status} over={over} />
      <RefusedNotice api={api} />
      {!over && opened?.staff && <PickOnPresent session={opened} />}
      {over ? <p class="present-over">{t.over}</p> : eyesOnMe
        ? (
          <div
            class="present-eyes"
            role="status"
            data-long={eyesOnMe.text.length > 60}
          >
            <ViewIcon />
            <p>{eyesOnMe.text || eyes.usual}</p>
          </div>
        )
        : ticketRuns && opened
        ? (
          <ExitOnPresent
            session={opened}
            endsAt={endsAt}
            now={live.now.value}
          />
        )
        : check && View && opened
        ? (
          <>
            <View
              key={check.id}
              session={opened}
              shared={check}
              students={present}
            />
            <p class="present-code figures">
              {onPresent.joinAt({ host, code: writeCode(props.code) })}
            </p>
          </>
        )
        : (
          <div class="present-join">
            <div class="present-words">
              <p class="present-go">
                <Around say={(host) => t.goTo({ host })}>
                  <strong>{host}</strong>
                </Around>
              </p>
              <Digits code={props.code} />
              {isAhead && (
                <p class="present-left figures" role="timer" {...untranslated}>
                  {writeUntil(startsAt - live.now.value)}
                </p>
              )}
              {live.lastKnown.value === null && !isAhead && (
                <p class="present-in figures" role="status">
                  <PeopleIcon />
                  {t.inside({ online })}
                </p>
              )}
              {joinLocked && (
                <p class="present-in">
                  <LockIcon />
                  {t.locked}
                </p>
              )}
              {left <= lastMinutes && (
                <p class="present-left figures" role="timer" {...untranslated}>
                  {session.left({ text: writeClock(left) })}
                </p>
              )}
            </div>
            <QrCode qr={props.qr} label={session.qrAlt({ link: props.link })} />
          </div>
        )}
      {!over && (
        <div class="present-groups">
          <WallTimer
            breakouts={live.breakouts.value}
            now={live.now.value}
          />
          {!eyesOnMe && live.breakouts.value.open && (
            <WallBroadcasts
              broadcasts={opened?.staff?.broadcasts.value ?? []}
            />
          )}
        </div>
      )}
    </main>
  );
}

/** Why the projector may be outdated. */
function PresentNotice({ status, over }: { status: Status; over: boolean }) {
  if (over) return null;
  if (status.state === "offline") {
    return <Notice tone="warn">{blockedWords(status) ?? t.offline}</Notice>;
  }
  if (status.state !== "closed") return null;
  const signedOut = status.reason === "not-signed-in";
  return (
    <Notice tone="stop">
      <span>{signedOut ? t.signedOut : session.closed}</span>
      {signedOut
        ? <a class="button" href={signInHere()}>{signIn.signIn}</a>
        : <a class="button" href="">{session.reload}</a>}
    </Notice>
  );
}
