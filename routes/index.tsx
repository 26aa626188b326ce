import { handler, page } from "./$index.ts";
export const handlers = handler({
  GET() {
    return { data: {} };
  },
});
export default page(() => <h1>Homeroom</h1>);
