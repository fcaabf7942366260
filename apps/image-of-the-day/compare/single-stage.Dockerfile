# image-of-the-day as the first Dockerfile one writes: everything in one stage, on the toolchain.
# `drydock compare` holds the real one against it.
FROM drydock/maven AS single-stage
WORKDIR /build
COPY . .
RUN --mount=type=secret,id=maven-settings,target=/root/.m2/settings.xml \
    mvn --batch-mode --no-transfer-progress package -DskipTests
USER 65532:65532
EXPOSE 80
CMD ["java", "-jar", "target/iotd-service-0.1.0.jar"]
