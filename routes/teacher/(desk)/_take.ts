import { z } from "zod";
import { theApp } from "../../../classroom/app.ts";
import type {
  LibraryItem,
  LibraryKinds,
} from "../../../classroom/library/library.ts";
import { example } from "../../../classroom/library/starter/examples.ts";
import { language } from "../../../locales/current.ts";
import type { Refusal } from "../../../sync/refusal.ts";
import { readForm } from "../../(http)/_body.ts";
import { orRefused } from "../../(http)/_problem.ts";

const takeBody = z.strictObject({ example: z.string().max(40) });

export async function takeExample<K extends keyof LibraryKinds>(
  kind: K,
  teacher: string,
  req: Request,
): Promise<{ done: LibraryItem<K> } | { refusal: Refusal }> {
  const { example: id } = await readForm(req, takeBody);
  return await orRefused(async () =>
    await theApp().library.add(
      kind,
      teacher,
      await example(kind, language().tag, id),
    )
  );
}
