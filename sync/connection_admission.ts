import type { Denial } from "./authority.ts";
import { Connection, type IdentifiedCaller } from "./connection.ts";
import type { Transport } from "./transport.ts";
import { limits } from "./limits.ts";
import { isRefusal } from "./refusal.ts";
import type { Space } from "./space/space.ts";
import type { EngineContext } from "./engine_context.ts";

interface ConnectRequest<Who> {
  /** The document's name as the client sent it. */
  readonly document: string;
  readonly epoch: string | null;
  readonly who: Who | null;
}

interface PendingConnection<Who> {
  readonly transport: Transport;
  readonly space: string;
  who: Who | null;
  /** Whether a cookie may have been revoked since the identity lookup began. */
  isStale: boolean;
}

/** Registers transports: identifies the client and checks access before anything is sent (ACCESS-1). */
export class ConnectionAdmission<Who> {
  readonly #pending = new Set<PendingConnection<Who>>();

  /** True after the engine has stopped; clients are then told to reconnect (SYNC-15). */
  isStopped = false;

  /** @param findSpace the space, up to date with the store; null if it does not exist */
  constructor(
    readonly engine: EngineContext<Who>,
    readonly findSpace: (name: string) => Promise<Space<Who> | null>,
  ) {}

  /**
   * Turns a transport into a connection, or closes it. The transport is listed as pending before `identify` is called,
   * so a revoked cookie is not missed. Never throws.
   */
  async admit(
    transport: Transport,
    request: ConnectRequest<Who>,
    identify: () => Promise<IdentifiedCaller<Who> | Denial>,
  ): Promise<void> {
    const { document, who } = request;
    const space = document.split("/", 1)[0];
    const pending = { transport, space, who, isStale: false };
    this.#pending.add(pending);
    const beganAt = performance.now();
    const denial = await this.#register(pending, request, identify)
      .catch((error) => this.#denialOf(error));
    this.#pending.delete(pending);
    if (denial === "gone") return;
    this.engine.meter?.recordRegistration(performance.now() - beganAt, denial);
    if (denial !== null) transport.close(denial.code, denial.reason);
  }

  close(
    space: string | null,
    matches: (who: Who) => boolean,
    code: number,
    reason: string,
  ): void {
    for (const pending of this.#pending) {
      const { transport, who, space: pendingSpace } = pending;
      if (space !== null && pendingSpace !== space) continue;
      // An identity lookup that is running may give an outdated answer, so it is repeated.
      if (who === null) pending.isStale = true;
      else if (matches(who)) transport.close(code, reason);
    }
  }

  /** Makes matching clients reconnect, so that their cookies are checked again. */
  reconnectMatching(space: string, matches: (who: Who) => boolean): void {
    this.close(space, matches, 1012, "restart");
  }

  /** Returns null if the transport is registered, `gone` if the client has left, otherwise the denial. */
  async #register(
    pending: PendingConnection<Who>,
    request: ConnectRequest<Who>,
    identify: () => Promise<IdentifiedCaller<Who> | Denial>,
  ): Promise<Denial | null | "gone"> {
    const { transport } = pending;
    if (!await transport.waitUntilOpen()) return "gone";
    // The identity is read only now: revoking a cookie meanwhile finds this client as pending or as registered.
    const [caller, space] = await Promise.all([
      this.#callerOf(pending, identify),
      this.findSpace(pending.space),
    ]);
    if ("code" in caller) return caller;
    const { who } = caller;
    if (space === null) return { code: 4404, reason: "not-found" };
    const { epoch } = request;
    if (epoch !== null && epoch !== space.documents.head.epoch) {
      return { code: 4409, reason: "conflict" };
    }
    const { authority } = this.engine;
    const document = authority.resolveName?.(who, request.document) ??
      request.document;
    const { commits, documents } = space;
    if (authority.dependsOnItself?.(document)) {
      // Even a document that does not exist costs a lookup, so lookups have a rate per person.
      const { key, max } = authority.socketLimit(who);
      const lookupBudget = space.budgets.bucketOf({
        key: `${key} looks`,
        amount: 1,
        perSecond: limits.channelsPerSecond,
        burst: limits.channelsBurst * max,
      });
      if (!lookupBudget.take(1)) return { code: 4429, reason: "too-often" };
      await documents.load(document);
    }
    const firstAccess = await commits.read(() =>
      authority.access(documents, who, document)
    );
    if (typeof firstAccess === "object") return firstAccess;
    await documents.load(document);
    // ACCESS-1: checked again in committed state, with no await between this check and the registration.
    return await commits.read(() => {
      const access = authority.access(documents, who, document);
      if (typeof access === "object") return access;
      if (!transport.isOpen) return "gone";
      if (!transport.bindDocument(document)) {
        return { code: 4409, reason: "conflict" };
      }
      new Connection(transport, caller, document, access, space).enter();
      return null;
    });
  }

  async #callerOf(
    pending: PendingConnection<Who>,
    identify: () => Promise<IdentifiedCaller<Who> | Denial>,
  ): Promise<IdentifiedCaller<Who> | Denial> {
    for (;;) {
      pending.isStale = false;
      const caller = await identify();
      if (pending.isStale) continue;
      if ("who" in caller) pending.who = caller.who;
      return caller;
    }
  }

  #denialOf(error: unknown): Denial {
    if (isRefusal(error, "not-found")) {
      return { code: 4404, reason: error.kind };
    }
    if (!isRefusal(error)) {
      this.engine.report("a connection could not be registered", error);
    }
    return this.isStopped
      ? { code: 1012, reason: "restart" }
      : { code: 1013, reason: "storage-unavailable" };
  }
}
