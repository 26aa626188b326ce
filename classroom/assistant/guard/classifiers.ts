/**
 * Classifiers of the guard (T-3): a moderation endpoint with OpenAI's API, or a chat model. An answer that does not
 * match the schema counts as none, as the text may have instructed the model.
 */
import { z } from "zod";
import { newId } from "../../model/ids.ts";
import { guardEndpoint, type Settings } from "../../settings.ts";
import { addPiece, type TokenUsage } from "../model.ts";
import { chatInstructions, promptedKinds } from "./chat_instructions.ts";
import {
  type Endpoint,
  OpenAiModel,
  postJson,
  toModelFailure,
} from "../openai_model.ts";

export interface Findings {
  /** Kinds that the text is or asks for; empty: it passes. */
  readonly kinds: readonly string[];
  /** All kinds that the classifier tells apart. */
  readonly knownKinds: readonly string[];
  /** Tokens that the provider counted. */
  readonly tokens: number;
}

export interface Classifier {
  readonly name: string;
  /** Throws if no answer comes, or one that is not by the schema. */
  classify(text: string, signal: AbortSignal): Promise<Findings>;
}

/** The endpoint answered, but not by the schema. */
export class InvalidFindings extends Error {
  override name = "InvalidFindings";
}

/** Null: no guard is set up. */
export function makeClassifier(
  settings: Settings,
  fetch?: typeof globalThis.fetch,
): Classifier | null {
  const { GUARD_MODEL: model, GUARD_API } = settings;
  if (model === undefined) return null;
  const endpoint = { ...guardEndpoint(settings), model, fetch };
  return GUARD_API === "chat"
    ? new ChatClassifier(endpoint)
    : new ModerationClassifier(endpoint);
}

interface GuardEndpoint extends Endpoint {
  readonly model: string;
}

/** Some servers send no `flagged`, and some null for kinds that a model does not know. */
const moderationSchema = z.object({
  results: z.tuple([
    z.object({
      flagged: z.boolean().optional(),
      categories: z.record(z.string().max(100), z.boolean().nullable()),
    }).refine(
      ({ flagged, categories }) =>
        flagged === undefined ||
        flagged === Object.values(categories).includes(true),
      "contradicts itself",
    ),
  ]),
  usage: z.object({ total_tokens: z.int().nonnegative() }).optional()
    .catch(undefined),
});

class ModerationClassifier implements Classifier {
  readonly name: string;
  readonly #endpoint: GuardEndpoint;

  constructor(endpoint: GuardEndpoint) {
    this.name = endpoint.model;
    this.#endpoint = endpoint;
  }

  async classify(text: string, signal: AbortSignal): Promise<Findings> {
    const body = { model: this.name, input: text };
    const response = await postJson(
      this.#endpoint,
      "moderations",
      body,
      signal,
    ).catch((error) => {
      throw signal.aborted ? error : toModelFailure(error);
    });
    const answer = await response.json().catch((error) => {
      throw signal.aborted ? error : new InvalidFindings("no JSON");
    });
    const { data, error } = moderationSchema.safeParse(answer);
    if (!data) throw new InvalidFindings(codesOf(error));
    const { results: [{ categories }], usage } = data;
    const knownKinds = Object.keys(categories);
    const kinds = knownKinds.filter((it) => categories[it] === true);
    return { kinds, knownKinds, tokens: usage?.total_tokens ?? 0 };
  }
}

const chatFormat = {
  type: "json_schema",
  json_schema: {
    name: "findings",
    strict: true,
    schema: {
      type: "object",
      properties: {
        id: { type: "string" },
        kinds: {
          type: "array",
          items: { type: "string", enum: promptedKinds },
        },
      },
      required: ["id", "kinds"],
      additionalProperties: false,
    },
  },
};

const maxFindingsTokens = 500;

class ChatClassifier implements Classifier {
  readonly name: string;
  readonly #model: OpenAiModel;

  constructor(endpoint: GuardEndpoint) {
    this.name = endpoint.model;
    this.#model = new OpenAiModel({ ...endpoint, responseFormat: chatFormat });
  }

  async classify(text: string, signal: AbortSignal): Promise<Findings> {
    const id = newId();
    let answer = "", tokens = 0;
    const pieces = this.#model.answer({
      system: chatInstructions,
      words: [{ role: "user", text: JSON.stringify({ id, text }) }],
      maxTokens: maxFindingsTokens,
      onUsage: ({ prompt, completion }: TokenUsage) =>
        tokens = prompt + completion,
      signal,
    });
    for await (const piece of pieces) answer = addPiece(answer, piece);
    signal.throwIfAborted();
    return {
      kinds: parseChatFindings(answer, id),
      knownKinds: promptedKinds,
      tokens,
    };
  }
}

const chatFindingsSchema = z.strictObject({
  id: z.string(),
  kinds: z.array(z.enum(promptedKinds)),
});

/**
 * Parses a chat model's answer; throws `InvalidFindings`. It must be the JSON object alone, with this check's id, which
 * a text cannot know, without escapes, and with `kinds` once.
 */
export function parseChatFindings(answer: string, id: string): string[] {
  const isTwice = answer.includes("\\") ||
    answer.split('"kinds"').length !== 2;
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    throw new InvalidFindings("no JSON");
  }
  const { data, error } = chatFindingsSchema.safeParse(value);
  if (!data) throw new InvalidFindings(codesOf(error));
  if (isTwice) throw new InvalidFindings("contradicts itself");
  if (data.id !== id) throw new InvalidFindings("another id");
  return data.kinds;
}

/** For the log: codes alone, as the values may have a person's words. */
function codesOf({ issues }: z.ZodError): string {
  return issues.map(({ code }) => code).join(" ");
}
