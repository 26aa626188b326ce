import { z } from "zod";
import { theApp } from "../../../../classroom/app.ts";
import { check } from "../../../(http)/_body.ts";
import {
  type Asked,
  filesHere,
  formats,
  headersOf,
  parts,
  readerOf,
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
    const { origin } = state;
    const of: Asked = {
      reader: await readerOf(app, teacher, who, zoneOf(state.cookies)),
      name,
      format,
      files: filesHere(app, origin),
      origin,
    };
    const body = streamed(await writtenRecord(of), exportFailed);
    return new Response(body, { headers: headersOf(of) });
  },
});
