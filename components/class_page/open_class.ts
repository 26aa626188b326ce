/** Opens a class for a member's page, and leaves it when the member is out of it (S-5, J-4). */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { signedOutHere } from "../accounts/sign_in.ts";
import { isSignedOut } from "../accounts/signed_out.ts";
import { Chat } from "../chat/chat.ts";
import { ClassSession } from "../client/class_session.ts";
import { stillIn } from "../client/membership.ts";
import type { Seat } from "../client/seat.ts";
import type { Staff } from "../client/staff.ts";
import { loadPart } from "../ui/load_part.ts";
import { takeOverFormerSelf } from "./former.ts";
import {
  clearDevice,
  loadAgain,
  type WhyNotInClass,
  whyOut,
} from "./way_out.ts";

/** How a member's page was rendered. */
export interface MemberSeat extends Seat {
  readonly rejoined: boolean;
  /** They were in the class before this page was opened. */
  readonly returns: boolean;
  /** The member that this browser's cookie names, where that one became an alias of this one. */
  readonly by?: string;
  /** Another member has the name that was given, so it got a number. */
  readonly renamed: boolean;
}

/** A class that a page opens. */
export interface OpenedClass {
  readonly session: Signal<ClassSession | null>;
  /** The device became this member, or another one, since the page was last here. */
  readonly became: Signal<boolean>;
  /** Why the page is no longer in the class, and what it could not send. */
  readonly out: Signal<{ why: WhyNotInClass; unsent: string[] } | null>;
}

export function useOpenedClass(props: MemberSeat): OpenedClass {
  const session = useSignal<ClassSession | null>(null);
  const became = useSignal(false);
  const out = useSignal<{ why: WhyNotInClass; unsent: string[] } | null>(null);
  const opened = { session, became, out };
  // A page that the browser kept whole may be another member's by now.
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", onShow);
    return () => removeEventListener("pageshow", onShow);
  }, []);
  const { session: id, member, own, role, as, epoch } = props;
  useEffect(() => open(props, opened), [id, member, own, role, as, epoch]);
  useCopyForLater(props, session);
  useSignalEffect(() => {
    const now = session.value;
    const status = now?.part(Chat).status.value;
    if (status?.state !== "closed" || out.peek()) return;
    if (status.code === 4409) void loadAgain(member);
    if (as === "teacher" && isSignedOut(status)) {
      location.replace(signedOutHere());
    }
    const why = whyOut(status);
    if (now && why && as === "member") void leave(props, opened, now, why);
  });
  return opened;
}

/** Opens the class, after what the device's former member has not sent is taken over. Returns how to close it. */
function open(props: MemberSeat, { session, became }: OpenedClass): () => void {
  const { rejoined, renamed, returns, by, as } = props;
  const seat = seatOf(props);
  let closed = false;
  const begin = (StaffKind?: typeof Staff) => {
    if (!closed) session.value = new ClassSession(seat, returns, StaffKind);
  };
  const former = as === "member" ? takeOverFormerSelf(seat, by) : null;
  if (as === "teacher") {
    void loadPart(() => import("../client/staff.ts"))
      .then((it) => begin(it.Staff));
  } else if (former === null) begin();
  else {
    became.value = true;
    import("./take_over.ts")
      .then(({ takeOverFrom }) => takeOverFrom(former, seat, by))
      .then(() => begin(), () => begin());
  }
  // The greeting is said once, not after a reload.
  if (rejoined || renamed) {
    history.replaceState(history.state, "", location.pathname);
  }
  return () => {
    closed = true;
    session.peek()?.close();
  };
}

/** Keeps a copy of the page for later, a second after the chat is in step: it must not compete with what is read now. */
function useCopyForLater(
  props: Seat,
  session: Signal<ClassSession | null>,
): void {
  useSignalEffect(() => {
    const main = session.value?.part(Chat).main;
    if (props.as !== "member" || !main?.document.synced.value) return;
    const timer = setTimeout(() => {
      void loadPart(() => import("./offline.ts"))
        .then((it) => it.keepPage("ClassPage"));
      void loadPart(() => import("../client/tidy_device.ts"))
        .then((it) => it.tidyDevice(seatOf(props)));
    }, 1_000);
    return () => clearTimeout(timer);
  });
}

async function leave(
  seat: MemberSeat,
  { out }: OpenedClass,
  session: ClassSession,
  why: WhyNotInClass,
): Promise<void> {
  // This browser may have joined as another member since: then the page is an old copy.
  if (why === "gone" && await joinedAsAnother(seat)) {
    if (await loadAgain(seat.member)) return;
  }
  // An answer that is being typed counts as unsent once its field is left.
  if (document.activeElement instanceof HTMLElement) {
    document.activeElement.blur();
  }
  const unsent = await clearDevice(session);
  out.value = { why, unsent };
}

async function joinedAsAnother(seat: Seat): Promise<boolean> {
  try {
    const denial = await stillIn(seat);
    return denial?.reason === "another-member";
  } catch {
    return false;
  }
}

function seatOf({ session, member, own, role, as, epoch }: Seat): Seat {
  return { session, member, own, role, as, epoch };
}
