/**
 * The chat on teachers' pages: button, panel, and notices of join requests
 * (J-2).
 */
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { redirectWhenSignedOut } from "../components/accounts/signed_out.ts";
import { OngoingCallBar } from "../components/calls/CallBarSlot.tsx";
import { Chat } from "../components/chat/chat.ts";
import { ChatPanelFrame } from "../components/chat_panel/ChatPanelFrame.tsx";
import { useAccessEnd } from "../components/desk/access_end.ts";
import { AccessEndedView } from "../components/desk/AccessEndedView.tsx";
import type { Seat } from "../components/client/seat.ts";
import { useClassSession } from "../components/client/use_class_session.ts";
import { ChatClassLink } from "../components/sessions/ChatClassLink.tsx";
import { useJoinRequestNotice } from "../components/sessions/use_join_request_notice.tsx";
import { observer } from "texts/people_staff.ts";
import { localPath } from "../locales/local_path.ts";
import { WaitingCounts } from "../components/monitoring/WaitingCounts.tsx";

/**
 * `isHome`: this is the session's own page. `isAhead`: the class had not
 * started when the page was rendered.
 */
export default function ChatPanel(
  { session, member, role, cookieRole, epoch, isHome, isAhead }: Seat & {
    isHome: boolean;
    isAhead?: boolean;
  },
) {
  const opened = useClassSession({ session, member, role, cookieRole, epoch });
  const chat = useComputed(() => opened.value?.part(Chat) ?? null).value;
  useEffect(() => chat ? redirectWhenSignedOut(chat.status) : undefined, [
    chat,
  ]);
  const joinRequest = useJoinRequestNotice(
    role === "teacher" ? opened.value : null,
  );
  const gone = useAccessEnd(opened);
  // After access has ended, any other page goes to the class's own page, which says why.
  const goes = gone?.isCleared && !isHome && gone.unsent.length === 0;
  useEffect(() => {
    if (!goes) return;
    location.replace(localPath(`/teacher/sessions/${session}`));
  }, [goes]);
  if (gone) {
    return gone.unsent.length > 0 && !isHome && (
      <dialog
        class="gone-over"
        aria-labelledby="gone-why-heading"
        ref={(dialog) => {
          if (dialog && !dialog.open) dialog.showModal();
        }}
        onCancel={(event) => event.preventDefault()}
      >
        <AccessEndedView {...gone} />
      </dialog>
    );
  }
  return (
    <>
      <ChatPanelFrame
        chat={chat}
        isBeforeStart={isAhead}
        above={joinRequest}
        about={!isHome && chat && (
          <ChatClassLink session={chat.session}>
            {role === "teacher" && <WaitingCounts session={chat.session} />}
          </ChatClassLink>
        )}
        foot={role === "observer"
          ? <p class="composer quiet small">{observer.readOnly}</p>
          : undefined}
      />
      {!isHome && <OngoingCallBar session={opened.value} />}
      {!isHome && <div class="knock-toast">{joinRequest}</div>}
    </>
  );
}
