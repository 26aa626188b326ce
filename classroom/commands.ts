/** The commands that members put in their outboxes, as schemas: the edge at which their form is checked (S13). */
import { z } from "zod";
import { type Command } from "../sync/authority.ts";
import { Refusal } from "../sync/refusal.ts";
import { faultsOf } from "./schema/faults.ts";
import { id, roomId } from "./schema/id_schemas.ts";
import type { MemberCommand } from "./schema/commands.ts";
import { emojis } from "./schema/messages.ts";

const command = z.discriminatedUnion("kind", [
  z.strictObject({
    id,
    kind: z.literal("say"),
    room: roomId,
    text: z.string().default(""),
    replyTo: id.optional(),
    file: id.optional(),
  }),
  z.strictObject({
    id,
    kind: z.literal("react"),
    room: roomId,
    message: id,
    emoji: z.enum(emojis),
    on: z.boolean(),
  }),
  z.strictObject({
    id,
    kind: z.literal("edit"),
    room: roomId,
    message: id,
    text: z.string(),
  }),
  z.strictObject({
    id,
    kind: z.literal("retract"),
    room: roomId,
    message: id,
  }),
  z.strictObject({
    id,
    kind: z.literal("ask"),
    conversation: id,
    text: z.string(),
    template: id.optional(),
  }),
  z.strictObject({
    id,
    kind: z.literal("retry"),
    conversation: id,
    message: id,
  }),
  z.strictObject({ id, kind: z.literal("stop"), conversation: id }),
  z.strictObject({
    id,
    kind: z.literal("share"),
    conversation: id,
    message: id,
    room: roomId,
    named: z.boolean().optional(),
  }),
  z.strictObject({
    id,
    kind: z.literal("submit"),
    conversation: id,
    message: id,
    note: z.string().optional(),
  }),
  z.strictObject({
    id,
    kind: z.literal("help"),
    on: z.boolean(),
    note: z.string().optional(),
  }),
  z.strictObject({ id, kind: z.literal("choose-room"), room: id.nullable() }),
  z.strictObject({
    id,
    kind: z.literal("bring-back"),
    room: id,
    message: id,
    on: z.boolean(),
  }),
]);

/** Reads a command; refuses with `malformed` what is none. Its properties are its own: the sync layer sees to it. */
export function readCommand(given: Command): MemberCommand {
  const read = command.safeParse(given);
  if (read.success) return read.data;
  const [{ path, message }] = faultsOf(read.error);
  throw new Refusal(
    "malformed",
    `The command is not one of the interface: ${
      path ? `${path}: ` : ""
    }${message}`,
  );
}
