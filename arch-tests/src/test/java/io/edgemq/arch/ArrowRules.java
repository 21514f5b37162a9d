package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import io.edgemq.arch.fixtures.app.KnowsTheTestKit;
import io.edgemq.arch.fixtures.application.KnowsAnAdapter;
import io.edgemq.arch.fixtures.domain.KnowsAPort;
import io.edgemq.arch.fixtures.http.KnowsAStore;
import io.edgemq.arch.fixtures.http.KnowsTheUseCases;
import io.edgemq.arch.fixtures.jetstream.KnowsAStorePort;
import io.edgemq.arch.fixtures.jwt.KnowsAClient;
import io.edgemq.arch.fixtures.kvbridge.KnowsTheStore;
import io.edgemq.arch.fixtures.memory.KnowsAnotherAdapter;
import io.edgemq.arch.fixtures.nats.KnowsAnEmbeddedStore;
import io.edgemq.arch.fixtures.ports.out.KnowsAUseCase;
import io.edgemq.arch.fixtures.server.KnowsAPortOfTheStores;
import io.edgemq.arch.fixtures.server.KnowsAProtocol;
import io.edgemq.arch.fixtures.sqlite.KnowsTheApp;
import io.edgemq.arch.fixtures.store.KnowsAStoreOfItsUsers;
import io.edgemq.arch.fixtures.testkit.KnowsAnEngine;
import io.edgemq.arch.fixtures.webhook.KnowsAServer;
import java.util.ArrayList;
import java.util.List;

/// Arrows point inwards only (docs/adr/0001): for each module, the modules that it may depend on.
/// Every other module is forbidden, also one that does not exist yet.
final class ArrowRules {
  /// The types that the server engine may use. It serves protocols, not queues and topics.
  private static final List<String> CALLERS =
      List.of(
          "domain.Caller",
          "domain.Operator",
          "domain.Principal",
          "domain.TenantId",
          "domain.TokenHash",
          "ports.in.Authenticate");

  private ArrowRules() {}

  static List<HouseRule> all() {
    return List.of(
        sees("domain", List.of(), KnowsAPort.class),
        sees("ports", List.of("domain"), KnowsAUseCase.class),
        sees("application", List.of("domain", "ports"), KnowsAnAdapter.class),
        sees("store", List.of("domain", "ports"), KnowsAStoreOfItsUsers.class),
        sees("memory", List.of("domain", "ports", "store"), KnowsAnotherAdapter.class),
        sees("sqlite", List.of("domain", "ports", "store"), KnowsTheApp.class),
        sees("jetstream", List.of("domain"), KnowsAStorePort.class),
        sees("nats", List.of("domain", "ports", "jetstream", "store"), KnowsAnEmbeddedStore.class),
        sees("kvbridge", List.of("domain", "ports", "jetstream"), KnowsTheStore.class),
        sees("server", List.of("domain", "ports"), KnowsAProtocol.class),
        HouseRule.of(
            "server knows only callers, and nothing else of EdgeMQ",
            List.of("server"),
            layout ->
                classes()
                    .that(layout.in("server"))
                    .should()
                    .onlyDependOnClassesThat(
                        not(layout.everywhere())
                            .or(layout.in("server"))
                            .or(callers(layout))
                            .as("outside EdgeMQ, or server, or %s", CALLERS)),
            KnowsAPortOfTheStores.class),
        sees(
            "http",
            List.of("domain", "ports", "server"),
            KnowsTheUseCases.class,
            KnowsAStore.class),
        sees("webhook", List.of("domain", "ports"), KnowsAServer.class),
        sees("jwt", List.of("domain", "ports"), KnowsAClient.class),
        sees("testkit", List.of("domain", "ports"), KnowsAnEngine.class),
        sees(
            "app",
            List.of(
                "domain",
                "ports",
                "application",
                "memory",
                "sqlite",
                "jetstream",
                "nats",
                "kvbridge",
                "server",
                "http",
                "webhook",
                "jwt"),
            KnowsTheTestKit.class));
  }

  private static DescribedPredicate<JavaClass> callers(Layout layout) {
    var names = CALLERS.stream().map(layout::name).toList();
    return describe(
        "callers",
        type ->
            names.stream()
                .anyMatch(
                    name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
  }

  private static HouseRule sees(String module, List<String> others, Class<?>... fixtures) {
    var allowed = new ArrayList<>(others);
    allowed.add(module);
    String[] names = allowed.toArray(String[]::new);
    return HouseRule.of(
        module + " depends on no module but " + others,
        allowed,
        layout ->
            classes()
                .that(layout.in(module))
                .should()
                .onlyDependOnClassesThat(
                    not(layout.everywhere())
                        .or(layout.in(names))
                        .as("outside EdgeMQ or %s", layout.in(names).getDescription())),
        fixtures);
  }
}
