/** `GET /api/sessions/:s/history`: the record, part by part, in the format that is asked for. */
import { z } from "zod";
import { theApp } from "../../../../classroom/app.ts";
import { check } from "../../../(http)/_body.ts";
import {
  filesHere,
  formats,
  headersOf,
  parts,
  readerOf,
  recordPartOf,
  writtenRecord,
} from "../../../../exports/record.ts";
import { staffOf } from "../../../(http)/_staff.ts";
import { streamed } from "../../../../exports/streamed.ts";
import { exportFailed } from "../../../(http)/_log.ts";
import { zoneOf } from "../../../(http)/_zone.ts";
import { handler } from "./$history.ts";

const query = z.object({
  format: z.enum(formats).default("json"),
  part: z.enum(parts).default("chat"),
});

export const handlers = handler({
  async GET({ params, state, url }) {
    const app = theApp();
    const { teacher, who } = await staffOf(state, params.s, "teacher");
    const asked = Object.fromEntries(url.searchParams);
    const { format, part: name } = check(asked, query);
    const zone = zoneOf(state.cookies);
    const reader = await readerOf(app, teacher, who, zone);
    const part = await recordPartOf(reader, name);
    const { origin } = state;
    const files = filesHere(app, origin);
    const text = writtenRecord(part, name, format, reader, files, origin);
    const headers = headersOf(reader, name, format);
    return new Response(streamed(text, exportFailed), { headers });
  },
});
