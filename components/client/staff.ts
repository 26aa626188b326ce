/** The document that only staff may read. */
import type { ReadonlySignal } from "@preact/signals";
import type { ClassUsage } from "../../classroom/model/assistant.ts";
import type {
  Help,
  RoomFigures,
  StoredBroadcast,
  Undoable,
} from "../../classroom/model/groups.ts";
import type {
  CameByName,
  Colleague,
  Listed,
  Member,
  Returning,
  Waiting,
} from "../../classroom/model/members.ts";
import { withPlaces } from "../../classroom/model/listed.ts";
import type { Held } from "../../classroom/model/messages.ts";
import type { OpenDocument } from "../../sync/client/open.ts";
import { follow } from "./follow.ts";

export class Staff {
  /** In the order in which they asked. */
  readonly help: ReadonlySignal<readonly Help[]>;
  readonly figures: ReadonlySignal<Readonly<Record<string, RoomFigures>>>;
  readonly undo: ReadonlySignal<Undoable | undefined>;
  readonly waiting: ReadonlySignal<Readonly<Record<string, Waiting>>>;
  /** Held messages with their command ids, oldest first, without those the teacher rejected (C-11). */
  readonly held: ReadonlySignal<readonly (readonly [id: string, Held])[]>;
  readonly blockedWords: ReadonlySignal<readonly string[]>;
  readonly classList: ReadonlySignal<Readonly<Record<string, Listed>>>;
  /** Members of the class before, by their ids there (S-6). */
  readonly returning: ReadonlySignal<Readonly<Record<string, Returning>>>;
  /** Members who joined by name alone (J-2). */
  readonly byName: ReadonlySignal<Readonly<Record<string, CameByName>>>;
  /** By account (S-8, S-9). */
  readonly observers: ReadonlySignal<Readonly<Record<string, Colleague>>>;
  readonly moderators: ReadonlySignal<Readonly<Record<string, Colleague>>>;
  /** Since the groups were opened, oldest first. */
  readonly broadcasts: ReadonlySignal<readonly StoredBroadcast[]>;
  readonly used: ReadonlySignal<ClassUsage | undefined>;

  constructor(readonly document: OpenDocument) {
    const { doc } = document;
    const mapOf = <T>(
      name: string,
    ): ReadonlySignal<Readonly<Record<string, T>>> =>
      follow(doc.getMap<T>(name), (map) => map.toJSON());
    const listOf = <T>(name: string) =>
      follow(doc.getArray<T>(name), (array) => array.toArray());
    this.help = listOf<Help>("help");
    this.figures = mapOf<RoomFigures>("rooms");
    this.undo = follow(doc.getMap<Undoable>("undo"), (map) => map.get("last"));
    this.waiting = mapOf<Waiting>("waiting");
    this.held = follow(
      doc.getMap<Held>("held"),
      (map) =>
        [...map].filter(([, { rejected }]) => !rejected)
          .sort(([, a], [, b]) => a.at - b.at),
    );
    this.blockedWords = follow(
      doc.getMap<readonly string[]>("moderation"),
      (map) => map.get("blockedWords") ?? [],
    );
    this.classList = mapOf<Listed>("classList");
    this.returning = mapOf<Returning>("returning");
    this.byName = mapOf<CameByName>("cameByName");
    this.observers = mapOf<Colleague>("observers");
    this.moderators = mapOf<Colleague>("moderators");
    this.broadcasts = listOf<StoredBroadcast>("broadcasts");
    this.used = follow(
      doc.getMap<ClassUsage>("assistant"),
      (map) => map.get("used"),
    );
  }

  place(members: Readonly<Record<string, Member>>) {
    return withPlaces(members, this.classList.value);
  }

  /** A copy on the device counts only offline. */
  get isKnown(): boolean {
    const { synced, status } = this.document;
    return synced.value || status.value.state === "offline";
  }
}
