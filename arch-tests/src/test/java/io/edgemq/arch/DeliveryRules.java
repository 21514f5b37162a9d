package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import io.edgemq.arch.fixtures.sqlite.KnowsDeliveryTypes;
import io.edgemq.domain.DeliveryType;
import java.util.List;
import java.util.Set;

/// A new type of delivery touches one case, one adapter and the wiring (ADR 0031).
final class DeliveryRules {
  private static final List<String> DECIDING = List.of("application", "testkit");

  /// What writes types of delivery as JSON, and reads them.
  private static final Set<String> CODECS =
      Set.of("store.DeliveryFormat", "http.SubscriptionIn", "http.SubscriptionJson");

  private DeliveryRules() {}

  static List<HouseRule> all() {
    return List.of(
        HouseRule.of(
            "only the application and the codecs of JSON tell types of delivery apart",
            DECIDING,
            layout ->
                classes()
                    .that(others(layout))
                    .should(
                        Conditions.fail(
                            "tells types of delivery apart", DeliveryRules::tellsThemApart)),
            KnowsDeliveryTypes.class));
  }

  private static DescribedPredicate<JavaClass> others(Layout layout) {
    var rest = layout.outside(DECIDING.toArray(String[]::new));
    return rest.and(
        describe(
            "no codec and no type of delivery",
            type ->
                CODECS.stream().noneMatch(codec -> type.getName().equals(layout.name(codec)))
                    && !type.isAssignableTo(DeliveryType.class)));
  }

  private static boolean tellsThemApart(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass())
        .anyMatch(
            target ->
                target.isAssignableTo(DeliveryType.class)
                    && !target.getName().equals(DeliveryType.class.getName()));
  }
}
