import { getApp } from "../../../../classroom/app.ts";
import { safeName } from "../../../../classroom/files/file_names.ts";
import {
  downloadHeaders,
  makeRecordReader,
} from "../../../../exports/record.ts";
import { writeZip } from "../../../../exports/zip.ts";
import { requireStaff } from "../../../(http)/_staff.ts";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const app = getApp();
    const { teacher, who } = await requireStaff(state, params.s, "teacher");
    const zone = readTimeZone(state.cookies);
    const reader = await makeRecordReader(app, teacher, who, zone);
    const name = safeName(`${reader.view.name.replace(/[/\\]/g, "_")}.zip`);
    const headers = downloadHeaders(name, "application/zip");
    return new Response(await writeZip(app, reader), { headers });
  },
});
