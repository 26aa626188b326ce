import { theApp } from "../../../../classroom/app.ts";
import { safeName } from "../../../../classroom/files/file_names.ts";
import { readerOf, savedAs } from "../../../../exports/record.ts";
import { zipOf } from "../../../../exports/zip.ts";
import { staffOf } from "../../../(http)/_staff.ts";
import { zoneOf } from "../../../(http)/_zone.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const app = theApp();
    const { teacher, who } = await staffOf(state, params.s, "teacher");
    const zone = zoneOf(state.cookies);
    const reader = await readerOf(app, teacher, who, zone);
    const name = safeName(`${reader.view.name.replace(/[/\\]/g, "_")}.zip`);
    const headers = savedAs(name, "application/zip");
    return new Response(await zipOf(app, reader), { headers });
  },
});
