/**
 * What the teacher has given to the class, as their pages have it: what students have, what only staff
 * know of it, and the answers as they come. Answers are gathered for a moment before anything is computed from them, so
 * that a class that answers at once costs a page ten looks a second at most.
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

/** So long answers are gathered (ms). */
const gatherMs = 100;

const none: ResourceSecret = {};

export class LiveResources implements SessionPart {
  /** The oldest first. */
  readonly shared: Signal<readonly Shared[]>;
  /** What was taken back: for the record alone. */
  readonly taken: ReadonlySignal<readonly Shared[]>;
  /** What the projector was told to show, and when. */
  readonly chosen: Signal<OnPresent | undefined>;
  /** The answers are here, as far as this device can have them. */
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

  /** The answers to a resource by person; of an anonymous poll who has answered. */
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
    // All that there was before comes at once, and nobody is shown a class without answers.
    if (!this.known.peek()) this.#take();
    else this.#timer ??= setTimeout(() => this.#take(), gatherMs);
  };

  /** Only what has changed is looked at anew. */
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
 * What is on **Present**: what the teacher chose, or else the newest quiz, poll, wall or boards; null: the join code.
 * Boards are there as long as the class is shown them; a page, in which students write, only where the teacher says so.
 * What is only prepared is on no wall before the class begins (S-7).
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
  // The exit ticket has a place of its own, as long as it is answered.
  const newest =
    all.findLast(({ kind, exit }) =>
      kindFacts[kind].presents !== "chosen" && !exit
    ) ?? null;
  // What is shared after the teacher chose is what they are at now.
  if (!chosen || (newest && newest.at > chosen.at)) return newest;
  return all.find(({ id }) => id === chosen.resource) ?? null;
}

/** Whether it is there by itself, because it is the newest, and not because the teacher said so. */
export function isThereByItself(
  { id, at }: Shared,
  chosen: OnPresent | undefined,
): boolean {
  return !chosen || chosen.resource !== id || at > chosen.at;
}
