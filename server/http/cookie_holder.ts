import type { App } from "../../classroom/app.ts";
import type { CookieTokens } from "../../classroom/identity.ts";
import type { Identity } from "../../classroom/model/members.ts";
import { parseDocumentName } from "../../classroom/model/layout.ts";
import type { Denial } from "../../sync/authority.ts";
import type { IdentifiedCaller } from "../../sync/connection.ts";
import { CoalescedLookup } from "../../sync/coalesced_lookup.ts";
import type { CookieOwner } from "../../sync/wires/wire.ts";

/** The role in which a person wants a document; undefined: not specified. */
export type RequestedRole = "teacher" | "member" | undefined;

export const isRole = (role: string): role is "teacher" | "member" =>
  role === "teacher" || role === "member";

export const isDocumentName = (document: string) =>
  /^[\w/-]{1,100}$/.test(document);

/**
 * The cookies of one upgrade for one session, which identify a person per socket or per channel of a wire. Concurrent
 * calls share one KV lookup.
 */
export class CookieHolder implements CookieOwner<Identity> {
  readonly #looks = new Map<RequestedRole, CoalescedLookup<Identity | null>>();
  readonly #callers = new Map<string, IdentifiedCaller<Identity>>();

  constructor(
    readonly app: App,
    readonly session: string,
    readonly tokens: CookieTokens,
    readonly address: string,
  ) {}

  /**
   * The current identity; null if no valid cookie gives the role. Without a teacher's cookie and without a requested
   * role, it is the member's.
   */
  identifyRole(requestedRole: RequestedRole): Promise<Identity | null> {
    const role = this.tokens.teacher === undefined
      ? requestedRole ?? "member"
      : requestedRole;
    return this.#looks.getOrInsertComputed(
      role,
      () =>
        new CoalescedLookup(() =>
          this.app.identities.identify(this.session, this.tokens, role)
        ),
    ).run();
  }

  /** The role on a document if the client names none: `member` on the member's own document, otherwise undefined. */
  async roleForDocument(document: string): Promise<RequestedRole> {
    const address = parseDocumentName(document);
    if (address?.kind !== "member" || !this.tokens.member) return undefined;
    const who = await this.identifyRole("member");
    return who?.member === address.member ? "member" : undefined;
  }

  makeCaller(who: Identity, role: RequestedRole): IdentifiedCaller<Identity> {
    return {
      who,
      isValid: async () => isSame(await this.identifyRole(role), who),
    };
  }

  async identify(
    requestedRole: string,
    document: string,
  ): Promise<IdentifiedCaller<Identity> | Denial> {
    if (requestedRole !== "" && !isRole(requestedRole)) {
      return { code: 4400, reason: "malformed" };
    }
    if (!isDocumentName(document)) return { code: 4404, reason: "not-found" };
    const role = requestedRole === ""
      ? await this.roleForDocument(document)
      : requestedRole;
    const who = await this.identifyRole(role);
    if (who === null) {
      const isSomebody = role !== undefined &&
        await this.identifyRole(undefined) !== null;
      return isSomebody
        ? { code: 4404, reason: "not-found" }
        : { code: 4401, reason: "not-signed-in" };
    }
    return this.#callers.getOrInsertComputed(
      JSON.stringify([role, who]),
      () => {
        this.app.spending.noteAddress(who, this.address);
        return this.makeCaller(who, role);
      },
    );
  }
}

/**
 * Whether a connection may stay: its role, member and sign-in are the same. Other changes of a person apply only to new
 * connections.
 */
function isSame(now: Identity | null, who: Identity): boolean {
  return now?.role === who.role && now.member === who.member &&
    now.signIn === who.signIn;
}
