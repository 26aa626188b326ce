/**
 * The state of the Class Portal for a member: checks that wait for an answer, and news. The tab remembers what was
 * seen.
 */
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { Answer } from "../../../classroom/model/resources/questions.ts";
import {
  type CheckResource,
  currentQuestionIndex,
  isCheck,
  isCheckOver,
  isOnePressCheck,
  resourceTitle,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { readStored, writeStored } from "../../client/browser_storage.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { ClassResources } from "../class_resources.ts";
import {
  type CheckStanding,
  findStanding,
  isAwaitingAnswer,
} from "./check_standing.ts";
import { questions } from "texts/checks_questions.ts";
import { items as t } from "texts/sharing_class.ts";

/** A new resource, or new results of one. */
export interface ResourceNews {
  readonly shared: SharedResource;
  /** Key under which the news is remembered once it was seen. */
  readonly key: string;
  readonly hasResults: boolean;
  /** True for drawings that the class is shown. */
  readonly shown?: true;
}

/** The longest delay that a timer can have (ms). */
const longestTimerMs = 2 ** 31 - 1;

export class StudentResources implements SessionPart {
  readonly resources: ClassResources;
  /** True once the class and the member's answers have loaded. */
  readonly isReady: ReadonlySignal<boolean>;
  /** The server's time (ms), updated whenever a check ends. */
  readonly serverTimeMs: Signal<number> = signal(0);
  readonly isOffline: ReadonlySignal<boolean>;
  readonly standings: ReadonlySignal<Readonly<Record<string, CheckStanding>>>;
  readonly waitingChecks: ReadonlySignal<readonly CheckResource[]>;
  /**
   * The current check (N-6): a running exit ticket; or else the newest that waits for an answer; or else the newest
   * results; or else an open one answered by one press.
   */
  readonly currentCheck: ReadonlySignal<CheckResource | null>;
  /** News that were not seen, the newest first. */
  readonly news: ReadonlySignal<readonly ResourceNews[]>;
  /** Choices in polls that were not sent. Only in this page, for privacy. */
  readonly pollChoices: Signal<Readonly<Record<string, Answer | undefined>>> =
    signal({});
  readonly #breakouts: ClassSession["facts"]["breakouts"];
  readonly #seen: Signal<ReadonlySet<string>>;
  readonly #memory: string;
  readonly #offset: ReadonlySignal<number>;
  readonly #stops: (() => void)[];
  readonly #ticks: Signal<number> = signal(0);
  #begun = false;

  constructor(session: ClassSession) {
    this.#breakouts = session.facts.breakouts;
    const { facts, ownDocument, seat } = session;
    this.resources = session.part(ClassResources);
    const isLoaded = signal(false);
    void ownDocument.whenLoaded.then(() => isLoaded.value = true);
    this.isReady = computed(() =>
      facts.info.value.state !== undefined &&
      (ownDocument.synced.value || isLoaded.value)
    );
    this.isOffline = computed(() => session.status.value.state === "offline");
    this.#offset = facts.clockOffset;
    this.#memory = `homeroom/portal/${seat.session}/${seat.member}`;
    const stored = readStored(this.#memory, "sessionStorage");
    this.#seen = signal(new Set<string>(stored ? JSON.parse(stored) : []));
    this.standings = computed(() => this.#standings());
    this.waitingChecks = computed(() =>
      this.resources.forMyGroup.value.filter((check): check is CheckResource =>
        isCheck(check) && isAwaitingAnswer(this.standings.value[check.id])
      )
    );
    this.currentCheck = computed(() => this.#asked());
    this.news = computed(() =>
      this.isReady.value
        ? this.resources.forMyGroup.value.flatMap((it) => this.#newsOf(it))
        : []
    );
    this.#stops = [
      effect(() => this.#followTime(facts.clockOffset.value)),
      effect(() => this.#begin(stored === null)),
    ];
  }

  markSeen(...news: readonly ResourceNews[]): void {
    // The bare id is remembered too, so that a question or result that is taken back leaves no news.
    const keys = news.flatMap(({ key, shared }) => [key, shared.id]);
    const seenKeys = this.#seen.peek();
    if (keys.every((key) => seenKeys.has(key))) return;
    this.#seen.value = new Set([...seenKeys, ...keys]);
    writeStored(
      this.#memory,
      JSON.stringify([...this.#seen.value]),
      "sessionStorage",
    );
  }

  /** Sets the choice in a poll; undefined: it was sent. */
  readonly choosePollAnswer = (
    poll: string,
    answer: Answer | undefined,
  ): void => {
    this.pollChoices.value = { ...this.pollChoices.peek(), [poll]: answer };
  };

  close(): void {
    for (const stop of this.#stops) stop();
  }

  forget(): Promise<void> {
    writeStored(this.#memory, null, "sessionStorage");
    return Promise.resolve();
  }

  #standings(): Record<string, CheckStanding> {
    const answers = this.resources.answersByResource.value;
    const checks = this.resources.forMyGroup.value.filter(isCheck);
    return Object.fromEntries(checks.map((check) => [
      check.id,
      findStanding(
        check,
        answers[check.id],
        isCheckOver(check, this.serverTimeMs.value),
      ),
    ]));
  }

  #asked(): CheckResource | null {
    if (!this.isReady.value) return null;
    const waiting = this.waitingChecks.value;
    return waiting.find(({ exit }) => exit) ?? waiting[0] ??
      this.#unseenResults() ??
      this.resources.forMyGroup.value.find((check): check is CheckResource =>
        isCheck(check) &&
        (check.poll !== undefined || isOnePressCheck(check)) &&
        !check.closed && this.standings.value[check.id] === "answered"
      ) ?? null;
  }

  /** The newest results, if they were not seen, and nothing has come since: older ones are found in the list. */
  #unseenResults(): CheckResource | undefined {
    const resources = this.resources.forMyGroup.value;
    const shownAt = (check: CheckResource) => check.shownAt ?? check.at;
    const [newest] = resources.filter((check): check is CheckResource =>
      isCheck(check) && this.standings.value[check.id] === "results"
    ).toSorted((a, b) => shownAt(b) - shownAt(a));
    if (!newest) return undefined;
    const { openedAt = 0 } = this.#breakouts.value;
    const isOld = openedAt > shownAt(newest) ||
      resources.some(({ at }) => at > shownAt(newest));
    const isNews = this.news.value.some(({ shared, hasResults }) =>
      hasResults && shared.id === newest.id
    );
    return isNews && !isOld ? newest : undefined;
  }

  /** On the first visit only unanswered checks are news, and what was shared after the page was opened. */
  #begin(isFirstVisit: boolean) {
    if (!this.isReady.value || this.#begun) return;
    this.#begun = true;
    if (!isFirstVisit) return;
    const waiting = this.waitingChecks.peek();
    const opened = performance.timeOrigin + this.#offset.peek();
    this.markSeen(
      ...this.news.peek().filter(({ shared }) =>
        shared.at < opened && !waiting.some(({ id }) => id === shared.id)
      ),
    );
  }

  #newsOf(shared: SharedResource): ResourceNews[] {
    const standing = this.standings.value[shared.id];
    const hasResults = standing === "results";
    const isTogether = shared.pace === "together";
    // If the class answers together, each question is news.
    const questionKey = isTogether
      ? ` ${shared.questions[currentQuestionIndex(shared)].id}`
      : "";
    const [shownBoard] = shared.shown ?? [];
    // Drawings that are shown again are news again.
    const boardKey = shownBoard ? ` ${shownBoard.id}` : "";
    const key = `${shared.id}${questionKey}${boardKey}${
      hasResults ? " results" : ""
    }`;
    if (this.#seen.value.has(key)) return [];
    const comes = shared.exit === true;
    const isQuiet = isCheck(shared) && !hasResults &&
      (comes || !isAwaitingAnswer(standing));
    return isQuiet
      ? []
      : [{ shared, key, hasResults, ...(shownBoard && { shown: true }) }];
  }

  #followTime(offset: number): (() => void) | void {
    // A dependency, so that the effect runs again after each end.
    void this.#ticks.value;
    const now = Date.now() + offset;
    this.serverTimeMs.value = now;
    const ends = this.resources.shared.value.flatMap(({ endsAt }) =>
      endsAt !== undefined && endsAt > now ? endsAt : []
    );
    if (ends.length === 0) return;
    const wait = Math.min(Math.min(...ends) - now + 50, longestTimerMs);
    const timer = setTimeout(() => this.#ticks.value++, wait);
    return () => clearTimeout(timer);
  }
}

export function studentTitleOf(shared: SharedResource): string {
  return resourceTitle(shared) ||
    (shared.poll ? questions.whatDoYouSay : t.kinds[shared.kind]);
}

export function studentKindOf(shared: SharedResource): string {
  return t.kinds[shared.exit ? "exit" : shared.kind];
}
