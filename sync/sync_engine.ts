import * as Y from "yjs";
import type { Authority, Documents, Tx } from "./authority.ts";
import { limits } from "./limits.ts";
import type { SyncFigures } from "./meter.ts";
import type { PeerRoomPresence } from "./presence.ts";
import { isRefusal, Refusal } from "./refusal.ts";
import { ConnectionAdmission } from "./connection_admission.ts";
import { SocketTransport } from "./socket_transport.ts";
import { Space } from "./space/space.ts";
import type { CommitExtras, Store } from "./store.ts";
import type { CookieOwner, WireParameters } from "./wires/wire.ts";
import { Wires } from "./wires/wires.ts";
import type { EngineContext } from "./engine_context.ts";
import { makeDoc } from "./y_doc.ts";
import { WorkTurns } from "./work_turns.ts";

export interface CommittedView extends Documents {
  readonly online: ReadonlySet<string>;
  readonly epoch: string;
}

/** The sync engine: loads the spaces of this process and connects sockets to them. It does not know classrooms. */
export class SyncEngine<Who> {
  #engine: EngineContext<Who>;
  #spaces = new Map<string, Promise<Space<Who> | null>>();
  #loaded = new Map<string, Space<Who>>();
  #admission: ConnectionAdmission<Who>;
  #wires: Wires<Who>;
  #timers: ReturnType<typeof setInterval>[];
  #renewalTurn = 0;
  #openedCount = 0;

  constructor(
    engine:
      & { store: Store; authority: Authority<Who> }
      & Partial<EngineContext<Who>>,
  ) {
    const { clock = () => Date.now() } = engine;
    this.#engine = {
      report: (message, error) => console.error(message, error),
      workTurns: new WorkTurns(clock),
      ...engine,
      clock,
    };
    this.#admission = new ConnectionAdmission(
      this.#engine,
      (name) => this.#currentSpace(name),
    );
    this.#wires = new Wires(this.#engine, this.#admission);
    const turnMs = limits.renewal / limits.renewalTurns;
    this.#timers = [
      setInterval(() => this.renew(this.#renewalTurn++), turnMs),
      setInterval(() => this.dropUnused(), this.#maxUnusedMs / 4),
    ];
  }

  /** Makes a space atomically with the facts. Throws `conflict` if it exists or a check fails. */
  async create(
    space: string,
    documents: Record<string, (doc: Y.Doc) => void>,
    extras: CommitExtras = {},
  ): Promise<void> {
    const updates = Object.entries(documents).map(
      ([name, fill]): [string, Uint8Array] => {
        const doc = makeDoc();
        doc.transact(() => fill(doc));
        return [name, Y.encodeStateAsUpdate(doc)];
      },
    );
    const entry = { id: crypto.randomUUID(), updates };
    const head = await this.#available(
      this.#engine.store.commit(space, null, entry, extras),
    );
    if (head === null) throw new Refusal("conflict");
    this.#spaces.delete(space);
  }

  /**
   * Runs a decision in the space's queue with these documents loaded; resolves after its commit. Throws what the
   * decision throws, `not-found` if there is no such space, and `storage-unavailable`.
   */
  async decide<T>(
    space: string,
    needs: readonly string[],
    decide: (tx: Tx) => T,
  ): Promise<T> {
    return await this.#decideOn(space, needs, decide, ({ commits }, decide) => {
      const { promise, ...settle } = Promise.withResolvers<unknown>();
      commits.enqueue({ kind: "decision", needs, decide, ...settle });
      return promise as Promise<T>;
    });
  }

  /** Reads committed state with these documents loaded. `read` must not keep the documents. */
  async read<T>(
    space: string,
    needs: readonly string[],
    read: (reading: CommittedView) => T,
  ): Promise<T> {
    return await this.#decideOn(space, needs, read, (loaded, read) => {
      const { subscribers: { presence }, commits, documents } = loaded;
      return commits.read(() =>
        read({
          doc: (name) => documents.doc(name),
          epoch: documents.head.epoch,
          online: presence.onlineKeys,
        })
      );
    });
  }

  /**
   * Updates a space in memory to the store's state, because another instance may have committed. Does nothing on a
   * single instance. Throws `not-found` if the space was in memory and is gone.
   */
  async refresh(space: string): Promise<void> {
    if (!this.#engine.presenceExchange) return;
    const loaded = await this.#spaces.get(space)?.catch(() => null);
    if (loaded) await this.#available(loaded.refresh());
  }

  /** Waits until the space's presence includes who is connected to other instances now. */
  async refreshPresence(space: string): Promise<void> {
    if (!this.#engine.presenceExchange) return;
    const loaded = await this.#available(this.#space(space));
    await this.#available(
      loaded?.subscribers.refreshPresence() ?? Promise.resolve(),
    );
  }

  /**
   * Deletes a space atomically with the facts, and closes its connections. Its data stays in the store until
   * {@link sweep}. False if a check failed.
   */
  async delete(space: string, extras: CommitExtras = {}): Promise<boolean> {
    const { presenceExchange, store } = this.#engine;
    if (!await this.#available(store.drop(space, extras))) return false;
    const loaded = await this.#spaces.get(space)?.catch(() => null);
    await loaded?.endAfterDrop();
    await presenceExchange?.forget(space);
    return true;
  }

  /** Deletes a deleted space's data from the store; call it again after a crash. */
  async sweep(space: string): Promise<void> {
    await this.#available(this.#engine.store.sweep(space));
  }

  /** Resolves when the store no longer has what was deleted from the documents before the call. */
  async purge(space: string): Promise<void> {
    const loaded = await this.#load(space, []);
    await this.#available(loaded.compaction.purge());
  }

  /**
   * Takes over a socket that is opening or open, for one document. Never throws. `isValid` rechecks the cookie before
   * anything is sent, and at each renewal if another instance may have revoked it (ACCESS-1).
   */
  connect(
    socket: WebSocket,
    who: Who,
    document: string,
    epoch: string | null,
    isValid: () => Promise<boolean> = () => Promise.resolve(true),
  ): void {
    const transport = new SocketTransport(socket, this.#engine.meter);
    const caller = { who, isValid };
    this.#admission.admit(
      transport,
      { document, epoch, who },
      async () =>
        await isValid() ? caller : { code: 4401, reason: "not-signed-in" },
    );
  }

  /**
   * Takes over a socket that is opening or open, for all documents that its client asks for. Never throws. Limits are
   * those of `who`; `holder` identifies the person for each channel (ACCESS-1).
   */
  connectWire(
    socket: WebSocket,
    space: string,
    who: Who,
    holder: CookieOwner<Who>,
    client: WireParameters = {
      canUnpack: false,
      keepsStates: false,
      page: null,
    },
  ): void {
    this.#wires.add(socket, space, who, holder, client);
  }

  close(
    space: string | null,
    matches: (who: Who) => boolean,
    code: number,
    reason: string,
  ): void {
    this.#admission.close(space, matches, code, reason);
    for (const { name, subscribers } of this.#loaded.values()) {
      if (space === null || name === space) {
        subscribers.close(matches, code, reason);
      }
    }
  }

  /** Rechecks the cookies of matching connections, and closes the invalid ones with 4401 (ACCESS-1). */
  recheckCookies(space: string, matches: (who: Who) => boolean): void {
    this.#admission.reconnectMatching(space, matches);
    this.#loaded.get(space)?.subscribers.recheckCookies(matches);
  }

  /** Announces a change of a document's temporary state ({@link EngineContext.ephemeralStateOf}). */
  sendEphemeral(document: string): void {
    this.#loaded.get(document.split("/", 1)[0])?.subscribers.sendEphemeral(
      document,
    );
  }

  /**
   * Sends a sign of life to the connections of this turn, and with other instances rechecks their cookies (SYNC-14,
   * ACCESS-1); a timer takes all turns within 20 s. Without a turn, to all connections.
   */
  renew(turn?: number): void {
    for (const { subscribers } of this.#loaded.values()) {
      subscribers.renew(turn);
    }
    this.#wires.renew(turn);
  }

  /** SYNC-10: drops documents and spaces that are unused; a timer calls it. */
  dropUnused(): void {
    const { clock } = this.#engine, max = this.#maxUnusedMs;
    for (const space of this.#loaded.values()) {
      const unusedMs = clock() - space.documents.usedAt;
      if (space.isIdle && unusedMs > max) space.end(1012, "restart");
      else space.dropUnused();
    }
  }

  get #maxUnusedMs(): number {
    return this.#engine.presenceExchange
      ? limits.unusedOfSeveral
      : limits.unused;
  }

  /** Whether the space has connections here; if not, other instances take care of it. */
  hasConnections(space: string): boolean {
    return (this.#loaded.get(space)?.subscribers.size ?? 0) > 0;
  }

  /**
   * Everyone online, here or elsewhere, in each space with connections here, by presence key. The call does not count
   * as use.
   */
  online(): Map<string, ReadonlySet<string>> {
    return new Map(
      [...this.#loaded]
        .filter(([name]) => this.hasConnections(name))
        .map((
          [name, { subscribers }],
        ) => [name, subscribers.presence.onlineKeys]),
    );
  }

  /**
   * {@link PeerRoomPresence} of people in a space's peer rooms at other instances, by presence key; null if this
   * instance has no connections to the space and others may know more.
   */
  peerRoomsElsewhere(
    space: string,
  ): ReadonlyMap<string, PeerRoomPresence> | null {
    const loaded = this.#loaded.get(space);
    if (loaded && loaded.subscribers.size > 0) {
      return loaded.subscribers.presence.peerRoomsElsewhere;
    }
    return this.#engine.presenceExchange ? null : new Map();
  }

  figures(): SyncFigures & { spaces: number } {
    const totals = { spaces: 0, documents: 0, connections: 0, queued: 0 };
    for (const { figures } of this.#loaded.values()) {
      totals.spaces++;
      totals.documents += figures.documents;
      totals.connections += figures.connections;
      totals.queued += figures.queued;
    }
    return totals;
  }

  /**
   * SYNC-15: lets commits in flight finish, closes every socket with 1012, and accepts no more. When `patience` resolves,
   * it closes the sockets although commits are in flight. Never rejects.
   */
  async stop(patience?: Promise<void>): Promise<void> {
    this.#admission.isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    const ended = Promise.all(
      [...this.#spaces.values()].map(async (space) => {
        try {
          await (await space)?.end(1012, "restart", patience);
        } catch (error) {
          this.#engine.report("a space could not be ended", error);
        }
      }),
    );
    await Promise.race([ended, patience ?? ended]);
    this.#wires.stop();
    await ended;
  }

  #decideOn<Given, T>(
    name: string,
    needs: readonly string[],
    judge: (context: Given) => T,
    act: (space: Space<Who>, judge: (context: Given) => T) => Promise<T>,
  ): Promise<T> {
    const load = () => this.#load(name, needs);
    const current = (it: Space<Who>) => this.#available(it.refresh());
    return retryOnStale({ load, current }, judge, act);
  }

  /** A space that is up to date with the store, so that every earlier commit counts for a new connection (ACCESS-1). */
  async #currentSpace(name: string): Promise<Space<Who> | null> {
    const space = await this.#space(name);
    await space?.refresh();
    return space;
  }

  async #load(name: string, needs: readonly string[]): Promise<Space<Who>> {
    const space = await this.#available(this.#space(name));
    if (space === null) throw new Refusal("not-found");
    await this.#available(
      Promise.all(needs.map((document) => space.documents.load(document))),
    );
    return space;
  }

  async #space(name: string): Promise<Space<Who> | null> {
    if (this.#admission.isStopped) throw new Refusal("storage-unavailable");
    let opening = this.#spaces.get(name);
    if (opening === undefined) {
      const forget = () => {
        if (this.#spaces.get(name) !== opening) return;
        this.#spaces.delete(name);
        this.#loaded.delete(name);
      };
      opening = Space.open(name, this.#engine, forget, this.#openedCount++);
      this.#spaces.set(name, opening);
      // Neither failures nor missing spaces are kept, so unknown names cost nothing.
      opening.then(
        (space) => space === null ? forget() : this.#loaded.set(name, space),
        forget,
      );
    }
    return await opening;
  }

  /** Turns a storage failure into a refusal for the caller, and reports it to the operator. */
  async #available<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isRefusal(error)) throw error;
      this.#engine.report("the storage failed", error);
      throw new Refusal("storage-unavailable");
    }
  }
}

interface Source<Who> {
  load(): Promise<Space<Who>>;
  current(space: Space<Who>): Promise<void>;
}

/**
 * Judges documents in memory. If other instances write to the store and `judge` refuses, it judges again on the store's
 * current state. `judge` must have no effect when it refuses.
 */
async function retryOnStale<Who, Given, T>(
  { load, current }: Source<Who>,
  judge: (context: Given) => T,
  act: (space: Space<Who>, judge: (context: Given) => T) => Promise<T>,
): Promise<T> {
  const space = await load();
  const { documents, engine } = space;
  if (!engine.presenceExchange) return await act(space, judge);
  const lastRefusal: { error?: unknown; seq?: number } = {};
  const noting = (context: Given) => {
    try {
      return judge(context);
    } catch (error) {
      Object.assign(lastRefusal, { error, seq: documents.head.seq });
      throw error;
    }
  };
  try {
    return await act(space, noting);
  } catch (error) {
    // Only the refusal of `judge` is retried: a commit of unknown outcome must not be made again.
    if (!isRefusal(error) || error !== lastRefusal.error) throw error;
    await current(space);
    if (documents.head.seq === lastRefusal.seq) throw error;
  }
  return await act(await load(), judge);
}
