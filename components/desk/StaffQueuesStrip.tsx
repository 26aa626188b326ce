/**
 * The number of items that wait for the teacher, by kind. The counts keep their places when others come or go. A press
 * opens the list.
 */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../ui/announce.ts";
import { desk as t } from "texts/desk.ts";
import { taking } from "texts/monitoring_taking.ts";
import type { Member } from "../../classroom/model/members.ts";
import { openRaisedHand } from "../groups/desk/join_hand.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  AlertIcon,
  ClockIcon,
  DoorIcon,
  HandIcon,
  RetryIcon,
  WarningIcon,
} from "../ui/icons.tsx";
import { ClassAttention } from "../people/claims/class_attention.ts";
import {
  assignPlaces,
  countInStaffQueues,
  type StaffQueueKind,
  staffQueueKinds,
} from "../monitoring/staff_queues.ts";
import "./desk.css";
import { studentRequest } from "../chat/panel_requests.ts";
import type { SessionApi } from "../client/session_api.ts";
import { showDeskPart } from "../page/desk_part.ts";
import { StaffQueue } from "./StaffQueue.tsx";
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
  const begins = attentionBy[kind];
  if (!begins || !session?.staff) return false;
  const part = session.part(ClassAttention);
  if (!part.hasSeveralTeachers.value) return false;
  const all = [...part.attention.value.keys()]
    .filter((key) => key.startsWith(begins));
  return all.length > 0 &&
    all.every((key) => part.findClaimant(key)?.mine === false);
}

/** Announces that more waits, except for raised hands, which are announced by name elsewhere. */
function useNewWaits(
  counts: Readonly<Record<StaffQueueKind, number>>,
  isKnown: boolean,
) {
  const before = useRef<Readonly<Record<StaffQueueKind, number>> | null>(null);
  useEffect(() => {
    for (const kind of staffQueueKinds) {
      const count = counts[kind];
      if (kind === "hand" || !before.current || count <= before.current[kind]) {
        continue;
      }
      announce(t.kinds[kind]({ count }), {
        topic: `waits ${kind}`,
        every: countEveryMs,
      });
    }
    if (isKnown) before.current = counts;
  }, [isKnown, ...staffQueueKinds.map((kind) => counts[kind])]);
}

export function StaffQueuesStrip(
  { session, members, crowd, opened, over, inDialog = false }: {
    session: ClassSession | null;
    members: Readonly<Record<string, Member>>;
    /** Many students are joining: the door is shown even if none of them waits. */
    crowd: boolean;
    opened: Signal<StaffQueueKind | null>;
    over?: Signal<string | null>;
    /** In a dialog, which covers the chat: hands are answered in the list. */
    inDialog?: boolean;
  },
) {
  const isCovered = over != null && over.value !== null;
  const counts = countInStaffQueues(session, members);
  useNewWaits(counts, session?.staff?.document.synced.value ?? false);
  const calls = (kind: StaffQueueKind) =>
    counts[kind] > 0 || kind === "door" && crowd;
  const before = useRef<readonly (StaffQueueKind | null)[]>([]);
  // An open list keeps its button, which closes it, even if it is empty.
  const places = assignPlaces(
    staffQueueKinds.filter((kind) => calls(kind) || opened.value === kind),
    before.current,
  );
  before.current = places;
  return (
    <div class="strip" role="group" aria-label={t.waits} tabIndex={-1}>
      {places.toReversed().map((kind, n) => {
        if (kind === null) return <span class="strip-free" key={`free ${n}`} />;
        const Icon = icons[kind];
        const count = counts[kind];
        const isOpen = opened.value === kind;
        const isTaken = isWithOthers(session, kind);
        return (
          <button
            key={kind}
            type="button"
            class="strip-place"
            data-kind={kind}
            data-waits={calls(kind)}
            data-taken={isTaken}
            title={isTaken ? taking.othersAre : t.titles[kind]}
            aria-expanded={isOpen && !isCovered}
            onClick={() => {
              if (isOpen && isCovered) return void (over.value = null);
              if (isOpen) return void (opened.value = null);
              opened.value = kind;
              const alone = kind === "hand" && count === 1 &&
                session?.staff?.helpRequests.value[0];
              // Where the page is narrow, the chat would cover the list, in which the hand is lowered. A note is for
              // staff alone, so it is not answered in front of all without a choice.
              if (
                alone && !alone.note && !inDialog && innerWidth >= 1000
              ) {
                openRaisedHand(session, alone);
              }
            }}
          >
            <Icon />
            <span class="visually-hidden">{t.kinds[kind]({ count })}</span>
            <span class="figures" aria-hidden="true">{count}</span>
            <span class="strip-words" aria-hidden="true">
              {wordsOf(kind, count)}
            </span>
          </button>
        );
      })}
    </div>
  );
}

export function DialogQueuesStrip({ session, api, onClose }: {
  session: ClassSession;
  api: SessionApi;
  onClose: () => void;
}) {
  const opened = useSignal<StaffQueueKind | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const members = session.facts.members.value;
  const kind = opened.value;
  useEffect(() => {
    const { current: element } = list;
    if (kind === null) element?.hidePopover();
    else if (element && !element.matches(":popover-open")) {
      popoverAnchors.set(element, element.parentElement!);
      element.showPopover();
    }
  }, [kind]);
  if (!session.staff) return null;
  return (
    <div class="strip-over">
      <StaffQueuesStrip
        session={session}
        members={members}
        crowd={false}
        opened={opened}
        inDialog
      />
      <div
        ref={list}
        popover="auto"
        class="popover strip-over-list"
        role="dialog"
        aria-label={kind === null ? undefined : t.titles[kind]}
        onToggle={({ newState }) => {
          if (newState === "closed") opened.value = null;
        }}
      >
        {kind && (
          <>
            <h3>{t.titles[kind]}</h3>
            <StaffQueue
              kind={kind}
              session={session}
              members={members}
              api={api}
              crowd={null}
              onJoin={onClose}
              onView={(student) => {
                studentRequest.value = student;
                showDeskPart("students");
                onClose();
              }}
            />
          </>
        )}
      </div>
    </div>
  );
}
