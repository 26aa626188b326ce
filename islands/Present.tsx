/**
 * The projector: code, address, QR code, count, timer, broadcasts, exit ticket.
 * Students' words (S-2) and names (R-6) appear only if the teacher shows them.
 */
import type {
  KindsWithField,
  PresentChoice,
  ResourceKind,
  SharedResource,
} from "../classroom/model/resources/shared_resources.ts";
import { untranslatedAttribute } from "../components/ui/untranslated.ts";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { RefusedRequestNotice } from "../components/client/RefusedRequestNotice.tsx";
import { describeBlockedConnection } from "../components/client/connection_status.ts";
import { Interpolate } from "../components/ui/Interpolate.tsx";
import { Button } from "../components/ui/Button.tsx";
import { LockIcon, PeopleIcon } from "../components/ui/icons.tsx";
import { ViewIcon } from "../components/ui/later_icons.tsx";
import type { QrPath } from "../formats/qr.ts";
import { JoinCodeDigits, QrCode } from "../components/sessions/JoinCode.tsx";
import {
  accessEndReason,
  deleteSeatData,
} from "../components/desk/access_end.ts";
import { EyesOnMeSwitch } from "../components/desk/EyesOnMeSwitch.tsx";
import {
  createTeacherSeat,
  type LiveClassStart,
  type LiveClassState,
  useLiveClass,
} from "../components/client/live_class.ts";
import {
  GroupBroadcasts,
  GroupNames,
  GroupsTimer,
} from "../components/desk/GroupsOnPresent.tsx";
import { ResourceActions } from "../components/resources/live/resource_actions.ts";
import {
  areGroupsOnPresent,
  DeskResources,
  isReplacedByGroups,
  resourceOnPresent,
} from "../components/resources/live/desk_resources.ts";
import { viewOf } from "../components/resources/views_by_kind.ts";
import { presentViews } from "../components/desk/resources/present_views.tsx";
import { formatTimeUntil } from "../components/desk/scheduled/time_until.ts";
import { formatJoinCode } from "../formats/format_join_code.ts";
import { runningTicketId } from "../components/checks/exit/running_exit_ticket.ts";
import {
  ExitTicketOnPresent,
  PickOnPresent,
} from "../components/checks/present/OnPresent.tsx";
import { splitByRemoval, type Student } from "../components/people/students.ts";
import { Notice } from "../components/ui/Notice.tsx";
import { signInAndReturnUrl } from "../components/accounts/sign_in_urls.ts";
import type { ConnectionStatus } from "../sync/client/open_document.ts";
import {
  countdownAt,
  type CountdownView,
} from "../components/groups/countdown.ts";
import { useFittingScale } from "../components/ui/fitting_scale.ts";
import { countdownShownMs } from "../components/sessions/last_minutes.ts";
import { formatClock } from "../formats/format_time.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { present as t, session } from "texts/sessions_live.ts";
import { onPresent } from "texts/sharing_live.ts";
import { signIn } from "texts/accounts.ts";
import "../components/checks/present/present.css";
import { LanguageChoice } from "../components/page/LanguageChoice.tsx";

/** A button's words for each kind that **Present** shows as the newest. */
type ShowWords =
  & Record<KindsWithField<"presents", "newest" | "shown">, string>
  & Partial<Record<ResourceKind, string>>;

/**
 * At `least`, the letters of a question are 2.4 % of the window's height; at
 * `scrolling`, 4 %, which is legible from the back row.
 */
const scales = { least: 0.225, scrolling: 0.375 };

interface Props {
  code: string;
  link: string;
  qr: QrPath;
  start: LiveClassStart;
  back: string;
}

export default function Present(props: Props) {
  const live = useLiveClass(props.start, createTeacherSeat(props.start));
  const api = useMemo(() => new ResourceActions(props.start.session), []);
  const { name, state, endsAt, eyesOnMe } = live.info.value;
  const { present } = splitByRemoval(live.members.value);
  const leftMs = endsAt - live.now.value;
  /** The class has not started; shows a countdown (S-7). */
  const isAhead = state === "scheduled";
  const status = live.status.value;
  // The class ends on time even while offline.
  const isOver = state === "ended" ||
    (leftMs <= 0 && status.state !== "online" && status.state !== "connecting");
  const opened = live.session.value;
  const resources = opened?.part(DeskResources);
  const find = (chosen: PresentChoice | undefined) =>
    resources && !isOver
      ? resourceOnPresent(resources.shared.value, chosen, isAhead)
      : null;
  const breakouts = live.breakouts.value;
  const countdown = isOver
    ? null
    : countdownAt(breakouts, live.now.value, endsAt);
  const chosenResource = find(resources?.presentChoice.value);
  const hasGroups = resources !== undefined && !isOver && areGroupsOnPresent(
    resources.shared.value,
    resources.presentChoice.value,
    breakouts,
  );
  const isTimer = countdown !== null &&
    isReplacedByGroups(
      chosenResource,
      resources?.presentChoice.value,
      breakouts,
      live.now.value,
    );
  const shownResource = isTimer ? null : chosenResource;
  const isExit = runningTicketId(opened) !== null;
  const isTimerAlone = isTimer && !eyesOnMe;
  const isFull = useScreen();
  const frame = useFittingScale<HTMLElement>(scales);
  useWayOut(props, status);
  return (
    <main class="present" ref={frame}>
      <header class="present-head spread">
        <h1>{name}</h1>
        <div class="actions present-actions">
          {hasGroups && (
            <Button
              look="bare"
              onClick={() =>
                api.act("PATCH /breakouts/present", { shown: false })}
            >
              {onPresent.showCode}
            </Button>
          )}
          <ShowButton
            api={api}
            shownResource={shownResource}
            hiddenResource={shownResource
              ? null
              : chosenResource ?? find(undefined)}
          />
          {!isOver && !isAhead && (
            <EyesOnMeSwitch
              isOn={eyesOnMe !== null}
              onChange={async (eyesOnMe) =>
                await api.act("PATCH /", { eyesOnMe }) !== null}
            />
          )}
          {!isFull && (
            <Button
              look="bare"
              onClick={() => document.documentElement.requestFullscreen?.()}
            >
              {t.fullScreen}
            </Button>
          )}
          <LanguageChoice isOffline={status.state === "offline"} />
          <a class="button bare" href={props.back}>{t.leave}</a>
        </div>
      </header>
      <PresentNotice status={status} isOver={isOver} />
      <RefusedRequestNotice api={api} />
      {!isOver && opened?.staff && <PickOnPresent session={opened} />}
      {isOver ? <p class="present-over">{t.over}</p> : (
        <Stage
          {...props}
          live={live}
          resource={shownResource}
          isExit={isExit}
          hasGroups={hasGroups}
          timer={isTimer ? countdown : null}
          students={present}
        />
      )}
      {/* The exit ticket has a clock of its own. */}
      {!isOver && !isExit && (
        <div class="cluster present-groups">
          {countdown && !isTimerAlone && <GroupsTimer countdown={countdown} />}
          {!eyesOnMe && breakouts.open && (
            <GroupBroadcasts
              broadcasts={opened?.staff?.broadcasts.value ?? []}
              now={live.now.value}
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
function useWayOut({ start, back }: Props, status: ConnectionStatus): void {
  const isOut = accessEndReason(status, { role: "teacher" }) !== null;
  useEffect(() => {
    if (!isOut) return;
    void deleteSeatData(createTeacherSeat(start)).finally(() =>
      location.replace(back)
    );
  }, [isOut]);
}

/** Shows the code in place of what is shared, or what is shared in place of the code. */
function ShowButton({ api, shownResource, hiddenResource }: {
  api: ResourceActions;
  shownResource: SharedResource | null;
  hiddenResource: SharedResource | null;
}) {
  const words: ShowWords = onPresent.show;
  const resource = shownResource ?? hiddenResource;
  return resource && (
    <Button
      look="bare"
      onClick={() =>
        api.change(resource.id, { present: shownResource === null })}
    >
      {shownResource ? onPresent.showCode : words[resource.kind]}
    </Button>
  );
}

/**
 * The middle of the projector's page: **Eyes on me**, the exit ticket, the groups with names, their timer, what is
 * shared, or how to join.
 */
function Stage(
  { live, resource, isExit, hasGroups, timer, students, ...props }: Props & {
    live: LiveClassState;
    resource: SharedResource | null;
    isExit: boolean;
    /** A teacher has chosen to show who is in which group. */
    hasGroups: boolean;
    timer: CountdownView | null;
    students: readonly Student[];
  },
) {
  const { endsAt, eyesOnMe } = live.info.value;
  const session = live.session.value;
  if (eyesOnMe) {
    return (
      <div
        class="stack middle present-eyes"
        role="status"
        data-long={eyesOnMe.text.length > 60}
      >
        <ViewIcon />
        <p>{eyesOnMe.text || eyes.usual}</p>
      </div>
    );
  }
  if (isExit && session) {
    return (
      <ExitTicketOnPresent
        session={session}
        endsAt={endsAt}
        now={live.now.value}
      />
    );
  }
  const { host } = new URL(props.link);
  const code = formatJoinCode(props.code);
  const corner = (
    <p class="present-code figures">{onPresent.joinAt({ host, code })}</p>
  );
  if (hasGroups && session) {
    return (
      <div key="names" class="present-stage present-names" data-holds>
        <GroupNames
          rooms={session.facts.rooms.value}
          members={live.members.value}
        />
        {corner}
      </div>
    );
  }
  if (timer) {
    return (
      <div key="timer" class="present-stage present-timer" data-holds>
        <GroupsTimer countdown={timer} />
        {corner}
      </div>
    );
  }
  const View = resource && viewOf(presentViews, resource);
  if (!resource || !View || !session) {
    return <HowToJoin {...props} live={live} students={students} />;
  }
  return (
    <View
      key={resource.id}
      session={session}
      shared={resource}
      students={students}
    >
      {corner}
    </View>
  );
}

/**
 * Shows how to join (address, code and QR code), how many students are online, and the time until the start or, if
 * near, the end.
 */
function HowToJoin({ live, students, code, link, qr }: Props & {
  live: LiveClassState;
  students: readonly Student[];
}) {
  const { state, startsAt, endsAt, joinLocked } = live.info.value;
  const isAhead = state === "scheduled";
  const leftMs = endsAt - live.now.value;
  const online = students.filter(({ id }) => live.online.value.has(id)).length;
  return (
    <div class="present-join">
      <div class="stack middle present-words">
        <p class="present-go">
          <Interpolate say={(host) => t.goTo({ host })}>
            <strong>{new URL(link).host}</strong>
          </Interpolate>
        </p>
        <JoinCodeDigits code={code} />
        {isAhead && (
          <p
            class="present-left figures"
            role="timer"
            {...untranslatedAttribute}
          >
            {formatTimeUntil(startsAt - live.now.value)}
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
        {leftMs <= countdownShownMs && (
          <p
            class="present-left figures"
            role="timer"
            {...untranslatedAttribute}
          >
            {session.left({ text: formatClock(leftMs) })}
          </p>
        )}
      </div>
      <QrCode qr={qr} label={session.qrAlt({ link })} />
    </div>
  );
}

/** Why the projector may be outdated. */
function PresentNotice(
  { status, isOver }: { status: ConnectionStatus; isOver: boolean },
) {
  if (isOver) return null;
  if (status.state === "offline") {
    return (
      <Notice tone="warn">
        {describeBlockedConnection(status) ?? t.offline}
      </Notice>
    );
  }
  if (status.state !== "closed") return null;
  const signedOut = status.reason === "not-signed-in";
  return (
    <Notice tone="stop">
      <span>{signedOut ? t.signedOut : session.closed}</span>
      {signedOut
        ? <a class="button" href={signInAndReturnUrl()}>{signIn.signIn}</a>
        : <a class="button" href="">{session.reload}</a>}
    </Notice>
  );
}
