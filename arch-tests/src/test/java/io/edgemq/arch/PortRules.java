package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.edgemq.arch.fixtures.ports.in.AnswersLater;
import io.edgemq.arch.fixtures.ports.in.CallsBack;
import io.edgemq.arch.fixtures.ports.in.OpenResult;
import io.edgemq.arch.fixtures.ports.in.RefusalOfAField;
import io.edgemq.arch.fixtures.ports.out.ShowsItsEngine;
import java.util.List;
import java.util.Set;

/// Ports block, name no engine, and answer with sealed results.
final class PortRules {
  private static final List<String> PORTS = List.of("ports.in", "ports.out");

  /// The packages that a signature may use. The atomics are for values that are computed once and
  /// shared.
  private static final Set<String> PLAIN =
      Set.of(
          "java.lang",
          "java.lang.annotation",
          "java.lang.runtime",
          "java.time",
          "java.util",
          "java.util.concurrent.atomic",
          "java.util.function",
          "java.util.regex",
          "java.util.stream",
          "org.jspecify.annotations");

  /// Words of protocols. Each protocol has its own words for a limit or a mistake.
  private static final Set<String> WORDS = Set.of("field", "code", "detail", "message", "status");

  private PortRules() {}

  static List<HouseRule> all() {
    return List.of(
        HouseRule.of(
            "a port names no engine, no transport and no future",
            PORTS,
            layout ->
                classes()
                    .that(layout.in("ports"))
                    .should()
                    .onlyDependOnClassesThat(plain().or(layout.everywhere()).as("plain")),
            ShowsItsEngine.class,
            AnswersLater.class),
        HouseRule.of(
            "a port takes no bare callback",
            PORTS,
            layout ->
                noClasses()
                    .that(layout.in("ports").and(JavaClass.Predicates.INTERFACES))
                    .should(new CallBackCondition()),
            CallsBack.class),
        HouseRule.of(
            "the result of a port is sealed",
            PORTS,
            layout ->
                classes()
                    .that(layout.in("ports").and(JavaClass.Predicates.INTERFACES))
                    .and()
                    .haveNameMatching(".*(Result|Outcome|Refusal)")
                    .should(Conditions.fail("is not sealed", type -> !type.reflect().isSealed())),
            OpenResult.class),
        HouseRule.of(
            "a refusal holds values, but no words of a protocol",
            List.of("ports.in"),
            layout ->
                classes()
                    .that(layout.in("ports.in").and(describe("refusals", PortRules::isRefusal)))
                    .should(
                        Conditions.fail(
                            "has words for a caller",
                            type ->
                                type.getFields().stream()
                                    .anyMatch(field -> WORDS.contains(field.getName())))),
            RefusalOfAField.class));
  }

  private static boolean isRefusal(JavaClass type) {
    return type.isRecord() && type.getName().contains("Refusal");
  }

  /// A bare function type of the JDK. It does not say when, where and how often it is called. A
  /// function type that a port declares itself ([io.edgemq.ports.in.ConfigChange]) says so.
  private static boolean isBareFunction(JavaClass type) {
    return type.isAnnotatedWith(FunctionalInterface.class)
        && Layout.isWithin(type.getPackageName(), "java");
  }

  private static DescribedPredicate<JavaClass> plain() {
    return describe(
        "plain",
        type -> {
          JavaClass base = type.getBaseComponentType();
          return base.isPrimitive() || PLAIN.contains(base.getPackageName());
        });
  }

  /// True for an interface with an abstract method that takes a bare function.
  private static final class CallBackCondition extends ArchCondition<JavaClass> {
    CallBackCondition() {
      super("take a function");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      for (JavaMethod method : type.getMethods()) {
        if (method.getModifiers().contains(ABSTRACT)
            && method.getRawParameterTypes().stream().anyMatch(PortRules::isBareFunction)) {
          events.add(
              SimpleConditionEvent.satisfied(type, method.getFullName() + " takes a function"));
        }
      }
    }
  }
}
