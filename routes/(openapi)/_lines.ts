/** The API's description in a few lines for each request, for people. */
import type { DescribedRequest } from "./_document.ts";
import { apiDocument, describedRequests } from "./_document.ts";
import { fieldMeanings, signature } from "./_signature.ts";

interface AnswerLine {
  /** One, or several: "200 or 201". */
  readonly status: string;
  /** The {@link signature} of the answer; empty if there is none. */
  readonly shape: string;
}

type Meanings = readonly (readonly [field: string, says: string])[];

export interface ApiLine
  extends Pick<DescribedRequest, "level" | "tag" | "says" | "details"> {
  /** Method and path. */
  readonly name: string;
  /** Fields of the query, each as `name=value|value`. */
  readonly query: readonly string[];
  /** The {@link signature} of the body; empty if there is none. */
  readonly body: string;
  readonly answers: readonly AnswerLine[];
  readonly meanings: Meanings;
}

export interface ShapeLine {
  readonly name: string;
  readonly shape: string;
  readonly says?: string;
  readonly meanings: Meanings;
}

type Schema = Readonly<Record<string, unknown>>;

interface Content {
  readonly schema?: Schema;
  readonly "x-line"?: Schema;
}

type Contents = Readonly<Record<string, Content>>;

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly description?: string;
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly content?: Contents }>>;
}

const { paths, components } = apiDocument as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

export const apiLines: readonly ApiLine[] = describedRequests().map(
  ({ method, path, level, tag, says, details }) => {
    const place = paths[path.replace(/:(\w+)/g, "{$1}")];
    const { parameters = [], requestBody, responses } =
      place[method.toLowerCase()];
    const answered = Object.entries(responses)
      .filter(([status]) => status !== "default")
      .map(([status, { content = {} }]) => ({ status, content }));
    const contents = [
      requestBody?.content ?? {},
      ...answered.map(({ content }) => content),
    ];
    return {
      name: `${method} ${path}`,
      level,
      tag,
      says,
      details,
      query: parameters.filter((it) => it.in === "query").map(queryText),
      body: requestBody ? contentText(requestBody.content) : "",
      answers: answerLines(answered),
      meanings: [
        ...parameters.filter((it) => it.in === "header")
          .map(({ name, description = "" }) => [name, description] as const),
        ...meaningsOf(contents.flatMap((it) => Object.values(it))),
      ],
    };
  },
);

export const shapeLines: readonly ShapeLine[] = Object.entries(
  components.schemas,
).map(([name, schema]) => ({
  name,
  shape: signature(schema),
  says: schema.description as string | undefined,
  meanings: [...fieldMeanings(schema)],
})).sort((a, b) => a.name < b.name ? -1 : 1);

function queryText({ name, schema }: Parameter): string {
  return `${name}=${Array.isArray(schema.enum) ? schema.enum.join("|") : ""}`;
}

/** Puts statuses with the same answer in one line. */
function answerLines(
  answered: readonly { status: string; content: Contents }[],
): AnswerLine[] {
  const byShape = Map.groupBy(answered, ({ content }) => contentText(content));
  return [...byShape].map(([shape, answers]) => ({
    status: answers.map(({ status }) => status).join(" or "),
    shape,
  }));
}

function contentText(contents: Contents): string {
  const texts = Object.entries(contents).map(([type, content]) => {
    const { schema, "x-line": line } = content;
    if (line) return `lines of ${signature(line)}`;
    if (type === "application/json" && schema) return signature(schema);
    return schema?.properties ? `${type} ${signature(schema)}` : type;
  });
  return texts.join(", ");
}

function meaningsOf(contents: readonly Content[]): [string, string][] {
  const schemas = contents.flatMap(({ schema, "x-line": line }) =>
    [schema, line].filter((it) => it !== undefined)
  );
  return [...new Map(schemas.flatMap((it) => [...fieldMeanings(it)]))];
}
