/**
 * The Class Portal as one member's page has it: what waits for an answer, and what has come since they last looked.
 * What they have seen is remembered for this tab.
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

/** Something that has come, or the results of it. */
export interface ClassNews {
  readonly shared: Shared;
  /** What is remembered of it when it was seen. */
  readonly key: string;
  readonly results: boolean;
  /** The class is shown what some have drawn. */
  readonly shown?: true;
}

/** A timer takes no more (ms). */
const longestTimerMs = 2 ** 31 - 1;

export class Portal implements SessionPart {
  readonly resources: ClassResources;
  /** It is known what there is. */
  readonly ready: ReadonlySignal<boolean>;
  /** The server's time (ms), as often as something's time is up. */
  readonly now: Signal<number> = signal(0);
  readonly away: ReadonlySignal<boolean>;
  /** How it stands with what can be answered, by resource. */
  readonly standings: ReadonlySignal<Readonly<Record<string, Standing>>>;
  /** What an answer is wanted to. */
  readonly waiting: ReadonlySignal<readonly Check[]>;
  /**
   * What is asked now (N-6): the newest that waits for an answer, else what has results that are news, else a poll
   * answered whose results are to come.
   */
  readonly asked: ReadonlySignal<Check | null>;
  /** What they have not seen, the newest first. */
  readonly news: ReadonlySignal<readonly ClassNews[]>;
  /** What is chosen in polls without **Vote**: on this page alone, for nobody is to know of it. */
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

  /** Something was looked at, or one wants to hear no more of it. */
  see(...news: readonly ClassNews[]): void {
    // Itself too: where what was news of it is taken back, it has not come anew.
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

  /** Something was chosen in a poll; undefined: it is given now. */
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
    // The exit ticket comes by itself, over the page.
    const asks = (it: Check) => it.exit !== true;
    const results = this.news.value.find((it) => it.results)?.shared;
    return this.waiting.value.find(asks) ??
      (results && isCheck(results) ? results : undefined) ??
      this.resources.mine.value.find((it): it is SharedAs<"poll"> =>
        it.poll !== undefined && !it.closed &&
        this.standings.value[it.id] === "answered"
      ) ?? null;
  }

  /** At the first look what waits for an answer is news, and what has come since the page was opened. */
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
    // One by one each question is one.
    const at = together ? ` ${shared.questions[currentPlace(shared)].id}` : "";
    const [shown] = shared.shown ?? [];
    // Shown again, it is news again.
    const which = shown ? ` ${shown.id}` : "";
    const key = `${shared.id}${at}${which}${results ? " results" : ""}`;
    if (this.#seen.value.has(key)) return [];
    // The exit ticket comes by itself, over the page.
    const comes = shared.exit === true;
    const isQuiet = isCheck(shared) && !results && (comes || !waits(standing));
    return isQuiet
      ? []
      : [{ shared, key, results, ...(shown && { shown: true }) }];
  }

  #followTime(offset: number): (() => void) | void {
    // Read, so that a time that is up leads to the next one.
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
