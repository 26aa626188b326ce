/**
 * The place of the call: in the open chat, otherwise on the page, or on a cover over both. On the desk it docks at
 * the foot; a teacher's open chat has a row for it. Loads its code only if a call runs.
 */
import { type Signal, signal } from "@preact/signals";
import { Chat } from "../chat/chat.ts";
import type { ClassSession } from "../client/class_session.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";

/** Set while a cover such as **Eyes on me** lies over the page. The cover then shows the call bar (S-12). */
export const isPageCovered: Signal<boolean> = signal(false);

export function CallBarSlot({ session, place = "page" }: {
  session: ClassSession | null;
  place?: "page" | "desk" | "chat" | "cover";
}) {
  const bar = useLazyPart(isAnyOn(session), () => import("./CallBar.tsx"));
  if (!bar || !session || session.seat.role === "observer") return null;
  const { isOpen } = session.part(Chat);
  const now = isPageCovered.value ? "cover" : isOpen.value ? "chat" : "page";
  if (now !== (place === "desk" ? "page" : place)) return null;
  const isTeachers = session.seat.role === "teacher";
  return (
    <bar.CallBar
      session={session}
      isOnCover={place === "cover"}
      isDocked={place === "desk" || place === "chat" && isTeachers}
    />
  );
}

/** On the desk's other pages: the bar while the teacher is in the call or their last action is shown. */
export function OngoingCallBar({ session }: { session: ClassSession | null }) {
  const isStaff = session?.seat.role === "teacher";
  const staff = useLazyPart(
    isAnyOn(session) && isStaff,
    () => import("./staff/StaffCallControls.tsx"),
  );
  const part = useLazyPart(isAnyOn(session), () => import("./call.ts"));
  if (!part || !session) return null;
  const lastAction = staff && session.part(staff.StaffCall).lastAction.value;
  if (!session.part(part.Call).voice.value && !lastAction) return null;
  return (
    <div class="call-toast">
      <CallBarSlot session={session} />
    </div>
  );
}

export function focusCallBar(): void {
  const bar = document.querySelector(".call-bar");
  bar?.scrollIntoView({ block: "nearest" });
  bar?.querySelector<HTMLElement>("button:enabled")?.focus();
}

/** Stays true after the call's end, so that its last message can still be shown. */
let wasAnyOn = false;

function isAnyOn(session: ClassSession | null): boolean {
  const call = session?.facts.call.value;
  wasAnyOn ||= call?.main !== undefined || call?.groups !== undefined;
  return wasAnyOn;
}
