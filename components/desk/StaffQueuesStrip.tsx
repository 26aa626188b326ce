/**
 * The number of items that wait for the teacher, by kind, the most urgent at the edge. While the pointer or the focus is
 * here, counts keep their places. A press opens the list, and lights up those students on the board.
 */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChild, ComponentType } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { announce } from "../ui/announce.ts";
import { desk as t } from "texts/desk.ts";
import { taking } from "texts/monitoring_taking.ts";
import { crowd as crowdText } from "texts/people_crowd.ts";
import type { Member } from "../../classroom/model/members.ts";
import { handsLoweredHere } from "../groups/desk/lowered_hands.ts";
import type { ClassSession } from "../client/class_session.ts";
import { AlertIcon, ClockIcon, HandIcon, WarningIcon } from "../ui/icons.tsx";
import { DoorIcon, RetryIcon } from "../ui/later_icons.tsx";
import { ClassAttention } from "../people/claims/class_attention.ts";
import {
  countInStaffQueues,
  type StaffQueueKind,
  staffQueueKinds,
} from "../monitoring/staff_queues.ts";
import "./desk.css";
import { studentRequest } from "../chat/panel_requests.ts";
import type { SessionApi } from "../client/session_api.ts";
import { showDeskPart } from "../page/desk_part.ts";
import { StaffQueue } from "./StaffQueue.tsx";
import { useIsInUse } from "../monitoring/grid/use_is_in_use.ts";
import { ignorePressesAfterChange } from "../ui/ignore_presses.ts";
import { isEscape } from "../ui/keys.ts";
import { popoverAnchors } from "../ui/popovers/popovers.ts";

const countEveryMs = 10_000;

/** Prefixes of the keys of attention, by kind. */
const attentionBy: Partial<Record<StaffQueueKind, string>> = {
  note: "note-",
  worrying: "words-",
  hand: "hand-",
  door: "door-",
};

const icons: Record<StaffQueueKind, ComponentType> = {
  note: AlertIcon,
  worrying: WarningIcon,
  stuck: RetryIcon,
  hand: HandIcon,
  door: DoorIcon,
  held: ClockIcon,
};

function wordsOf(kind: StaffQueueKind, count: number): string {
  return kind === "hand" || kind === "note"
    ? t.words[kind]({ count })
    : t.words[kind];
}

/** Whether other teachers have claimed all of a kind (S-9): it is then shown, but does not stand out. */
function isWithOthers(
  session: ClassSession | null,
  kind: StaffQueueKind,
): boolean {
  const prefix = attentionBy[kind];
  if (!prefix || !session?.staff) return false;
  const part = session.part(ClassAttention);
  if (!part.hasSeveralTeachers.value) return false;
  const keys = [...part.attention.value.keys()]
    .filter((key) => key.startsWith(prefix));
  return keys.length > 0 &&
    keys.every((key) => part.findClaimant(key)?.isMine === false);
}

/** Announces that more waits, except for raised hands, which are announced by name elsewhere. */
function useNewWaits(
  counts: Readonly<Record<StaffQueueKind, number>>,
  isKnown: boolean,
) {
  const previousCounts = useRef<
    Readonly<Record<StaffQueueKind, number>> | null
  >(null);
  useEffect(() => {
    for (const kind of staffQueueKinds) {
      const count = counts[kind];
      if (
        kind === "hand" || !previousCounts.current ||
        count <= previousCounts.current[kind]
      ) {
        continue;
      }
      announce(t.kinds[kind]({ count }), {
        topic: `waits ${kind}`,
        every: countEveryMs,
      });
    }
    if (isKnown) previousCounts.current = counts;
  }, [isKnown, ...staffQueueKinds.map((kind) => counts[kind])]);
}

interface StripProps {
  readonly session: ClassSession | null;
  readonly members: Readonly<Record<string, Member>>;
  readonly api: SessionApi;
  /** A notice of many students joining: the door is then shown even if none of them waits. */
  readonly crowd: ComponentChild;
  readonly opened: Signal<StaffQueueKind | null>;
  onView: (student: string) => void;
  /** In a dialog, which covers the chat: hands are answered in the list. It closes when a group is visited. */
  onJoin?: () => void;
}

export function StaffQueuesStrip(props: StripProps) {
  const { session, members, crowd, opened } = props;
  const counts = countInStaffQueues(session, members);
  useNewWaits(counts, session?.staff?.document.synced.value ?? false);
  const isWaiting = (kind: StaffQueueKind) =>
    counts[kind] > 0 || kind === "door" && Boolean(crowd);
  const strip = useRef<HTMLDivElement>(null);
  const listUse = useIsInUse();
  const isInUse = listUse.value || strip.current?.matches(":focus-within");
  const previousPlaces = useRef<readonly StaffQueueKind[]>([]);
  // An open list keeps its button, which closes it, even if it is empty.
  const shownKinds = staffQueueKinds
    .filter((kind) => isWaiting(kind) || opened.value === kind);
  const places = isInUse
    ? [...new Set([...previousPlaces.current, ...shownKinds])]
    : shownKinds;
  previousPlaces.current = places;
  useLayoutEffect(() => {
    // A press meant for a count must not hit the one that takes its place.
    if (!isInUse) return ignorePressesAfterChange(strip.current!);
  }, [places.join()]);
  return (
    <div
      ref={strip}
      class="strip"
      role="group"
      aria-label={t.waits}
      tabIndex={-1}
      {...listUse.handlers}
    >
      {places.toReversed().map((kind) => {
        if (!shownKinds.includes(kind)) {
          return <span class="strip-free" key={kind} />;
        }
        const Icon = icons[kind];
        const count = counts[kind];
        const isOpen = opened.value === kind;
        const isTaken = isWithOthers(session, kind);
        const crowdLabel = kind === "door" && crowd && count === 0 &&
          crowdText.many;
        return (
          <button
            key={kind}
            type="button"
            class="strip-place"
            data-kind={kind}
            data-waits={isWaiting(kind)}
            data-taken={isTaken}
            title={crowdLabel
              ? crowdText.title
              : isTaken
              ? taking.othersAre
              : t.titles[kind]}
            aria-expanded={isOpen}
            onClick={() => opened.value = isOpen ? null : kind}
          >
            <Icon />
            <span class="visually-hidden">
              {crowdLabel || t.kinds[kind]({ count })}
            </span>
            <span class="figures" aria-hidden="true">
              {!crowdLabel && count}
            </span>
            <span class="strip-words" aria-hidden="true">
              {crowdLabel || wordsOf(kind, count)}
            </span>
          </button>
        );
      })}
      <OpenedQueue
        {...props}
        count={opened.value === null ? 0 : counts[opened.value]}
      />
    </div>
  );
}

/**
 * The list of the pressed button. A press on the board closes it alone, so that those who are lit can be answered
 * there. A press elsewhere, Escape, or that nobody waits any more, ends both.
 */
function OpenedQueue({ opened, count, ...props }: StripProps & {
  count: number;
}) {
  const { session, crowd } = props;
  const list = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const kind = opened.value;
  useLayoutEffect(() => {
    const { current: element } = list;
    if (!element || kind === null) return;
    const strip = element.parentElement!;
    popoverAnchors.set(element, strip);
    element.showPopover();
    heading.current?.focus({ preventScroll: true });
    return () => {
      element.hidePopover();
      const { activeElement, body } = globalThis.document;
      if (activeElement !== body) return;
      // The button may have gone with the last who waited.
      const button = strip.querySelector<HTMLElement>(`[data-kind="${kind}"]`);
      (button ?? strip).focus({ preventScroll: true });
    };
  }, [kind]);
  const isEscaped = useRef(false);
  const waited = useRef<StaffQueueKind | null>(null);
  const isUndoable = handsLoweredHere.value.size > 0;
  // Closes a list once it is empty, except of raised hands, for its **Undo**, and of join requests while many join.
  useEffect(() => {
    if (count > 0) return void (waited.current = kind);
    const isOpen = list.current?.matches(":popover-open");
    const isDone = kind !== null && waited.current === kind &&
      !(kind === "hand" && (isOpen || isUndoable)) &&
      !(kind === "door" && crowd);
    if (isDone) opened.value = null;
  });
  useEffect(() => {
    if (kind === null) return;
    const onKey = (event: KeyboardEvent) => {
      const { current: element } = list;
      const target = event.target as Element;
      const isListOpen = element?.matches(":popover-open");
      const isOurs = isListOpen || target === document.body ||
        target.closest(".strip, .board-tiles") !== null;
      const isCovered = [
        ...document.querySelectorAll(
          ":popover-open, dialog:modal, .desk-aside",
        ),
      ].some((it) => it !== element && !it.contains(element));
      if (!isEscape(event) || !isOurs || isCovered) return;
      // The browser closes the list at this key, and what is around it if the list is closed by then.
      if (isListOpen) isEscaped.current = true;
      else opened.value = null;
    };
    const onPress = ({ target }: PointerEvent) => {
      const place = ".strip, .board-tiles, .desk-aside, .dialog, .popover";
      if (!(target as Element).closest(place)) opened.value = null;
    };
    addEventListener("keydown", onKey);
    addEventListener("pointerdown", onPress);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("pointerdown", onPress);
    };
  }, [kind]);
  return (
    <div
      ref={list}
      popover="auto"
      class="popover strip-list"
      role="dialog"
      aria-label={kind === null ? undefined : t.titles[kind]}
      onToggle={({ newState }) => {
        if (newState !== "closed") return;
        const isOnBoard = document.querySelector('[data-lit="true"]') !== null;
        if (!isOnBoard || props.onJoin || isEscaped.current) {
          opened.value = null;
        }
        isEscaped.current = false;
      }}
    >
      {session?.staff && kind && (
        <>
          <h2 ref={heading} tabIndex={-1}>{t.titles[kind]}</h2>
          <StaffQueue
            {...props}
            kind={kind}
            session={session}
            onView={(student) => {
              list.current?.hidePopover();
              opened.value = null;
              props.onView(student);
            }}
          />
        </>
      )}
    </div>
  );
}

export function DialogQueuesStrip({ session, api, onClose }: {
  session: ClassSession;
  api: SessionApi;
  onClose: () => void;
}) {
  const opened = useSignal<StaffQueueKind | null>(null);
  if (!session.staff) return null;
  return (
    <div class="strip-over">
      <StaffQueuesStrip
        session={session}
        members={session.facts.members.value}
        api={api}
        crowd={null}
        opened={opened}
        onJoin={onClose}
        onView={(student) => {
          studentRequest.value = student;
          showDeskPart("students");
          onClose();
        }}
      />
    </div>
  );
}
