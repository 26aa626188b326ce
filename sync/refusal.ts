/** Refusals are mapped once to HTTP and once to receipts; anything else that is thrown is a bug. */
const brand = Symbol.for("homeroom.refusal");

/** A refused request or command: `kind` is one of the names in the public interface, `detail` a sentence. */
export class Refusal extends Error {
  override name = "Refusal";
  /** Marks refusals across the two bundles of the server, where `instanceof` fails. */
  readonly [brand] = true;

  /**
   * @param kind the refusal's name, such as `not-found`
   * @param detail what happened and what to do, for whoever asked
   * @param more fields that go into the answer beside `detail`, such as `errors` or `retryAfter` (s)
   */
  constructor(
    readonly kind: string,
    readonly detail: string = kind,
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

/** Whether something thrown is a {@link Refusal}, from whichever bundle it comes. */
export function isRefusal(thrown: unknown): thrown is Refusal {
  return typeof thrown === "object" && thrown !== null && brand in thrown;
}
