/** The chat on any page of the desk: the speech bubble where it stands, the panel over the page; and who knocks (J-2). */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { here } from "../components/session/current_chat.ts";
import { Chat, type Seat } from "../components/chat/chat.ts";
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
    const opened = new Chat({ session, member, role, as, epoch });
    chat.value = here.value = opened;
    const stop = leaveSignedOut(opened.status);
    return () => {
      stop();
      here.value = null;
      opened.close();
    };
  }, [session, member, role, as, epoch]);
  const knock = useKnock(chat.value);
  return (
    <>
      <Panel
        chat={chat.value}
        above={knock}
        about={!home && chat.value && <ChatOf chat={chat.value} />}
      />
      {!home && <div class="knock-toast">{knock}</div>}
    </>
  );
}
