/** A minute of a made-up lesson on the landing page, rendered by the tiles of a class. */
import { computed, signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { minute as t } from "texts/sessions_minute.ts";
import { groupNames } from "texts/group_names.ts";
import type { FeedItem } from "../../classroom/model/monitoring/activity.ts";
import { assignGroupEmblems } from "../client/group_emblems.ts";
import type { Work } from "../monitoring/grid/last_work.ts";
import { StudentTile } from "../monitoring/grid/StudentTile.tsx";
import type { StudentOnGrid } from "../monitoring/grid/students_on_grid.ts";
import { Button } from "../ui/Button.tsx";
import "../monitoring/monitoring.css";

type Happening = "line" | "group" | "question" | "reply" | "vote";

/** Second, student, and what of `lines` comes. */
const script: readonly [
  startSecond: number,
  student: number,
  kind: Happening,
][] = [
  [0, 1, "group"],
  [0, 3, "line"],
  [1, 0, "question"],
  [3, 4, "line"],
  [5, 0, "reply"],
  [7, 2, "question"],
  [8, 5, "group"],
  [9, 6, "line"],
  [10, 7, "group"],
  [12, 2, "reply"],
  [15, 3, "vote"],
  [16, 0, "vote"],
  [16, 6, "vote"],
  [17, 1, "vote"],
  [18, 4, "vote"],
  [19, 7, "vote"],
  [20, 2, "line"],
  [28, 5, "line"],
  [28, 5, "vote"],
  [30, 1, "line"],
];
const thinks = { student: 0, from: 3, until: 5 };
const isAway = { student: 5, from: 18, until: 28 };
const raisesHand = { student: 2, from: 21 };
/** The end, and for how long it stays (s). */
const end = 34, pause = 6;
const perSecond = 1_000;

export function ClassMinute() {
  const second = useMemo(() => signal(0), []);
  const isMoving = useSignal(
    !matchMedia("(prefers-reduced-motion: reduce)").matches,
  );
  useEffect(() => {
    if (!isMoving.value) {
      second.value = end;
      return;
    }
    second.value %= end;
    const timer = setInterval(
      () => second.value = (second.value + 1) % (end + pause),
      perSecond,
    );
    return () => clearInterval(timer);
  }, [isMoving.value]);
  return (
    <>
      <div class="landing-board" inert aria-hidden="true">
        <Board second={second} />
      </div>
      <Button
        look="small bare"
        onClick={() => isMoving.value = !isMoving.value}
      >
        {isMoving.value ? t.pause : t.play}
      </Button>
    </>
  );
}

function Board({ second }: { second: { readonly value: number } }) {
  const work = useMemo(() => {
    const past = computed(() =>
      script.map(([startSecond, student, kind], n) => ({
        startSecond,
        student,
        kind,
        n,
      }))
        .filter(({ startSecond }) => startSecond <= second.value)
    );
    const isDuring = (from: number, until = Infinity) =>
      from <= second.value && second.value < until;
    return {
      feeds: computed(() => feedsOf(past.value)),
      votes: computed(() => votesOf(past.value)),
      written: signal(new Map()),
      running: computed(() =>
        new Map(
          isDuring(thinks.from, thinks.until)
            ? [[String(thinks.student), t.lines[4].slice(0, 20)]]
            : [],
        )
      ),
      lateArrivals: computed(() =>
        new Map(
          isDuring(isAway.until)
            ? [[String(isAway.student), [isAway.until * perSecond, 0]]]
            : [],
        )
      ),
      isOffline: computed(() => isDuring(isAway.from, isAway.until)),
      hasHand: computed(() => isDuring(raisesHand.from)),
      session: null,
    };
  }, []);
  const groups = useMemo(twoGroups, []);
  return (
    <ul class="board-tiles">
      {t.students.map((name, n) => {
        const isOffline = n === isAway.student && work.isOffline.value;
        const hasHand = n === raisesHand.student && work.hasHand.value;
        return (
          <StudentTile
            key={name}
            student={studentOf(name, String(n), hasHand)}
            room={groups[n % 2]}
            isOnline={!isOffline}
            isCollected
            now={second.value * perSecond}
            openCheck={noAsks}
            work={work}
            isOffline={isOffline}
            isOpen={false}
          />
        );
      })}
    </ul>
  );
}

const noAsks = signal(null);

interface Past {
  readonly startSecond: number;
  readonly student: number;
  readonly kind: Happening;
  readonly n: number;
}

function feedsOf(past: readonly Past[]): Map<string, FeedItem[]> {
  const nonVotes = past.filter(({ kind }) => kind !== "vote");
  const byStudent = Map.groupBy(nonVotes, ({ student }) => String(student));
  return new Map(
    [...byStudent].map((
      [student, happenings],
    ) => [student, happenings.map(itemOf)]),
  );
}

function itemOf({ startSecond, kind, n }: Past): FeedItem {
  const item = { id: String(n), at: startSecond * perSecond, text: t.lines[n] };
  return kind === "question" || kind === "reply"
    ? { ...item, kind, conversation: "" }
    : { ...item, kind: "line", room: kind === "line" ? "main" : "group" };
}

function votesOf(past: readonly Past[]): Map<string, Work[]> {
  const votes = past.filter(({ kind }) => kind === "vote");
  return new Map(votes.map(({ startSecond, student, n }) => [
    String(student),
    [{
      kind: "vote",
      id: String(n),
      text: t.lines[n],
      about: t.question,
      at: startSecond * perSecond,
    }],
  ]));
}

function studentOf(name: string, id: string, hasHand: boolean): StudentOnGrid {
  return {
    id,
    name,
    role: "student",
    joinedAt: 0,
    room: null,
    attention: [],
    actedAt: 0,
    ...hasHand && { hand: { member: id, room: "main", at: 0 } },
  };
}

function twoGroups() {
  const names = ["A", "B"].map((letter) => groupNames.lettered({ letter }));
  return Object.values(assignGroupEmblems(Object.fromEntries(
    names.map((name, order) => [name, { name, number: order + 1, order }]),
  )));
}
