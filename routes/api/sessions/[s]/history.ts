import { z } from "zod";
import { getApp } from "../../../../classroom/app.ts";
import { validate } from "../../../(http)/_body.ts";
import {
  type ExportRequest,
  makeFileSource,
  makeRecordReader,
  recordFormats,
  recordHeaders,
  recordParts,
  writeRecord,
} from "../../../../exports/record.ts";
import { requireStaff } from "../../../(http)/_staff.ts";
import { streamParts } from "../../../../exports/stream_parts.ts";
import { logExportFailure } from "../../../(http)/_log.ts";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import { handler } from "./$history.ts";

const query = z.object({
  format: z.enum(recordFormats).default("json"),
  part: z.enum(recordParts).default("chat"),
});

export const handlers = handler({
  async GET({ params, state, url }) {
    const app = getApp();
    const { teacher, who } = await requireStaff(state, params.s, "teacher");
    const asked = Object.fromEntries(url.searchParams);
    const { format, part: name } = validate(asked, query);
    const { origin } = state;
    const exportRequest: ExportRequest = {
      reader: await makeRecordReader(
        app,
        teacher,
        who,
        readTimeZone(state.cookies),
      ),
      name,
      format,
      files: makeFileSource(app, origin),
      origin,
    };
    const body = streamParts(
      await writeRecord(exportRequest),
      logExportFailure,
    );
    return new Response(body, { headers: recordHeaders(exportRequest) });
  },
});
