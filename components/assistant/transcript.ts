import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type * as Y from "yjs";
import type { ConversationQueueState } from "../../classroom/model/assistant.ts";
import type { Turn, TurnMap } from "../../classroom/model/conversations.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import type { OpenDocument } from "../../sync/client/open_document.ts";
import type { ClassSession } from "../client/class_session.ts";
import { signalOfEphemeral } from "../client/document_signals.ts";
import { type Exchange, findOpening, groupIntoExchanges } from "./exchanges.ts";
import { turnsOf } from "../../classroom/model/roots.ts";

export interface Transcript {
  readonly id: string;
  readonly document: OpenDocument;
  readonly turns: ReadonlySignal<readonly Turn[]>;
  readonly exchanges: ReadonlySignal<readonly Exchange[]>;
  readonly opening: ReadonlySignal<string | undefined>;
  readonly queue: ReadonlySignal<ConversationQueueState["queue"] | null>;
  close(): void;
}

/**
 * Opens a conversation.
 * @param kept whether this device keeps a copy
 * @param before turns to show until the conversation has loaded
 */
export function openTranscript(
  session: ClassSession,
  id: string,
  kept: boolean,
  before: readonly Turn[] = [],
): Transcript {
  const name = documentNames.conversation(session.seat.session, id);
  const document = session.open(name, kept);
  const array = turnsOf(document.doc);
  // Turns keep their identity while unchanged, so that they are not rendered again.
  const known = new WeakMap<TurnMap, Turn>();
  const read = () =>
    array.map((map) => {
      let turn = known.get(map);
      if (!turn) known.set(map, turn = map.toJSON() as Turn);
      return turn;
    });
  const here = read();
  const turns = signal<readonly Turn[]>(here.length > 0 ? here : before);
  const all = signal<readonly Exchange[]>(groupIntoExchanges(turns.peek()));
  const show = () => {
    turns.value = read();
    all.value = groupIntoExchanges(turns.value);
  };
  const onChange = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
    for (const { target } of events) {
      known.delete(target as TurnMap);
      if (target.parent) known.delete(target.parent as unknown as TurnMap);
    }
    show();
  };
  const queue = signalOfEphemeral<ConversationQueueState["queue"]>(
    document,
    "queue",
  );
  array.observeDeep(onChange as never);
  // Emptying a conversation causes no changes to observe.
  const unsubscribe = document.synced.subscribe((now) => now && show());
  return {
    id,
    document,
    turns,
    exchanges: all,
    opening: computed(() => findOpening(turns.value)),
    queue: queue.value,
    close() {
      queue.stop();
      unsubscribe();
      array.unobserveDeep(onChange as never);
      document.close();
    },
  };
}
