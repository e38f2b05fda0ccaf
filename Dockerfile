# docker build -t dripline .
# docker run --rm -v "$PWD:/config:ro" dripline -c lab.yaml
ARG DENO_VERSION=2.9.6
FROM denoland/deno:${DENO_VERSION}

WORKDIR /dripline
COPY deno.jsr.json ./deno.json
COPY mod.ts cli.ts testing.ts ./
COPY src/ ./src/
COPY extensions/ ./extensions/
USER deno
RUN deno install --entrypoint cli.ts

WORKDIR /config
ENV HOME=/deno-dir
ENTRYPOINT ["deno", "run", "--no-prompt", "--config=/dripline/deno.json", "--allow-net", "--allow-read=/config,/dripline,/deno-dir/.dripline_mesh.yaml", "--allow-env=DRIPLINE_*,HOME,USER,LOGNAME,USERNAME", "--allow-sys=hostname", "/dripline/cli.ts"]
CMD ["--help"]
