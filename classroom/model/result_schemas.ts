/**
 * Parts of the schemas of results. What an act or a request answers is declared once, as a schema: its type is inferred
 * from it, and `/api/openapi.json` describes it. Pages import the types alone. Fields may be added.
 */
import { z } from "zod";
import { idPattern } from "./ids.ts";

/** Gives a schema a name in the description. */
export function nameSchema<S extends z.ZodType>(id: string, schema: S): S {
  return schema.meta({ id });
}

export const timeSchema = nameSchema(
  "Time",
  z.iso.datetime().describe("ISO 8601 in UTC"),
);

export const millisecondsSchema = nameSchema(
  "Milliseconds",
  z.int().describe("milliseconds since 1970"),
);

export const namedIdSchema = nameSchema(
  "Id",
  z.string().regex(idPattern).describe("16 characters of base58"),
);

export const namedRoomIdSchema = nameSchema(
  "RoomId",
  z.union([z.literal("main"), namedIdSchema])
    .describe("`main`, or the id of a group"),
);

/** Of a field that is present or absent. */
export const yesSchema = z.literal(true);

export const lateMeaning =
  "its time has come, and the teacher's other class still runs";
