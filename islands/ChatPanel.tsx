/** The chat on any page of the desk: the speech bubble where it stands, the panel over the page; and who knocks (J-2). */
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { leaveSignedOut } from "../components/accounts/signed_out.ts";
import { Chat } from "../components/chat/chat.ts";
import { Panel } from "../components/chat/panel/Panel.tsx";
import { useGone } from "../components/people/staff/dismissed.ts";
import type { Seat } from "../components/session/seat.ts";
import { useClassSession } from "../components/session/use_class_session.ts";
import { ChatOf } from "../components/sessions/ChatOf.tsx";
import { useKnock } from "../components/sessions/use_knock.tsx";
import { observer } from "texts/people_staff.ts";

/** The chat of a session, for whoever sits in it. `home` says that it is that session's own page. */
export default function ChatPanel(
  { session, member, role, as, epoch, home }: Seat & { home: boolean },
) {
  const opened = useClassSession({ session, member, role, as, epoch });
  const chat = useComputed(() => opened.value?.part(Chat) ?? null).value;
  useEffect(() => chat ? leaveSignedOut(chat.status) : undefined, [chat]);
  const knock = useKnock(role === "teacher" ? opened.value : null);
  // The page itself says so, where it is the class's own.
  if (useGone(opened)) return null;
  return (
    <>
      <Panel
        chat={chat}
        above={knock}
        about={!home && chat && <ChatOf session={chat.session} />}
        foot={role === "observer"
          ? <p class="composer quiet small">{observer.readOnly}</p>
          : undefined}
      />
      {!home && <div class="knock-toast">{knock}</div>}
    </>
  );
}
