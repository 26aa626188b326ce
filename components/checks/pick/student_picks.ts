import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import type { PickEntry } from "../../../classroom/model/resources/shared_resources.ts";
import { pickEntries } from "../../../classroom/model/staff_roots.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { signalOfMap } from "../../client/document_signals.ts";

interface Pick {
  readonly id: string;
  readonly name: string;
}

export class StudentPicks implements SessionPart {
  /** The student or group whose name is on **Present** (R-6); null: none. */
  readonly shownPick: ReadonlySignal<Pick | null>;
  readonly #session: ClassSession;
  readonly #picks: Signal<Readonly<Record<string, PickEntry>>> | undefined;

  constructor(session: ClassSession) {
    this.#session = session;
    const doc = session.staff?.document.doc;
    this.#picks = doc && signalOfMap(pickEntries(doc));
    this.shownPick = computed(() => {
      const entries = Object.entries(this.#picks?.value ?? {});
      const [id] = entries.find(([, { shown }]) => shown) ?? [];
      return id === undefined ? null : this.findPick(id);
    });
  }

  /** A student or group with its current name; null: it is gone. */
  findPick(id: string): Pick | null {
    const { members, rooms } = this.#session.facts;
    const member = members.value[id];
    const name = member?.removed ? undefined : member?.name ??
      rooms.value[id]?.name;
    return name === undefined ? null : { id, name };
  }

  close(): void {}
}
