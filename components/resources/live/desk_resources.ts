/**
 * The resources of a class on staff's pages, with secrets and live answers. Answers are collected for
 * `gatherMs`, so that pages render seldom.
 */
import type * as Y from "yjs";
import {
  batch,
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import {
  type AnswerSheets,
  mergeAnswerSheetsByPerson,
} from "../../../classroom/model/resources/results.ts";
import type { BreakoutsState } from "../../../classroom/model/groups.ts";
import {
  type AnonymousVote,
  type AnswerSheet,
  isCheck,
  isCheckOver,
  type PresentChoice,
  resourceKindFacts,
  type ResourceSecret,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { sharedResources } from "../../../classroom/model/roots.ts";
import {
  answerSheets,
  presentChoice,
  resourceSecrets,
} from "../../../classroom/model/staff_roots.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import {
  signalOfList,
  signalOfMap,
  signalOfType,
} from "../../client/document_signals.ts";

const gatherMs = 100;

const none: ResourceSecret = {};

export class DeskResources implements SessionPart {
  readonly shared: Signal<readonly SharedResource[]>;
  readonly takenBack: ReadonlySignal<readonly SharedResource[]>;
  /** The teacher's choice for the projector, and its time. */
  readonly presentChoice: Signal<PresentChoice | undefined>;
  /** True once the answers have loaded, or while offline. */
  readonly hasLoadedAnswers: ReadonlySignal<boolean>;
  readonly #session: ClassSession;
  readonly #secrets: Signal<Readonly<Record<string, ResourceSecret>>>;
  readonly #answers: Y.Map<AnswerSheet | AnonymousVote>;
  readonly #answerSheets = new Map<string, Signal<AnswerSheets>>();
  readonly #people = new Map<string, ReadonlySignal<AnswerSheets>>();
  #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: ClassSession) {
    if (!session.staff) throw new Error("students have a page of their own");
    this.#session = session;
    const { doc } = session.staff.document;
    this.shared = signalOfList(sharedResources(session.facts.document.doc));
    this.#secrets = signalOfMap(resourceSecrets(doc));
    this.takenBack = computed(() =>
      Object.values(this.#secrets.value).flatMap(({ taken }) => taken ?? [])
    );
    this.presentChoice = signalOfType(
      presentChoice(doc),
      (map) => map.get("chosen"),
    );
    const { status, synced } = session.staff.document;
    this.hasLoadedAnswers = computed(() =>
      synced.value || status.value.state === "offline"
    );
    this.#answers = answerSheets(doc);
    for (const key of this.#answers.keys()) this.#changed.add(key);
    this.#readChangedAnswers();
    this.#answers.observe(this.#note);
  }

  secretOf(resource: string): ResourceSecret {
    return this.#secrets.value[resource] ?? none;
  }

  /** The answers to a resource by student; for an anonymous poll, who has voted. */
  sheetsOf(resource: string): ReadonlySignal<AnswerSheets> {
    const knownAnswerSheets = this.#people.get(resource);
    if (knownAnswerSheets) return knownAnswerSheets;
    const allAnswerSheets = this.#answerSheetsOf(resource);
    const { facts } = this.#session;
    const people = computed(() =>
      mergeAnswerSheetsByPerson(
        allAnswerSheets.value,
        (id) => facts.members.value[id],
      )
    );
    this.#people.set(resource, people);
    return people;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#answers.unobserve(this.#note);
  }

  #answerSheetsOf(resource: string): Signal<AnswerSheets> {
    const allAnswerSheets = this.#answerSheets.get(resource) ??
      signal<AnswerSheets>(new Map());
    this.#answerSheets.set(resource, allAnswerSheets);
    return allAnswerSheets;
  }

  #note = ({ keysChanged }: Y.YMapEvent<AnswerSheet | AnonymousVote>) => {
    for (const key of keysChanged) this.#changed.add(key);
    // The first answers are not delayed, so that the class never looks unanswered.
    if (!this.hasLoadedAnswers.peek()) this.#readChangedAnswers();
    else this.#timer ??= setTimeout(() => this.#readChangedAnswers(), gatherMs);
  };

  #readChangedAnswers() {
    this.#timer = undefined;
    const next = new Map<
      Signal<AnswerSheets>,
      Map<string, AnswerSheet | AnonymousVote>
    >();
    for (const key of this.#changed) {
      const [resource, member] = key.split(" ");
      const allAnswerSheets = this.#answerSheetsOf(resource);
      const map = next.get(allAnswerSheets) ?? new Map(allAnswerSheets.peek());
      next.set(allAnswerSheets, map);
      const answerSheet = this.#answers.get(key);
      if (answerSheet === undefined) map.delete(member);
      else map.set(member, answerSheet);
    }
    this.#changed = new Set();
    batch(() =>
      next.forEach((map, allAnswerSheets) => allAnswerSheets.value = map)
    );
  }
}

/**
 * The resource on **Present**: the newest quiz, poll, wall or shown drawings, or the teacher's choice if that is later;
 * null: the join code, or the groups. Before the class starts nothing shows (S-7).
 */
export function resourceOnPresent(
  shared: readonly SharedResource[],
  chosen: PresentChoice | undefined,
  isAhead = false,
): SharedResource | null {
  if (isAhead) return null;
  const presentable = shared.filter(isPresentable);
  const newest = newestToPresent(presentable);
  if (!chosen || (newest && newest.at > chosen.at)) return newest;
  return presentable.find(({ id }) => id === chosen.resource) ?? null;
}

function isPresentable({ kind, shown }: SharedResource): boolean {
  const { presents } = resourceKindFacts[kind];
  return presents === "shown" ? shown !== undefined : presents !== "never";
}

function newestToPresent(presentable: readonly SharedResource[]) {
  return presentable.findLast(({ kind, exit }) =>
    resourceKindFacts[kind].presents !== "chosen" && !exit
  ) ?? null;
}

/** Whether **Present** shows who is in which group: chosen since the groups opened, and nothing newer is shared. */
export function areGroupsOnPresent(
  shared: readonly SharedResource[],
  chosen: PresentChoice | undefined,
  { open, openedAt = 0 }: Partial<BreakoutsState>,
): boolean {
  if (!chosen?.groups || !open || openedAt > chosen.at) return false;
  const newest = newestToPresent(shared.filter(isPresentable));
  return newest === null || newest.at <= chosen.at;
}

/**
 * Whether groups that opened later replace the resource on **Present**; not an open quiz or poll, nor a page,
 * which may be the groups' task.
 */
export function isReplacedByGroups(
  presented: SharedResource | null,
  chosen: PresentChoice | undefined,
  { openedAt = 0 }: Partial<BreakoutsState>,
  now: number,
): boolean {
  if (chosen && chosen.at > openedAt) return false;
  if (presented === null) return true;
  if (presented.at > openedAt || presented.kind === "page") return false;
  return !isCheck(presented) || isCheckOver(presented, now) ||
    presented.results?.length === (presented.of ?? 1);
}

/** Whether the resource is on **Present** as the newest, and not by the teacher's choice. */
export function isPresentedAsNewest(
  { id, at }: SharedResource,
  chosen: PresentChoice | undefined,
): boolean {
  return !chosen || chosen.resource !== id || at > chosen.at;
}
