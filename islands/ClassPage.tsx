/**
 * A student's class page: head, assistant, portal, chat; after the class or
 * removal, the last page (S-5, J-4). Rendered on the server first.
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { OwnAssistant } from "../components/assistant/assistant.ts";
import {
  AssistantView,
  type Starter,
} from "../components/assistant/AssistantView.tsx";
import type { EarlierConversation } from "../components/assistant/ConversationList.tsx";
import { ArrivalPlace } from "../components/people/joining/ArrivalPlace.tsx";
import { CallPlace } from "../components/calls/CallPlace.tsx";
import { Chat } from "../components/chat/chat.ts";
import { ClassSession } from "../components/client/class_session.ts";
import { useHeldPage } from "../components/page/held_page.ts";
import { useTranslation } from "../components/page/use_translation.ts";
import type { ClassHead } from "../classroom/model/class_head.ts";
import type { Seat } from "../components/client/seat.ts";
import type { Staff } from "../components/client/staff.ts";
import { Panel } from "../components/chat/panel/Panel.tsx";
import { roomRequest } from "../components/chat/panel_requests.ts";
import { useExitTicket } from "../components/checks/exit/use_exit_ticket.ts";
import { ClassLine } from "../components/class_page/ClassLine.tsx";
import { ClassPlaces } from "../components/class_page/ClassPlaces.tsx";
import { Countdown } from "../components/class_page/Countdown.tsx";
import {
  clearDevice,
  loadAgain,
  type WhyNotInClass,
  whyOut,
} from "../components/class_page/way_out.ts";
import {
  PortalFrame,
  usePortal,
} from "../components/sharing/class/PortalFrame.tsx";
import { usePortalPlace } from "../components/sharing/class/portal_place.ts";
import { announce } from "../components/ui/announce.ts";
import { CloseButton } from "../components/ui/Button.tsx";
import { loadPart, missingParts } from "../components/ui/load_part.ts";
import { useLoaded } from "../components/ui/use_loaded.ts";
import { takeOverFormerSelf } from "../components/class_page/former.ts";
import { StudentMenu } from "../components/class_page/StudentMenu.tsx";
import { isSignedOut } from "../components/accounts/signed_out.ts";
import { signedOutHere } from "../components/accounts/sign_in.ts";
import { stillIn } from "../components/client/membership.ts";
import { blockedWords } from "../components/client/status.ts";
import { frame } from "texts/everywhere.ts";
import { classPage as t } from "texts/sessions_class.ts";
import { HeldNotice } from "../components/client/HeldNotice.tsx";
import "../components/class_page/class_page.css";
import { sentence } from "../locales/sentence.ts";
import { localPath } from "../locales/local_path.ts";

interface Props extends Seat {
  readonly title: string;
  readonly name: string;
  readonly rejoined: boolean;
  /** The student had been in the class before. */
  readonly returns: boolean;
  /** The merged member that this browser's cookie names. */
  readonly by?: string;
  /** Joined by name alone, and admitted by the teacher since. */
  readonly letIn: boolean;
  /** As in MemberPage. */
  readonly waits: boolean;
  /** The name was taken, so a number was added. */
  readonly renamed: boolean;
  /** The teacher, and their last message. */
  readonly head: ClassHead;
  /** Staff can read conversations. */
  readonly collect: boolean;
  /** Questions from the earlier class that this one continues. */
  readonly earlier: readonly EarlierConversation[];
  /** Suggested starts of questions. */
  readonly starters: readonly Starter[];
}

export default function ClassPage(props: Props) {
  const { session: id, member, own, role, as, epoch, rejoined, renamed } =
    props;
  useTranslation();
  const opened = useSignal<ClassSession | null>(null);
  /** The teacher merged this member, or undid that, since the last visit. */
  const became = useSignal(false);
  const chatClosed = useSignal(false);
  /** The greeting was closed. */
  const greeted = useSignal(false);
  const out = useSignal<{ why: WhyNotInClass; unsent: string[] } | null>(null);

  // From the back-forward cache the page may show another member.
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", onShow);
    return () => removeEventListener("pageshow", onShow);
  }, []);

  useEffect(() => {
    const seat = { session: id, member, own, role, as, epoch };
    let closed = false;
    const begin = (StaffKind?: typeof Staff) => {
      if (closed) return;
      opened.value = new ClassSession(seat, props.returns, StaffKind);
    };
    const former = as === "member" ? takeOverFormerSelf(seat, props.by) : null;
    if (as === "teacher") {
      void loadPart(() => import("../components/client/staff.ts"))
        .then((it) => begin(it.Staff));
    } else if (former === null) begin();
    else {
      became.value = true;
      import("../components/class_page/take_over.ts")
        .then(({ takeOverFrom }) => takeOverFrom(former, seat, props.by))
        .then(() => begin(), () => begin());
    }
    // Removes the query, so that a reload does not greet again.
    if (rejoined || renamed) {
      history.replaceState(history.state, "", location.pathname);
    }
    return () => {
      closed = true;
      opened.peek()?.close();
    };
  }, [id, member, own, role, as, epoch]);
  // Later, so that caching does not compete with loading the page.
  useSignalEffect(() => {
    const main = opened.value?.part(Chat).main;
    if (as !== "member" || !main?.document.synced.value) return;
    const timer = setTimeout(() => {
      void loadPart(() => import("../components/class_page/offline.ts"))
        .then((it) => it.keepPage("ClassPage"));
      void loadPart(() => import("../components/client/tidy_device.ts"))
        .then((it) =>
          it.tidyDevice({ session: id, member, own, role, as, epoch })
        );
    }, 1_000);
    return () => clearTimeout(timer);
  });
  useSignalEffect(() => {
    const session = opened.value;
    const status = session?.part(Chat).status.value;
    if (status?.state !== "closed" || out.peek()) return;
    if (status.code === 4409) void loadAgain(member);
    if (as === "teacher" && isSignedOut(status)) {
      location.replace(signedOutHere());
    }
    const why = whyOut(status);
    if (session && why && as === "member") void leave(session, why);
  });

  async function leave(session: ClassSession, why: WhyNotInClass) {
    // If this browser has joined as another member, the page is an outdated
    // copy.
    if (why === "gone" && await joinedAnew(props)) {
      if (await loadAgain(member)) return;
    }
    // Leaving the field commits a typed answer, so that it counts as unsent.
    if (document.activeElement instanceof HTMLElement) {
      document.activeElement.blur();
    }
    const unsent = await clearDevice(session);
    out.value = { why, unsent };
  }

  // Opening the chat counts as reading the greeting in it.
  const wasClosed = useRef(false);
  useSignalEffect(() => {
    if (chatClosed.value) wasClosed.current = true;
    else if (wasClosed.current) greeted.value = true;
  });

  const session = opened.value;
  const chat = session?.part(Chat) ?? null;
  useHeldPage(chat?.status.value.state === "offline");
  const facts = session?.facts;
  const info = facts?.info.value;
  const line = info?.eyesOnMe;
  // Rarely needed.
  const eyes = useLoaded(
    as === "member" && line != null,
    () => import("../components/class_page/EyesOnMe.tsx"),
  );
  const exit = useExitTicket(as === "member" ? session : null);
  const { open, endsAt, stopsAt } = facts?.breakouts.value ?? {};
  const clock = useLoaded(
    open === true && (stopsAt ?? endsAt) !== undefined,
    () => import("../components/groups/Timer.tsx"),
  );
  // Rarely needed.
  const observing = useLoaded(
    Object.values(facts?.members.value ?? {})
      .some((it) => it.role === "observer"),
    () => import("../components/people/staff/Observing.tsx"),
  );
  const over = useLoaded(
    out.value !== null,
    () => import("../components/class_page/Over.tsx"),
  );
  const place = usePortalPlace();
  const portal = usePortal(role === "student" ? session : null, place);
  const isOver = info?.state === "ended";
  const title = info?.name ?? props.title;
  const name = facts?.members.value[member]?.name ??
    props.name;
  const greeting = rejoined
    ? sentence(t.welcomeBack({ name }))
    : renamed
    ? sentence(t.renamed({ name }))
    : became.value
    ? props.letIn ? sentence(t.letIn({ name })) : t.became({ name })
    : null;
  useEffect(() => {
    if (as !== "member") return;
    const words = greeting ?? (props.returns ? null : t.isIn({ name }));
    if (words) announce({ words, quotes: [name] }, { topic: "greeting" });
  }, [greeting]);
  if (out.value) {
    return over
      ? <over.Over session={id} {...out.value} />
      : <p role="status">{missingParts.value > 0 && frame.missingPart}</p>;
  }
  const welcome = greeting && !greeted.value && (
    <div class="class-welcome row">
      <p>{greeting}</p>
      <CloseButton look="small" onClick={() => greeted.value = true} />
    </div>
  );
  const blockedBy = blockedWords(chat?.status.value);
  const blocked = blockedBy && (
    <p class="class-welcome" role="status">{blockedBy}</p>
  );
  const missing = missingParts.value > 0 && (
    <p class="class-welcome" role="status">{frame.missingPart}</p>
  );
  const looks = observing && facts && (
    <observing.Observing members={facts.members.value} />
  );
  const assistant = (
    <AssistantView
      assistant={session?.part(OwnAssistant) ?? null}
      earlier={props.earlier}
      starters={props.starters}
      waits={props.waits}
      seen={as === "teacher"
        ? "own-teacher"
        : props.collect
        ? "staff"
        : "nobody"}
    />
  );
  return (
    <div class="class-page" data-of={role}>
      <a class="skip" href="#main">{frame.skip}</a>
      {eyes && line && session && !isOver && (
        <eyes.EyesOnMe
          session={session}
          line={line.text}
          offline={chat?.status.value.state === "offline"}
        />
      )}
      {exit && session && <exit.ExitTicketView session={session} />}
      {session && !isOver && <HeldNotice session={session} />}
      <Panel
        chat={chat}
        closed={chatClosed}
        above={
          <>
            {session && <Countdown session={session} />}
            {looks}
            {welcome}
            {blocked}
            {missing}
            {portal && session && (
              <portal.Said session={session} place={place} />
            )}
          </>
        }
        news={portal && session && (
          <portal.News session={session} place={place} />
        )}
        around={(chatButton) => (
          <header class="class-head">
            <div class="class-name">
              <h1 title={title}>{title}</h1>
              {props.head.teacher && <p class="quiet">{props.head.teacher}</p>}
            </div>
            {session && <Countdown session={session} />}
            {looks}
            {clock && session && !isOver && (
              <div class="class-clock" data-shown={chatClosed.value}>
                <clock.Timer session={session} isShown={chatClosed.value} />
              </div>
            )}
            <div class="class-tools">
              {chatButton}
              {as === "member"
                ? <StudentMenu session={session} name={name} />
                : (
                  <a
                    class="button bare"
                    href={localPath(`/teacher/sessions/${id}`)}
                  >
                    {t.teacherPage}
                  </a>
                )}
            </div>
          </header>
        )}
      />
      <main class="class-main" id="main" tabIndex={-1}>
        {welcome}
        <div class="class-notices">
          {blocked}
          {missing}
        </div>
        <div class="class-line-place">
          {role === "student" && <ClassLine chat={chat} head={props.head} />}
          {chat && chatClosed.value && (
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
              {assistant}
            </PortalFrame>
          )
          : assistant}
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

async function joinedAnew(seat: Seat): Promise<boolean> {
  try {
    const denial = await stillIn(seat);
    return denial?.reason === "another-member";
  } catch {
    return false;
  }
}
