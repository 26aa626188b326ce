import { getApp } from "../../../../classroom/app.ts";
import {
  type ExportRequest,
  makeFileSource,
  makeRecordReader,
  recordHeaders,
  writeRecord,
} from "../../../../exports/record.ts";
import { streamParts } from "../../../../exports/stream_parts.ts";
import { answerRequest } from "../../../(http)/_define_request.ts";
import { logExportFailure } from "../../../(http)/_log.ts";
import { sessionRequests } from "../../../(http)/_session_requests.ts";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import { handler } from "./$history.ts";

export const handlers = handler({
  GET: answerRequest(sessionRequests.history, async (request) => {
    const app = getApp();
    const { teacher, who, query: { format, part }, state } = request;
    const { origin } = state;
    const exportRequest: ExportRequest = {
      reader: await makeRecordReader(
        app,
        teacher,
        who,
        readTimeZone(state.cookies),
      ),
      name: part,
      format,
      files: makeFileSource(app, origin),
      origin,
    };
    const body = streamParts(
      await writeRecord(exportRequest),
      logExportFailure,
    );
    return new Response(body, { headers: recordHeaders(exportRequest) });
  }),
});
