/** The chat on any page of the desk: the speech bubble where it stands, the panel over the page; and who knocks (J-2). */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Chat } from "../components/chat/chat.ts";
import type { Seat } from "../components/session/seat.ts";
import { share } from "../components/session/use_class_session.ts";
import { Panel } from "../components/chat/panel/Panel.tsx";
import { ChatOf } from "../components/sessions/ChatOf.tsx";
import { leaveSignedOut } from "../components/accounts/signed_out.ts";
import { useKnock } from "../components/sessions/use_knock.tsx";

/** The chat of a session, for whoever sits in it. `home` says that it is that session's own page. */
export default function ChatPanel(
  { session, member, role, as, epoch, home }: Seat & { home: boolean },
) {
  const chat = useSignal<Chat | null>(null);
  useEffect(() => {
    const mine = share({ session, member, role, as, epoch });
    const opened = mine.session.part(Chat);
    chat.value = opened;
    const stop = leaveSignedOut(opened.status);
    return () => {
      stop();
      chat.value = null;
      mine.release();
    };
  }, [session, member, role, as, epoch]);
  const knock = useKnock(chat.value?.session ?? null);
  return (
    <>
      <Panel
        chat={chat.value}
        above={knock}
        about={!home && chat.value && <ChatOf session={chat.value.session} />}
      />
      {!home && <div class="knock-toast">{knock}</div>}
    </>
  );
}
