import type { Tx } from "../sync/authority.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";
import type { Tokens } from "./tokens.ts";
import type { Identity } from "./model/members.ts";
import type { ClassMeter } from "./meter.ts";
import type { TryStore } from "./limits/rate_limiter.ts";
import type { ReportFailure } from "./storage/storage.ts";
import type { WorryingWords } from "./model/words/worrying_words.ts";
import type { Kv } from "../sync/kv/kv.ts";

export interface AppServices {
  kv: Kv;
  sync: SyncEngine<Identity>;
  tokens: Tokens;
  worryingWords: WorryingWords;
  /** Milliseconds since 1970; the engine uses the same. */
  clock: () => number;
  /** Reports failures, never contents. */
  report: ReportFailure;
  meter?: ClassMeter;
  /** Called once a change of a room's messages is stored. */
  onRoomChanged: (session: string, room: string) => void;
  /** Called once a student who joined is stored, who may have got a new group. Never throws. */
  onJoined: (session: string) => Promise<void>;
  /**
   * Called in a commit after which a note to staff or worrying words may wait for a teacher (T-2). `members`: whose they
   * may be; absent: anyone's. Both class documents are loaded.
   */
  onCause: (tx: Tx, session: string, members?: readonly string[]) => void;
  /** Whether other instances may share the store; if not, claims on answers from before the start are void. */
  isKvShared: boolean;
  /** Where instances that share the store count tries together; undefined: it is not shared. */
  tries: TryStore | undefined;
  /** Called when data is deleted from the store for good. */
  onDeleted?: () => void;
}
