/** A student's chat on pages outside the class, while the class runs (C-2). */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Chat } from "../../components/chat/chat.ts";
import { ChatPanelFrame } from "../../components/chat_panel/ChatPanelFrame.tsx";
import { ClassSession } from "../../components/client/class_session.ts";
import { listDraftTexts } from "../../components/client/drafts.ts";
import { findSeatLoss } from "../../components/client/membership.ts";
import type { Seat } from "../../components/client/seat.ts";
import { ChatClassLink } from "../../components/sessions/ChatClassLink.tsx";
import { findFormerMemberOfDevice } from "../../components/client/former_member.ts";
import { collectUnsentTexts } from "../../components/client/unsent_texts.ts";
import {
  type ClassExitReason,
  findExitReason,
  loadAndClearDevice,
  reloadClassPage,
} from "../../components/class_page/class_exit.ts";
import { useTranslationWatch } from "../../components/page/use_translation.ts";
import { localPath } from "../../locales/local_path.ts";

export default function StudentChat(
  { cookieMember, ...seat }: Seat & {
    /** The member in this browser's cookie, if it is an alias of `member` (J-7). */
    cookieMember?: string;
  },
) {
  const { session: id, member, alias, epoch } = seat;
  useTranslationWatch();
  const opened = useSignal<ClassSession | null>(null);
  const isOut = useSignal(false);

  useEffect(() => {
    let isClosed = false;
    const begin = () => {
      if (!isClosed) opened.value = new ClassSession(seat, true);
    };
    const former = findFormerMemberOfDevice(seat, cookieMember);
    if (former === null) begin();
    else {
      import("../../components/class_page/take_over_data.ts")
        .then(({ takeOverMemberData }) =>
          takeOverMemberData(former, seat, cookieMember)
        )
        .then(begin, begin);
    }
    return () => {
      isClosed = true;
      opened.peek()?.close();
    };
  }, [id, member, alias, epoch]);
  useSignalEffect(() => {
    const session = opened.value;
    const status = session?.part(Chat).status.value;
    if (!session || status?.state !== "closed" || isOut.peek()) return;
    if (status.code === 4409) {
      void reloadClassPage(member, () => findSeatLoss(seat));
    }
    const reason = findExitReason(status);
    if (reason) void leave(session, reason);
  });

  async function leave(session: ClassSession, reason: ClassExitReason) {
    isOut.value = true;
    // The class's own page says that a student was removed (J-4), and shows
    // unsent text.
    const unsent = collectUnsentTexts(session).length +
      listDraftTexts(seat).length;
    if (reason === "removed" || unsent > 0) {
      location.replace(localPath(`/class/${id}`));
    } else await loadAndClearDevice(session);
  }

  const session = opened.value;
  if (isOut.value) return null;
  return (
    <ChatPanelFrame
      chat={session?.part(Chat) ?? null}
      about={session && <ChatClassLink session={session} />}
    />
  );
}
