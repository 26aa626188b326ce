/** The teacher's page of a session that runs: the code, who is here, who asks to be let in, the end with its **Undo**. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { AssistantSettings as Assisting } from "../classroom/schema/assistant.ts";
import { bounds } from "../classroom/schema/bounds.ts";
import type { SessionView } from "../classroom/schema/views.ts";
import { isSignedOut } from "../components/accounts/signed_out.ts";
import { Assistant } from "../components/assistant/assistant.ts";
import { AssistantView } from "../components/assistant/AssistantView.tsx";
import { Board } from "../components/groups/desk/Board.tsx";
import { ClassListBar } from "../components/groups/desk/ClassListBar.tsx";
import { Students } from "../components/monitoring/Students.tsx";
import { Crowd } from "../components/people/Crowd.tsx";
import { MemberTools } from "../components/people/MemberTools.tsx";
import { Colleagues } from "../components/people/staff/Colleagues.tsx";
import { useGone } from "../components/people/staff/dismissed.ts";
import { GoneView } from "../components/people/staff/GoneView.tsx";
import { observingWords } from "../components/people/staff/Observing.tsx";
import { RemoveSince } from "../components/people/RemoveSince.tsx";
import { lastMinuteOf, rushOf } from "../components/people/rush.ts";
import { StudentActions } from "../components/people/student_actions.ts";
import { type Student, studentsOf } from "../components/people/students.ts";
import { ExitDesk } from "../components/resources/exit/exit_desk.ts";
import { RunningTicketNotice } from "../components/resources/exit/RunningTicketNotice.tsx";
import {
  PickStudent,
  ShownNow,
} from "../components/resources/pick/PickStudent.tsx";
import type { LiveClass } from "../components/resources/live/live_class.ts";
import { LiveActions } from "../components/resources/live/live_actions.ts";
import { LiveResources } from "../components/resources/live/live_resources.ts";
import { QuickPoll } from "../components/resources/live/QuickPoll.tsx";
import { useOpened } from "../components/resources/live/use_opened.ts";
import { ResourcesTab } from "../components/resources/live/ResourcesTab.tsx";
import {
  type LiveStart,
  teacherSeat,
  useLive,
} from "../components/session/live.ts";
import { SessionApi } from "../components/session/session_api.ts";
import { JoinCode, type JoinReach } from "../components/sessions/JoinCode.tsx";
import { EyesButton } from "../components/sessions/live_page/EyesOnMe.tsx";
import { Extend } from "../components/sessions/live_page/Extend.tsx";
import {
  Notices,
  SignedOut,
} from "../components/sessions/live_page/Notices.tsx";
import { Settings } from "../components/sessions/live_page/Settings.tsx";
import { StatusRow } from "../components/sessions/live_page/StatusRow.tsx";
import {
  type OtherClass,
  ScheduledHead,
} from "../components/sessions/scheduled/ScheduledHead.tsx";
import { showPart, Tabs } from "../components/sessions/live_page/Tabs.tsx";
import { useUpkeep } from "../components/sessions/live_page/use_upkeep.ts";
import { Waits } from "../components/sessions/live_page/Waits.tsx";
import type { QrPath } from "../components/sessions/qr.ts";
import { Button } from "../components/ui/Button.tsx";
import type { OpenMenu } from "../components/ui/Menu.tsx";
import { writeTime } from "../components/ui/time.ts";
import { useZone } from "../components/ui/use_zone.ts";
import { coTeacher } from "texts/people_staff.ts";
import { pollMenu } from "texts/resources_live.ts";
import { exit } from "texts/resources_exit.ts";
import { session as t } from "texts/sessions_live.ts";
import { scheduled as ahead } from "texts/sessions_schedule.ts";
import "./SessionLive.css";

/** Everything that the page is rendered with. */
export interface SessionLiveProps {
  view: SessionView;
  start: LiveStart;
  qr: QrPath;
  reach: JoinReach;
  zone: string;
  /** Whose class it is, where it is a colleague's (S-9). */
  of?: string;
  /** Of one that is scheduled: another class of the teacher's that runs, and the later ones of its series. */
  other?: OtherClass | null;
  series?: readonly { id: string; startsAt: string }[];
}

/** The page's content. */
export default function SessionLive(props: SessionLiveProps) {
  const { view, start } = props;
  const zone = useZone(props.zone);
  const seat = useMemo(() => teacherSeat(start, view.member), []);
  const live = useLive(start, seat);
  const api = useMemo(() => new SessionApi(view.id), []);
  const actions = useMemo(() => new StudentActions(api), []);
  const sharing = useMemo(() => new LiveActions(view.id), []);
  const resource = useOpened(view.id);
  const said = useSignal("");
  useUpkeep(live, api, said);
  // As it was saved last: the tab may be left and come back to.
  const assistant = useSignal<Assisting>({
    prompt: view.prompt,
    limits: view.limits,
  });
  const removing = useSignal(false);
  const seenUntil = useSignal(-Infinity);
  const menu = useSignal<OpenMenu<Student> | null>(null);

  const info = live.info.value;
  const now = live.now.value;
  const members = live.members.value;
  const session = live.session.value;
  const requests = session?.staff?.waiting.value ?? {};
  const { present } = useMemo(() => studentsOf(members), [members]);
  const online = present.filter(({ id }) => live.online.value.has(id)).length;
  const lastKnown = live.lastKnown.value === null
    ? null
    : writeTime(live.lastKnown.value, "hour", zone);
  const ceiling = info.mostStudents ?? bounds.students.usual;
  const asks = Object.values(requests).some(({ kind }) => kind === "new");
  const rush = rushOf(present, ceiling, now, seenUntil.value) ??
    (asks ? lastMinuteOf(present, now, seenUntil.value) : null);
  const idle = info.state !== "active";
  /** Until then everything is prepared; what is open on the page stays open when it starts (S-7). */
  const isAhead = info.state === "scheduled";
  const wasAhead = useRef(isAhead);
  useEffect(() => {
    if (wasAhead.current && info.state === "active") said.value = ahead.started;
    wasAhead.current = isAhead;
  }, [info.state]);
  const ticketRuns = session?.staff != null &&
    session.part(ExitDesk).running.value !== null;
  const connected = live.status.value.state === "online";
  // What was refused for want of a network is no longer true with one.
  useEffect(() => {
    if (connected) sharing.trouble.value = null;
  }, [connected]);

  const lesson: LiveClass | null = session && {
    id: view.id,
    session,
    resources: session.part(LiveResources),
    actions: sharing,
    students: present,
    online: live.online.value,
    rooms: session.facts.rooms.value,
    idle: idle && !isAhead,
    zone,
    now,
    offset: session.facts.clockOffset.value,
  };

  const act = async (method: "POST" | "PATCH", path: string, body?: unknown) =>
    await api.act(method, path, body) !== null;
  const change = (change: unknown) => act("PATCH", "", change);
  const eyesOnMe = (eyesOnMe: { text: string } | null) => change({ eyesOnMe });
  const say = async (done: Promise<boolean>, words: string) => {
    if (await done) said.value = words;
  };

  const gone = useGone(live.session);
  if (gone) return <GoneView {...gone} />;
  if (isSignedOut(live.status.value)) return <SignedOut />;
  return (
    <div class="session stack wide">
      <p class="visually-hidden" role="status">{said.value}</p>
      {props.of !== undefined && (
        <p class="quiet small">{coTeacher.line({ name: props.of })}</p>
      )}
      <Notices
        live={live}
        api={api}
        onUndo={() => say(act("POST", "/end/undo"), t.undone)}
        onEyes={eyesOnMe}
      />
      {session?.staff && (
        <RunningTicketNotice
          session={session}
          endsAt={info.endsAt}
          now={now}
          onEnd={() => act("POST", "/end", { now: true })}
          onUndo={() => say(act("POST", "/end/undo"), exit.goesOn)}
        />
      )}
      {session?.staff && <ShownNow session={session} />}
      {isAhead && (
        <ScheduledHead
          api={api}
          info={info}
          now={now}
          zone={zone}
          requests={requests}
          other={props.other ?? null}
          series={props.series ?? []}
          onSaid={(words) => said.value = words}
        />
      )}
      <div class="spread" hidden={isAhead}>
        <StatusRow
          info={info}
          now={now}
          online={online}
          all={present.length}
          lastKnown={lastKnown}
          observing={observingWords(members)}
        />
        <div class="actions session-acts">
          <QuickPoll
            actions={sharing}
            disabled={idle || !lesson}
            onAsked={(poll) => {
              if (poll !== null) {
                resource.value = poll;
                said.value = pollMenu.started;
              }
              // Where it runs, and where it stands why it does not.
              showPart("resources");
            }}
          />
          {!info.eyesOnMe && <EyesButton disabled={idle} onChange={eyesOnMe} />}
          <Extend
            disabled={idle}
            onExtend={(minutes) =>
              say(act("POST", "/extend", { minutes }), t.extended({ minutes }))}
          />
          <PickStudent session={session} disabled={idle} />
          <Button
            look="stop"
            disabled={idle || ticketRuns}
            onClick={() => act("POST", "/end")}
          >
            {t.end}
          </Button>
        </div>
      </div>
      <Waits
        session={session}
        crowd={rush && (
          <Crowd
            rush={rush}
            locked={info.joinLocked}
            zone={zone}
            onLock={(joinLocked) => change({ joinLocked })}
            onRemove={() => removing.value = true}
            onClose={() => seenUntil.value = live.now.value}
          />
        )}
        members={members}
        actions={actions}
        onDecide={(id, decision) => act("POST", `/waiting/${id}`, { decision })}
        onDecideAll={(decision) => act("POST", "/waiting", { decision })}
      />
      <JoinCode
        session={view.id}
        shown={isAhead}
        code={view.code}
        link={view.link}
        qr={props.qr}
        reach={props.reach}
      />
      <Tabs
        parts={{
          students: () => (
            <div class="stack">
              {isAhead ? <p class="quiet">{ahead.prepare}</p> : (
                <Students
                  seat={seat}
                  members={members}
                  online={live.online.value}
                  lastKnown={lastKnown}
                  zone={zone}
                  collect={view.collect}
                  startsAt={info.startsAt}
                  now={now}
                  live
                  onMenu={(asked) => menu.value = asked}
                  onAllow={(student) => actions.allow(student)}
                />
              )}
              <ClassListBar session={session} />
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
          // There is nobody to ask before it starts.
          ...!isAhead && {
            assistant: () => (
              <div class="own-assistant">
                <AssistantView
                  assistant={session?.part(Assistant) ?? null}
                  seen="own-teacher"
                />
              </div>
            ),
          },
          settings: () => (
            <div class="stack">
              <Settings
                assistant={assistant.value}
                usage={start.usage}
                staff={session?.staff ?? null}
                info={info}
                present={present.length}
                onRemoveSince={() => removing.value = true}
                onChange={change}
                onAssistant={async (next) => {
                  const taken = await change(next);
                  if (taken) assistant.value = next;
                  return taken;
                }}
              />
              <Colleagues
                id={view.id}
                staff={session?.staff ?? null}
                members={members}
                owns={view.seat === "owner"}
              />
            </div>
          ),
        }}
      />
      {removing.value && (
        <RemoveSince
          present={present}
          rush={rush}
          now={now}
          zone={zone}
          actions={actions}
          onClose={() => removing.value = false}
        />
      )}
      <MemberTools
        menu={menu}
        members={members}
        online={live.online.value}
        actions={actions}
        owns={view.seat === "owner"}
      />
    </div>
  );
}
