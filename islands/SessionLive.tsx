/** The teacher's page of a running or scheduled class. */
import type { ActInput } from "../classroom/acts.ts";
import { useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { AssistantSettings as Assisting } from "../classroom/model/assistant.ts";
import type { BoardFacts } from "../classroom/model/monitoring/activity.ts";
import type { SessionView } from "../classroom/model/views.ts";
import { isSignedOut } from "../components/accounts/signed_out.ts";
import { OwnAssistant } from "../components/assistant/assistant.ts";
import { AssistantView } from "../components/assistant/AssistantView.tsx";
import { CallPlace } from "../components/calls/CallPlace.tsx";
import { CodeChip, DeskBar, DeskMenu } from "../components/desk/DeskBar.tsx";
import { DeskAside } from "../components/desk/DeskAside.tsx";
import { DeskNotices } from "../components/desk/DeskNotices.tsx";
import { AskButton } from "../components/checks/ask/AskButton.tsx";
import { PickDialog } from "../components/checks/pick/PickStudent.tsx";
import { SignedOut } from "../components/desk/Notices.tsx";
import { useLobby } from "../components/desk/lobby.ts";
import { DeskSettings } from "../components/desk/DeskSettings.tsx";
import { NowBar } from "../components/desk/NowBar.tsx";
import { Strip } from "../components/desk/Strip.tsx";
import { StudentsPart } from "../components/desk/StudentsPart.tsx";
import type { WaitKind } from "../components/desk/waits.ts";
import { Board } from "../components/groups/board/Board.tsx";
import { QuickGroupsButton } from "../components/groups/board/QuickGroups.tsx";
import { BoardTools } from "../components/monitoring/board/BoardTools.tsx";
import { BoardView } from "../components/monitoring/board/board_view.ts";
import { Crowd, useRush } from "../components/people/Crowd.tsx";
import { MemberTools } from "../components/people/MemberTools.tsx";
import { useGone } from "../components/people/staff/dismissed.ts";
import { GoneView } from "../components/people/staff/GoneView.tsx";
import { observingWords } from "../components/people/staff/Observing.tsx";
import { RemoveSince } from "../components/people/RemoveSince.tsx";
import { StudentActions } from "../components/people/student_actions.ts";
import { type Student, studentsAmong } from "../components/people/students.ts";
import { AnnouncedAnswers } from "../components/checks/live/AnnouncedAnswers.tsx";
import { ExitDesk } from "../components/checks/exit/exit_desk.ts";
import { liveClass } from "../components/sharing/live/live_class.ts";
import { LiveActions } from "../components/sharing/live/live_actions.ts";
import {
  useAnswers,
  useOpened,
} from "../components/sharing/live/use_opened.ts";
import { ResourcesTab } from "../components/sharing/live/ResourcesTab.tsx";
import {
  type LiveStart,
  teacherSeat,
  useLive,
} from "../components/client/live.ts";
import { JoinCode, type JoinReach } from "../components/sessions/JoinCode.tsx";
import { EyesSwitch } from "../components/desk/EyesOnMe.tsx";
import { StatusRow } from "../components/desk/StatusRow.tsx";
import {
  type OtherClass,
  ScheduledHead,
  type SeriesClass,
} from "../components/desk/scheduled/ScheduledHead.tsx";
import { Switch } from "../components/desk/Switch.tsx";
import { showPart, Tabs } from "../components/desk/Tabs.tsx";
import { useLiveTitle, useUpkeep } from "../components/desk/use_upkeep.ts";
import type { QrPath } from "../components/sessions/qr.ts";
import { spellCode } from "../components/sessions/code.ts";
import { announce } from "../components/ui/announce.ts";
import { Button } from "../components/ui/Button.tsx";
import { DiceIcon, SettingsIcon } from "../components/ui/icons.tsx";
import type { OpenMenu } from "../components/ui/Menu.tsx";
import { writeTime } from "../components/ui/time.ts";
import { useZone } from "../components/ui/use_zone.ts";
import { coTeacher } from "texts/people_staff.ts";
import { pick } from "texts/checks_pick.ts";
import { desk as deskText } from "texts/desk.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { scheduled as ahead } from "texts/sessions_schedule.ts";
import ChatPanel from "./ChatPanel.tsx";
import "../components/desk/desk.css";

export interface SessionLiveProps {
  view: SessionView;
  start: LiveStart;
  /** Something has happened in it (N-3). */
  begun: boolean;
  board: BoardFacts;
  qr: QrPath;
  reach: JoinReach;
  zone: string;
  /** The owner's name, if a colleague's (S-9). */
  of?: string;
  /**
   * For a scheduled class: the teacher's running class, and later classes of
   * the series.
   */
  other?: OtherClass | null;
  series?: readonly SeriesClass[];
  /** A notice of what was done on the page before. */
  done?: string;
  /** Content below, while the class is the teacher's. */
  children?: ComponentChildren;
}

export default function SessionLive(props: SessionLiveProps) {
  const { view, start } = props;
  const zone = useZone(props.zone);
  const seat = useMemo(() => teacherSeat(start, view.member), []);
  const live = useLive(start, seat);
  const api = useMemo(() => new LiveActions(view.id), []);
  const actions = useMemo(() => new StudentActions(api), []);
  const sharing = useMemo(() => new LiveActions(view.id, actions.done), []);
  const asking = useMemo(() => new LiveActions(view.id), []);
  const resource = useOpened(view.id);
  /** The quiz or poll whose answers are open next to the class. */
  const answers = useAnswers();
  const said = useSignal("");
  useUpkeep(live, api, said);
  // As last saved, kept while other tabs are open.
  const assistant = useSignal<Assisting>({
    prompt: view.prompt,
    limits: view.limits,
  });
  const removing = useSignal(false);
  /** This page requested the end. */
  const ends = useSignal(false);
  const picking = useSignal(false);
  const menu = useSignal<OpenMenu<Student> | null>(null);
  /** The open list of waiting items. */
  const waits = useSignal<WaitKind | null>(null);
  const board = useMemo(() => new BoardView(), []);
  /** Closes an open conversation even if `answers` is unchanged. */
  const seeAnswers = (check: string) => {
    board.viewed.value = null;
    answers.value = check;
  };
  // Opening a list or answers closes the conversation, and each other.
  useSignalEffect(() => {
    if (waits.value !== null) answers.value = null;
    board.viewed.value = null;
  });
  useSignalEffect(() => {
    if (answers.value === null) return;
    waits.value = null;
    board.viewed.value = null;
  });

  const info = live.info.value;
  const now = live.slowNow.value;
  useLiveTitle(info.name, view.name);
  const members = live.members.value;
  const session = live.session.value;
  const requests = session?.staff?.waiting.value ?? {};
  const { present } = useMemo(() => studentsAmong(members), [members]);
  const online = present.filter(({ id }) => live.online.value.has(id)).length;
  const lastKnown = live.lastKnown.value === null
    ? null
    : writeTime(live.lastKnown.value, "hour", zone);
  const { rush, close } = useRush(present, info, live.now, requests);
  const idle = info.state !== "active";
  /** Things are prepared until the start; open parts stay open at it (S-7). */
  const isAhead = info.state === "scheduled";
  const wasAhead = useRef(isAhead);
  useEffect(() => {
    if (wasAhead.current && info.state === "active") said.value = ahead.started;
    wasAhead.current = isAhead;
  }, [info.state]);
  useEffect(() => {
    if (info.state === "active") ends.value = false;
  }, [info.state]);
  useEffect(() => {
    // A new class starts with its code.
    if (info.state !== "active" || present.length > 0) return;
    announce(deskText.code({ code: spellCode(view.code) }), { topic: "code" });
  }, []);
  const ticketRuns = session?.staff != null &&
    session.part(ExitDesk).running.value !== null;
  useEffect(() => {
    // A failure from lost network no longer applies.
    if (live.status.value.state === "online") sharing.trouble.value = null;
  }, [live.status.value.state]);

  const isMenu = menu.value !== null;
  const lobby = useLobby(session, present, isMenu, props.begun || isAhead);

  const given = {
    students: present,
    online: live.online.value,
    idle: idle && !isAhead,
    ahead: isAhead,
    zone,
    clock: live.now,
  };
  const lesson = liveClass(session, { ...given, actions: sharing });
  /** For the bar; refusals appear among the page's notices. */
  const lessonNow = liveClass(session, { ...given, actions: api });
  /** For the part next to the class, which shows its own notices. */
  const lessonBeside = liveClass(session, { ...given, actions: asking });

  const change = async (change: ActInput<"PATCH /">) =>
    await api.act("PATCH /", change) !== null;
  const eyesOnMe = (eyesOnMe: { text: string } | null) => change({ eyesOnMe });
  const isOwner = view.seat === "owner";
  const tell = (words: string) => void (said.value = words);

  const gone = useGone(live.session);
  if (gone || isSignedOut(live.status.value)) {
    return (
      <div class="desk">
        <DeskBar title={info.name} />
        <div class="desk-main">
          {gone ? <GoneView {...gone} /> : <SignedOut />}
        </div>
      </div>
    );
  }
  const crowd = rush && (
    <Crowd
      rush={rush}
      locked={info.joinLocked}
      zone={zone}
      onLock={(joinLocked) => change({ joinLocked })}
      onRemove={() => removing.value = true}
      onClose={close}
    />
  );
  const { qr, reach } = props, { code, link } = view;
  const joining = { session: view.id, code, link, qr, reach };
  const ofClass = {
    seat,
    view: board,
    zone,
    members,
    rendered: props.board,
    online: live.online.value,
    lastKnown,
    collect: view.collect,
    startsAt: info.startsAt,
    now,
    live: true,
  };
  return (
    <div class="desk" data-ahead={isAhead}>
      <p class="visually-hidden" aria-live="polite">{said.value}</p>
      <DeskBar
        title={info.name}
        of={props.of && coTeacher.line({ name: props.of })}
        state={!isAhead && (
          <StatusRow
            // The code shows the lock.
            info={{ ...info, joinLocked: false }}
            now={live.now}
            online={online}
            all={present.length}
            lastKnown={lastKnown}
            observing={observingWords(members)}
          />
        )}
      >
        {!isAhead && (
          <>
            <CodeChip
              {...joining}
              locked={info.joinLocked}
              besides={lobby.isOpen}
              onLock={(joinLocked) => change({ joinLocked })}
            />
            <AskButton
              session={view.id}
              students={present.length}
              disabled={idle || !lesson}
              onAsked={seeAnswers}
            />
            <EyesSwitch
              on={info.eyesOnMe != null}
              // The bar has the button that ends it.
              whileOn={eyes.name}
              disabled={idle}
              onChange={eyesOnMe}
            />
          </>
        )}
        <ChatPanel
          session={view.id}
          member={view.member}
          role="teacher"
          as="teacher"
          epoch={start.epoch}
          home
          ahead={view.state === "scheduled"}
        />
        {!isAhead && (
          <DeskMenu
            session={view.id}
            idle={idle}
            mayEnd={!idle && !ticketRuns}
            onExtend={async (minutes) => {
              const { ok } = await api.add("POST /extend", { minutes });
              if (ok) tell(t.extended({ minutes }));
            }}
            onEnd={async () => {
              // Before the reply: the document's change can arrive first.
              ends.value = true;
              if (await api.act("POST /end") === null) ends.value = false;
            }}
          >
            <Button
              look="bare"
              title={pick.hint}
              disabled={idle || !session}
              onClick={() => picking.value = true}
            >
              <DiceIcon />
              {pick.name}
            </Button>
          </DeskMenu>
        )}
      </DeskBar>
      {!isAhead && (
        <div class="desk-line">
          <NowBar
            live={live}
            lesson={lessonNow}
            onSee={seeAnswers}
            onOpen={(id) => {
              resource.value = id;
              showPart("resources");
            }}
            onEyes={eyesOnMe}
          />
          <Strip
            session={session}
            members={members}
            crowd={rush !== null}
            opened={waits}
            over={board.viewed}
          />
        </div>
      )}
      <div class="desk-place">
        <div class="desk-call">
          <CallPlace session={session} />
        </div>
        <div class="desk-main">
          {isAhead && (
            <div class="stack">
              <ScheduledHead
                api={api}
                info={info}
                now={live.now.value}
                zone={zone}
                requests={requests}
                other={props.other ?? null}
                owner={isOwner}
                series={props.series ?? []}
                onSaid={tell}
              />
              <JoinCode {...joining} shown />
            </div>
          )}
          <Tabs
            apart={isAhead ? undefined : "settings"}
            tools={isAhead ? {} : {
              students: () => (
                <BoardTools
                  seat={seat}
                  view={board}
                  present={lobby.isOpen ? 0 : present.length}
                  held
                >
                  <QuickGroupsButton session={session} told={actions.done} />
                </BoardTools>
              ),
            }}
            parts={{
              students: () => (
                <StudentsPart
                  session={session}
                  ofClass={{ ...ofClass, waits }}
                  isAhead={isAhead}
                  {...{ joining, lobby, menu, actions }}
                  owns={isOwner}
                />
              ),
              groups: () => (
                <Board
                  {...{ id: view.id, session, zone, lastKnown }}
                  told={actions.done}
                />
              ),
              resources: () => (
                <ResourcesTab {...{ lesson, opened: resource }} floats />
              ),
              // The assistant answers only after the start.
              ...!isAhead && {
                assistant: () => (
                  <>
                    <div class="class-assistant">
                      <Switch
                        id="pause-assistant"
                        label={review.settings.pause}
                        hint={review.settings.pauseHint}
                        on={info.assistantPaused}
                        disabled={idle}
                        onChange={(assistantPaused) =>
                          change({ assistantPaused })}
                      />
                      <Button look="small" onClick={() => showPart("settings")}>
                        <SettingsIcon />
                        {review.settings.more}
                      </Button>
                    </div>
                    <div class="own-assistant">
                      <AssistantView
                        assistant={session?.part(OwnAssistant) ?? null}
                        seen="own-teacher"
                      />
                    </div>
                  </>
                ),
              },
              settings: () => (
                <DeskSettings
                  view={view}
                  start={start}
                  assistant={assistant}
                  staff={session?.staff ?? null}
                  info={info}
                  members={members}
                  present={present.length}
                  onRemoveSince={() => removing.value = true}
                  onChange={change}
                >
                  {props.children}
                </DeskSettings>
              ),
            }}
          />
        </div>
        <DeskAside
          waits={waits}
          answers={answers}
          lesson={lessonBeside}
          session={session}
          ofClass={ofClass}
          api={api}
          crowd={crowd}
        />
      </div>
      <DeskNotices
        live={live}
        api={api}
        actions={actions}
        owns={isOwner}
        ends={ends.value}
        done={props.done}
        onEyes={eyesOnMe}
        onSaid={tell}
      />
      {lesson && !isAhead && <AnnouncedAnswers lesson={lesson} />}
      {session && picking.value && (
        <PickDialog
          session={session}
          onClose={() => picking.value = false}
        />
      )}
      {removing.value && (
        <RemoveSince
          present={present}
          rush={rush}
          now={live.now.peek()}
          zone={zone}
          actions={actions}
          onClose={() => removing.value = false}
        />
      )}
      <MemberTools
        menu={menu}
        session={session}
        members={members}
        rooms={session?.facts.rooms.value ?? {}}
        online={live.online.value}
        actions={actions}
        owns={isOwner}
      />
    </div>
  );
}
