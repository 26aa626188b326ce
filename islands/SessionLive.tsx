import type { ComponentChildren } from "preact";
import { isSignedOut } from "../components/accounts/signed_out.ts";
import { CallBarSlot } from "../components/calls/CallBarSlot.tsx";
import { AnswerAnnouncements } from "../components/checks/live/AnswerAnnouncements.tsx";
import { PickStudentDialog } from "../components/checks/pick/PickStudentDialog.tsx";
import {
  type DeskProps,
  type DeskState,
  useDesk,
} from "../components/desk/desk_state.ts";
import { DeskSidePanel } from "../components/desk/DeskSidePanel.tsx";
import { DeskBar } from "../components/desk/DeskBar.tsx";
import { DeskHeader } from "../components/desk/DeskHeader.tsx";
import { DeskNotices } from "../components/desk/DeskNotices.tsx";
import {
  DeskTabs,
  ScheduledPart,
  studentBoardProps,
} from "../components/desk/DeskTabs.tsx";
import { SignedOutNotice } from "../components/desk/ConnectionNotices.tsx";
import type {
  OtherClass,
  SeriesClass,
} from "../components/desk/scheduled/ScheduledClassHeader.tsx";
import { JoinRushNotice } from "../components/people/JoinRushNotice.tsx";
import { MemberTools } from "../components/desk/MemberTools.tsx";
import { RemoveSinceDialog } from "../components/people/RemoveSinceDialog.tsx";
import { useAccessEnd } from "../components/desk/access_end.ts";
import { AccessEndedView } from "../components/desk/AccessEndedView.tsx";
import ChatPanel from "./ChatPanel.tsx";
import "../components/desk/desk.css";

interface SessionLiveProps extends DeskProps {
  /** The owner's name if the class is a colleague's (S-9). */
  ownerName?: string;
  /**
   * For a scheduled class: the teacher's running class, and later classes of
   * the series.
   */
  otherClass?: OtherClass | null;
  series?: readonly SeriesClass[];
  /** A notice of what was done on the page before. */
  previousAction?: string;
  /** Content at the end of the settings. */
  children?: ComponentChildren;
}

export default function SessionLive(props: SessionLiveProps) {
  const desk = useDesk(props);
  const { view, live, session, isScheduled } = desk;
  const gone = useAccessEnd(live.session);
  if (gone || isSignedOut(live.status.value)) {
    return (
      <div class="desk">
        <DeskBar title={desk.info.name} />
        <div class="desk-main">
          {gone ? <AccessEndedView {...gone} /> : <SignedOutNotice />}
        </div>
      </div>
    );
  }
  return (
    <div
      class="desk"
      data-ahead={isScheduled}
      data-waits={desk.waits.value ?? undefined}
    >
      <p class="visually-hidden" aria-live="polite">{desk.announced.value}</p>
      <DeskHeader
        desk={desk}
        ownerName={props.ownerName}
        crowd={desk.rush.rush && <CrowdNotice desk={desk} />}
        chat={
          <ChatPanel
            session={view.id}
            member={view.member}
            role="teacher"
            cookieRole="teacher"
            epoch={props.start.epoch}
            isHome
            isAhead={view.state === "scheduled"}
          />
        }
      />
      <div class="desk-place">
        <div class="desk-main">
          {isScheduled && (
            <ScheduledPart
              desk={desk}
              otherClass={props.otherClass ?? null}
              series={props.series ?? []}
            />
          )}
          <DeskTabs desk={desk}>{props.children}</DeskTabs>
        </div>
        <DeskSidePanel
          answers={desk.answers}
          lesson={desk.lessonAside}
          ofClass={studentBoardProps(desk)}
        />
        <div class="desk-call">
          <CallBarSlot session={session} place="desk" />
        </div>
      </div>
      <DeskNotices
        live={live}
        api={desk.api}
        actions={desk.actions}
        isOwner={desk.isOwner}
        isEndedHere={desk.endsHere.value}
        previousAction={props.previousAction}
        onEyes={desk.changeEyesOnMe}
        onSaid={(words) => desk.announced.value = words}
      />
      {desk.lesson && !isScheduled && (
        <AnswerAnnouncements lesson={desk.lesson} />
      )}
      <DeskDialogs desk={desk} />
    </div>
  );
}

function CrowdNotice({ desk }: { desk: DeskState }) {
  const { rush, close } = desk.rush;
  return rush && (
    <JoinRushNotice
      rush={rush}
      isLocked={desk.info.joinLocked}
      zone={desk.zone}
      onLock={(joinLocked) => desk.change({ joinLocked })}
      onRemove={() => desk.isRemoving.value = true}
      onClose={close}
    />
  );
}

function DeskDialogs({ desk }: { desk: DeskState }) {
  const { session, actions, isPicking, isRemoving } = desk;
  return (
    <>
      {session && isPicking.value && (
        <PickStudentDialog
          session={session}
          onClose={() => isPicking.value = false}
        />
      )}
      {isRemoving.value && (
        <RemoveSinceDialog
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
        isOwner={desk.isOwner}
      />
    </>
  );
}
