/** Tables with a component for each kind of shared thing. */
import type { FunctionComponent } from "preact";
import type {
  Shared,
  SharedAs,
  SharedKind,
} from "../../classroom/model/resources/shared.ts";

/** A missing kind does not compile. */
export type ByKind<Props> = {
  readonly [K in SharedKind]: FunctionComponent<
    Props & { shared: SharedAs<K> }
  >;
};

export function viewOf<Props>(
  views: Partial<ByKind<Props>>,
  { kind }: Shared,
): FunctionComponent<Props & { shared: Shared }> | undefined {
  return views[kind] as
    | FunctionComponent<Props & { shared: Shared }>
    | undefined;
}
