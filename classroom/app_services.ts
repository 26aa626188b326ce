/** What all parts of the classroom work with; each takes of it what it needs, and others of them besides. */
import type { Sync } from "../sync/sync.ts";
import type { Tokens } from "./tokens.ts";
import type { Who } from "./model/who.ts";
import type { ClassMeter } from "./meter.ts";
import type { Report } from "./storage/storage.ts";
import type { Kv } from "../sync/kv/kv.ts";

/** What is one for the whole app. */
export interface AppServices {
  kv: Kv;
  sync: Sync<Who>;
  tokens: Tokens;
  /** Milliseconds since 1970; the same as the engine's. */
  clock: () => number;
  /** Told of failures, never of contents. */
  report: Report;
  meter?: ClassMeter;
  /** Told, once it is stored, that something was said, or reads differently, in a room. */
  onRoomChanged: (session: string, room: string) => void;
  /** Told, once it is stored, that a group may have been made for somebody who was let in. Never throws. */
  seated: (session: string) => Promise<void>;
  /** Whether other instances may share the KV; if not, what was claimed before the start is nobody's. */
  shared: boolean;
  /** Told when something is deleted from the store for good. */
  deleted?: () => void;
}
