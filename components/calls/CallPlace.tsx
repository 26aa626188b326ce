/** Where the bar of a call stands, at the top of the page, or of the chat while that is open. Most classes never have one. */
import { Chat } from "../chat/chat.ts";
import type { ClassSession } from "../session/class_session.ts";
import { useLoaded } from "../ui/use_loaded.ts";

/** The place; empty without a call. `inChat`: the chat's; the page's is empty while the chat is open. */
export function CallPlace({ session, inChat = false }: {
  session: ClassSession | null;
  inChat?: boolean;
}) {
  const bar = useLoaded(isAnyOn(session), () => import("./CallBar.tsx"));
  if (!bar || !session || session.seat.role === "observer") return null;
  if (session.part(Chat).isOpen.value !== inChat) return null;
  return <bar.CallBar session={session} />;
}

/** On another page of the desk: nobody is heard there without seeing it, so the bar lies over it once one is in the call. */
export function CallElsewhere({ session }: { session: ClassSession | null }) {
  const part = useLoaded(isAnyOn(session), () => import("./call.ts"));
  if (!part || !session?.part(part.Call).voice.value) return null;
  return (
    <div class="call-toast">
      <CallPlace session={session} />
    </div>
  );
}

function isAnyOn(session: ClassSession | null): boolean {
  const call = session?.facts.call.value;
  return call?.main !== undefined || call?.groups !== undefined;
}
