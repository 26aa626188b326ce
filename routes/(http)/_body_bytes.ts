/** The most bytes that a body of a schema needs, so that a route reads no more. */
import { z } from "zod";

/** Bounds of every body: room for spaces and unknown fields, and what a class list of a thousand names takes. */
const minBytes = 2 * 1024, maxBytes = 256 * 1024;
/** A UTF-16 code unit takes up to six bytes in JSON, as `\uXXXX`. */
const bytesPerUnit = 6;
/** In a form it takes nine, as `%E4%B8%80`. */
export const formFactor = 1.5;
const bytesPerNumber = 32;
/** Assumed length of a string with a pattern and no maximum, such as an id or a time. */
const patternUnits = 100;

const counted = new WeakMap<z.ZodType, number>();

export function maxBodyBytes(schema: z.ZodType): number {
  const countedBytes = counted.get(schema);
  if (countedBytes !== undefined) return countedBytes;
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const bytes = Math.min(maxBytes, minBytes + bytesOf(json));
  counted.set(schema, bytes);
  return bytes;
}

type JsonSchema = Exclude<z.core.JSONSchema._JSONSchema, boolean>;

function bytesOf(json: z.core.JSONSchema._JSONSchema): number {
  if (typeof json === "boolean") return json ? Infinity : 0;
  const choices = json.anyOf ?? json.oneOf;
  if (choices) return Math.max(0, ...choices.map(bytesOf));
  if (json.allOf) return sum(json.allOf.map(bytesOf));
  if (json.const !== undefined) return valueBytes(json.const);
  if (json.enum) return Math.max(0, ...json.enum.map(valueBytes));
  switch (json.type) {
    case "string":
      return stringBytes(json);
    case "number":
    case "integer":
    case "boolean":
    case "null":
      return bytesPerNumber;
    case "array":
      return arrayBytes(json);
    case "object":
      return objectBytes(json);
    default:
      // Anything, or a part of itself.
      return Infinity;
  }
}

function stringBytes({ maxLength, pattern, format }: JsonSchema): number {
  const isShort = pattern !== undefined || format !== undefined;
  return 4 + bytesPerUnit * (maxLength ?? (isShort ? patternUnits : Infinity));
}

function arrayBytes(
  { items, prefixItems = [], maxItems }: JsonSchema,
): number {
  const itemBytes = items === undefined || Array.isArray(items)
    ? 0
    : bytesOf(items);
  const rest = itemBytes === 0 ? 0 : (maxItems ?? Infinity) * (itemBytes + 2);
  return 4 + sum(prefixItems.map(bytesOf)) + rest;
}

function objectBytes({ properties = {}, propertyNames }: JsonSchema): number {
  // A record has any number of fields.
  if (propertyNames !== undefined) return Infinity;
  return 4 + sum(
    Object.entries(properties).map(([name, value]) =>
      valueBytes(name) + bytesOf(value)
    ),
  );
}

function valueBytes(value: unknown): number {
  return bytesPerUnit * JSON.stringify(value).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, it) => total + it, 0);
}
