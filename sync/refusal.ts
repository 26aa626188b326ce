/** A refusal becomes an HTTP answer or a receipt; anything else that is thrown is a bug. */
const brand = Symbol.for("homeroom.refusal");

/** Values for the sentence about a refusal: names and numbers, never words. */
export type RefusalValues = Readonly<Record<string, string | number>>;

interface About {
  /** A more specific name, if the kind does not say enough. */
  readonly reason?: string;
  readonly values?: RefusalValues;
  /** Fields of the HTTP answer, such as `errors` or `retryAfter` (s). */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly note?: string;
  /** True if the receipt must not contain the command. */
  readonly isWithoutCopy?: boolean;
}

/**
 * A refused request or command. It has no sentence: the reader's page or the HTTP layer puts it into words, in the
 * reader's language.
 */
export class Refusal extends Error {
  override name = "Refusal";
  /** Marks refusals across the server's two bundles, where `instanceof` fails. */
  readonly [brand] = true;
  readonly reason: string | null;
  readonly values: RefusalValues;
  readonly more: Readonly<Record<string, unknown>>;
  readonly isWithoutCopy: boolean;

  /** @param kind a name of the public interface. Classrooms make theirs by `classroom/model/refuse.ts`. */
  constructor(
    readonly kind: string,
    { reason, values = {}, more = {}, note, isWithoutCopy = false }: About = {},
  ) {
    super(note ?? reason ?? kind);
    this.reason = reason ?? null;
    this.values = values;
    this.more = more;
    this.isWithoutCopy = isWithoutCopy;
  }
}

/** Refuses what no client of ours would send. */
export function refuseMalformed(note: string): never {
  throw new Refusal("malformed", { note });
}

/** The kinds that the engine itself refuses with. */
export type EngineRefusalKind =
  | "malformed"
  | "not-found"
  | "conflict"
  | "too-large"
  | "too-often"
  | "storage-unavailable";

/** Whether a thrown value is a {@link Refusal}, from either bundle, and of the kind, if one is given. */
export function isRefusal(
  error: unknown,
  kind?: EngineRefusalKind,
): error is Refusal {
  return typeof error === "object" && error !== null && brand in error &&
    (kind === undefined || (error as Refusal).kind === kind);
}

/** The result of `work`; null if it is refused with `not-found`, as by a session that was deleted meanwhile. */
export async function nullIfNotFound<T>(
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error, "not-found")) return null;
    throw error;
  }
}
