/**
 * The shared things of a class on staff pages, with secrets and live answers
 * . Answers are gathered for `gatherMs`, so that many at once cost
 * few renders.
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
  byPerson,
  type Sheets,
} from "../../../classroom/model/resources/results.ts";
import { kindFacts } from "../../../classroom/model/resources/kinds.ts";
import type {
  AnswerSheet,
  Ballot,
  OnPresent,
  ResourceSecret,
  Shared,
} from "../../../classroom/model/resources/shared.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { follow } from "../../client/follow.ts";

const gatherMs = 100;

const none: ResourceSecret = {};

export class LiveResources implements SessionPart {
  readonly shared: Signal<readonly Shared[]>;
  /** Taken-back things, for the record. */
  readonly taken: ReadonlySignal<readonly Shared[]>;
  /** The teacher's choice for the projector, and its time. */
  readonly chosen: Signal<OnPresent | undefined>;
  /** The answers have loaded, or the device is offline. */
  readonly known: ReadonlySignal<boolean>;
  readonly #session: ClassSession;
  readonly #secrets: Signal<Readonly<Record<string, ResourceSecret>>>;
  readonly #answers: Y.Map<AnswerSheet | Ballot>;
  readonly #sheets = new Map<string, Signal<Sheets>>();
  readonly #people = new Map<string, ReadonlySignal<Sheets>>();
  #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: ClassSession) {
    if (!session.staff) throw new Error("students have a page of their own");
    this.#session = session;
    const { doc } = session.staff.document;
    this.shared = follow(
      session.facts.document.doc.getArray<Shared>("resources"),
      (all) => all.toArray(),
    );
    this.#secrets = follow(
      doc.getMap<ResourceSecret>("resources"),
      (map) => map.toJSON(),
    );
    this.taken = computed(() =>
      Object.values(this.#secrets.value).flatMap(({ taken }) => taken ?? [])
    );
    this.chosen = follow(
      doc.getMap<OnPresent>("present"),
      (map) => map.get("chosen"),
    );
    const { status, synced } = session.staff.document;
    this.known = computed(() =>
      synced.value || status.value.state === "offline"
    );
    this.#answers = doc.getMap("answers");
    for (const key of this.#answers.keys()) this.#changed.add(key);
    this.#take();
    this.#answers.observe(this.#note);
  }

  secretOf(resource: string): ResourceSecret {
    return this.#secrets.value[resource] ?? none;
  }

  /**
   * Answers to a resource by person; for an anonymous poll, who has answered.
   */
  peopleOf(resource: string): ReadonlySignal<Sheets> {
    const known = this.#people.get(resource);
    if (known) return known;
    const sheets = this.#sheetsOf(resource);
    const { facts } = this.#session;
    const people = computed(() =>
      byPerson(sheets.value, (member) => facts.personOf(member))
    );
    this.#people.set(resource, people);
    return people;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#answers.unobserve(this.#note);
  }

  #sheetsOf(resource: string): Signal<Sheets> {
    const sheets = this.#sheets.get(resource) ?? signal<Sheets>(new Map());
    this.#sheets.set(resource, sheets);
    return sheets;
  }

  #note = ({ keysChanged }: Y.YMapEvent<AnswerSheet | Ballot>) => {
    for (const key of keysChanged) this.#changed.add(key);
    // The first load is not gathered, so that the class never appears
    // unanswered.
    if (!this.known.peek()) this.#take();
    else this.#timer ??= setTimeout(() => this.#take(), gatherMs);
  };

  #take() {
    this.#timer = undefined;
    const next = new Map<Signal<Sheets>, Map<string, AnswerSheet | Ballot>>();
    for (const key of this.#changed) {
      const [resource, member] = key.split(" ");
      const sheets = this.#sheetsOf(resource);
      const map = next.get(sheets) ?? new Map(sheets.peek());
      next.set(sheets, map);
      const sheet = this.#answers.get(key);
      if (sheet === undefined) map.delete(member);
      else map.set(member, sheet);
    }
    this.#changed = new Set();
    batch(() => next.forEach((map, sheets) => sheets.value = map));
  }
}

/**
 * The thing on **Present**: the teacher's choice, or the newest quiz, poll,
 * wall or shown drawings; null for the join code. Pages show only by choice,
 * and nothing before the class starts (S-7).
 */
export function presented(
  shared: readonly Shared[],
  chosen: OnPresent | undefined,
  isAhead = false,
): Shared | null {
  if (isAhead) return null;
  const all = shared.filter(({ kind, shown }) => {
    const { presents } = kindFacts[kind];
    return presents === "shown" ? shown !== undefined : presents !== "never";
  });
  // An exit ticket shows only by choice.
  const newest =
    all.findLast(({ kind, exit }) =>
      kindFacts[kind].presents !== "chosen" && !exit
    ) ?? null;
  // Something shared after the choice replaces it.
  if (!chosen || (newest && newest.at > chosen.at)) return newest;
  return all.find(({ id }) => id === chosen.resource) ?? null;
}

/** It is presented as the newest, not by the teacher's choice. */
export function isThereByItself(
  { id, at }: Shared,
  chosen: OnPresent | undefined,
): boolean {
  return !chosen || chosen.resource !== id || at > chosen.at;
}
