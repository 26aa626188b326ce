/**
 * The cookies of one upgrade, and who they stand for: of a socket once, of a wire for each of its channels. However many
 * ask at once, the KV is looked at once.
 */
import type { App } from "../../classroom/app.ts";
import type { HeldTokens } from "../../classroom/identity.ts";
import type { Who } from "../../classroom/model/who.ts";
import { parseDocument } from "../../classroom/model/layout.ts";
import type { Denial } from "../../sync/authority.ts";
import type { ConnectedParty } from "../../sync/connection.ts";
import { Coalesced } from "../../sync/coalesced.ts";
import type { Holder } from "../../sync/wires/wire.ts";

/** As whom somebody wants to have a document; undefined: as it comes. */
export type As = "teacher" | "member" | undefined;

/** Whether it is one of those. */
export const isAs = (as: string): as is "teacher" | "member" =>
  as === "teacher" || as === "member";

/** Whether a document may be called so. */
export const isName = (document: string) => /^[\w/-]{1,100}$/.test(document);

/** Whoever came with these cookies, for one session. */
export class CookieHolder implements Holder<Who> {
  readonly #looks = new Map<As, Coalesced<Who | null>>();
  /** By all that is known of them. */
  readonly #callers = new Map<string, ConnectedParty<Who>>();

  constructor(
    readonly app: App,
    readonly session: string,
    readonly held: HeldTokens,
    readonly address: string,
  ) {}

  /** Who they are now; null: nobody. Without a teacher's cookie whoever comes as they are comes as the member. */
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

  /** Somebody who is both teacher and member, and says neither, is the member on that member's own document alone. */
  async asWhom(document: string): Promise<As> {
    const asked = parseDocument(document);
    if (asked?.kind !== "member" || !this.held.member) return undefined;
    const who = await this.who("member");
    return who?.member === asked.member ? "member" : undefined;
  }

  /** Somebody as whom they came, to be asked after later. */
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

/** Whether a connection of the one may stay: what else changes of somebody, the next one has. */
function isSame(now: Who | null, who: Who): boolean {
  return now?.role === who.role && now.member === who.member &&
    now.signIn === who.signIn;
}
