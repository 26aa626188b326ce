/** The chat on any page: the speech bubble where it stands, the panel over the page. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { here } from "../components/chat/here.ts";
import { Chat, type Seat } from "../components/chat/chat.ts";
import { Panel } from "../components/chat/Panel.tsx";

/** The chat of a session, for whoever sits in it. */
export default function ChatPanel(
  { session, member, role, as, epoch }: Seat,
) {
  const chat = useSignal<Chat | null>(null);
  useEffect(() => {
    const opened = new Chat({ session, member, role, as, epoch });
    chat.value = here.value = opened;
    return () => {
      here.value = null;
      opened.close();
    };
  }, [session, member, role, as, epoch]);
  return <Panel chat={chat.value} usually={{ open: false, mode: "pinned" }} />;
}
