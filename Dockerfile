# docker build -t dripline .
# docker run --rm -v "$PWD:/config:ro" -v dripline-state:/state dripline -c lab.yaml
#
# It reads /config and the secrets of Docker below /run/secrets, and writes to /state alone: the values of `persist: true`.
ARG DENO_VERSION=2.9.6
FROM denoland/deno:${DENO_VERSION}

# Deno notes in /dripline/deno.lock what a configuration loads beyond the image.
RUN install -d -o deno -g deno /dripline /state
USER deno
WORKDIR /dripline
COPY --chown=deno:deno deno.json deno.lock mod.ts cli.ts testing.ts ./
COPY --chown=deno:deno npm/ ./npm/
COPY --chown=deno:deno src/ ./src/
COPY --chown=deno:deno extensions/ ./extensions/
# Frozen: what was tested is what runs.
RUN deno install --frozen --entrypoint cli.ts extensions/*/mod.ts

VOLUME /state
WORKDIR /config
ENV HOME=/deno-dir XDG_STATE_HOME=/state
ENTRYPOINT ["deno", "run", "--no-prompt", "--config=/dripline/deno.json", "--allow-net", "--allow-read=/config,/dripline,/run/secrets,/state,/deno-dir/.dripline_mesh.yaml", "--allow-write=/state", "--allow-env=DRIPLINE_*,HOME,USER,LOGNAME,USERNAME,XDG_STATE_HOME", "--allow-sys=hostname", "/dripline/cli.ts"]
CMD ["--help"]
