# docker build -t streamrnn . && docker run -e STREAMRNN_KAFKA__BOOTSTRAP_SERVERS=broker:9092 -p 8080:8080 streamrnn
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN ./build.sh publish

# The program brings its own .NET and its own librdkafka, with TLS and compression inside; the system adds the C library,
# OpenSSL for .NET itself, and the certificates.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0
COPY --from=build /source/artifacts/publish /app
COPY deploy/streamrnn.yaml /etc/streamrnn/streamrnn.yaml
# The images' own unprivileged user; a number, as Kubernetes checks runAsNonRoot by it.
USER 1654
EXPOSE 8080
ENTRYPOINT ["/app/streamrnn"]
CMD ["run", "--config", "/etc/streamrnn/streamrnn.yaml"]
