/**
 * State of the Class Portal for one member: checks that wait for an answer, and
 * news. This tab remembers what was seen.
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
  type Check,
  currentPlace,
  isCheck,
  isOver,
  ownTitleOf,
  type Shared,
  type SharedAs,
} from "../../../classroom/model/resources/shared.ts";
import { recall, remember } from "../../client/browser_memory.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { ClassResources } from "../class_resources.ts";
import {
  type Standing,
  standingOf,
  waits,
} from "../../checks/class/standing.ts";
import { items as t } from "texts/sharing_class.ts";

/** A new thing, or its new results. */
export interface ClassNews {
  readonly shared: Shared;
  /** Remembered once seen. */
  readonly key: string;
  readonly results: boolean;
  /** It is drawings that the class is shown. */
  readonly shown?: true;
}

/** Maximum delay of a timer (ms). */
const longestTimerMs = 2 ** 31 - 1;

export class Portal implements SessionPart {
  readonly resources: ClassResources;
  /** The class and the own answers have loaded. */
  readonly ready: ReadonlySignal<boolean>;
  /** Server time (ms), updated when a check's time is up. */
  readonly now: Signal<number> = signal(0);
  readonly away: ReadonlySignal<boolean>;
  /** The standing of each check, by its id. */
  readonly standings: ReadonlySignal<Readonly<Record<string, Standing>>>;
  readonly waiting: ReadonlySignal<readonly Check[]>;
  /**
   * The current check (N-6): the newest that waits for an answer, else one with
   * new results, else an answered poll without results.
   */
  readonly asked: ReadonlySignal<Check | null>;
  /** Unseen news, newest first. */
  readonly news: ReadonlySignal<readonly ClassNews[]>;
  /**
   * Choices in polls that are sent at once; kept on this page only, for
   * privacy.
   */
  readonly chosen: Signal<Readonly<Record<string, Answer | undefined>>> =
    signal({});
  readonly #seen: Signal<ReadonlySet<string>>;
  readonly #memory: string;
  readonly #offset: ReadonlySignal<number>;
  readonly #stops: (() => void)[];
  readonly #ticks: Signal<number> = signal(0);
  #begun = false;

  constructor(session: ClassSession) {
    const { facts, own, seat } = session;
    this.resources = session.part(ClassResources);
    const loaded = signal(false);
    void own.loaded.then(() => loaded.value = true);
    this.ready = computed(() =>
      facts.info.value.state !== undefined && (own.synced.value || loaded.value)
    );
    this.away = computed(() => session.status.value.state === "offline");
    this.#offset = facts.clockOffset;
    this.#memory = `homeroom/portal/${seat.session}/${seat.member}`;
    const before = recall(this.#memory, "sessionStorage");
    this.#seen = signal(new Set<string>(before ? JSON.parse(before) : []));
    this.standings = computed(() => this.#standings());
    this.waiting = computed(() =>
      this.resources.mine.value.filter((it): it is Check =>
        isCheck(it) && waits(this.standings.value[it.id])
      )
    );
    this.asked = computed(() => this.#asked());
    this.news = computed(() =>
      this.ready.value
        ? this.resources.mine.value.flatMap((it) => this.#newsOf(it))
        : []
    );
    this.#stops = [
      effect(() => this.#followTime(facts.clockOffset.value)),
      effect(() => this.#begin(before === null)),
    ];
  }

  /** Marks news as seen or dismissed. */
  see(...news: readonly ClassNews[]): void {
    // With the bare id, so that a retracted question or result leaves no news.
    const keys = news.flatMap(({ key, shared }) => [key, shared.id]);
    const seen = this.#seen.peek();
    if (keys.every((key) => seen.has(key))) return;
    this.#seen.value = new Set([...seen, ...keys]);
    remember(
      this.#memory,
      JSON.stringify([...this.#seen.value]),
      "sessionStorage",
    );
  }

  /** Sets the choice in a poll; undefined clears it once sent. */
  readonly choose = (poll: string, answer: Answer | undefined): void => {
    this.chosen.value = { ...this.chosen.peek(), [poll]: answer };
  };

  close(): void {
    for (const stop of this.#stops) stop();
  }

  forget(): Promise<void> {
    remember(this.#memory, null, "sessionStorage");
    return Promise.resolve();
  }

  #standings(): Record<string, Standing> {
    const given = this.resources.given.value;
    const checks = this.resources.mine.value.filter(isCheck);
    return Object.fromEntries(checks.map((it) => [
      it.id,
      standingOf(it, given[it.id], isOver(it, this.now.value)),
    ]));
  }

  #asked(): Check | null {
    if (!this.ready.value) return null;
    // An exit ticket opens its own dialog.
    const asks = (it: Check) => it.exit !== true;
    const results = this.news.value.find((it) => it.results)?.shared;
    return this.waiting.value.find(asks) ??
      (results && isCheck(results) ? results : undefined) ??
      this.resources.mine.value.find((it): it is SharedAs<"poll"> =>
        it.poll !== undefined && !it.closed &&
        this.standings.value[it.id] === "answered"
      ) ?? null;
  }

  /**
   * On the first visit, only unanswered checks and things shared after the page
   * opened are news.
   */
  #begin(first: boolean) {
    if (!this.ready.value || this.#begun) return;
    this.#begun = true;
    if (!first) return;
    const waiting = this.waiting.peek();
    const opened = performance.timeOrigin + this.#offset.peek();
    this.see(
      ...this.news.peek().filter(({ shared }) =>
        shared.at < opened && !waiting.some(({ id }) => id === shared.id)
      ),
    );
  }

  #newsOf(shared: Shared): ClassNews[] {
    const standing = this.standings.value[shared.id];
    const results = standing === "results";
    const together = shared.pace === "together";
    // At a common pace, each question is news.
    const at = together ? ` ${shared.questions[currentPlace(shared)].id}` : "";
    const [shown] = shared.shown ?? [];
    // Drawings that are shown again are news again.
    const which = shown ? ` ${shown.id}` : "";
    const key = `${shared.id}${at}${which}${results ? " results" : ""}`;
    if (this.#seen.value.has(key)) return [];
    // An exit ticket opens its own dialog.
    const comes = shared.exit === true;
    const isQuiet = isCheck(shared) && !results && (comes || !waits(standing));
    return isQuiet
      ? []
      : [{ shared, key, results, ...(shown && { shown: true }) }];
  }

  #followTime(offset: number): (() => void) | void {
    // Read, so that the effect runs again for the next end.
    void this.#ticks.value;
    const now = Date.now() + offset;
    this.now.value = now;
    const ends = this.resources.shared.value.flatMap(({ endsAt }) =>
      endsAt !== undefined && endsAt > now ? endsAt : []
    );
    if (ends.length === 0) return;
    const wait = Math.min(Math.min(...ends) - now + 50, longestTimerMs);
    const timer = setTimeout(() => this.#ticks.value++, wait);
    return () => clearTimeout(timer);
  }
}

export function portalTitleOf(shared: Shared): string {
  return ownTitleOf(shared) || t.kinds[shared.kind];
}

export function portalKindOf(shared: Shared): string {
  return t.kinds[shared.exit ? "exit" : shared.kind];
}
