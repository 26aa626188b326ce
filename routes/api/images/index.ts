/** `POST /api/images`: a picture for a teacher's questions as the body; `GET /api/files/:id` returns it. */
import { getApp } from "../../../classroom/app.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { readBytes } from "../../(http)/_bytes.ts";
import { requireSignedIn } from "../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { id: teacher } = requireSignedIn(state);
    const bytes = await readBytes(req, bounds.image + 1);
    const { id, type, size, width, height } = await getApp().images
      .add(teacher, bytes);
    const image = { id, type, size, width, height };
    return Response.json({ image }, { status: 201 });
  },
});
