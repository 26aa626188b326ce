# Untried: written with care, but not run yet.
FROM node:20-bookworm-slim

ENV DATA_DIR=/data \
    DENO_DIR=/home/node/.cache/deno \
    NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /app
RUN mkdir /data && chown node:node /app /data
USER node

COPY --chown=node:node . .
# Fetches Deno and the packages, and builds, so that a start needs no network.
RUN npx -y deno@2.9.6 task build

VOLUME /data
EXPOSE 8000
# npx does not pass SIGTERM on, so the launcher is started by Deno itself.
RUN ln -s "$(find /home/node/.npm/_npx -path '*/node_modules/deno/deno' -type f | head -n 1)" /home/node/deno
CMD ["/home/node/deno", "task", "start"]
