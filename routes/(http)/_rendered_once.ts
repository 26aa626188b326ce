interface Rendered {
  readonly html: string;
  readonly status: number;
  readonly headers: Headers;
}

/** Answers that are the same for everybody who reads a language: each is rendered once (SYNC-18). */
export class RenderedOnce {
  readonly #byLanguage = new Map<string, Promise<Rendered>>();

  /** Renders again only after a failure. */
  async answer(
    language: string,
    render: () => Promise<Response>,
  ): Promise<Response> {
    let rendering = this.#byLanguage.get(language);
    if (!rendering) {
      rendering = readRendered(render);
      this.#byLanguage.set(language, rendering);
      const forget = () => void this.#byLanguage.delete(language);
      rendering.then((it) => it.status === 200 || forget(), forget);
    }
    const { html, status, headers } = await rendering;
    return new Response(html, { status, headers });
  }
}

async function readRendered(
  render: () => Promise<Response>,
): Promise<Rendered> {
  const response = await render();
  const { status, headers } = response;
  return { html: await response.text(), status, headers };
}
