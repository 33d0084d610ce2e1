# The daemon and all its verbs. Built from the lockfile; what runs is Node, the bundle and the one package it needs.

FROM node:26-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

# Node's own image again, not a bare Debian with its binary: Node 26 needs libatomic, which that lacks.
FROM node:26-bookworm-slim
RUN ln -s /app/.build/bundle/main.js /usr/local/bin/fluid-autoscaler
COPY --from=build /src/package.json /app/package.json
COPY --from=build /src/.build/bundle /app/.build/bundle
COPY --from=build /src/.build/assets /app/.build/assets
COPY --from=build /src/lib/sandbox/assets /app/lib/sandbox/assets
COPY --from=build /src/examples /app/examples
COPY --from=build /src/node_modules /app/node_modules
# Two arenas of malloc, not eight for each core: what the threads of reads and of the ledger free otherwise lies about in all of them,
# some 12 MiB at ten thousand datasets.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
USER 65532:65532
WORKDIR /app
# A young generation of 4 MiB: what is made for one look dies there, however many are looked at; V8 would let it grow to four times that.
ENTRYPOINT ["node", "--max-semi-space-size=4", "/app/.build/bundle/main.js"]
