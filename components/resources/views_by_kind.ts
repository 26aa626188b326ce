import type { FunctionComponent } from "preact";
import type {
  ResourceKind,
  ResourceOfKind,
  SharedResource,
} from "../../classroom/model/resources/shared_resources.ts";

/** Does not compile if a kind is missing. */
export type ViewsByKind<Props> = {
  readonly [K in ResourceKind]: FunctionComponent<
    Props & { shared: ResourceOfKind<K> }
  >;
};

export function viewOf<Props>(
  views: Partial<ViewsByKind<Props>>,
  { kind }: SharedResource,
): FunctionComponent<Props & { shared: SharedResource }> | undefined {
  return views[kind] as
    | FunctionComponent<Props & { shared: SharedResource }>
    | undefined;
}
