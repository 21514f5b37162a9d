package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import io.edgemq.arch.fixtures.application.CallsUrls;
import io.edgemq.arch.fixtures.application.IsInjected;
import io.edgemq.arch.fixtures.application.Meters;
import io.edgemq.arch.fixtures.application.Queries;
import io.edgemq.arch.fixtures.application.ReadsTokens;
import io.edgemq.arch.fixtures.application.SpeaksJson;
import io.edgemq.arch.fixtures.application.SpeaksNats;
import io.edgemq.arch.fixtures.http.Caches;
import io.edgemq.arch.fixtures.http.ParsesArguments;
import io.edgemq.arch.fixtures.http.WritesToTheRootLogger;
import io.edgemq.arch.fixtures.memory.QueuesWithoutLocks;
import io.edgemq.arch.fixtures.nats.SpeaksToTheServer;
import io.edgemq.arch.fixtures.sqlite.Serves;
import io.edgemq.arch.fixtures.sqlite.Tests;
import java.util.Arrays;
import java.util.List;

/// Each technology lives in one place, so that replacing it touches one module.
final class TechnologyRules {
  private TechnologyRules() {}

  static List<HouseRule> all() {
    return List.of(
        only(List.of("server", "http", "app", "bench"), List.of("io.helidon"), Serves.class),
        only(
            List.of("sqlite", "bench"),
            List.of("java.sql", "javax.sql", "org.sqlite"),
            Queries.class),
        only(List.of("app"), List.of("dagger", "javax.inject", "jakarta.inject"), IsInjected.class),
        only(
            List.of("jetstream", "bench"),
            List.of("io.nats"),
            SpeaksNats.class,
            SpeaksToTheServer.class),
        only(List.of("webhook"), List.of("okhttp3", "okio"), CallsUrls.class),
        only(List.of("jwt"), List.of("com.nimbusds"), ReadsTokens.class),
        // Computation that touches nothing outside: ADR 0036.
        only(List.of("application"), List.of("com.github.benmanes.caffeine"), Caches.class),
        only(List.of("app", "bench"), List.of("picocli"), ParsesArguments.class),
        only(
            List.of("http", "jetstream", "nats", "store", "app", "bench"),
            List.of("com.fasterxml.jackson"),
            SpeaksJson.class),
        only(
            List.of("server", "http", "app"),
            List.of("io.micrometer", "io.prometheus"),
            Meters.class),
        only(List.of("sqlite"), List.of("org.jctools"), QueuesWithoutLocks.class),
        only(List.of("testkit"), List.of("org.junit", "org.assertj", "net.jqwik"), Tests.class),
        // All other modules log through System.Logger. app decides where the log goes.
        only(List.of("app"), List.of("java.util.logging"), WritesToTheRootLogger.class));
  }

  private static HouseRule only(List<String> homes, List<String> packages, Class<?>... fixtures) {
    String[] names = homes.toArray(String[]::new);
    return HouseRule.of(
        String.join(", ", packages) + " only in " + homes,
        homes,
        layout ->
            noClasses()
                .that(layout.outside(names))
                .should()
                .dependOnClassesThat(within(packages.toArray(String[]::new))),
        fixtures);
  }

  private static DescribedPredicate<JavaClass> within(String... packages) {
    return describe(
        "in " + String.join(" or ", packages),
        type -> {
          String name = type.getBaseComponentType().getPackageName();
          return Arrays.stream(packages).anyMatch(p -> Layout.isWithin(name, p));
        });
  }
}
