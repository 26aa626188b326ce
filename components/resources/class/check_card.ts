/** Decides how a student's page shows the current check (V-3): as a card over the page, or as a line in its bar. */
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import {
  type CheckResource,
  isCheck,
  isOnePressCheck,
} from "../../../classroom/model/resources/shared_resources.ts";
import { readStored, writeStored } from "../../client/browser_storage.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { type CheckStanding, isAwaitingAnswer } from "./check_standing.ts";
import { StudentResources } from "./student_resources.ts";

const undoMs = 5_000;

/** `rest`: not shown, since it awaits no answer and has no new results. */
type CheckCardForm = "card" | "line" | "rest";

/** The check that was answered last, as long as that can be undone. The answer itself is not kept. */
interface JustAnswered {
  readonly check: string;
  /** When it was given, by the device's clock (ms). */
  readonly at: number;
  readonly isFolded?: true;
}

/** Whether the card itself takes the answer: one press, or the field of **A word**. */
export function isAnsweredOnCard(check: CheckResource): boolean {
  return isOnePressCheck(check) || check.poll === "word";
}

interface CardFacts {
  readonly standing: CheckStanding | undefined;
  /** Whether the student has not put the question, or its results, aside. */
  readonly isNew: boolean;
  /** Whether the student has opened the card from the line. */
  readonly isOpenedAgain: boolean;
  readonly just: Pick<JustAnswered, "isFolded"> | null;
}

export function findCardForm(
  check: CheckResource,
  { standing, isNew, isOpenedAgain, just }: CardFacts,
): CheckCardForm {
  if (just) return just.isFolded ? "line" : "card";
  const isUp = isNew || isOpenedAgain;
  if (standing && isAwaitingAnswer(standing)) {
    return isUp ? "card" : "line";
  }
  if (standing !== "results") return "rest";
  // Results of many questions are on their own page, so no card shows them.
  return isUp && isAnsweredOnCard(check) ? "card" : "line";
}

/** Whether no card may lie over what is open: another check that waits for answers, or, for results, anything else. */
export function isBusyWithOther(
  session: ClassSession,
  open: string | null,
  check: CheckResource,
): boolean {
  if (!open || open === check.id) return false;
  const { standings: { value: standings } } = session.part(StudentResources);
  if (standings[check.id] === "results") return true;
  const standing = standings[open];
  return standing !== undefined && isAwaitingAnswer(standing);
}

export class CheckCard implements SessionPart {
  readonly justAnswered: Signal<JustAnswered | null> = signal(null);
  readonly check: ReadonlySignal<CheckResource | null>;
  /** Null: there is no current check. */
  readonly form: ReadonlySignal<CheckCardForm | null>;
  readonly #portal: StudentResources;
  readonly #openedAgain: Signal<string | null> = signal(null);
  /** The results that were on screen before a reload; null: none were. */
  readonly #resultsBefore: string | null;
  #resultsOnScreen: string | null;
  readonly #memory: string;
  readonly #resultsMemory: string;
  readonly #stops: (() => void)[];

  constructor(session: ClassSession) {
    const { seat } = session;
    this.#portal = session.part(StudentResources);
    this.#memory = `homeroom/answered/${seat.session}/${seat.member}`;
    this.#resultsMemory = `homeroom/results/${seat.session}/${seat.member}`;
    this.#resultsBefore = readStored(this.#resultsMemory, "sessionStorage");
    this.#resultsOnScreen = this.#resultsBefore;
    const stored = readStored(this.#memory, "sessionStorage");
    if (stored) this.justAnswered.value = JSON.parse(stored);
    this.check = computed(() => this.#current());
    this.form = computed(() => this.#form());
    this.#stops = [
      effect(() => this.#followUndo()),
      effect(() => this.#dropSeenResults()),
    ];
  }

  /** Puts the card aside, so that it becomes a line. */
  fold(): void {
    const just = this.justAnswered.peek(), check = this.check.peek();
    if (just) this.#remember({ ...just, isFolded: true });
    this.#openedAgain.value = null;
    this.#markSeen(check?.id);
  }

  unfold(): void {
    this.#openedAgain.value = this.check.peek()?.id ?? null;
  }

  /** Keeps the card open while the answer can be undone. */
  noteAnswer({ id }: CheckResource): void {
    this.#remember({ check: id, at: Date.now() });
  }

  noteUndo(): void {
    this.#remember(null);
  }

  /** Notes that the student has the results on screen. After a reload they are a line. */
  noteResults({ id }: CheckResource): void {
    this.#resultsOnScreen = id;
    writeStored(this.#resultsMemory, id, "sessionStorage");
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  forget(): Promise<void> {
    writeStored(this.#memory, null, "sessionStorage");
    writeStored(this.#resultsMemory, null, "sessionStorage");
    return Promise.resolve();
  }

  #current(): CheckResource | null {
    const just = this.justAnswered.value;
    const { resources, currentCheck } = this.#portal;
    return resources.forMyGroup.value.find((check): check is CheckResource =>
      check.id === just?.check && isCheck(check)
    ) ?? currentCheck.value;
  }

  #form(): CheckCardForm | null {
    const check = this.check.value, just = this.justAnswered.value;
    if (!check) return null;
    const { standings, news } = this.#portal;
    return findCardForm(check, {
      standing: standings.value[check.id],
      isNew: this.#resultsBefore !== check.id &&
        news.value.some(({ shared }) => shared.id === check.id),
      isOpenedAgain: this.#openedAgain.value === check.id,
      just: just?.check === check.id ? just : null,
    });
  }

  #remember(just: JustAnswered | null): void {
    this.justAnswered.value = just;
    writeStored(this.#memory, just && JSON.stringify(just), "sessionStorage");
  }

  /** Results that were on screen are no news once something newer takes their place. */
  #dropSeenResults(): void {
    void this.#portal.news.value;
    const id = this.#resultsOnScreen;
    if (id !== this.check.value?.id) this.#markSeen(id);
  }

  #markSeen(id: string | null | undefined): void {
    const { news } = this.#portal;
    this.#portal.markSeen(
      ...news.peek().filter(({ shared }) => shared.id === id),
    );
  }

  #followUndo(): (() => void) | void {
    const just = this.justAnswered.value;
    if (!just) return;
    // Limited to `undoMs`, since the device's clock may have been set back.
    const left = Math.min(undoMs, just.at + undoMs - Date.now());
    const timer = setTimeout(() => this.#remember(null), Math.max(0, left));
    return () => clearTimeout(timer);
  }
}
