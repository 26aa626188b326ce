/** Defines a kind of shared resource (R-1 to R-5, W-1, W-5) in its feature; `kinds.ts` lists all. */
import type { Tx } from "../sync/authority.ts";
import { Refusal } from "../sync/refusal.ts";
import type { Images } from "./library/images.ts";
import type { Library } from "./library/library.ts";
import type { ChangeAsked, ShareAsked } from "./library/resource_bodies.ts";
import type { ClassDocuments } from "./model/layout.ts";
import type {
  ResourceSecret,
  Shared,
  SharedKind,
} from "./model/resources/shared.ts";
import type { KindView } from "./model/resources/views.ts";
import type { Who } from "./model/who.ts";

/** A resource with its staff part. */
export interface Given<S extends Shared = Shared> {
  shared: S;
  secret: ResourceSecret;
}

export interface Giving {
  who: Who;
  library: Pick<Library, "get">;
  images: Pick<Images, "get">;
}

/** The request's body for this kind. */
export type AskFor<K> = K extends SharedKind
  ? Extract<ShareAsked, Record<K, unknown>>
  : never;

export interface Changing {
  docs: ClassDocuments;
  tx: Tx;
}

/** Changes that only some kinds have; `resources.ts` makes the others itself. */
type ChangeField = Exclude<
  keyof ChangeAsked,
  "present" | "of" | "showResults"
>;

/** In the order in which they are applied. A missing field does not compile. */
export const changeFields = Object.keys(
  {
    step: true,
    closed: true,
    locked: true,
    text: true,
    marks: true,
    words: true,
    presentsAll: true,
  } satisfies Record<ChangeField, true>,
) as ChangeField[];

/** Returns the changed resource. A method type, for bivariance: all kinds fit into one table. */
type Change<S extends Shared, Field extends ChangeField> = {
  change(at: Changing, before: S, to: NonNullable<ChangeAsked[Field]>): S;
}["change"];

export interface KindRules<S extends Shared = Shared> {
  give(
    ask: AskFor<S["kind"]>,
    base: Pick<Shared, "id" | "at" | "rooms">,
    from: Giving,
  ): Given<S> | Promise<Given<S>>;
  readonly changes: { readonly [Field in ChangeField]?: Change<S, Field> };
  /** Further data that students lose and regain with the resource. */
  readonly along: {
    readonly clear: (docs: ClassDocuments, id: string) => void;
    readonly refill: (docs: ClassDocuments, id: string) => void;
  } | null;
  /**
   * Fields for staff.
   * @param counts published counts of an anonymous poll without shown results
   */
  view(
    docs: ClassDocuments,
    shared: S,
    counts: Readonly<Record<string, number>> | null,
  ): Partial<KindView>;
  /** The resource for a repeated class (S-6), as prepared; null: none. */
  again(shared: S, secret: ResourceSecret): Given<S> | null;
}

/** The account of the library. Refuses if the requester is not the class's owner. */
export function ownerOf({ who: { teacher } }: Giving): string {
  if (teacher === undefined) throw new Refusal("not-allowed");
  return teacher;
}

export function setClosed<S extends Shared>(
  _at: Changing,
  before: S,
  isClosed: boolean,
): S {
  const { closed: _, ...open } = before;
  return (isClosed ? { ...before, closed: true } : open) as S;
}

/** The present ones of these fields. */
export function only(
  secret: ResourceSecret,
  ...fields: (keyof ResourceSecret)[]
): ResourceSecret {
  return Object.fromEntries(
    fields.flatMap((it) => secret[it] === undefined ? [] : [[it, secret[it]]]),
  );
}
