/** The API's description in a few lines for each request, for people. */
import type { DescribedRequest } from "./_document.ts";
import { apiDocument, describedRequests } from "./_document.ts";
import { signature } from "./_signature.ts";

export interface ApiLine extends Pick<DescribedRequest, "by" | "tag" | "says"> {
  /** Method and path. */
  readonly name: string;
  /** The query as `name=&…`, and the body by {@link signature}; empty if there is none. */
  readonly query: string;
  readonly body: string;
  /** Statuses with what is answered. */
  readonly answers: readonly string[];
}

interface Content {
  readonly schema?: Readonly<Record<string, unknown>>;
}

type Contents = Readonly<Record<string, Content>>;

interface Operation {
  readonly parameters?: readonly { in: string; name: string }[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly content?: Contents }>>;
}

const { paths, components } = apiDocument as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
};

export const apiLines: readonly ApiLine[] = describedRequests().map(
  ({ method, path, by, tag, says }) => {
    const place = paths[path.replace(/:(\w+)/g, "{$1}")];
    const { parameters = [], requestBody, responses } =
      place[method.toLowerCase()];
    const asked = parameters.filter((it) => it.in === "query");
    return {
      name: `${method} ${path}`,
      by,
      tag,
      says,
      query: asked.map(({ name }) => `${name}=`).join("&"),
      body: requestBody ? contentText(requestBody.content) : "",
      answers: Object.entries(responses)
        .filter(([status]) => status !== "default")
        .map(([status, { content }]) =>
          content ? `${status} ${contentText(content)}` : status
        ),
    };
  },
);

export const shapeLines: readonly (readonly [name: string, shape: string])[] =
  Object.entries(components.schemas)
    .map(([name, schema]) => [name, signature(schema)] as const)
    .sort(([a], [b]) => a < b ? -1 : 1);

function contentText(content: Contents): string {
  return Object.entries(content).map(([type, { schema }]) =>
    type === "application/json" && schema ? signature(schema) : type
  ).join(", ");
}
