/**
 * Places the bar on the page, on the chat while that covers the page, or on a cover over both. It loads only in classes
 * with a call.
 */
import { type Signal, signal } from "@preact/signals";
import { Chat } from "../chat/chat.ts";
import type { ClassSession } from "../client/class_session.ts";
import { useLoaded } from "../ui/use_loaded.ts";

/**
 * Set while a cover lies over page and chat. It shows the bar, so that members can leave and see the pictures (S-12).
 */
export const isCovered: Signal<boolean> = signal(false);

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
  return <bar.CallBar session={session} covers={on === "cover"} />;
}

/** On other pages of the desk: shows the bar while the teacher is in the call, or their last action. */
export function CallElsewhere({ session }: { session: ClassSession | null }) {
  const isStaff = session?.seat.role === "teacher";
  const staff = useLoaded(
    isAnyOn(session) && isStaff,
    () => import("./staff/StaffCall.tsx"),
  );
  const part = useLoaded(isAnyOn(session), () => import("./call.ts"));
  if (!part || !session) return null;
  const deed = staff && session.part(staff.CallDesk).done.value;
  if (!session.part(part.Call).voice.value && !deed) return null;
  return (
    <div class="call-toast">
      <CallPlace session={session} />
    </div>
  );
}

/** Remembers a call for its last message. */
let wasAnyOn = false;

function isAnyOn(session: ClassSession | null): boolean {
  const call = session?.facts.call.value;
  wasAnyOn ||= call?.main !== undefined || call?.groups !== undefined;
  return wasAnyOn;
}
