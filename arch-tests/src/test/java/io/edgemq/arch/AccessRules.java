package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import io.edgemq.arch.fixtures.application.HandsOutAConstructor;
import io.edgemq.arch.fixtures.application.NamesAQueueItself;
import io.edgemq.arch.fixtures.application.NamesATopicItself;
import io.edgemq.arch.fixtures.http.NamesASubscriptionItself;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicRef;
import java.util.List;
import java.util.Set;

/// A reference is a permission.
final class AccessRules {
  /// The classes that decide about access. Stores may also make references, of their own rows.
  private static final List<String> ACCESS =
      List.of("application.Access", "application.BucketAccess");

  private static final List<String> OF_THEIR_OWN =
      List.of("domain", "memory", "sqlite", "nats", "testkit");
  private static final Set<String> REFS =
      Set.of(
          QueueRef.class.getName(),
          TopicRef.class.getName(),
          SubscriptionRef.class.getName(),
          BucketRef.class.getName());

  private AccessRules() {}

  static List<HouseRule> all() {
    return List.of(
        HouseRule.of(
            "only Access, and stores of their own rows, make references",
            OF_THEIR_OWN,
            layout ->
                classes()
                    .that(others(layout))
                    .should(Conditions.fail("makes a reference", AccessRules::makesReferences)),
            NamesAQueueItself.class,
            NamesATopicItself.class,
            NamesASubscriptionItself.class,
            HandsOutAConstructor.class));
  }

  private static DescribedPredicate<JavaClass> others(Layout layout) {
    var rest = layout.outside(OF_THEIR_OWN.toArray(String[]::new));
    return rest.and(
        describe(
            "not Access",
            type -> ACCESS.stream().noneMatch(name -> type.getName().equals(layout.name(name)))));
  }

  private static boolean makesReferences(JavaClass type) {
    return type.getCodeUnitAccessesFromSelf().stream().anyMatch(AccessRules::isMaking);
  }

  private static boolean isMaking(JavaCodeUnitAccess<?> access) {
    return access.getName().equals("<init>") && REFS.contains(access.getTargetOwner().getName());
  }
}
