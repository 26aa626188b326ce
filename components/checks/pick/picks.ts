import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Picked } from "../../../classroom/model/resources/shared.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { follow } from "../../client/follow.ts";

interface Pick {
  readonly id: string;
  readonly name: string;
}

export class ClassPicks implements SessionPart {
  /** The name on **Present**, if any. */
  readonly shown: ReadonlySignal<Pick | null>;
  readonly #session: ClassSession;
  readonly #picks: Signal<Readonly<Record<string, Picked>>> | undefined;

  constructor(session: ClassSession) {
    this.#session = session;
    const doc = session.staff?.document.doc;
    this.#picks = doc &&
      follow(doc.getMap<Picked>("picks"), (map) => map.toJSON());
    this.shown = computed(() => {
      const all = Object.entries(this.#picks?.value ?? {});
      const [id] = all.find(([, { shown }]) => shown) ?? [];
      return id === undefined ? null : this.of(id);
    });
  }

  /** A student or group by its current name; null: not here any more. */
  of(id: string): Pick | null {
    const { members, rooms } = this.#session.facts;
    const member = members.value[id];
    const name = member?.removed ? undefined : member?.name ??
      rooms.value[id]?.name;
    return name === undefined ? null : { id, name };
  }

  close(): void {}
}
