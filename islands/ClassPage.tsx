/**
 * A student's class page: head, assistant, portal, chat; the last page after
 * the class or removal (S-5, J-4). Rendered on the server first.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ClassHead } from "../classroom/model/class_head.ts";
import { OwnAssistant } from "../components/assistant/assistant.ts";
import {
  AssistantView,
  type Starter,
} from "../components/assistant/AssistantView.tsx";
import type { EarlierConversation } from "../components/assistant/ConversationList.tsx";
import { CallPlace } from "../components/calls/CallPlace.tsx";
import { Chat } from "../components/chat/chat.ts";
import { Panel } from "../components/chat/panel/Panel.tsx";
import { roomRequest } from "../components/chat/panel_requests.ts";
import { useExitTicket } from "../components/checks/exit/use_exit_ticket.ts";
import { ClassLine } from "../components/class_page/ClassLine.tsx";
import { ClassPlaces } from "../components/class_page/ClassPlaces.tsx";
import { Countdown } from "../components/class_page/Countdown.tsx";
import {
  type MemberSeat,
  type OpenedClass,
  useOpenedClass,
} from "../components/class_page/open_class.ts";
import { StudentMenu } from "../components/class_page/StudentMenu.tsx";
import type { ClassSession } from "../components/client/class_session.ts";
import { HeldNotice } from "../components/client/HeldNotice.tsx";
import { blockedWords } from "../components/client/status.ts";
import { useHeldPage } from "../components/page/held_page.ts";
import { useTranslation } from "../components/page/use_translation.ts";
import { ArrivalPlace } from "../components/people/joining/ArrivalPlace.tsx";
import {
  PortalFrame,
  usePortal,
} from "../components/sharing/class/PortalFrame.tsx";
import { usePortalPlace } from "../components/sharing/class/portal_place.ts";
import { announce } from "../components/ui/announce.ts";
import { CloseButton } from "../components/ui/Button.tsx";
import { missingParts } from "../components/ui/load_part.ts";
import { useLoaded } from "../components/ui/use_loaded.ts";
import { localPath } from "../locales/local_path.ts";
import { sentence } from "../locales/sentence.ts";
import { frame } from "texts/everywhere.ts";
import { classPage as t } from "texts/sessions_class.ts";
import "../components/class_page/class_page.css";

interface Props extends MemberSeat {
  readonly title: string;
  readonly name: string;
  /** Joined by name alone; a teacher has confirmed the device since. */
  readonly letIn: boolean;
  /** As in MemberPage. */
  readonly waits: boolean;
  /** The teacher, and their last message. */
  readonly head: ClassHead;
  /** Staff can read conversations. */
  readonly collect: boolean;
  /** Questions from the earlier class that this one continues. */
  readonly earlier: readonly EarlierConversation[];
  readonly starters: readonly Starter[];
}

export default function ClassPage(props: Props) {
  const { member, role, as } = props;
  useTranslation();
  const opened = useOpenedClass(props);
  const isChatClosed = useSignal(false);
  const session = opened.session.value;
  const chat = session?.part(Chat) ?? null;
  const isOffline = chat?.status.value.state === "offline";
  useHeldPage(isOffline);
  const info = session?.facts.info.value;
  const isOver = info?.state === "ended";
  const name = session?.facts.members.value[member]?.name ?? props.name;
  const line = info?.eyesOnMe;
  const eyes = useLoaded(
    as === "member" && line != null,
    () => import("../components/class_page/EyesOnMe.tsx"),
  );
  const exit = useExitTicket(as === "member" ? session : null);
  const over = useLoaded(
    opened.out.value !== null,
    () => import("../components/class_page/Over.tsx"),
  );
  const place = usePortalPlace();
  const portal = usePortal(role === "student" ? session : null, place);
  const welcome = useWelcome(props, opened, name, isChatClosed);
  const observing = useObserving(session);
  if (opened.out.value) {
    return over
      ? <over.Over session={props.session} {...opened.out.value} />
      : <p role="status">{missingParts.value > 0 && frame.missingPart}</p>;
  }
  const notices = noticesOf(chat);
  return (
    <div class="class-page" data-of={role}>
      <a class="skip" href="#main">{frame.skip}</a>
      {eyes && line && session && !isOver && (
        <eyes.EyesOnMe session={session} line={line.text} offline={isOffline} />
      )}
      {exit && session && <exit.ExitTicketView session={session} />}
      {session && !isOver && <HeldNotice session={session} />}
      <Panel
        chat={chat}
        closed={isChatClosed}
        above={
          <>
            {session && <Countdown session={session} />}
            {observing}
            {welcome}
            {notices}
            {portal && session && (
              <portal.Said session={session} place={place} />
            )}
          </>
        }
        news={portal && session && (
          <portal.News session={session} place={place} />
        )}
        around={(chatButton) => (
          <Header
            {...{ props, session, name, isOver, isChatClosed, observing }}
            chatButton={chatButton}
          />
        )}
      />
      <main class="class-main" id="main" tabIndex={-1}>
        {welcome}
        <div class="class-notices">{notices}</div>
        <div class="class-line-place">
          {role === "student" && <ClassLine chat={chat} head={props.head} />}
          {chat && isChatClosed.value && (
            <ArrivalPlace
              chat={chat}
              onFollow={() => roomRequest.value = chat.current.peek().id}
            />
          )}
          <CallPlace session={session} />
        </div>
        {isOver
          ? <h2 class="class-over">{t.isOver}</h2>
          : role === "student"
          ? (
            <PortalFrame session={session} place={place} parts={portal}>
              <Assistant {...{ props, session }} />
            </PortalFrame>
          )
          : <Assistant {...{ props, session }} />}
      </main>
      {role === "student" && !isOver && (
        <ClassPlaces
          chat={chat}
          assistant={session?.part(OwnAssistant) ?? null}
          portal={place}
        />
      )}
    </div>
  );
}

/** The greeting, until it is closed or the chat opens; announced once. */
function useWelcome(
  { as, rejoined, renamed, returns, letIn }: Props,
  { became }: OpenedClass,
  name: string,
  isChatClosed: Signal<boolean>,
): ComponentChild {
  const isRead = useSignal(false);
  const wasClosed = useRef(false);
  useSignalEffect(() => {
    if (isChatClosed.value) wasClosed.current = true;
    else if (wasClosed.current) isRead.value = true;
  });
  const greeting = rejoined
    ? sentence(t.welcomeBack({ name }))
    : renamed
    ? sentence(t.renamed({ name }))
    : became.value
    ? letIn ? sentence(t.letIn({ name })) : t.became({ name })
    : null;
  useEffect(() => {
    if (as !== "member") return;
    const words = greeting ?? (returns ? null : t.isIn({ name }));
    if (words) announce({ words, quotes: [name] }, { topic: "greeting" });
  }, [greeting]);
  return greeting && !isRead.value && (
    <div class="class-welcome row">
      <p>{greeting}</p>
      <CloseButton look="small" onClick={() => isRead.value = true} />
    </div>
  );
}

/** The line about observers. */
function useObserving(session: ClassSession | null): ComponentChild {
  const members = session?.facts.members.value;
  const part = useLoaded(
    Object.values(members ?? {}).some((it) => it.role === "observer"),
    () => import("../components/people/staff/Observing.tsx"),
  );
  return part && members && <part.Observing members={members} />;
}

/** Notices of a blocking network, and of parts that did not load. */
function noticesOf(chat: Chat | null): ComponentChild {
  const blocked = blockedWords(chat?.status.value);
  return (
    <>
      {blocked && <p class="class-welcome" role="status">{blocked}</p>}
      {missingParts.value > 0 && (
        <p class="class-welcome" role="status">{frame.missingPart}</p>
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
  const { open, endsAt, stopsAt } = facts?.breakouts.value ?? {};
  const clock = useLoaded(
    open === true && (stopsAt ?? endsAt) !== undefined,
    () => import("../components/groups/Timer.tsx"),
  );
  const title = facts?.info.value.name ?? props.title;
  return (
    <header class="class-head">
      <div class="class-name">
        <h1 title={title}>{title}</h1>
        {props.head.teacher && <p class="quiet">{props.head.teacher}</p>}
      </div>
      {session && <Countdown session={session} />}
      {observing}
      {clock && session && !isOver && (
        <div class="class-clock" data-shown={isChatClosed.value}>
          <clock.Timer session={session} isShown={isChatClosed.value} />
        </div>
      )}
      <div class="class-tools">
        {chatButton}
        {props.as === "member"
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

function Assistant(
  { props, session }: { props: Props; session: ClassSession | null },
) {
  const { as, collect, earlier, starters, waits } = props;
  return (
    <AssistantView
      assistant={session?.part(OwnAssistant) ?? null}
      {...{ earlier, starters, waits }}
      seen={as === "teacher" ? "own-teacher" : collect ? "staff" : "nobody"}
    />
  );
}
