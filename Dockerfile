# The desk with its command line: `docker build --tag deconflict .`; for a team with a database, see compose.yaml and docs/install.md.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY man man
COPY src src
ENV SOURCE_DATE_EPOCH=1577836800
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="deconflict" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /wheels /wheels
# The wheel's name holds the version, so the extras are given to whatever lies there.
RUN sh -c 'pip install --no-cache-dir "$(ls /wheels/deconflict-*.whl)[desk,parquet,postgres]"' \
    && rm -r /wheels \
    && useradd --create-home --uid 10001 desk \
    && mkdir /data \
    && chown 10001:10001 /data
USER 10001
# The ledger and the desk's users lie in /data, unless the ledger is on a server.
ENV XDG_DATA_HOME=/data DECONFLICT_USERS=/data/users.json
VOLUME /data
EXPOSE 8321
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8321/login', timeout=4)"]
ENTRYPOINT ["deconflict"]
CMD ["serve", "--host", "0.0.0.0"]
