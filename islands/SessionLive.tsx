/** The teacher's page of a running or scheduled class. */
import type { ComponentChildren } from "preact";
import { isSignedOut } from "../components/accounts/signed_out.ts";
import { CallPlace } from "../components/calls/CallPlace.tsx";
import { AnnouncedAnswers } from "../components/checks/live/AnnouncedAnswers.tsx";
import { PickDialog } from "../components/checks/pick/PickStudent.tsx";
import {
  type Desk,
  type DeskProps,
  useDesk,
} from "../components/desk/desk_state.ts";
import { DeskAside } from "../components/desk/DeskAside.tsx";
import { DeskBar } from "../components/desk/DeskBar.tsx";
import { DeskHead } from "../components/desk/DeskHead.tsx";
import { DeskNotices } from "../components/desk/DeskNotices.tsx";
import {
  boardOf,
  DeskTabs,
  ScheduledPart,
} from "../components/desk/DeskTabs.tsx";
import { SignedOut } from "../components/desk/Notices.tsx";
import type {
  OtherClass,
  SeriesClass,
} from "../components/desk/scheduled/ScheduledHead.tsx";
import { Crowd } from "../components/people/Crowd.tsx";
import { MemberTools } from "../components/people/MemberTools.tsx";
import { RemoveSince } from "../components/people/RemoveSince.tsx";
import { useGone } from "../components/people/staff/dismissed.ts";
import { GoneView } from "../components/people/staff/GoneView.tsx";
import ChatPanel from "./ChatPanel.tsx";
import "../components/desk/desk.css";

interface SessionLiveProps extends DeskProps {
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
  /** Content at the end of the settings. */
  children?: ComponentChildren;
}

export default function SessionLive(props: SessionLiveProps) {
  const desk = useDesk(props);
  const { view, live, session, isScheduled } = desk;
  const gone = useGone(live.session);
  if (gone || isSignedOut(live.status.value)) {
    return (
      <div class="desk">
        <DeskBar title={desk.info.name} />
        <div class="desk-main">
          {gone ? <GoneView {...gone} /> : <SignedOut />}
        </div>
      </div>
    );
  }
  return (
    <div class="desk" data-ahead={isScheduled}>
      <p class="visually-hidden" aria-live="polite">{desk.announced.value}</p>
      <DeskHead
        desk={desk}
        of={props.of}
        chat={
          <ChatPanel
            session={view.id}
            member={view.member}
            role="teacher"
            as="teacher"
            epoch={props.start.epoch}
            home
            ahead={view.state === "scheduled"}
          />
        }
      />
      <div class="desk-place">
        <div class="desk-call">
          <CallPlace session={session} />
        </div>
        <div class="desk-main">
          {isScheduled && (
            <ScheduledPart
              desk={desk}
              other={props.other ?? null}
              series={props.series ?? []}
            />
          )}
          <DeskTabs desk={desk}>{props.children}</DeskTabs>
        </div>
        <DeskAside
          waits={desk.waits}
          answers={desk.answers}
          lesson={desk.lessonAside}
          session={session}
          ofClass={boardOf(desk)}
          api={desk.api}
          crowd={desk.rush.rush && <CrowdNotice desk={desk} />}
        />
      </div>
      <DeskNotices
        live={live}
        api={desk.api}
        actions={desk.actions}
        owns={desk.isOwner}
        ends={desk.endsHere.value}
        done={props.done}
        onEyes={desk.changeEyesOnMe}
        onSaid={(words) => desk.announced.value = words}
      />
      {desk.lesson && !isScheduled && <AnnouncedAnswers lesson={desk.lesson} />}
      <DeskDialogs desk={desk} />
    </div>
  );
}

/** Many are joining just now. */
function CrowdNotice({ desk }: { desk: Desk }) {
  const { rush, close } = desk.rush;
  return rush && (
    <Crowd
      rush={rush}
      locked={desk.info.joinLocked}
      zone={desk.zone}
      onLock={(joinLocked) => desk.change({ joinLocked })}
      onRemove={() => desk.isRemoving.value = true}
      onClose={close}
    />
  );
}

/** The dialogs that lie over the page, and the menu of a student. */
function DeskDialogs({ desk }: { desk: Desk }) {
  const { session, actions, isPicking, isRemoving } = desk;
  return (
    <>
      {session && isPicking.value && (
        <PickDialog
          session={session}
          onClose={() => isPicking.value = false}
        />
      )}
      {isRemoving.value && (
        <RemoveSince
          present={desk.present}
          rush={desk.rush.rush}
          now={desk.live.now.peek()}
          zone={desk.zone}
          actions={actions}
          onClose={() => isRemoving.value = false}
        />
      )}
      <MemberTools
        menu={desk.menu}
        session={session}
        members={desk.members}
        rooms={session?.facts.rooms.value ?? {}}
        online={desk.online}
        actions={actions}
        owns={desk.isOwner}
      />
    </>
  );
}
