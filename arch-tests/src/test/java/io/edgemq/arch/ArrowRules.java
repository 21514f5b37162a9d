package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import io.edgemq.arch.fixtures.app.KnowsTheTestKit;
import io.edgemq.arch.fixtures.application.KnowsAnAdapter;
import io.edgemq.arch.fixtures.domain.KnowsAPort;
import io.edgemq.arch.fixtures.http.KnowsAStore;
import io.edgemq.arch.fixtures.http.KnowsTheUseCases;
import io.edgemq.arch.fixtures.memory.KnowsAnotherAdapter;
import io.edgemq.arch.fixtures.nats.KnowsAnEmbeddedStore;
import io.edgemq.arch.fixtures.ports.out.KnowsAUseCase;
import io.edgemq.arch.fixtures.sqlite.KnowsTheApp;
import io.edgemq.arch.fixtures.store.KnowsAStoreOfItsUsers;
import io.edgemq.arch.fixtures.testkit.KnowsAnEngine;
import java.util.ArrayList;
import java.util.List;

/// Arrows point inwards only (docs/adr/0001): for each module, the modules that it may see.
/// Whatever is not listed is forbidden, modules that do not exist yet included.
final class ArrowRules {
  private ArrowRules() {}

  static List<HouseRule> all() {
    return List.of(
        sees("domain", List.of(), KnowsAPort.class),
        sees("ports", List.of("domain"), KnowsAUseCase.class),
        sees("application", List.of("domain", "ports"), KnowsAnAdapter.class),
        sees("store", List.of("domain", "ports"), KnowsAStoreOfItsUsers.class),
        sees("memory", List.of("domain", "ports", "store"), KnowsAnotherAdapter.class),
        sees("sqlite", List.of("domain", "ports", "store"), KnowsTheApp.class),
        sees("nats", List.of("domain", "ports", "store"), KnowsAnEmbeddedStore.class),
        sees("http", List.of("domain", "ports"), KnowsTheUseCases.class, KnowsAStore.class),
        sees("testkit", List.of("domain", "ports"), KnowsAnEngine.class),
        sees(
            "app",
            List.of("domain", "ports", "application", "memory", "sqlite", "nats", "http"),
            KnowsTheTestKit.class));
  }

  private static HouseRule sees(String module, List<String> others, Class<?>... fixtures) {
    var allowed = new ArrayList<>(others);
    allowed.add(module);
    String[] names = allowed.toArray(String[]::new);
    return HouseRule.of(
        module + " sees no module but " + others,
        allowed,
        layout ->
            classes()
                .that(layout.in(module))
                .should()
                .onlyDependOnClassesThat(
                    not(layout.everywhere())
                        .or(layout.in(names))
                        .as("outside of the house or %s", layout.in(names).getDescription())),
        fixtures);
  }
}
