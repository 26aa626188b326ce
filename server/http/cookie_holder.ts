import type { App } from "../../classroom/app.ts";
import type { HeldTokens } from "../../classroom/identity.ts";
import type { Who } from "../../classroom/model/who.ts";
import { parseDocument } from "../../classroom/model/layout.ts";
import type { Denial } from "../../sync/authority.ts";
import type { ConnectedParty } from "../../sync/connection.ts";
import { Coalesced } from "../../sync/coalesced.ts";
import type { Holder } from "../../sync/wires/wire.ts";

/** The role in which a person wants a document; undefined: not specified. */
export type As = "teacher" | "member" | undefined;

export const isAs = (as: string): as is "teacher" | "member" =>
  as === "teacher" || as === "member";

export const isName = (document: string) => /^[\w/-]{1,100}$/.test(document);

/**
 * The cookies of one upgrade for one session, and the people whom they identify: once per socket, and for each channel
 * of a wire. Concurrent calls share one KV lookup.
 */
export class CookieHolder implements Holder<Who> {
  readonly #looks = new Map<As, Coalesced<Who | null>>();
  readonly #callers = new Map<string, ConnectedParty<Who>>();

  constructor(
    readonly app: App,
    readonly session: string,
    readonly held: HeldTokens,
    readonly address: string,
  ) {}

  /**
   * The current identity; null if the cookies are invalid. Without a teacher's cookie and a role, it is the member's.
   */
  who(asked: As): Promise<Who | null> {
    const as = this.held.teacher === undefined ? asked ?? "member" : asked;
    return this.#looks.getOrInsertComputed(
      as,
      () =>
        new Coalesced(() =>
          this.app.identities.who(this.session, this.held, as)
        ),
    ).ask();
  }

  /** A person who is both teacher and member, without a role, acts as the member only on that member's own document. */
  async asWhom(document: string): Promise<As> {
    const asked = parseDocument(document);
    if (asked?.kind !== "member" || !this.held.member) return undefined;
    const who = await this.who("member");
    return who?.member === asked.member ? "member" : undefined;
  }

  caller(who: Who, as: As): ConnectedParty<Who> {
    return {
      who,
      isValid: async () => isSame(await this.who(as), who),
    };
  }

  async identify(
    asked: string,
    document: string,
  ): Promise<ConnectedParty<Who> | Denial> {
    if (asked !== "" && !isAs(asked)) {
      return { code: 4400, reason: "malformed" };
    }
    if (!isName(document)) return { code: 4404, reason: "not-found" };
    const as = asked === "" ? await this.asWhom(document) : asked;
    const who = await this.who(as);
    if (who === null) {
      const isSomebody = as !== undefined && await this.who(undefined) !== null;
      return isSomebody
        ? { code: 4404, reason: "not-found" }
        : { code: 4401, reason: "not-signed-in" };
    }
    return this.#callers.getOrInsertComputed(JSON.stringify([as, who]), () => {
      this.app.spending.noteAddress(who.session, who.member, this.address);
      return this.caller(who, as);
    });
  }
}

/** Whether a connection may stay; other changes of a person apply only to new connections. */
function isSame(now: Who | null, who: Who): boolean {
  return now?.role === who.role && now.member === who.member &&
    now.signIn === who.signIn;
}
