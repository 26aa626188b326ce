/**
 * The page of an observer (S-8): everything read-only but **Stop observing**.
 * After the end or removal it says so and clears the class.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { BoardFacts } from "../../classroom/model/monitoring/activity.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import {
  isSignedOut,
  leaveSignedOut,
} from "../../components/accounts/signed_out.ts";
import { Board } from "../../components/groups/board/Board.tsx";
import { ClassListBar } from "../../components/groups/desk/ClassListBar.tsx";
import { BoardBeside } from "../../components/monitoring/board/BoardBeside.tsx";
import { tidySeat, useGone } from "../../components/people/staff/dismissed.ts";
import { GoneView } from "../../components/people/staff/GoneView.tsx";
import { observingWords } from "../../components/people/staff/Observing.tsx";
import { studentsAmong } from "../../components/people/students.ts";
import { LiveActions } from "../../components/sharing/live/live_actions.ts";
import { liveClass } from "../../components/sharing/live/live_class.ts";
import { ResourcesTab } from "../../components/sharing/live/ResourcesTab.tsx";
import { useOpened } from "../../components/sharing/live/use_opened.ts";
import {
  type LiveStart,
  teacherSeat,
  useLive,
} from "../../components/client/live.ts";
import { useHeldPage } from "../../components/page/held_page.ts";
import { RefusedNotice } from "../../components/client/RefusedNotice.tsx";
import { SessionApi } from "../../components/client/session_api.ts";
import { useConnecting } from "../../components/client/status.ts";
import {
  ConnectingNotice,
  OfflineNotice,
  SignedOut,
} from "../../components/desk/Notices.tsx";
import { StartsCard } from "../../components/desk/scheduled/StartsCard.tsx";
import { StatusRow } from "../../components/desk/StatusRow.tsx";
import { Tabs } from "../../components/desk/Tabs.tsx";
import { Button } from "../../components/ui/Button.tsx";
import { ObserveIcon } from "../../components/ui/icons.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { writeTime } from "../../components/ui/time.ts";
import { useZone } from "../../components/ui/use_zone.ts";
import { classes, observer as t } from "texts/people_staff.ts";
import { session as words } from "texts/sessions_live.ts";
import "../../components/desk/desk.css";

interface ObserverLiveProps {
  view: SessionView;
  start: LiveStart;
  board: BoardFacts;
  zone: string;
  /** The owner's name. */
  of?: string;
  /** The observer's account. */
  me: string;
}

export default function ObserverLive(props: ObserverLiveProps) {
  const { view, start, of } = props;
  const zone = useZone(props.zone);
  const seat = useMemo(() => teacherSeat(start, view.member, "observer"), []);
  const live = useLive(start, seat);
  const api = useMemo(() => new SessionApi(view.id), []);
  const resource = useOpened(view.id);
  const actions = useMemo(() => new LiveActions(view.id), []);
  const stopped = useSignal(false);
  const gone = useGone(live.session);
  useEffect(() => leaveSignedOut(live.status), []);
  // Clears data from an earlier role of this teacher.
  useEffect(() => void tidySeat(seat), []);

  const info = live.info.value;
  const now = live.slowNow.value;
  const members = live.members.value;
  const session = live.session.value;
  const status = live.status.value;
  useHeldPage(status.state === "offline");
  const connecting = useConnecting(() => live.status.value);
  const { present } = useMemo(() => studentsAmong(members), [members]);
  if (gone) {
    const why = stopped.value ? "stopped" : gone.why;
    return <GoneView why={why} unsent={[]} />;
  }
  if (isSignedOut(status)) return <SignedOut />;

  /**
   * Before the start nobody is in; the card above lists early students (S-7).
   */
  const isAhead = info.state === "scheduled";
  const online = present.filter(({ id }) => live.online.value.has(id)).length;
  const lastKnown = live.lastKnown.value === null
    ? null
    : writeTime(live.lastKnown.value, "hour", zone);
  const lesson = liveClass(session, {
    actions,
    students: present,
    online: live.online.value,
    idle: true,
    ahead: isAhead,
    reads: true,
    zone,
    clock: live.now,
  });
  const stop = async () => {
    stopped.value = true;
    const done = await api.act("DELETE /observers/:teacher", {
      teacher: props.me,
    });
    if (!done) stopped.value = false;
  };
  return (
    <div class="session stack wide">
      <Notice tone="plain">
        <span class="row">
          <ObserveIcon />
          <span>
            {of !== undefined && (
              <>
                <strong>{classes.of({ name: of })}</strong> ·{" "}
              </>
            )}
            {t.line}
          </span>
        </span>
        <Button disabled={stopped.value} onClick={stop}>{t.stop}</Button>
      </Notice>
      {status.state === "offline" && !api.trouble.value && (
        <OfflineNotice status={status} />
      )}
      {connecting.value && <ConnectingNotice />}
      {status.state === "closed" && (
        <Notice tone="stop">
          <span>{words.closed}</span>
          <a class="button" href="">{words.reload}</a>
        </Notice>
      )}
      <RefusedNotice api={api} />
      {isAhead
        ? (
          <StartsCard
            info={info}
            now={live.now.value}
            zone={zone}
            requests={session?.staff?.waiting.value ?? {}}
            waits={info.late === true}
          />
        )
        : (
          <StatusRow
            info={info}
            now={live.now}
            online={online}
            all={present.length}
            lastKnown={lastKnown}
            observing={observingWords(members, view.member)}
          />
        )}
      <Tabs
        parts={{
          students: () => (
            <div class="stack">
              {!isAhead && (
                <BoardBeside
                  seat={seat}
                  members={members}
                  rendered={props.board}
                  online={live.online.value}
                  lastKnown={lastKnown}
                  zone={zone}
                  collect={view.collect}
                  startsAt={info.startsAt}
                  now={now}
                  live
                />
              )}
              <ClassListBar
                session={session}
                rendered={props.board.listed}
              />
            </div>
          ),
          groups: () => (
            <Board
              id={view.id}
              session={session}
              zone={zone}
              lastKnown={lastKnown}
            />
          ),
          resources: () => <ResourcesTab lesson={lesson} opened={resource} />,
        }}
      />
    </div>
  );
}
