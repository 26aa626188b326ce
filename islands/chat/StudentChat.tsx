/** A student's chat on pages outside the class, while the class runs (C-2). */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Chat } from "../../components/chat/chat.ts";
import { Panel } from "../../components/chat/panel/Panel.tsx";
import { ClassSession } from "../../components/client/class_session.ts";
import { allDrafts } from "../../components/client/drafts.ts";
import { stillIn } from "../../components/client/membership.ts";
import type { Seat } from "../../components/client/seat.ts";
import { ChatOf } from "../../components/sessions/ChatOf.tsx";
import { takeOverFormerSelf } from "../../components/class_page/former.ts";
import { unsentOf } from "../../components/class_page/unsent.ts";
import {
  clearDevice,
  loadAgain,
  type WhyNotInClass,
  whyOut,
} from "../../components/class_page/way_out.ts";
import { useTranslation } from "../../components/page/use_translation.ts";
import { localPath } from "../../locales/local_path.ts";

export default function StudentChat(
  { by, ...seat }: Seat & {
    /** The member in this browser's cookie, if it is an alias of `member` (J-7). */
    by?: string;
  },
) {
  const { session: id, member, own, epoch } = seat;
  useTranslation();
  const opened = useSignal<ClassSession | null>(null);
  const isOut = useSignal(false);

  useEffect(() => {
    let closed = false;
    const begin = () => {
      if (!closed) opened.value = new ClassSession(seat, true);
    };
    const former = takeOverFormerSelf(seat, by);
    if (former === null) begin();
    else {
      import("../../components/class_page/take_over.ts")
        .then(({ takeOverFrom }) => takeOverFrom(former, seat, by))
        .then(begin, begin);
    }
    return () => {
      closed = true;
      opened.peek()?.close();
    };
  }, [id, member, own, epoch]);
  useSignalEffect(() => {
    const session = opened.value;
    const status = session?.part(Chat).status.value;
    if (!session || status?.state !== "closed" || isOut.peek()) return;
    if (status.code === 4409) void loadAgain(member, () => stillIn(seat));
    const why = whyOut(status);
    if (why) void leave(session, why);
  });

  async function leave(session: ClassSession, why: WhyNotInClass) {
    isOut.value = true;
    // The class's own page says that a student was removed (J-4), and shows
    // unsent text.
    const unsent = unsentOf(session).length + allDrafts(seat).length;
    if (why === "removed" || unsent > 0) {
      location.replace(localPath(`/class/${id}`));
    } else await clearDevice(session);
  }

  const session = opened.value;
  if (isOut.value) return null;
  return (
    <Panel
      chat={session?.part(Chat) ?? null}
      about={session && <ChatOf session={session} />}
    />
  );
}
