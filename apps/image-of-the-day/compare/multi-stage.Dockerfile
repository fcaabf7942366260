# image-of-the-day as guides to multi-stage builds write it: the toolchain builds, a general Java runtime runs
# the jar. `drydock compare` holds the real one against it.
FROM drydock/maven AS build
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
RUN --mount=type=secret,id=maven-settings,target=/root/.m2/settings.xml \
    mvn --batch-mode --no-transfer-progress verify
COPY src src
RUN mvn --batch-mode --offline package -DskipTests

FROM drydock/openjdk AS multi-stage
WORKDIR /app
COPY --from=build /build/target/iotd-service-0.1.0.jar ./
USER 65532:65532
EXPOSE 80
ENTRYPOINT ["java", "-jar", "iotd-service-0.1.0.jar"]
