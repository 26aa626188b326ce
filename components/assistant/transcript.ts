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
 * @param isCached whether this device keeps a copy
 * @param initialTurns turns to show until the conversation has loaded
 */
export function openTranscript(
  session: ClassSession,
  id: string,
  isCached: boolean,
  initialTurns: readonly Turn[] = [],
): Transcript {
  const name = documentNames.conversation(session.seat.session, id);
  const document = session.open(name, isCached);
  const array = turnsOf(document.doc);
  // Turns keep their identity while unchanged, so that they are not rendered again.
  const turnsByMap = new WeakMap<TurnMap, Turn>();
  const read = () =>
    array.map((map) => {
      let turn = turnsByMap.get(map);
      if (!turn) turnsByMap.set(map, turn = map.toJSON() as Turn);
      return turn;
    });
  const storedTurns = read();
  const turns = signal<readonly Turn[]>(
    storedTurns.length > 0 ? storedTurns : initialTurns,
  );
  const exchanges = signal<readonly Exchange[]>(
    groupIntoExchanges(turns.peek()),
  );
  const show = () => {
    turns.value = read();
    exchanges.value = groupIntoExchanges(turns.value);
  };
  const onChange = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
    for (const { target } of events) {
      turnsByMap.delete(target as TurnMap);
      if (target.parent) turnsByMap.delete(target.parent as unknown as TurnMap);
    }
    show();
  };
  const queue = signalOfEphemeral<ConversationQueueState["queue"]>(
    document,
    "queue",
  );
  array.observeDeep(onChange as never);
  // Emptying a conversation causes no changes to observe.
  const unsubscribe = document.synced.subscribe((isSynced) =>
    isSynced && show()
  );
  return {
    id,
    document,
    turns,
    exchanges,
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
