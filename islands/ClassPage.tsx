/**
 * The student's page of a class: its header, the main place, the chat; and what it becomes when the
 * class is over or one is out of it (S-5, J-4). What stands here is on screen before any script.
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { CloseButton } from "../components/ui/CloseButton.tsx";
import { Assistant } from "../components/assistant/assistant.ts";
import { AssistantView } from "../components/assistant/AssistantView.tsx";
import type { EarlierConversation } from "../components/assistant/ConversationList.tsx";
import { ArrivalNotice } from "../components/people/joining/ArrivalNotice.tsx";
import { Chat } from "../components/chat/chat.ts";
import type { Seat } from "../components/session/seat.ts";
import { Panel } from "../components/chat/panel/Panel.tsx";
import { roomRequest } from "../components/chat/panel_requests.ts";
import { Countdown } from "../components/sessions/class_page/Countdown.tsx";
import {
  clearDevice,
  loadAgain,
  type Why,
  whyOut,
} from "../components/sessions/class_page/ending.ts";
import { useEyesOnMe } from "../components/sessions/class_page/use_eyes_on_me.ts";
import { formerSelf } from "../components/sessions/class_page/former.ts";
import { keepPage } from "../components/sessions/class_page/offline.ts";
import { Over } from "../components/sessions/class_page/Over.tsx";
import { StudentMenu } from "../components/sessions/class_page/StudentMenu.tsx";
import { isSignedOut } from "../components/accounts/signed_out.ts";
import { signedOutHere } from "../components/accounts/sign_in.ts";
import { stillIn, tidyDevice } from "../components/session/membership.ts";
import { share } from "../components/session/use_class_session.ts";
import { classPage as t } from "../locales/en/sessions/class_page.ts";
import "./ClassPage.css";

/** What the page shows before it is alive. */
interface Props extends Seat {
  /** The session's name. */
  readonly title: string;
  /** The member's name. */
  readonly name: string;
  readonly rejoined: boolean;
  /** They were in the class before this page was opened. */
  readonly returns: boolean;
  /** The member that this browser's cookie names, where that one was merged into this one. */
  readonly by?: string;
  /** They came by their name alone, and the teacher has let them in since. */
  readonly letIn: boolean;
  /** Somebody else has the name that was given, so it got a number. */
  readonly renamed: boolean;
  /** Whether teachers and observers read the conversations. */
  readonly collect: boolean;
  /** What they asked in the class before, where this one is that one held again. */
  readonly earlier: readonly EarlierConversation[];
}

/** The page of a class. */
export default function ClassPage(props: Props) {
  const { session, member, own, role, as, epoch, rejoined, renamed } = props;
  const chat = useSignal<Chat | null>(null);
  const assistant = useSignal<Assistant | null>(null);
  /** The teacher has merged this member, or undone that, since one was here last. */
  const became = useSignal(false);
  const chatClosed = useSignal(false);
  /** The greeting is read, and closed. */
  const greeted = useSignal(false);
  const out = useSignal<{ why: Why; unsent: string[] } | null>(null);

  // Back from where the browser keeps pages whole, it may be another's by now.
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", onShow);
    return () => removeEventListener("pageshow", onShow);
  }, []);

  useEffect(() => {
    const seat = { session, member, own, role, as, epoch };
    let closed = false;
    let release = () => {};
    const begin = () => {
      if (closed) return;
      const mine = share(seat, props.returns);
      release = mine.release;
      chat.value = mine.session.part(Chat);
      assistant.value = mine.session.part(Assistant);
    };
    const former = as === "member" ? formerSelf(seat, props.by) : null;
    if (former === null) begin();
    else {
      became.value = true;
      import("../components/sessions/class_page/take_over.ts")
        .then(({ takeOverFrom }) => takeOverFrom(former, seat, props.by))
        .then(begin, begin);
    }
    // Said once: a reload is no welcome.
    if (rejoined || renamed) {
      history.replaceState(history.state, "", location.pathname);
    }
    return () => {
      closed = true;
      release();
    };
  }, [session, member, own, role, as, epoch]);
  // The copy for later must not compete with what is to be read now.
  useSignalEffect(() => {
    if (as !== "member" || !chat.value?.main.document.synced.value) return;
    const timer = setTimeout(() => {
      void keepPage();
      void tidyDevice();
    }, 1_000);
    return () => clearTimeout(timer);
  });
  useSignalEffect(() => {
    const opened = chat.value;
    const status = opened?.status.value;
    if (!opened || status?.state !== "closed" || out.peek()) return;
    if (status.code === 4409) void loadAgain(member);
    if (as === "teacher" && isSignedOut(status)) {
      location.replace(signedOutHere());
    }
    const why = whyOut(status);
    if (why && as === "member") void leave(opened, why);
  });

  async function leave(opened: Chat, why: Why) {
    // This browser may have joined anew, as somebody else: then the page is an old copy.
    if (why === "gone" && await joinedAnew(props)) {
      if (await loadAgain(member)) return;
    }
    const unsent = await clearDevice(opened.session);
    out.value = { why, unsent };
  }

  const line = chat.value?.session.facts.info.value.eyesOnMe;
  const eyes = useEyesOnMe(as === "member" && line != null);
  const isOver = chat.value?.session.facts.info.value.state === "ended";
  if (out.value) return <Over session={session} {...out.value} />;
  const title = chat.value?.session.facts.info.value.name ?? props.title;
  const name = chat.value?.session.facts.members.value[member]?.name ??
    props.name;
  const greeting = rejoined
    ? t.welcomeBack(name)
    : renamed
    ? t.renamed(name)
    : became.value
    ? props.letIn ? t.letIn(name) : t.became(name)
    : null;
  const welcome = greeting && !greeted.value && (
    <div class="class-welcome">
      <p role="status">{greeting}</p>
      <CloseButton small onClick={() => greeted.value = true} />
    </div>
  );
  return (
    <div class="class-page">
      {eyes && line && !isOver && (
        <eyes.EyesOnMe
          line={line.text}
          offline={chat.value?.status.value.state === "offline"}
        />
      )}
      <header class="class-head">
        <h1 title={title}>{title}</h1>
        {chat.value && <Countdown session={chat.value.session} />}
        <div class="class-tools">
          <Panel
            chat={chat.value}
            closed={chatClosed}
            above={
              <>
                {chat.value && <Countdown session={chat.value.session} />}
                {welcome}
              </>
            }
          />
          {as === "member"
            ? <StudentMenu session={chat.value?.session ?? null} name={name} />
            : (
              <a class="button bare" href={`/teacher/sessions/${session}`}>
                {t.teacherPage}
              </a>
            )}
        </div>
      </header>
      <main class="class-main" id="main">
        {welcome}
        {chat.value && chatClosed.value && (
          <ArrivalNotice
            chat={chat.value}
            onFollow={() => roomRequest.value = chat.peek()!.current.peek().id}
          />
        )}
        {isOver
          ? <h2 class="class-over">{t.over.ended.title}</h2>
          : (
            <AssistantView
              assistant={assistant.value}
              earlier={props.earlier}
              waits={own !== undefined}
              seen={as === "teacher"
                ? "own-teacher"
                : props.collect
                ? "staff"
                : "nobody"}
            />
          )}
      </main>
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
