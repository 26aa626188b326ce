/** Defines a kind of shared resource (R-1 to R-5, W-1, W-5); `resource_kinds.ts` lists all. */
import type { Tx } from "../sync/authority.ts";
import { refusal } from "./model/refuse.ts";
import type { Images } from "./library/images.ts";
import type { Library } from "./library/library.ts";
import type {
  ResourceChangeRequest,
  ShareRequest,
} from "./library/resource_bodies.ts";
import type { ClassDocuments } from "./model/layout.ts";
import type {
  ResourceKind,
  ResourceSecret,
  SharedResource,
} from "./model/resources/shared_resources.ts";
import type { ResourceKindView } from "./model/resources/views.ts";
import type { Identity } from "./model/members.ts";

/** A resource, with what only staff see of it. */
export interface ResourceWithSecret<S extends SharedResource = SharedResource> {
  shared: S;
  secret: ResourceSecret;
}

interface ShareContext {
  who: Identity;
  library: Pick<Library, "get">;
  images: Pick<Images, "get">;
}

export type ShareRequestFor<K> = K extends ResourceKind
  ? Extract<ShareRequest, Record<K, unknown>>
  : never;

export interface ChangeContext {
  docs: ClassDocuments;
  tx: Tx;
}

/** Changes that only some kinds have; `resources.ts` makes the others itself. */
type ChangeField = Exclude<
  keyof ResourceChangeRequest,
  "present" | "of" | "showResults"
>;

/** Fields of changes, in the order in which they are applied. */
export const resourceChangeFields = Object.keys(
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

/**
 * Makes a change, and returns the changed resource. A method type has bivariant parameters, so that all kinds fit into
 * one table.
 */
type Change<S extends SharedResource, Field extends ChangeField> = {
  change(
    at: ChangeContext,
    before: S,
    to: NonNullable<ResourceChangeRequest[Field]>,
  ): S;
}["change"];

export interface ResourceKindRules<S extends SharedResource = SharedResource> {
  create(
    ask: ShareRequestFor<S["kind"]>,
    base: Pick<SharedResource, "id" | "at" | "rooms">,
    from: ShareContext,
  ): ResourceWithSecret<S> | Promise<ResourceWithSecret<S>>;
  readonly changes: { readonly [Field in ChangeField]?: Change<S, Field> };
  /**
   * Removes other data that students have of a resource when it is taken back, and restores it when it is shared again.
   * Null: this kind has none.
   */
  readonly linkedData: {
    readonly clear: (docs: ClassDocuments, id: string) => void;
    readonly refill: (docs: ClassDocuments, id: string) => void;
  } | null;
  /**
   * Fields for staff.
   * @param counts published counts of an anonymous poll without shown results
   */
  viewFields(
    docs: ClassDocuments,
    shared: S,
    counts: Readonly<Record<string, number>> | null,
  ): Partial<ResourceKindView>;
  /** The resource for a class that repeats this one (S-6), as it was prepared; null: it is not carried over. */
  carryOver(shared: S, secret: ResourceSecret): ResourceWithSecret<S> | null;
}

/** The requester's account, whose library is used. Refuses a requester without an account. */
export function requireLibraryOwner(
  { who: { teacher } }: ShareContext,
): string {
  if (teacher === undefined) throw refusal("not-allowed");
  return teacher;
}

export function setClosed<S extends SharedResource>(
  _at: ChangeContext,
  shared: S,
  isClosed: boolean,
): S {
  const { closed: _, ...open } = shared;
  return (isClosed ? { ...shared, closed: true } : open) as S;
}

/** The named fields that the secret has. */
export function pickSecretFields(
  secret: ResourceSecret,
  ...fields: (keyof ResourceSecret)[]
): ResourceSecret {
  return Object.fromEntries(
    fields.flatMap((it) => secret[it] === undefined ? [] : [[it, secret[it]]]),
  );
}
