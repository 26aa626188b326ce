import { z } from "zod";
import { getApp } from "../../../classroom/app.ts";
import type {
  LibraryItem,
  LibraryKinds,
} from "../../../classroom/library/library.ts";
import { loadExample } from "../../../classroom/library/starter/examples.ts";
import { language } from "../../../locales/current.ts";
import type { Refusal } from "../../../sync/refusal.ts";
import { readForm } from "../../(http)/_body.ts";
import { catchRefusal } from "../../(http)/_problem.ts";

const takeBody = z.strictObject({ example: z.string().max(40) });

export async function copyExampleToLibrary<K extends keyof LibraryKinds>(
  kind: K,
  teacher: string,
  page: Parameters<typeof readForm>[0],
): Promise<{ done: LibraryItem<K> } | { refusal: Refusal }> {
  const { example } = await readForm(page, takeBody);
  return await catchRefusal(async () =>
    await getApp().library.add(
      kind,
      teacher,
      await loadExample(kind, language().tag, example),
    )
  );
}
