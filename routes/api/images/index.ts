/** `POST /api/images`: a picture for a teacher's questions as the body; `GET /api/files/:id` returns it. */
import { getApp } from "../../../classroom/app.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { heldBody, readBytes } from "../../(http)/_bytes.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { addImageRequest } from "../../(http)/_file_requests.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  POST: answerRequest(
    addImageRequest,
    async ({ req, state, teacher, reply }) => {
      const bytes = await readBytes(heldBody({ req, state }), bounds.image + 1);
      const { id, type, size, width, height } = await getApp().images
        .add(teacher.id, bytes);
      const image = { id, type, size, width, height };
      return reply(201, { image });
    },
  ),
});
