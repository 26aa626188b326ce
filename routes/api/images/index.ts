/** `POST /api/images`: a picture for a teacher's questions as the body; `GET /api/files/:id` returns it. */
import { theApp } from "../../../classroom/app.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { readBytes } from "../../(http)/_bytes.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { id: teacher } = teacherOf(state);
    const bytes = await readBytes(req, bounds.image + 1);
    const { id, type, size, width, height } = await theApp().images
      .add(teacher, bytes);
    const image = { id, type, size, width, height };
    return Response.json({ image }, { status: 201 });
  },
});
