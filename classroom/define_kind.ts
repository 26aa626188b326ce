/**
 * A kind of thing that a class can be given (R-1 to R-5, W-1, W-5): its rules in one entry, which its feature defines and
 * `kinds.ts` lists.
 */
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

/** What students get, and what of it staff alone have. */
export interface Given<S extends Shared = Shared> {
  shared: S;
  secret: ResourceSecret;
}

/** What something is made with. */
export interface Giving {
  who: Who;
  library: Pick<Library, "get">;
  images: Pick<Images, "get">;
}

/** The part of the body that asks for this kind. */
type AskFor<K> = K extends SharedKind ? Extract<ShareAsked, Record<K, unknown>>
  : never;

export interface Changing {
  docs: ClassDocuments;
  tx: Tx;
}

/** What can be asked of some kinds, in the order in which it is done. */
export const changeFields = [
  "step",
  "closed",
  "locked",
  "text",
  "marks",
  "words",
  "presentsAll",
] as const satisfies readonly (keyof ChangeAsked)[];

type ChangeField = (typeof changeFields)[number];

/** Gives what it is from then on. As a method's type, so that all kinds fit into one table. */
type Change<S extends Shared, Field extends ChangeField> = {
  change(at: Changing, before: S, to: NonNullable<ChangeAsked[Field]>): S;
}["change"];

export interface KindRules<S extends Shared = Shared> {
  /** Makes it of what was asked. */
  give(
    ask: AskFor<S["kind"]>,
    base: Pick<Shared, "id" | "at" | "rooms">,
    from: Giving,
  ): Given<S> | Promise<Given<S>>;
  /** What can be changed of it. */
  readonly changes: { readonly [Field in ChangeField]?: Change<S, Field> };
  /** What students have besides it, and lose and get back with it. */
  readonly along: {
    readonly clear: (docs: ClassDocuments, id: string) => void;
    readonly refill: (docs: ClassDocuments, id: string) => void;
  } | null;
  /** What staff see of it. `counts`: of an anonymous poll that is not shown yet, as they are told. */
  view(
    docs: ClassDocuments,
    shared: S,
    counts: Readonly<Record<string, number>> | null,
  ): Partial<KindView>;
  /** What a class that is held again gets of it (S-6), as it was prepared; null: nothing. */
  again(shared: S, secret: ResourceSecret): Given<S> | null;
}

/** The account whose library it comes from. Refused where that is not the class's owner's. */
export function ownerOf({ who: { teacher } }: Giving): string {
  if (teacher === undefined) throw new Refusal("not-allowed");
  return teacher;
}

/** Closes it, or opens it again. */
export function setClosed<S extends Shared>(
  _at: Changing,
  before: S,
  isClosed: boolean,
): S {
  const { closed: _, ...open } = before;
  return (isClosed ? { ...before, closed: true } : open) as S;
}

/** These fields of it, as far as there are any. */
export function only(
  secret: ResourceSecret,
  ...fields: (keyof ResourceSecret)[]
): ResourceSecret {
  return Object.fromEntries(
    fields.flatMap((it) => secret[it] === undefined ? [] : [[it, secret[it]]]),
  );
}
