/** Registers lines: who comes is asked for, and what they may have, before anything is sent (A1). */
import type { Denial } from "./authority.ts";
import { type ConnectedParty, Connection } from "./connection.ts";
import type { Transport } from "./transport.ts";
import { limits } from "./limits.ts";
import { isRefusal } from "./refusal.ts";
import type { Space } from "./space/space.ts";
import type { EngineContext } from "./engine_context.ts";

/** What is asked for on a line. */
interface Asked<Who> {
  /** As its client named it. */
  readonly document: string;
  readonly epoch: string | null;
  /** Null: not known yet. */
  readonly who: Who | null;
}

/** A line that is not registered yet. */
interface Pending<Who> {
  readonly line: Transport;
  readonly space: string;
  who: Who | null;
  /** A cookie has become void since it was asked who it is. */
  isStale: boolean;
}

/** Whoever is on their way in. */
export class ConnectionAdmission<Who> {
  readonly #pending = new Set<Pending<Who>>();

  /** The engine is stopped: whoever comes now finds a server again, but not this one (S15). */
  isStopped = false;

  /** @param spaceOf a space as it stands in the store now; null: there is none */
  constructor(
    readonly engine: EngineContext<Who>,
    readonly spaceOf: (name: string) => Promise<Space<Who> | null>,
  ) {}

  /**
   * Makes a connection of a line, or closes it. `identify` is asked once whoever makes a cookie void finds the line
   * here. Never throws.
   */
  async add(
    line: Transport,
    asked: Asked<Who>,
    identify: () => Promise<ConnectedParty<Who> | Denial>,
  ): Promise<void> {
    const { document, who } = asked;
    const space = document.split("/", 1)[0];
    const pending = { line, space, who, isStale: false };
    this.#pending.add(pending);
    const began = performance.now();
    const denial = await this.#register(pending, asked, identify)
      .catch((error) => this.#denialOf(error));
    this.#pending.delete(pending);
    if (denial === "gone") return;
    this.engine.meter?.registered(performance.now() - began, denial);
    if (denial !== null) line.close(denial.code, denial.reason);
  }

  /** Closes the lines of those that match. */
  close(
    space: string | null,
    matches: (who: Who) => boolean,
    code: number,
    reason: string,
  ): void {
    for (const pending of this.#pending) {
      const { line, who, space: of } = pending;
      if (space !== null && of !== space) continue;
      // Of whoever is not known yet an older answer may be under way: it is asked again.
      if (who === null) pending.isStale = true;
      else if (matches(who)) line.close(code, reason);
    }
  }

  /** Lets those that match come back: they may have been asked already, and are asked again. */
  verify(space: string, matches: (who: Who) => boolean): void {
    this.close(space, matches, 1012, "restart");
  }

  /** Null: it is registered; `gone`: so is its client, meanwhile. */
  async #register(
    pending: Pending<Who>,
    asked: Asked<Who>,
    identify: () => Promise<ConnectedParty<Who> | Denial>,
  ): Promise<Denial | null | "gone"> {
    const { line } = pending;
    if (!await line.opens()) return "gone";
    // From here on whoever makes it void finds it among the pending ones, or registered.
    const [caller, space] = await Promise.all([
      this.#callerOf(pending, identify),
      this.spaceOf(pending.space),
    ]);
    if ("code" in caller) return caller;
    const { who } = caller;
    if (space === null) return { code: 4404, reason: "not-found" };
    const { epoch } = asked;
    if (epoch !== null && epoch !== space.documents.head.epoch) {
      return { code: 4409, reason: "conflict" };
    }
    const { authority } = this.engine;
    const document = authority.nameFor?.(who, asked.document) ?? asked.document;
    const { commits, documents } = space;
    if (authority.dependsOnItself?.(document)) {
      // Even that it is not there is known only when it was looked for: so often a second, each person.
      const { key, most } = authority.sockets(who);
      const looks = space.spending.allowance({
        key: `${key} looks`,
        amount: 1,
        perSecond: limits.channelsPerSecond,
        burst: limits.channelsBurst * most,
      });
      if (!looks.take(1)) return { code: 4429, reason: "too-often" };
      await documents.load(document);
    }
    const before = await commits.read(() =>
      authority.access(documents, who, document)
    );
    if (typeof before === "object") return before;
    await documents.load(document);
    // A1: asked again, in committed state, with no await between this and the registration.
    return await commits.read(() => {
      const access = authority.access(documents, who, document);
      if (typeof access === "object") return access;
      if (!line.isOpen) return "gone";
      if (!line.claim(document)) return { code: 4409, reason: "conflict" };
      new Connection(line, caller, document, access, space).enter();
      return null;
    });
  }

  /** Who it is, as no older answer says than the last word that a cookie is void. From here on they are known. */
  async #callerOf(
    pending: Pending<Who>,
    identify: () => Promise<ConnectedParty<Who> | Denial>,
  ): Promise<ConnectedParty<Who> | Denial> {
    for (;;) {
      pending.isStale = false;
      const caller = await identify();
      if (pending.isStale) continue;
      if ("who" in caller) pending.who = caller.who;
      return caller;
    }
  }

  /** Why there is no connection where registering it failed. */
  #denialOf(error: unknown): Denial {
    if (isRefusal(error) && error.kind === "not-found") {
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
