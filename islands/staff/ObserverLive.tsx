/**
 * The page of an observer (S-8): everything read-only but **Stop observing**.
 * After the end or removal it says so and clears the class.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { OverviewData } from "../../classroom/model/monitoring/activity.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import {
  isSignedOut,
  redirectWhenSignedOut,
} from "../../components/accounts/signed_out.ts";
import { GroupGrid } from "../../components/groups/grid/GroupGrid.tsx";
import { ClassListBar } from "../../components/groups/desk/ClassListBar.tsx";
import { ConversationAside } from "../../components/monitoring/grid/ConversationAside.tsx";
import { GroupWork } from "../../components/monitoring/grid/GroupWork.tsx";
import { StudentGrid } from "../../components/monitoring/grid/StudentGrid.tsx";
import { StudentGridTools } from "../../components/monitoring/grid/StudentGridTools.tsx";
import { StudentGridView } from "../../components/monitoring/grid/student_grid_view.ts";
import {
  deleteSeatData,
  useAccessEnd,
} from "../../components/desk/access_end.ts";
import { AccessEndedView } from "../../components/desk/AccessEndedView.tsx";
import { useObserversSentence } from "../../components/people/staff/ObserversNotice.tsx";
import { splitByRemoval } from "../../components/people/students.ts";
import { ResourceActions } from "../../components/resources/live/resource_actions.ts";
import { makeLiveClass } from "../../components/resources/live/live_class.ts";
import { ResourcesTab } from "../../components/desk/resources/ResourcesTab.tsx";
import { useOpenResource } from "../../components/resources/live/use_open_resource.ts";
import {
  createTeacherSeat,
  type LiveClassStart,
  useLiveClass,
} from "../../components/client/live_class.ts";
import { useLeaveWarning } from "../../components/page/leave_warning.ts";
import { RefusedRequestNotice } from "../../components/client/RefusedRequestNotice.tsx";
import { SessionApi } from "../../components/client/session_api.ts";
import { useIsSlowToConnect } from "../../components/client/connection_status.ts";
import {
  ConnectingNotice,
  OfflineNotice,
  SignedOutNotice,
} from "../../components/desk/ConnectionNotices.tsx";
import { ScheduledStartCard } from "../../components/desk/scheduled/ScheduledStartCard.tsx";
import { StatusRow } from "../../components/desk/StatusRow.tsx";
import { DeskBar } from "../../components/desk/DeskBar.tsx";
import { DeskPartTabs } from "../../components/desk/DeskPartTabs.tsx";
import { Button } from "../../components/ui/Button.tsx";
import { ObserveIcon } from "../../components/ui/later_icons.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { formatTime } from "../../formats/format_time.ts";
import { useTimeZone } from "../../components/ui/use_time_zone.ts";
import { classes, observer as t } from "texts/people_staff.ts";
import { session as words } from "texts/sessions_live.ts";
import ChatPanel from "../ChatPanel.tsx";
import "../../components/desk/desk.css";

type LiveClass = ReturnType<typeof useLiveClass>;

interface ObserverLiveProps {
  view: SessionView;
  start: LiveClassStart;
  board: OverviewData;
  zone: string;
  /** The owner's name. */
  ownerName?: string;
  /** The observer's account. */
  accountId: string;
}

export default function ObserverLive(props: ObserverLiveProps) {
  const { view, start, ownerName } = props;
  const zone = useTimeZone(props.zone);
  const seat = useMemo(
    () => createTeacherSeat(start, view.member, "observer"),
    [],
  );
  const live = useLiveClass(start, seat);
  const api = useMemo(() => new SessionApi(view.id), []);
  const resource = useOpenResource(view.id);
  const actions = useMemo(() => new ResourceActions(view.id), []);
  const boardView = useMemo(() => new StudentGridView(), []);
  const stopped = useSignal(false);
  const gone = useAccessEnd(live.session);
  useEffect(() => redirectWhenSignedOut(live.status), []);
  // Clears data from an earlier role of this teacher.
  useEffect(() => void deleteSeatData(seat), []);

  const info = live.info.value;
  const now = live.slowNow.value;
  const members = live.members.value;
  const session = live.session.value;
  const status = live.status.value;
  useLeaveWarning(status.state === "offline");
  const observing = useObserversSentence(
    members,
    live.online.value,
    status.state === "online",
    view.member,
  );
  const { present } = useMemo(() => splitByRemoval(members), [members]);
  if (gone || isSignedOut(status)) {
    return (
      <div class="desk">
        <DeskBar title={info.name} />
        <div class="desk-main">
          {gone
            ? (
              <AccessEndedView
                reason={stopped.value ? "stopped" : gone.reason}
                unsent={[]}
              />
            )
            : <SignedOutNotice />}
        </div>
      </div>
    );
  }

  /** Before the start no student is in the class; the card above lists early students (S-7). */
  const isAhead = info.state === "scheduled";
  const lastKnown = lastKnownTime(live, zone);
  const lesson = makeLiveClass(session, {
    actions,
    students: present,
    online: live.online.value,
    isIdle: true,
    isAhead,
    isReadOnly: true,
    zone,
    clock: live.now,
  });
  const stop = async () => {
    stopped.value = true;
    const reply = await api.act("DELETE /observers/:teacher", {
      teacher: props.accountId,
    });
    if (!reply) stopped.value = false;
  };
  const board = {
    seat,
    view: boardView,
    members,
    rendered: props.board,
    online: live.online.value,
    lastKnown,
    zone,
    isCollected: view.collect,
    startsAt: info.startsAt,
    now,
    isLive: true,
  };
  const classList = (
    <ClassListBar session={session} rendered={props.board.listed} />
  );
  return (
    <div class="desk" data-ahead={isAhead}>
      <DeskBar
        title={info.name}
        ownerLine={ownerName && classes.of({ name: ownerName })}
        state={!isAhead && (
          <StatusRow
            info={info}
            now={live.now}
            online={present.filter(({ id }) => live.online.value.has(id))
              .length}
            all={present.length}
            lastKnown={lastKnown}
            observing={observing}
          />
        )}
      >
        <ChatPanel
          session={view.id}
          member={view.member}
          role="observer"
          cookieRole="teacher"
          epoch={start.epoch}
          isHome
          isAhead={view.state === "scheduled"}
        />
      </DeskBar>
      <div class="desk-line">
        <ObserveIcon />
        <span class="grow truncate">{t.line}</span>
        <Button look="small" disabled={stopped.value} onClick={stop}>
          {t.stop}
        </Button>
      </div>
      <div class="desk-place">
        <div class="desk-main">
          <ConnectionNotices live={live} api={api} />
          {isAhead && (
            <ScheduledStartCard
              info={info}
              now={live.now.value}
              zone={zone}
              requests={session?.staff?.joinRequests.value ?? {}}
              isWaiting={info.late === true}
            />
          )}
          <DeskPartTabs
            tools={isAhead ? {} : {
              students: () => (
                <StudentGridTools
                  seat={seat}
                  view={boardView}
                  present={present.length}
                />
              ),
            }}
            parts={{
              students: () =>
                isAhead ? classList : (
                  <div class="students-part">
                    <StudentGrid {...board} showsExpected>
                      {classList}
                    </StudentGrid>
                  </div>
                ),
              groups: () => (
                <GroupGrid
                  id={view.id}
                  session={session}
                  lastKnown={lastKnown}
                  Work={GroupWork}
                />
              ),
              resources: () => (
                <ResourcesTab lesson={lesson} opened={resource} />
              ),
            }}
          />
        </div>
        {boardView.openStudent.value !== null && (
          <ConversationAside {...board} />
        )}
      </div>
    </div>
  );
}

function ConnectionNotices(
  { live, api }: { live: LiveClass; api: SessionApi },
) {
  const status = live.status.value;
  const isConnecting = useIsSlowToConnect(() => live.status.value);
  return (
    <>
      {status.state === "offline" && !api.refusal.value && (
        <OfflineNotice status={status} />
      )}
      {isConnecting.value && <ConnectingNotice />}
      {status.state === "closed" && (
        <Notice tone="stop">
          <span>{words.closed}</span>
          <a class="button" href="">{words.reload}</a>
        </Notice>
      )}
      <RefusedRequestNotice api={api} />
    </>
  );
}

function lastKnownTime(live: LiveClass, zone: string): string | null {
  const timeMs = live.lastKnown.value;
  return timeMs === null ? null : formatTime(timeMs, "hour", zone);
}
