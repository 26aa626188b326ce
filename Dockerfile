# It is built where Node is; what runs is Deno alone, with the build and the packages that a start needs.
FROM node:24-trixie-slim AS build
ENV NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /app
RUN npm install --global deno@2.9.6
COPY . .
RUN deno task build && deno run -A server/image.ts /image

FROM debian:trixie-slim
RUN useradd --uid 1000 --home-dir /data homeroom && mkdir -m 700 /data && chown homeroom: /data
COPY --from=build /usr/local/lib/node_modules/deno/deno /usr/local/bin/deno
COPY --from=build /image /app
ENV DATA_DIR=/data \
    DENO_DIR=/tmp/deno \
    DENO_NO_UPDATE_CHECK=1
WORKDIR /app
USER homeroom
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=30s CMD ["deno", "eval", "--no-config", "const host = (Deno.env.get('HOST') || '127.0.0.1').replace(/^[^[].*:.*/, '[$&]'); await fetch(`http://${host}:${Deno.env.get('PORT') || 8000}/api/ready`).then((it) => Deno.exit(it.ok ? 0 : 1))"]
CMD ["deno", "task", "start"]
