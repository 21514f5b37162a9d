package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import io.edgemq.arch.fixtures.application.AsksForTheTime;
import io.edgemq.arch.fixtures.application.IShouldNotExist;
import io.edgemq.arch.fixtures.application.MakesItsOwnIds;
import io.edgemq.arch.fixtures.application.Prints;
import io.edgemq.arch.fixtures.application.QueueManager;
import io.edgemq.arch.fixtures.application.RemembersTheTenant;
import io.edgemq.arch.fixtures.application.SendMessagesImpl;
import io.edgemq.arch.fixtures.application.Sleeps;
import io.edgemq.arch.fixtures.application.SpeaksBean;
import io.edgemq.arch.fixtures.application.unmarked.InAnUnmarkedPackage;
import io.edgemq.arch.fixtures.memory.deeper.NotFlat;
import io.edgemq.arch.fixtures.nats.circle.GoesInACircle;
import io.edgemq.arch.fixtures.sqlite.SecondEntry;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/// The style guide's rules for every module: names, nulls, time and visibility.
final class StyleRules {
  private static final Pattern EMPTY_WORD =
      Pattern.compile(".*(Impl|Port|Manager|Helper|Helpers|Util|Utils)");
  private static final Set<String> EMBEDDED = Set.of("memory", "sqlite");
  private static final Set<String> ENGINES = Set.of("memory", "sqlite", "nats", "webhook");

  private StyleRules() {}

  static List<HouseRule> all() {
    return List.of(
        everywhere(
            "no class is called Impl, Port, Manager, Helper or Util",
            Conditions.fail(
                "has a name that says nothing",
                type -> EMPTY_WORD.matcher(type.getSimpleName()).matches() && !isGenerated(type)),
            SendMessagesImpl.class,
            QueueManager.class),
        everywhere(
            "no interface has a name with a leading I",
            Conditions.fail(
                "says that it is an interface",
                type -> type.isInterface() && type.getSimpleName().matches("I[A-Z].*")),
            IShouldNotExist.class),
        everywhere(
            "no record has getters",
            Conditions.fail(
                "is a record with a getter",
                type ->
                    type.isRecord()
                        && type.getMethods().stream()
                            .anyMatch(m -> m.getName().matches("get[A-Z].*"))),
            SpeaksBean.class),
        everywhere(
            "every package is null-marked",
            Conditions.fail(
                "is in a package without @NullMarked",
                type -> !type.getPackage().isAnnotatedWith(NullMarked.class)),
            InAnUnmarkedPackage.class),
        HouseRule.of(
            "no class sleeps",
            Layout.MODULES,
            layout ->
                noClasses()
                    .that(layout.everywhere())
                    .should()
                    .callMethodWhere(call("java.lang.Thread", "sleep")),
            Sleeps.class),
        HouseRule.of(
            "time comes in through constructors",
            List.of("app", "bench"),
            layout ->
                noClasses()
                    .that(layout.outside("app", "bench"))
                    .should()
                    .callMethodWhere(
                        call("java.time.Instant", "now")
                            .or(call("java.lang.System", "currentTimeMillis"))
                            .or(call("java.time.InstantSource", "system"))
                            .or(call("java.time.Clock", "systemUTC"))
                            .or(call("java.time.Clock", "systemDefaultZone"))),
            AsksForTheTime.class),
        HouseRule.of(
            "ids and randomness come in through constructors",
            List.of("app", "bench", "testkit"),
            layout ->
                noClasses()
                    .that(layout.outside("app", "bench", "testkit"))
                    .should()
                    .callMethodWhere(
                        call("java.util.UUID", "randomUUID")
                            .or(call("java.lang.Math", "random"))
                            .or(call("java.util.concurrent.ThreadLocalRandom", "current"))),
            MakesItsOwnIds.class),
        HouseRule.of(
            "tenant and principal are parameters, never context",
            Layout.MODULES,
            layout ->
                noClasses()
                    .that(layout.everywhere())
                    .should()
                    .dependOnClassesThat(
                        named(
                            "java.lang.ThreadLocal",
                            "java.lang.InheritableThreadLocal",
                            "java.lang.ScopedValue")),
            RemembersTheTenant.class),
        HouseRule.of(
            "only the command line, the benchmarks and the test kit print",
            List.of("app", "bench", "testkit"),
            layout ->
                noClasses()
                    .that(layout.outside("app", "bench", "testkit"))
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .orShould()
                    .callMethodWhere(call("java.lang.Throwable", "printStackTrace")),
            Prints.class),
        HouseRule.of(
            "an embedded store is one flat package",
            List.copyOf(EMBEDDED),
            layout ->
                classes()
                    .that(layout.in("memory", "sqlite"))
                    .should(
                        Conditions.fail(
                            "is in a package below its module's",
                            type ->
                                EMBEDDED.stream()
                                    .noneMatch(s -> layout.name(s).equals(type.getPackageName())))),
            NotFlat.class),
        HouseRule.of(
            "an adapter of an out-port has one public entry",
            List.copyOf(ENGINES),
            layout ->
                classes()
                    .that(
                        layout
                            .in("memory", "sqlite", "nats", "webhook")
                            .and(describe("at the top", type -> isAtTheTop(layout, type)))
                            .and(describe("entries", StyleRules::isEntry)))
                    .should(
                        Conditions.fail(
                            "is not the only entry of its package",
                            type ->
                                type.getPackage().getClasses().stream()
                                        .filter(StyleRules::isEntry)
                                        .count()
                                    > 1)),
            SecondEntry.class),
        HouseRule.of(
            "packages do not depend on each other in a circle",
            List.of(
                "domain.lease",
                "jetstream.table",
                "nats.catalog",
                "nats.topic",
                "nats.queue",
                "nats.move"),
            layout -> slices().matching(layout.root() + ".(**)").should().beFreeOfCycles(),
            GoesInACircle.class));
  }

  private static HouseRule everywhere(
      String name, ArchCondition<JavaClass> condition, Class<?>... fixtures) {
    return HouseRule.of(
        name,
        Layout.MODULES,
        layout -> classes().that(layout.everywhere()).should(condition),
        fixtures);
  }

  /// Dagger chooses the names of the classes that it generates.
  private static boolean isGenerated(JavaClass type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    return name.startsWith("Dagger") || name.contains("_");
  }

  /// A package below an adapter's package serves only that adapter.
  private static boolean isAtTheTop(Layout layout, JavaClass type) {
    return ENGINES.stream().anyMatch(engine -> layout.name(engine).equals(type.getPackageName()));
  }

  /// A class that opens an adapter. Its settings and its exceptions do not count, nor do arrays of
  /// what
  /// is nested in them.
  private static boolean isEntry(JavaClass type) {
    return type.isTopLevelClass()
        && !type.isArray()
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && !type.isRecord()
        && !type.isAssignableTo(Throwable.class);
  }

  private static DescribedPredicate<JavaCall<?>> call(String owner, String method) {
    return describe(
        owner + "." + method,
        call -> call.getName().equals(method) && call.getTargetOwner().isAssignableTo(owner));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    return describe(String.join(" or ", names), type -> Set.of(names).contains(type.getName()));
  }
}
