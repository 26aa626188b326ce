/** Refusals are mapped once to HTTP and once to receipts; anything else that is thrown is a bug. */
const brand = Symbol.for("homeroom.refusal");

/** What goes into the sentences about a refusal: names and numbers, never words. */
export type Values = Readonly<Record<string, string | number>>;

/** What there is to say about a refusal other than its kind. */
interface About {
  /** A name of its own, where the kind does not say enough. */
  readonly reason?: string;
  readonly values?: Values;
  /** Fields that go into the answer, such as `errors` or `retryAfter` (s). */
  readonly more?: Readonly<Record<string, unknown>>;
  /** For the log alone. */
  readonly note?: string;
  /** The receipt of the command must not have a copy of it. */
  readonly withoutCopy?: boolean;
}

/** A refused request or command. It has no sentence: who shows it puts it in words, in the reader's language. */
export class Refusal extends Error {
  override name = "Refusal";
  /** Marks refusals across the two bundles of the server, where `instanceof` fails. */
  readonly [brand] = true;
  readonly reason: string | null;
  readonly values: Values;
  readonly more: Readonly<Record<string, unknown>>;
  readonly withoutCopy: boolean;

  /** @param kind one of the names in the public interface, such as `not-found` */
  constructor(
    readonly kind: string,
    { reason, values = {}, more = {}, note, withoutCopy = false }: About = {},
  ) {
    super(note ?? reason ?? kind);
    this.reason = reason ?? null;
    this.values = values;
    this.more = more;
    this.withoutCopy = withoutCopy;
  }
}

/** Whether something thrown is a {@link Refusal}, from whichever bundle it comes. */
export function isRefusal(thrown: unknown): thrown is Refusal {
  return typeof thrown === "object" && thrown !== null && brand in thrown;
}
