/**
 * A call on the page (K-1): a tile over the page, or large over all of it; docked, a row, or as high as its pictures.
 * Before joining: who is in the call, and **Join call** or why not.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { calls as t, callStaff } from "texts/calls.ts";
import { meshLimits } from "../../classroom/model/calls.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import { WarningIcon } from "../ui/icons.tsx";
import { ignorePressesAfterChange } from "../ui/ignore_presses.ts";
import { isEscape } from "../ui/keys.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { Call } from "./call.ts";
import { CallIcon, EnlargeIcon, ShrinkIcon } from "./call_icons.tsx";
import {
  describeCallExit,
  describeDeviceTrouble,
  nameOfCallRoom,
} from "./call_texts.ts";
import { useFocusFallback } from "./use_focus_fallback.ts";
import { useCallAnnouncements } from "./use_call_announcements.ts";
import { useCallTransportKind } from "./use_call_route.ts";
import { type DeviceTrouble, loadedCallBackend } from "./call_backend.ts";
import "./calls.css";

/**
 * @param isOnCover whether the bar is on a cover (`isPageCovered`): never large, nor shown only to say why the member
 * left
 * @param isDocked whether the bar has a place of its own instead of lying over others
 */
export function CallBar({ session, isOnCover = false, isDocked = false }: {
  session: ClassSession;
  isOnCover?: boolean;
  isDocked?: boolean;
}) {
  const call = session.part(Call);
  const voice = call.voice.value;
  const isStaff = session.seat.role === "teacher";
  const parts = useLazyPart(
    voice !== null,
    () => import("./joined/JoinedCallBar.tsx"),
  );
  const staff = useLazyPart(
    isStaff,
    () => import("./staff/StaffCallControls.tsx"),
  );
  const hasTools = isStaff && call.isRunning.value;
  const tools = staff && hasTools && <staff.StaffCallControls call={call} />;
  const desk = staff && session.part(staff.StaffCall);
  const isThere = voice !== null || call.room.value !== null || hasTools ||
    call.isWaiting.value ||
    (desk?.lastAction.value ?? null) !== null ||
    !isOnCover && (call.exitReason.value ?? "left") !== "left";
  const bar = useRef<HTMLElement>(null);
  useFocusFallback(bar, isThere, ".call-main:enabled");
  useCallAnnouncements(call);
  const isLarge = call.isLarge.value && !isOnCover &&
    call.room.value !== null;
  const isOver = isLarge && !isDocked;
  useLayoutEffect(() => {
    if (!isOver) return;
    bar.current?.showPopover();
    // The second press of a double press would meet the page below.
    ignorePressesAfterChange(document.body);
  }, [isOver]);
  const shrink = (event: KeyboardEvent) => {
    event.stopPropagation();
    event.preventDefault();
    // The tile lacks some of the buttons, so the focused one may disappear.
    bar.current?.querySelector<HTMLElement>(".call-size")?.focus();
    call.isLarge.value = false;
  };
  useEffect(() => {
    if (!isOver) return;
    const onKey = (event: KeyboardEvent) => {
      const isNowhere = event.target === document.body;
      if (isNowhere && isEscape(event)) shrink(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOver]);
  const [small, large] = isDocked ? ["row", "block"] : ["small", "large"];
  return isThere && (
    <section
      ref={bar}
      class="call-bar"
      popover={isOver ? "manual" : undefined}
      data-size={isOnCover ? "cover" : isLarge ? large : small}
      data-joined={voice !== null}
      data-keeps-focus
      aria-label={t.name}
      onKeyDown={(event) => {
        if (!isEscape(event)) return;
        // Escape in a dialog must not close the chat around it.
        const { currentTarget } = event;
        if (currentTarget.querySelector("dialog[open], :popover-open")) {
          return event.stopPropagation();
        }
        if (isOver) shrink(event);
      }}
    >
      {voice
        ? parts
          ? (
            <parts.JoinedCallBar
              call={call}
              voice={voice}
              tools={tools}
              Size={CallSizeButton}
              People={staff?.CallPersonButtons}
            />
          )
          : <p class="call-note">{t.joining}</p>
        : <NotIn call={call} tools={tools} />}
      {staff && hasTools && <staff.VisitNote call={call} />}
      {staff && desk && <staff.LastCallAction desk={desk} />}
    </section>
  );
}

/** One button for both sizes: the second half of a double press hits the same button. */
export function CallSizeButton({ call }: { call: Call }) {
  const isLarge = call.isLarge.value;
  const label = isLarge ? t.makeSmaller : t.makeLarger;
  return (
    <Button
      look="bare call-act call-size"
      aria-label={label}
      title={label}
      onClick={() => call.isLarge.value = !isLarge}
    >
      {isLarge ? <ShrinkIcon /> : <EnlargeIcon />}
      <span class="call-label">{label}</span>
      <span class="call-word">
        {isLarge ? t.words.smaller : t.words.larger}
      </span>
    </Button>
  );
}

interface Tools {
  call: Call;
  tools: ComponentChild;
}

function NotIn({ call, tools }: Tools) {
  const trouble = useTrouble(), isFull = useFull(call);
  return <JoinCallBar {...{ call, tools, trouble, isFull }} />;
}

/** @param trouble why the member cannot speak; null: they can, or it is unknown */
export function JoinCallBar({ call, tools, trouble, isFull }: Tools & {
  trouble: DeviceTrouble | null;
  isFull: boolean;
}) {
  const readHindrance = useSignal<DeviceTrouble | "full" | null>(null);
  const room = call.room.value;
  const isElsewhere = !call.isJoining.value &&
    call.callers.value.some(({ isMe }) => isMe);
  const reason = call.exitReason.value ?? (isElsewhere ? "elsewhere" : null);
  const note = reason && reason !== "left" && (
    <div class="call-note row">
      {reason !== "back" && <WarningIcon />}
      <p>{describeCallExit(reason)}</p>
      {!isElsewhere && (
        <CloseButton
          look="small"
          onClick={() => call.exitReason.value = null}
        />
      )}
    </div>
  );
  if (room === null) {
    const { facts, seat } = call.session;
    return (
      <>
        {note}
        {call.isWaiting.value && (
          <p class="call-note">
            {t.unconfirmed({ name: facts.nameOf(seat.member) ?? "" })}
          </p>
        )}
        {tools && (
          <div class="call-acts">
            <p class="call-who">{callStaff.groupsOn}</p>
            {tools}
          </div>
        )}
      </>
    );
  }
  const isVisit = room !== "main" && call.session.seat.role === "teacher";
  const cannotJoin = trouble === "unsupported" || isFull;
  const hindrance = isFull ? "full" : trouble;
  // Students can listen anyway, and are told why nobody hears them when they unmute.
  const isToldLater = !cannotJoin && call.session.seat.role === "student";
  return (
    <>
      <div class="call-acts">
        <Button
          look="main call-main"
          disabled={cannotJoin || call.isJoining.value}
          onClick={() => call.join()}
        >
          <CallIcon />
          {call.isJoining.value
            ? t.joining
            : reason === "elsewhere"
            ? t.joinHere
            : isVisit
            ? callStaff.visit
            : reason
            ? t.rejoin
            : t.join}
        </Button>
        {tools && <CallSizeButton call={call} />}
        {tools}
        <p class="call-who">
          {whoIsIn(call)}
          {hindrance && isToldLater && ` ${t.listenOnly}`}
        </p>
      </div>
      {note}
      {hindrance && !isToldLater && hindrance !== readHindrance.value && (
        <div class="call-note row">
          <WarningIcon />
          <div>
            <p>
              {isFull
                ? t.full({ most: meshLimits.callers })
                : describeDeviceTrouble(call, "microphone", trouble!)}
            </p>
            {!cannotJoin && <p>{t.listenOnly}</p>}
          </div>
          <CloseButton
            look="small"
            onClick={() => readHindrance.value = hindrance}
          />
        </div>
      )}
    </>
  );
}

function whoIsIn(call: Call): string {
  const [firstCaller, ...otherCallers] = call.callers.value;
  const words = firstCaller
    ? t.whoIsIn({ first: firstCaller.name, others: otherCallers.length })
    : t.noOneIn;
  const room = nameOfCallRoom(call);
  return room === null ? words : t.ofRoom({ room, words });
}

function useTrouble(): DeviceTrouble | null {
  const trouble = useSignal<DeviceTrouble | null>(null);
  useEffect(
    () => loadedCallBackend().trouble((now) => trouble.value = now),
    [],
  );
  return trouble.value;
}

/** Whether the mesh is full for a student. Asks the server only if it may be: LiveKit has no limit, nor have staff. */
function useFull({ session, callers }: Call): boolean {
  const otherCallers = callers.value.filter(({ isMe }) => !isMe);
  const isMany = otherCallers.length >= meshLimits.callers &&
    session.seat.role === "student";
  return useCallTransportKind(session, isMany) === "mesh" && isMany;
}
