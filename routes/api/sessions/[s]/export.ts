import { getApp } from "../../../../classroom/app.ts";
import { safeName } from "../../../../classroom/files/file_names.ts";
import {
  downloadHeaders,
  makeRecordReader,
} from "../../../../exports/record.ts";
import { writeZip } from "../../../../exports/zip.ts";
import { answerRequest } from "../../../(http)/_define_request.ts";
import { sessionRequests } from "../../../(http)/_session_requests.ts";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  GET: answerRequest(
    sessionRequests.export,
    async ({ teacher, who, state }) => {
      const app = getApp();
      const zone = readTimeZone(state.cookies);
      const reader = await makeRecordReader(app, teacher, who, zone);
      const name = safeName(`${reader.view.name.replace(/[/\\]/g, "_")}.zip`);
      const headers = downloadHeaders(name, "application/zip");
      return new Response(await writeZip(app, reader), { headers });
    },
  ),
});
