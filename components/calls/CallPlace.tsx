/**
 * The place of a call's bar: on the page, on the chat while that covers the page, or on what covers both. Most classes
 * never have one.
 */
import { type Signal, signal } from "@preact/signals";
import { Chat } from "../chat/chat.ts";
import type { ClassSession } from "../client/class_session.ts";
import { useLoaded } from "../ui/use_loaded.ts";

/** Something covers the page and the chat; the bar is on it, so that one can leave and sees the pictures (S-12). */
export const isCovered: Signal<boolean> = signal(false);

/** The bar, in one place at a time; nothing without a call. */
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

/** On other pages of the desk: the bar lies over the page while one is in the call, or it tells what staff did last. */
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

/** A call was on while this page was open: its end may still be told. */
let wasAnyOn = false;

function isAnyOn(session: ClassSession | null): boolean {
  const call = session?.facts.call.value;
  wasAnyOn ||= call?.main !== undefined || call?.groups !== undefined;
  return wasAnyOn;
}
