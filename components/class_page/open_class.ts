/** Opens a class on a member's page, and leaves it when the member is out (S-5, J-4). */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { signedOutAndReturnUrl } from "../accounts/sign_in_urls.ts";
import { isSignedOut } from "../accounts/signed_out.ts";
import { Chat } from "../chat/chat.ts";
import { ClassSession } from "../client/class_session.ts";
import { findSeatLoss } from "../client/membership.ts";
import type { Seat } from "../client/seat.ts";
import type { StaffFacts } from "../client/staff_facts.ts";
import { loadPart } from "../ui/load_part.ts";
import { findFormerMemberOfDevice } from "../client/former_member.ts";
import {
  type ClassExitReason,
  findExitReason,
  loadAndClearDevice,
  reloadClassPage,
} from "./class_exit.ts";

export interface MemberSeat extends Seat {
  readonly returns: boolean;
  /** The member in this browser's cookie, if it is an alias of `member` (J-7). */
  readonly by?: string;
}

export interface OpenedClass {
  readonly session: Signal<ClassSession | null>;
  /** True if the device belongs to another member than at the last visit. */
  readonly isNewMember: Signal<boolean>;
  /** Why the member is out, and the unsent texts; null: they are in. */
  readonly exit: Signal<{ reason: ClassExitReason; unsent: string[] } | null>;
}

export function useOpenedClass(props: MemberSeat): OpenedClass {
  const session = useSignal<ClassSession | null>(null);
  const isNewMember = useSignal(false);
  const exit = useSignal<{ reason: ClassExitReason; unsent: string[] } | null>(
    null,
  );
  const opened = { session, isNewMember, exit };
  // A page from the back/forward cache may belong to another member.
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", onShow);
    return () => removeEventListener("pageshow", onShow);
  }, []);
  const { session: id, member, alias, role, cookieRole, epoch } = props;
  useEffect(() => open(props, opened), [
    id,
    member,
    alias,
    role,
    cookieRole,
    epoch,
  ]);
  useCopyForLater(props, session);
  useSignalEffect(() => {
    const now = session.value;
    const status = now?.part(Chat).status.value;
    if (status?.state !== "closed" || exit.peek()) return;
    if (status.code === 4409) void reloadClassPage(member);
    if (cookieRole === "teacher" && isSignedOut(status)) {
      location.replace(signedOutAndReturnUrl());
    }
    const reason = findExitReason(status);
    if (now && reason && cookieRole === "member") {
      void leave(props, opened, now, reason);
    }
  });
  return opened;
}

/** Opens the class once a former member's data was taken over. Returns a function that closes the class. */
function open(
  props: MemberSeat,
  { session, isNewMember }: OpenedClass,
): () => void {
  const { returns, by, cookieRole } = props;
  const seat = seatOf(props);
  let isClosed = false;
  const begin = (StaffKind?: typeof StaffFacts) => {
    if (!isClosed) session.value = new ClassSession(seat, returns, StaffKind);
  };
  const former = cookieRole === "member"
    ? findFormerMemberOfDevice(seat, by)
    : null;
  if (cookieRole === "teacher") {
    void loadPart(() => import("../client/staff_facts.ts"))
      .then((it) => begin(it.StaffFacts));
  } else if (former === null) begin();
  else {
    isNewMember.value = true;
    import("./take_over_data.ts")
      .then(({ takeOverMemberData }) => takeOverMemberData(former, seat, by))
      .then(() => begin(), () => begin());
  }
  // Removes the query, so that a reload does not greet again.
  if (cookieRole === "member") {
    history.replaceState(history.state, "", location.pathname);
  }
  return () => {
    isClosed = true;
    session.peek()?.close();
  };
}

/**
 * Stores a copy of the page and deletes stale data, a second after the chat has synced, so that loading has priority.
 */
function useCopyForLater(
  props: Seat,
  session: Signal<ClassSession | null>,
): void {
  useSignalEffect(() => {
    const main = session.value?.part(Chat).mainRoom;
    if (props.cookieRole !== "member" || !main?.document.synced.value) return;
    const timer = setTimeout(() => {
      void loadPart(() => import("../sessions/page_cache.ts"))
        .then((it) => it.cachePage("ClassPage"));
      void loadPart(() => import("../client/stale_device_data.ts"))
        .then((it) => it.deleteStaleDeviceData(seatOf(props)));
    }, 1_000);
    return () => clearTimeout(timer);
  });
}

async function leave(
  seat: MemberSeat,
  { exit }: OpenedClass,
  session: ClassSession,
  reason: ClassExitReason,
): Promise<void> {
  // This browser may have joined as another member.
  if (reason === "gone" && await joinedAsAnother(seat)) {
    if (await reloadClassPage(seat.member)) return;
  }
  // Leaving a field stores a typed answer, which then counts as unsent.
  if (document.activeElement instanceof HTMLElement) {
    document.activeElement.blur();
  }
  const unsent = await loadAndClearDevice(session);
  exit.value = { reason, unsent };
}

async function joinedAsAnother(seat: Seat): Promise<boolean> {
  try {
    const denial = await findSeatLoss(seat);
    return denial?.reason === "another-member";
  } catch {
    return false;
  }
}

function seatOf(
  { session, member, alias, role, cookieRole, epoch }: Seat,
): Seat {
  return { session, member, alias, role, cookieRole, epoch };
}
