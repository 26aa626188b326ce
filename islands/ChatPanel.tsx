/**
 * The chat on teachers' pages: button, panel, and notices of join requests
 * (J-2).
 */
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { leaveSignedOut } from "../components/accounts/signed_out.ts";
import { CallElsewhere } from "../components/calls/CallPlace.tsx";
import { Chat } from "../components/chat/chat.ts";
import { Panel } from "../components/chat/panel/Panel.tsx";
import { useGone } from "../components/people/staff/dismissed.ts";
import { GoneView } from "../components/people/staff/GoneView.tsx";
import type { Seat } from "../components/client/seat.ts";
import { useClassSession } from "../components/client/use_class_session.ts";
import { ChatOf } from "../components/sessions/ChatOf.tsx";
import { useKnock } from "../components/sessions/use_knock.tsx";
import { observer } from "texts/people_staff.ts";
import { localPath } from "../locales/local_path.ts";

/**
 * `home`: this is the session's own page. `ahead`: the class had not started
 * when the page was rendered.
 */
export default function ChatPanel(
  { session, member, role, as, epoch, home, ahead }: Seat & {
    home: boolean;
    ahead?: boolean;
  },
) {
  const opened = useClassSession({ session, member, role, as, epoch });
  const chat = useComputed(() => opened.value?.part(Chat) ?? null).value;
  useEffect(() => chat ? leaveSignedOut(chat.status) : undefined, [chat]);
  const knock = useKnock(role === "teacher" ? opened.value : null);
  const gone = useGone(opened);
  // Other pages of the class go to its own page, which says why.
  const goes = gone?.cleared && !home && gone.unsent.length === 0;
  useEffect(() => {
    if (!goes) return;
    location.replace(localPath(`/teacher/sessions/${session}`));
  }, [goes]);
  if (gone) {
    return gone.unsent.length > 0 && !home && (
      <dialog
        class="gone-over"
        aria-labelledby="gone-why-heading"
        ref={(it) => {
          if (it && !it.open) it.showModal();
        }}
        onCancel={(event) => event.preventDefault()}
      >
        <GoneView {...gone} />
      </dialog>
    );
  }
  return (
    <>
      <Panel
        chat={chat}
        ahead={ahead}
        above={knock}
        about={!home && chat && <ChatOf session={chat.session} />}
        foot={role === "observer"
          ? <p class="composer quiet small">{observer.readOnly}</p>
          : undefined}
      />
      {!home && <CallElsewhere session={opened.value} />}
      {!home && <div class="knock-toast">{knock}</div>}
    </>
  );
}
