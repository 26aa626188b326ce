/**
 * The running items of the class (N-4): progress, where to see it, and one next step. One is shown, the others in a
 * list.
 */
import type { ComponentChild, ComponentType } from "preact";
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { exit } from "texts/checks_exit.ts";
import { callStaff } from "texts/calls.ts";
import { desk as t } from "texts/desk.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { live } from "texts/sharing_live.ts";
import { CallIcon } from "../calls/call_icons.tsx";
import { focusCallBar } from "../calls/CallBarSlot.tsx";
import {
  ConfirmResults,
  type ConfirmResultsProps,
} from "../checks/live/ConfirmResults.tsx";
import {
  RunningExitTicket,
  runningTicketId,
} from "../checks/exit/running_exit_ticket.ts";
import {
  computeProgress,
  currentQuestion,
  findNextStep,
  shouldConfirmResults,
} from "../checks/live/check_progress.ts";
import type { LiveClassState } from "../client/live_class.ts";
import { countdownAt } from "../groups/countdown.ts";
import { useIsInUse } from "../monitoring/grid/use_is_in_use.ts";
import {
  isSecondClick,
  type ResourceChange,
} from "../resources/live/resource_actions.ts";
import {
  areGroupsOnPresent,
  isReplacedByGroups,
  resourceOnPresent,
} from "../resources/live/desk_resources.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import {
  closeWordsOf,
  hasShownAllResults,
  kindNameOf,
  titleOf,
} from "../resources/live/resource_words.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import {
  DrawingBoardIcon,
  GroupsIcon,
  PageIcon,
  QuestionsIcon,
} from "../page/desk_icons.tsx";
import {
  PollIcon,
  PresentIcon,
  QuizIcon,
  TicketIcon,
  TimerIcon,
  ViewIcon,
} from "../ui/later_icons.tsx";
import "../ui/popovers/popovers.ts";
import { lazyPart } from "../ui/load_part.ts";
import { endWithinClass, formatClock } from "../../formats/format_time.ts";
import type { ChangeEyesOnMe } from "./EyesOnMeSwitch.tsx";
import { listRunningItems, type RunningItem } from "./running_items.ts";
import { ignorePressesAfterChange } from "../ui/ignore_presses.ts";
import { showDeskPart } from "../page/desk_part.ts";
import "./desk.css";

const staffCallPart = lazyPart(() => import("../calls/staff/staff_call.ts"));

/** Fixed, since `useId` starts over in each island. */
const listId = "now-list";

interface Step {
  readonly label: string;
  act: () => unknown;
}

interface ItemView {
  readonly id: string;
  readonly Icon: ComponentType;
  readonly title: string;
  readonly progress: ComponentChild;
  /** The time left, if it ends by itself. */
  readonly time?: string;
  readonly see?: Step;
  readonly next?: Step & {
    readonly isMain: boolean;
    /** The label with the item's name, for when other buttons have the same label. */
    readonly full?: string;
    readonly hint?: string;
  };
}

interface RunningItemsBarProps {
  readonly live: LiveClassState;
  readonly lesson: LiveClass | null;
  /** The id of the quiz or poll whose answers are open; null: none. */
  readonly answers: string | null;
  /** Opens the answers to a quiz or poll next to the class. */
  readonly onSee: (check: string) => void;
  /** Opens a wall, page or set of boards in the list of resources. */
  readonly onOpen: (resource: string) => void;
  readonly onEyes: ChangeEyesOnMe;
}

export function RunningItemsBar(props: RunningItemsBarProps) {
  const running = useRunning(props);
  useNews(running, props.live);
  const resultsToConfirm = useSignal<AskedResults | null>(null);
  const onAsk = (results: AskedResults) => resultsToConfirm.value = results;
  return (
    <>
      <ItemsView
        items={running.map((it) => itemOf(it, { ...props, onAsk }))}
        onPresent={usePresented(props)}
      />
      {resultsToConfirm.value && (
        <ConfirmResults
          {...resultsToConfirm.value}
          onClose={() => resultsToConfirm.value = null}
        />
      )}
    </>
  );
}

/** Results that are shown once the teacher has confirmed it. */
type AskedResults = Omit<ConfirmResultsProps, "onClose">;

interface ItemContext extends RunningItemsBarProps {
  readonly onAsk: (results: AskedResults) => void;
}

/** The content of **Present** other than the code, with the id of its running item. */
interface Presented {
  readonly id: string;
  readonly name: string;
}

function usePresented(
  { live, lesson }: RunningItemsBarProps,
): Presented | null {
  if (!lesson || lesson.isAhead) return null;
  const shared = lesson.resources.shared.value;
  const chosen = lesson.resources.presentChoice.value;
  const breakouts = live.breakouts.value;
  if (live.info.value.eyesOnMe) return { id: "eyes", name: eyes.name };
  const ticket = runningTicketId(live.session.value);
  if (ticket !== null) return { id: ticket, name: exit.name };
  if (areGroupsOnPresent(shared, chosen, breakouts)) {
    return { id: "groups", name: t.now.groups };
  }
  const resource = resourceOnPresent(shared, chosen);
  const { endsAt, stopsAt } = breakouts;
  // Depends on the clock only if there is a countdown.
  const now = (stopsAt ?? endsAt) === undefined
    ? live.now.peek()
    : live.now.value;
  const isTimer = countdownAt(breakouts, now) !== null &&
    isReplacedByGroups(resource, chosen, breakouts, now);
  if (isTimer) {
    const id = breakouts.open ? "groups" : "timer";
    return { id, name: groupsBoard.timer };
  }
  return resource && { id: resource.id, name: titleOf(resource) };
}

function ItemsView({ items, onPresent }: {
  items: readonly ItemView[];
  onPresent: Presented | null;
}) {
  const isInUse = useIsInUse();
  const front = useRef<string>();
  // The shown item does not change while the pointer or focus is on it.
  const first =
    (isInUse.value && items.find(({ id }) => id === front.current)) ||
    items[0];
  const place = useRef<HTMLDivElement>(null);
  const otherItems = items.filter((it) => it !== first);
  const previousId = front.current;
  front.current = first?.id;
  const step = `${first?.id} ${first?.next?.label}`;
  useLayoutEffect(() => {
    if (previousId === undefined) return;
    return ignorePressesAfterChange(place.current!);
  }, [step]);
  return (
    <section class="now" aria-label={t.now.name} {...isInUse.handlers}>
      <div class="now-first" ref={place}>
        {first ? <Item {...first} /> : (
          <p class="quiet small">
            {/* Content that is only shown on **Present** is not running. */}
            {onPresent
              ? t.now.onPresent({ name: onPresent.name })
              : t.now.nothing}
          </p>
        )}
      </div>
      {otherItems.length > 0 && (
        <Button
          look="small now-more figures"
          popoverTarget={listId}
        >
          <span class="now-others">{namesOf(otherItems)}</span>
          <span class="now-plus">
            <span class="visually-hidden">
              {t.now.more({ count: otherItems.length })}
            </span>
            <span aria-hidden="true">
              {t.now.plus({ count: otherItems.length })}
            </span>
          </span>
        </Button>
      )}
      <div
        id={listId}
        popover="auto"
        class="popover now-list"
        role="group"
        aria-label={t.now.name}
        onClick={({ currentTarget, target }) => {
          if ((target as Element).closest("button")) {
            currentTarget.hidePopover();
          }
        }}
      >
        {otherItems.map((it) => <Item key={it.id} {...it} />)}
      </div>
      {first && onPresent && (
        <OnPresent {...onPresent} isFirst={onPresent.id === first.id} />
      )}
    </section>
  );
}

/** Where a single one is hidden, its title and time. */
function namesOf(items: readonly ItemView[]): string {
  const [{ title, time }] = items;
  return t.now.others({
    count: items.length,
    title: time ? `${title} ${time}` : title,
  });
}

/** Says what is on the projector as long as something is there. */
function OnPresent({ name, isFirst }: Presented & { isFirst: boolean }) {
  const sentence = t.now.onPresent({ name });
  return (
    <p class="now-present quiet" title={sentence}>
      <PresentIcon />
      <span class="visually-hidden">{sentence}</span>
      <span class="truncate" aria-hidden="true">
        {isFirst ? live.onPresent : t.now.wall({ name })}
      </span>
    </p>
  );
}

function Item({ id, Icon, title, progress, see, next }: ItemView) {
  return (
    <div class="now-item" data-id={id}>
      <div class="now-words">
        <Icon />
        <strong title={title}>{title}</strong>
        <span class="quiet figures">{progress}</span>
        {see && (
          <Button look="small now-see" onClick={() => see.act()}>
            {see.label}
          </Button>
        )}
      </div>
      {next && (
        <Button
          key="next"
          look={next.isMain ? "small main" : "small"}
          aria-label={next.full}
          title={next.hint}
          onClick={(click) => {
            if (!isSecondClick(click)) return next.act();
          }}
        >
          {next.label}
        </Button>
      )}
    </div>
  );
}

function useRunning(
  { live, lesson }: RunningItemsBarProps,
): readonly RunningItem[] {
  const session = live.session.value;
  const ticket = runningTicketId(session);
  const facts = {
    info: live.info.value,
    shared: lesson?.resources.shared.value ?? [],
    ticket,
    breakouts: live.breakouts.value,
    call: session?.facts.call.value ?? {},
  };
  // Depends on the clock only if something has an end.
  const { stopsAt, endsAt } = facts.breakouts;
  const hasClock = (stopsAt ?? endsAt) !== undefined ||
    facts.shared.some(({ endsAt }) => endsAt !== undefined);
  const now = hasClock ? live.now.value : live.now.peek();
  return listRunningItems({ ...facts, now });
}

/** Announces items that start after the page was opened. */
function useNews(
  running: readonly RunningItem[],
  { session }: LiveClassState,
): void {
  const lastIds = useRef<ReadonlySet<string> | null>(null);
  const isKnown = session.value?.facts.document.synced.value ?? false;
  const ids = running.map(({ id }) => id).join(" ");
  useEffect(() => {
    if (!isKnown) return;
    const previousIds = lastIds.current;
    lastIds.current = new Set(running.map(({ id }) => id));
    for (const item of running) {
      if (!previousIds || previousIds.has(item.id)) continue;
      announce(t.now.begun({ title: titleFor(item) }), {
        topic: `now ${item.id}`,
      });
    }
  }, [isKnown, ids]);
}

function titleFor(item: RunningItem): string {
  switch (item.kind) {
    case "ticket":
      return exit.name;
    case "eyes":
      return eyes.name;
    case "check":
      return titleOf(item.check);
    case "groups":
      return t.now.groups;
    case "timer":
      return groupsBoard.timer;
    case "work":
      return titleOf(item.work);
    case "call":
      return t.now.call;
  }
}

const workIcons = {
  page: PageIcon,
  drawing: DrawingBoardIcon,
  wall: QuestionsIcon,
};

function itemOf(item: RunningItem, props: ItemContext): ItemView {
  const { live: { session, now }, lesson, onEyes, onOpen } = props;
  const base = { id: item.id, title: titleFor(item) };
  switch (item.kind) {
    case "ticket": {
      const running = session.value?.part(RunningExitTicket).running.value;
      const { doneCount = 0, studentCount = 0 } = running ?? {};
      return {
        ...base,
        Icon: TicketIcon,
        progress: exit.done({ done: doneCount, of: studentCount }),
        see: seeAnswers(item.id, props),
      };
    }
    case "eyes":
      return {
        ...base,
        Icon: ViewIcon,
        progress: item.line || eyes.usual,
        next: { label: eyes.goOn, isMain: true, act: () => onEyes(null) },
      };
    case "groups": {
      const time = item.endsAt !== undefined &&
        formatClock(Math.max(0, item.endsAt - now.value));
      return {
        ...base,
        Icon: time ? TimerIcon : GroupsIcon,
        time: time || undefined,
        progress: time
          ? (item.isClosing ? t.now.closing : t.now.left)({ time })
          : live.states.open,
        see: { label: t.now.seeGroups, act: () => showDeskPart("groups") },
        next: lesson ? showGroupsStep(lesson, props) : undefined,
      };
    }
    case "timer": {
      const time = formatClock(Math.max(0, item.endsAt - now.value));
      return {
        ...base,
        Icon: TimerIcon,
        time,
        progress: t.now.left({ time }),
      };
    }
    case "work": {
      const { id, kind } = item.work;
      return {
        ...base,
        Icon: workIcons[kind],
        progress: [kindNameOf(item.work), live.states.open].join(" · "),
        see: { label: t.now.seeWork[kind], act: () => onOpen(id) },
      };
    }
    case "call":
      return {
        ...base,
        Icon: CallIcon,
        progress: t.now.calls[item.where],
        see: {
          label: t.now.toCall,
          act: focusCallBar,
        },
        // The call's bar offers to start it again.
        next: {
          label: callStaff.end,
          isMain: false,
          act: async () => {
            const { StaffCall } = await staffCallPart();
            await session.value?.part(StaffCall).end();
          },
        },
      };
    case "check":
      return { ...base, ...checkItem(item, lesson!, props) };
  }
}

function showGroupsStep(
  { actions, resources }: LiveClass,
  props: RunningItemsBarProps,
): ItemView["next"] {
  const isShown = areGroupsOnPresent(
    resources.shared.value,
    resources.presentChoice.value,
    props.live.breakouts.value,
  );
  const label = isShown ? live.unpresent : live.present;
  return {
    label,
    full: t.now.stepOf({ step: label, title: t.now.groups }),
    hint: isShown ? undefined : groupsBoard.presentHint,
    act: () => actions.act("PATCH /breakouts/present", { shown: !isShown }),
    isMain: false,
  };
}

function checkItem(
  { check, state }: RunningItem & { kind: "check" },
  lesson: LiveClass,
  props: ItemContext,
): Omit<ItemView, "id" | "title"> {
  const { actions, resources, students } = lesson;
  const question = currentQuestion(check);
  const checkProgress = computeProgress(
    check,
    students,
    resources.sheetsOf(check.id).value,
    question?.id,
  );
  const { answered, total } = checkProgress;
  const left = check.endsAt !== undefined &&
    state === "open" && formatClock(
      endWithinClass(check.endsAt, props.live.info.value.endsAt) -
        props.live.now.value,
    );
  const progress = [
    state === "open" || live.states[state],
    question && t.now.question({ n: question.n }),
    t.now.answered({ answered, of: total }),
    left,
  ].filter((it) => typeof it === "string").join(" · ");
  const title = titleOf(check);
  const { step = 0 } = check;
  const change = (ask: ResourceChange) => () => actions.change(check.id, ask);
  const showResults = change({ showResults: true });
  const steps = {
    results: {
      label: live.showResults,
      act: shouldConfirmResults(check, checkProgress)
        ? () => props.onAsk({ check, checkProgress, onShow: showResults })
        : showResults,
      isMain: true,
    },
    next: {
      label: live.next,
      act: change({ step: step + 1 }),
      isMain: hasShownAllResults(check),
    },
    // The end is never the main step.
    close: {
      label: closeWordsOf(check),
      act: change({ closed: true }),
      isMain: false,
    },
  };
  const next = steps[findNextStep(check, checkProgress)];
  return {
    Icon: check.poll ? PollIcon : QuizIcon,
    progress,
    time: left || undefined,
    see: seeAnswers(check.id, props),
    next: {
      ...next,
      full: t.now.stepOf({ step: next.label, title }),
      // The open answers have the same step as their main button.
      isMain: next.isMain && props.answers !== check.id,
    },
  };
}

function seeAnswers(check: string, { onSee }: RunningItemsBarProps): Step {
  return { label: t.now.see, act: () => onSee(check) };
}
