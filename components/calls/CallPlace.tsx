/**
 * Where the bar of a call stands: at the top of the page, of the chat while that covers the page, or on what covers both.
 * Most classes never have one.
 */
import { type Signal, signal } from "@preact/signals";
import { Chat } from "../chat/chat.ts";
import type { ClassSession } from "../session/class_session.ts";
import { useLoaded } from "../ui/use_loaded.ts";

/** Something lies over the page, chat and all: whoever is in a call can leave it, and sees its pictures, there (S-12). */
export const isCovered: Signal<boolean> = signal(false);

/** The place; empty without a call, and but for one of them. */
export function CallPlace({ session, on = "page" }: {
  session: ClassSession | null;
  on?: "page" | "chat" | "cover";
}) {
  const bar = useLoaded(isAnyOn(session), () => import("./CallBar.tsx"));
  if (!bar || !session || session.seat.role === "observer") return null;
  const { isOpen, isBeside } = session.part(Chat);
  const isInChat = isOpen.value && !isBeside.value;
  const now = isCovered.value ? "cover" : isInChat ? "chat" : "page";
  if (on !== now) return null;
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
