/** The sync engine: gives every space its queue and its replicas, every socket its connection. */
import type { Authority, Documents, Fact, Tx } from "./authority.ts";
import type * as Y from "yjs";
export declare class Sync<Who> {
  constructor(
    world: { kv?: unknown; store: unknown; authority: Authority<Who> },
  );
  /**
   * Makes a space with its first documents. Throws a `conflict` Refusal where a check fails:
   * `versionstamp` null means that the key must be absent.
   */
  create(
    space: string,
    documents: Record<string, (doc: Y.Doc) => void>,
    riding?: { checks?: Deno.AtomicCheck[]; facts?: Fact[] },
  ): Promise<void>;
  /** Takes a decision in the space's queue; resolves after its commit. Throws `not-found` for no such space. */
  decide<T>(
    space: string,
    needs: readonly string[],
    decision: (tx: Tx) => T,
  ): Promise<T>;
  /** Reads committed state, with these documents loaded; `read` must not keep the documents. */
  read<T>(
    space: string,
    needs: readonly string[],
    read: (
      documents: Documents & { online: ReadonlySet<string>; epoch: string },
    ) => T,
  ): Promise<T>;
  /** Takes over an open socket; asks the authority, registers, syncs, closes by itself. */
  connect(
    socket: WebSocket,
    who: Who,
    document: string,
    epoch: string | null,
  ): void;
  /** Closes connections of a space (or of all) that match. */
  close(
    space: string | null,
    matches: (who: Who) => boolean,
    code: number,
    reason: string,
  ): void;
  /** S15: closes all with 1012 once commits in flight have ended. */
  stop(): Promise<void>;
}
