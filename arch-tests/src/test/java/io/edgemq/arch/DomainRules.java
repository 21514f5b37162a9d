package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import io.edgemq.arch.fixtures.domain.DrawsAnId;
import io.edgemq.arch.fixtures.domain.HoldsAnArray;
import io.edgemq.arch.fixtures.domain.LocksItself;
import io.edgemq.arch.fixtures.domain.Logs;
import io.edgemq.arch.fixtures.domain.ReadsAFile;
import io.edgemq.arch.fixtures.domain.ReadsTheClock;
import io.edgemq.arch.fixtures.domain.ReadsTheEnvironment;
import io.edgemq.arch.fixtures.domain.Rolls;
import io.edgemq.arch.fixtures.domain.StartsAThread;
import io.edgemq.arch.fixtures.domain.TakesALock;
import io.edgemq.arch.fixtures.domain.lease.LooksAtTheClock;
import io.edgemq.arch.fixtures.memory.SettlesByItself;
import io.edgemq.domain.lease.SettleOutcome;
import java.util.List;
import java.util.Set;

/// The domain is values and pure decisions: no I/O, clock, randomness, lock, log or thread.
final class DomainRules {
  private static final List<String> DOMAIN = List.of("domain");

  /// Whole packages. [#IMPURE] names their impure classes.
  private static final Set<String> PURE_PACKAGES =
      Set.of(
          "java.lang",
          "java.lang.annotation",
          "java.lang.runtime",
          "java.nio.charset",
          "java.time",
          "java.time.format",
          "java.time.temporal",
          "java.util",
          "java.util.function",
          "java.util.regex",
          "java.util.stream",
          "org.jspecify.annotations");

  private static final Set<String> IMPURE =
      Set.of(
          "java.lang.ClassLoader",
          "java.lang.InheritableThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.ProcessHandle",
          "java.lang.Runtime",
          "java.lang.ScopedValue",
          "java.lang.System",
          "java.lang.System$Logger",
          "java.lang.Thread",
          "java.lang.Thread$Builder",
          "java.lang.ThreadLocal",
          "java.time.Clock",
          "java.time.InstantSource",
          "java.util.Random",
          "java.util.Scanner",
          "java.util.ServiceLoader",
          "java.util.SplittableRandom",
          "java.util.Timer");

  private DomainRules() {}

  static List<HouseRule> all() {
    return List.of(
        HouseRule.of(
            "domain depends on nothing but pure parts of the JDK",
            DOMAIN,
            layout ->
                classes()
                    .that(layout.in("domain"))
                    .should()
                    .onlyDependOnClassesThat(pure().or(layout.everywhere()).as("pure")),
            ReadsAFile.class,
            ReadsTheEnvironment.class,
            StartsAThread.class,
            TakesALock.class,
            Rolls.class,
            Logs.class),
        HouseRule.of(
            "domain uses no clock and no randomness",
            DOMAIN,
            layout ->
                noClasses().that(layout.in("domain")).should().callMethodWhere(clockOrChance()),
            ReadsTheClock.class,
            LooksAtTheClock.class,
            DrawsAnId.class),
        HouseRule.of(
            "only the rules of leasing, and their translation to SQL, say what came of a settlement",
            List.of("domain.lease", "sqlite", "testkit"),
            layout ->
                noClasses()
                    .that(layout.outside("domain.lease", "sqlite", "testkit"))
                    .should()
                    .callConstructorWhere(makesAnOutcome()),
            SettlesByItself.class),
        HouseRule.of(
            "domain locks nothing",
            DOMAIN,
            layout ->
                methods()
                    .that()
                    .areDeclaredInClassesThat(layout.in("domain"))
                    .should()
                    .notHaveModifier(SYNCHRONIZED),
            LocksItself.class),
        // An array in a value breaks equality. Error Prone's ArrayRecordComponent is off for the
        // other modules.
        HouseRule.of(
            "domain's records hold no arrays",
            DOMAIN,
            layout ->
                classes()
                    .that(layout.in("domain").and(describe("records", JavaClass::isRecord)))
                    .should(
                        Conditions.fail(
                            "holds an array",
                            type ->
                                type.getFields().stream()
                                    .filter(
                                        f ->
                                            !f.getModifiers()
                                                .contains(
                                                    com.tngtech.archunit.core.domain.JavaModifier
                                                        .STATIC))
                                    .anyMatch(f -> f.getRawType().isArray()))),
            HoldsAnArray.class));
  }

  private static DescribedPredicate<JavaClass> pure() {
    return describe(
        "pure",
        type -> {
          JavaClass base = type.getBaseComponentType();
          return base.isPrimitive()
              || (PURE_PACKAGES.contains(base.getPackageName())
                  && !IMPURE.contains(base.getName()));
        });
  }

  private static DescribedPredicate<JavaCall<?>> makesAnOutcome() {
    return describe(
        "makes an outcome", call -> call.getTargetOwner().isAssignableTo(SettleOutcome.class));
  }

  private static DescribedPredicate<JavaCall<?>> clockOrChance() {
    return describe(
        "uses a clock or randomness",
        call -> {
          String owner = call.getTargetOwner().getName();
          return switch (call.getName()) {
            case "now" -> owner.startsWith("java.time.");
            case "randomUUID" -> owner.equals("java.util.UUID");
            case "random" -> owner.equals("java.lang.Math");
            case "shuffle" -> owner.equals("java.util.Collections");
            default -> false;
          };
        });
  }
}
