/**
 * A student's class page: header with chat, assistant and portal, tabs; the last page after the class or removal (S-5,
 * J-4).
 */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect } from "preact/hooks";
import type { ClassPageHeader } from "../classroom/model/class_page_header.ts";
import { OwnAssistant } from "../components/assistant/own_assistant.ts";
import {
  AssistantView,
  type StarterPrompt,
} from "../components/assistant/AssistantView.tsx";
import type { EarlierConversation } from "../components/assistant/ConversationList.tsx";
import { CallBarSlot } from "../components/calls/CallBarSlot.tsx";
import { Chat } from "../components/chat/chat.ts";
import { ChatPanelFrame } from "../components/chat_panel/ChatPanelFrame.tsx";
import { roomRequest } from "../components/chat/panel_requests.ts";
import { useExitTicket } from "../components/checks/exit/use_exit_ticket.ts";
import { TeacherMessageLine } from "../components/class_page/TeacherMessageLine.tsx";
import { ClassTabs } from "../components/class_page/ClassTabs.tsx";
import { ClassCountdown } from "../components/class_page/ClassCountdown.tsx";
import {
  type MemberSeat,
  type OpenedClass,
  useOpenedClass,
} from "../components/class_page/open_class.ts";
import { StudentMenu } from "../components/class_page/StudentMenu.tsx";
import type { ClassSession } from "../components/client/class_session.ts";
import { HeldCommandsNotice } from "../components/client/HeldCommandsNotice.tsx";
import { describeBlockedConnection } from "../components/client/connection_status.ts";
import { NoteAnswerPlace } from "../components/notes/NoteAnswerPlace.tsx";
import { NoteDialogPlace } from "../components/notes/NoteDialogPlace.tsx";
import { useLeaveWarning } from "../components/page/leave_warning.ts";
import { useTranslationWatch } from "../components/page/use_translation.ts";
import { GroupArrivalPlace } from "../components/groups/GroupArrivalPlace.tsx";
import {
  ResourcesFrame,
  useResourceParts,
} from "../components/class_page/resources/ResourcesFrame.tsx";
import { useResourcePlace } from "../components/resources/class/resource_place.ts";
import type { BreakoutTimer } from "../components/groups/BreakoutTimer.tsx";
import { announce } from "../components/ui/announce.ts";
import { missingPartCount } from "../components/ui/load_part.ts";
import { useLazyPart } from "../components/ui/use_lazy_part.ts";
import { localPath } from "../locales/local_path.ts";
import { removeDoubledStops } from "../locales/doubled_stops.ts";
import { frame } from "texts/everywhere.ts";
import { classPage as t } from "texts/sessions_class.ts";
import "../components/class_page/class_page.css";

interface Props extends MemberSeat {
  readonly title: string;
  readonly name: string;
  readonly hasRejoined: boolean;
  /** Whether the name was taken, so that a number was added. */
  readonly isRenamed: boolean;
  /** Whether the student joined by name alone and a teacher has confirmed the device since. */
  readonly isLetIn: boolean;
  /** A teacher's name, and the last message from any teacher. */
  readonly head: ClassPageHeader;
  /** The code of the link that has let the student in without a name (J-1). */
  readonly atOnce?: string;
  /** Whether staff can read conversations. */
  readonly isCollected: boolean;
  /** Whether a second adult is alerted to what no teacher takes in time (T-2). */
  readonly hasAlerts: boolean;
  /** The student's conversations in the repeated class. */
  readonly earlier: readonly EarlierConversation[];
  readonly starters: readonly StarterPrompt[];
  /** The operator's text about where to find help. */
  readonly help?: string;
}

export default function ClassPage(props: Props) {
  const { member, role, cookieRole } = props;
  useTranslationWatch();
  const opened = useOpenedClass(props);
  // False until the chat panel has read its stored state.
  const isChatClosed = useSignal(false);
  const session = opened.session.value;
  const chat = session?.part(Chat) ?? null;
  const isOffline = chat?.status.value.state === "offline";
  useLeaveWarning(isOffline);
  const info = session?.facts.info.value;
  const isOver = info?.state === "ended";
  const name = session?.facts.members.value[member]?.name ?? props.name;
  const line = info?.eyesOnMe;
  const eyes = useLazyPart(
    cookieRole === "member" && line != null,
    () => import("../components/class_page/EyesOnMeCover.tsx"),
  );
  const exit = useExitTicket(cookieRole === "member" ? session : null);
  const over = useLazyPart(
    opened.exit.value !== null,
    () => import("../components/class_page/LeftClassView.tsx"),
  );
  const place = useResourcePlace();
  const portal = useResourceParts(role === "student" ? session : null, place);
  const welcome = useWelcome(props, opened, name);
  const observing = useObserving(session);
  if (opened.exit.value) {
    return over
      ? <over.LeftClassView session={props.session} {...opened.exit.value} />
      : <p role="status">{missingPartCount.value > 0 && frame.missingPart}</p>;
  }
  const notices = noticesOf(chat);
  return (
    <div class="class-page" data-of={role}>
      <a class="skip" href="#main">{frame.skip}</a>
      {eyes && line && session && !isOver && (
        <eyes.EyesOnMeCover
          session={session}
          line={line.text}
          isOffline={isOffline}
        />
      )}
      {exit && session && <exit.ExitTicketView session={session} />}
      {session && !isOver && <HeldCommandsNotice session={session} />}
      {session && !isOver && cookieRole === "member" && (
        <NoteDialogPlace session={session} hasAlerts={props.hasAlerts} />
      )}
      <ChatPanelFrame
        chat={chat}
        closed={isChatClosed}
        above={
          <>
            {portal && session && (
              <>
                <portal.ResourceNewsAnnouncer session={session} place={place} />
                <portal.AskedLinePart session={session} place={place} />
                <portal.AskedCardPart
                  session={session}
                  place={place}
                  isInBottomSheet
                />
              </>
            )}
            {observing}
            {notices}
            {session && <ClassCountdown session={session} />}
          </>
        }
        news={portal && session && (
          <portal.ResourceNewsNotice session={session} place={place} />
        )}
        wrapButton={(chatButton) => (
          <Header
            {...{ props, session, name, isOver, isChatClosed, observing }}
            chatButton={chatButton}
          />
        )}
      />
      {portal && session && !isOver && (
        <portal.AskedCardPart session={session} place={place} />
      )}
      <main class="class-main" id="main" tabIndex={-1}>
        <div class="class-notices">{notices}</div>
        <StatusLines {...{ props, session, chat, isChatClosed, welcome }} />
        {isOver
          ? <h2 class="class-over">{t.isOver}</h2>
          : role === "student"
          ? (
            <ResourcesFrame session={session} place={place} parts={portal}>
              <Assistant {...{ props, session }} />
            </ResourcesFrame>
          )
          : <Assistant {...{ props, session }} />}
      </main>
      {role === "student" && !isOver && (
        <ClassTabs
          chat={chat}
          assistant={session?.part(OwnAssistant) ?? null}
          portal={place}
        />
      )}
    </div>
  );
}

/** The greeting, news of a group and a teacher's answer come one after the other. */
function StatusLines(
  { props, session, chat, isChatClosed, welcome }: {
    props: Props;
    session: ClassSession | null;
    chat: Chat | null;
    isChatClosed: Signal<boolean>;
    welcome: ComponentChild;
  },
) {
  const isFree = chat && isChatClosed.value && !welcome;
  return (
    <div class="class-line-place">
      {props.role === "student" && (
        <TeacherMessageLine chat={chat} head={props.head} />
      )}
      <div class="arrival-place">{welcome}</div>
      {isFree && (
        <GroupArrivalPlace
          chat={chat}
          onFollow={() => roomRequest.value = chat.currentRoom.peek().id}
        />
      )}
      {isFree && props.cookieRole === "member" && chat.arrival.value === null &&
        <NoteAnswerPlace session={chat.session} />}
      <CallBarSlot session={session} />
    </div>
  );
}

const greetingMs = 5_000;

/** The greeting, for a moment; announced once. Falsy: it is over. */
function useWelcome(
  { cookieRole, hasRejoined, isRenamed, returns, isLetIn, atOnce }: Props,
  { isNewMember, session: { value: session } }: OpenedClass,
  name: string,
): ComponentChild {
  const isRead = useSignal(false);
  const entry = useLazyPart(
    !!atOnce,
    () => import("../components/class_page/JoinedAtOnce.tsx"),
  );
  const greeting = hasRejoined
    ? removeDoubledStops(t.welcomeBack({ name }))
    : isRenamed
    ? removeDoubledStops(t.renamed({ name }))
    : isNewMember.value
    ? isLetIn ? removeDoubledStops(t.letIn({ name })) : t.became({ name })
    : null;
  useEffect(() => {
    if (cookieRole !== "member") return;
    const words = greeting ?? (returns ? null : t.isIn({ name }));
    if (words) announce({ words, quotes: [name] }, { topic: "greeting" });
  }, [greeting]);
  // The part has a time of its own, but may fail to load.
  useEffect(() => {
    if (cookieRole !== "member" || entry) return;
    const timer = setTimeout(() => isRead.value = true, greetingMs);
    return () => clearTimeout(timer);
  }, [greeting, entry]);
  return !isRead.value &&
    (entry && session
      ? <entry.JoinedAtOnce {...{ session, name, atOnce, greeting, isRead }} />
      : greeting && (
        <div class="row arrival">
          <p>{greeting}</p>
        </div>
      ));
}

function useObserving(session: ClassSession | null): ComponentChild {
  const part = useLazyPart(
    Object.values(session?.facts.members.value ?? {}).some((member) =>
      member.role === "observer"
    ),
    () => import("../components/people/staff/ObserversNotice.tsx"),
  );
  return part && session && <part.ObserversNotice session={session} />;
}

/** Notices of a blocking network, and of parts that did not load. */
function noticesOf(chat: Chat | null): ComponentChild {
  const blocked = describeBlockedConnection(chat?.status.value);
  return (
    <>
      {blocked && <p class="class-notice" role="status">{blocked}</p>}
      {missingPartCount.value > 0 && (
        <p class="class-notice" role="status">{frame.missingPart}</p>
      )}
    </>
  );
}

function Header(
  { props, session, name, isOver, isChatClosed, observing, chatButton }: {
    props: Props;
    session: ClassSession | null;
    name: string;
    isOver: boolean;
    isChatClosed: Signal<boolean>;
    observing: ComponentChild;
    chatButton: ComponentChild;
  },
) {
  const facts = session?.facts;
  const { endsAt, stopsAt } = facts?.breakouts.value ?? {};
  const clock = useLazyPart(
    (stopsAt ?? endsAt) !== undefined,
    () => import("../components/groups/BreakoutTimer.tsx"),
  );
  const title = facts?.info.value.name ?? props.title;
  return (
    <header class="class-head">
      <div class="class-name">
        <h1 title={title}>{title}</h1>
        {props.head.teacher && <p class="quiet">{props.head.teacher}</p>}
      </div>
      {session && <ClassCountdown session={session} />}
      {observing}
      {clock && session && !isOver && (
        <ClassClock
          Timer={clock.BreakoutTimer}
          session={session}
          isChatClosed={isChatClosed.value}
        />
      )}
      <div class="class-tools">
        {chatButton}
        {props.cookieRole === "member"
          ? <StudentMenu session={session} name={name} />
          : (
            <a
              class="button bare"
              href={localPath(`/teacher/sessions/${props.session}`)}
            >
              {t.teacherPage}
            </a>
          )}
      </div>
    </header>
  );
}

/** Hidden while the open chat has groups: their tabs have the clock. */
function ClassClock({ Timer, session, isChatClosed }: {
  Timer: typeof BreakoutTimer;
  session: ClassSession;
  isChatClosed: boolean;
}) {
  const { groupRooms } = session.part(Chat);
  const isShown = isChatClosed || groupRooms.value.length === 0;
  return (
    <div class="class-clock" data-shown={isShown}>
      <Timer session={session} isShown={isShown} />
    </div>
  );
}

function Assistant(
  { props, session }: { props: Props; session: ClassSession | null },
) {
  const {
    cookieRole,
    isCollected,
    earlier,
    hasAlerts,
    help,
    name,
    alias,
    starters,
  } = props;
  return (
    <AssistantView
      assistant={session?.part(OwnAssistant) ?? null}
      {...{ earlier, hasAlerts, help, starters }}
      waits={alias && name}
      readers={cookieRole === "teacher"
        ? "own-teacher"
        : isCollected
        ? "staff"
        : "nobody"}
    />
  );
}
