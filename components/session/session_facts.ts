/** The session's document as signals: its facts, its members, its rooms, and who is online. */
import {
  batch,
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type * as Y from "yjs";
import type { CallFacts } from "../../classroom/model/calls.ts";
import type { PresenceState } from "../../classroom/model/documents.ts";
import type { Breakouts, Room } from "../../classroom/model/groups.ts";
import { type Member, personOf } from "../../classroom/model/members.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import { groupName } from "../../locales/group_names.ts";
import type { OpenDocument } from "../../sync/client/open.ts";
import { type MarkedRoom, withLooks } from "../groups/marks.ts";
import type { People } from "../markdown/mentioned.ts";

/** The server's clock is taken anew where it is so far off (ms): less is the way of a message, and nobody's second. */
const clockSlack = 250;

/** What everybody in the class knows of it. */
export class SessionFacts {
  /** Empty until the document is there. */
  readonly info: Signal<Partial<SessionInfo>> = signal({});
  readonly members: Signal<Readonly<Record<string, Member>>> = signal({});
  readonly breakouts: Signal<Partial<Breakouts>> = signal({});
  /** Every breakout room, archived ones too, by the names that the reader has for them. */
  readonly rooms: ReadonlySignal<Readonly<Record<string, MarkedRoom>>>;
  /** Where a call is on, and what is allowed in it. */
  readonly call: Signal<CallFacts> = signal({});
  /** Who is asked to unmute, and since when (ms). */
  readonly callAsked: Signal<Readonly<Record<string, number>>> = signal({});
  /** Who was taken out of the call, and when (ms). */
  readonly callOut: Signal<Readonly<Record<string, number>>> = signal({});
  /** Everybody who is online, by their member id. */
  readonly online: Signal<ReadonlyMap<string, PresenceState>> = signal(
    new Map(),
  );
  /** Who can be mentioned, and who looks. */
  readonly people: ReadonlySignal<People>;
  /** Whether there is a class to talk in. */
  readonly live: ReadonlySignal<boolean>;
  /** What to add to this device's clock to have the server's (ms). */
  readonly clockOffset: Signal<number> = signal(0);
  readonly #rooms: Signal<Readonly<Record<string, Room>>> = signal({});

  /** @param me the member who looks */
  constructor(readonly document: OpenDocument, me: string) {
    this.#followFacts();
    this.#followPresence();
    this.rooms = computed(() => withLooks(this.#rooms.value, groupName));
    this.people = computed(() => ({
      me,
      all: Object.entries(this.members.value)
        .filter(([, { mergedInto, role }]) =>
          mergedInto === undefined && role !== "observer"
        )
        .map(([id, { name, removed }]) => ({ id, name, removed })),
    }));
    this.live = computed(() => {
      const { state } = this.info.value;
      return state === undefined || state === "active" || state === "ending";
    });
  }

  /** Who a member is now, after members were merged. */
  personOf(member: string): string {
    return personOf((id) => this.members.value[id], member);
  }

  /** What somebody is called now. */
  nameOf(member: string): string | undefined {
    return this.members.value[this.personOf(member)]?.name;
  }

  /** Each change of the facts as one. */
  #followFacts() {
    const { doc } = this.document;
    const maps = [
      ["info", this.info],
      ["members", this.members],
      ["breakouts", this.breakouts],
      ["rooms", this.#rooms],
      ["call", this.call],
      ["callAsked", this.callAsked],
      ["callOut", this.callOut],
    ] as const;
    for (const [name, value] of maps) value.value = doc.getMap(name).toJSON();
    doc.on("afterTransaction", ({ changed }: Y.Transaction) =>
      batch(() => {
        for (const [name, value] of maps) {
          const map = doc.getMap(name);
          if (changed.has(map as never)) value.value = map.toJSON();
        }
      }));
  }

  #followPresence() {
    const { awareness } = this.document;
    const onChange = () => {
      const now = new Map<string, PresenceState>();
      for (const state of awareness.getStates().values()) {
        if (typeof state.member === "string") {
          now.set(state.member, state as PresenceState);
        }
      }
      this.online.value = now;
    };
    // The clocks of the server's states are its time.
    const onUpdate = (
      { added, updated }: { added: number[]; updated: number[] },
      origin: unknown,
    ) => {
      if (origin === "local" || origin === "timeout") return;
      const clocks = [...added, ...updated].map((id) =>
        awareness.getStates().get(id)?.member
          ? awareness.meta.get(id)?.clock ?? 0
          : 0
      );
      const newest = Math.max(0, ...clocks);
      if (newest === 0) return;
      const offset = newest - Date.now();
      // Much is computed anew with it, and it is told with each word of who is here.
      if (Math.abs(offset - this.clockOffset.peek()) < clockSlack) return;
      this.clockOffset.value = offset;
    };
    onChange();
    awareness.on("change", onChange);
    awareness.on("update", onUpdate);
  }
}
