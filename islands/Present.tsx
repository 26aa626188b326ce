/**
 * The projector: code, address, QR code, count, timer, broadcasts, exit ticket.
 * Students' words (S-2) and names (R-6) appear only if the teacher shows them.
 */
import type { KindsWith } from "../classroom/model/resources/kinds.ts";
import type {
  OnPresent,
  Shared,
  SharedKind,
} from "../classroom/model/resources/shared.ts";
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
  type Live,
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
import { type Student, studentsAmong } from "../components/people/students.ts";
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

interface Props {
  code: string;
  link: string;
  qr: QrPath;
  start: LiveStart;
  back: string;
}

export default function Present(props: Props) {
  const live = useLive(props.start, teacherSeat(props.start));
  const api = useMemo(() => new LiveActions(props.start.session), []);
  const { name, state, endsAt, eyesOnMe } = live.info.value;
  const { present } = studentsAmong(live.members.value);
  const left = endsAt - live.now.value;
  /** The class has not started; shows a countdown (S-7). */
  const isAhead = state === "scheduled";
  const status = live.status.value;
  // The class ends on time even while offline.
  const over = state === "ended" ||
    (left <= 0 && status.state !== "online" && status.state !== "connecting");
  const opened = live.session.value;
  const resources = opened?.part(LiveResources);
  const find = (chosen: OnPresent | undefined) =>
    resources && !over
      ? presented(resources.shared.value, chosen, isAhead)
      : null;
  const check = find(resources?.chosen.value);
  const isFull = useScreen();
  useWayOut(props, status);
  return (
    <main class="present">
      <header class="present-head spread">
        <h1>{name}</h1>
        <div class="actions present-actions">
          {!over && !isAhead && (
            <EyesSwitch
              on={eyesOnMe !== null}
              onChange={async (eyesOnMe) =>
                await api.act("PATCH /", { eyesOnMe }) !== null}
            />
          )}
          <ShowButton
            api={api}
            shown={check}
            other={check ? null : find(undefined)}
          />
          {!isFull && (
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
      {over
        ? <p class="present-over">{t.over}</p>
        : <Stage {...props} live={live} check={check} students={present} />}
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

/** Keeps the screen on. Returns whether the page fills it. */
function useScreen(): boolean {
  const isFull = useSignal(false);
  useEffect(() => {
    const wake = () => {
      if (document.visibilityState !== "visible") return;
      navigator.wakeLock?.request("screen").catch(() => {});
    };
    const look = () => isFull.value = document.fullscreenElement !== null;
    wake();
    document.addEventListener("visibilitychange", wake);
    document.addEventListener("fullscreenchange", look);
    return () => {
      document.removeEventListener("visibilitychange", wake);
      document.removeEventListener("fullscreenchange", look);
    };
  }, []);
  return isFull.value;
}

/** Goes to the class's own page when access is lost: that page explains it (S-9). */
function useWayOut({ start, back }: Props, status: Status): void {
  const isOut = whyGone(status, { role: "teacher" }) !== null;
  useEffect(() => {
    if (!isOut) return;
    void tidySeat(teacherSeat(start)).finally(() => location.replace(back));
  }, [isOut]);
}

/** Shows the code in place of what is shared, or what is shared in place of the code. */
function ShowButton({ api, shown, other }: {
  api: LiveActions;
  shown: Shared | null;
  other: Shared | null;
}) {
  const words: ShowWords = onPresent.show;
  const one = shown ?? other;
  return one && (
    <Button
      look="bare"
      onClick={() => api.change(one.id, { present: shown === null })}
    >
      {shown ? onPresent.showCode : words[one.kind]}
    </Button>
  );
}

/** The middle of the wall: **Eyes on me**, the exit ticket, what is shared, or how to join. */
function Stage({ live, check, students, ...props }: Props & {
  live: Live;
  check: Shared | null;
  students: readonly Student[];
}) {
  const { endsAt, eyesOnMe } = live.info.value;
  const session = live.session.value;
  if (eyesOnMe) {
    return (
      <div
        class="present-eyes"
        role="status"
        data-long={eyesOnMe.text.length > 60}
      >
        <ViewIcon />
        <p>{eyesOnMe.text || eyes.usual}</p>
      </div>
    );
  }
  if (session?.staff && session.part(ExitDesk).running.value !== null) {
    return (
      <ExitOnPresent session={session} endsAt={endsAt} now={live.now.value} />
    );
  }
  const View = check && viewOf(presentViews, check);
  if (!check || !View || !session) {
    return <HowToJoin {...props} live={live} students={students} />;
  }
  const host = new URL(props.link).host;
  return (
    <>
      <View
        key={check.id}
        session={session}
        shared={check}
        students={students}
      />
      <p class="present-code figures">
        {onPresent.joinAt({ host, code: writeCode(props.code) })}
      </p>
    </>
  );
}

/** The address, the code and the QR code; how many are in, and the last minutes. */
function HowToJoin({ live, students, code, link, qr }: Props & {
  live: Live;
  students: readonly Student[];
}) {
  const { state, startsAt, endsAt, joinLocked } = live.info.value;
  const isAhead = state === "scheduled";
  const left = endsAt - live.now.value;
  const online = students.filter(({ id }) => live.online.value.has(id)).length;
  return (
    <div class="present-join">
      <div class="present-words">
        <p class="present-go">
          <Around say={(host) => t.goTo({ host })}>
            <strong>{new URL(link).host}</strong>
          </Around>
        </p>
        <Digits code={code} />
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
      <QrCode qr={qr} label={session.qrAlt({ link })} />
    </div>
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
