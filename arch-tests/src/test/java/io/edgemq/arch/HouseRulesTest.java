package io.edgemq.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Checks the rules, and that each rule can fail.
class HouseRulesTest {
  @TestFactory
  Stream<DynamicTest> the_house_keeps_its_rules() {
    return House.RULES.stream()
        .map(
            rule ->
                dynamicTest(
                    rule.name(), () -> rule.rule().apply(Layout.HOUSE).check(House.CLASSES)));
  }

  @TestFactory
  Stream<DynamicTest> every_fixture_breaks_its_rule() {
    return House.RULES.stream()
        .flatMap(
            rule ->
                rule.fixtures().stream()
                    .map(
                        fixture ->
                            dynamicTest(
                                fixture.getSimpleName() + " breaks: " + rule.name(),
                                () ->
                                    assertThat(violations(rule))
                                        .anyMatch(v -> names(v, fixture)))));
  }

  /// A rule about a package that does not exist checks nothing.
  @TestFactory
  Stream<DynamicTest> every_package_that_a_rule_names_has_classes() {
    return Stream.concat(
            Layout.MODULES.stream(), House.RULES.stream().flatMap(r -> r.modules().stream()))
        .distinct()
        .map(
            module ->
                dynamicTest(
                    module,
                    () ->
                        assertThat(House.CLASSES)
                            .filteredOn(Layout.HOUSE.in(module))
                            .as("classes in " + Layout.HOUSE.name(module))
                            .anyMatch(type -> !type.getSimpleName().equals("package-info"))));
  }

  @Test
  void every_package_belongs_to_a_known_module() {
    var known = Layout.HOUSE.in(Layout.MODULES.toArray(String[]::new));

    assertThat(House.CLASSES).filteredOn(type -> !known.test(type)).isEmpty();
  }

  @Test
  void every_fixture_belongs_to_a_rule() {
    var named = new HashSet<String>();
    for (HouseRule rule : House.RULES) rule.fixtures().forEach(f -> named.add(f.getName()));

    var orphans =
        House.FIXTURES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            // Classes that fixtures depend on. They break no rule themselves.
            .filter(type -> !type.getSimpleName().startsWith("Some"))
            .map(JavaClass::getName)
            .filter(name -> !named.contains(name));

    assertThat(orphans).isEmpty();
  }

  private static List<String> violations(HouseRule rule) {
    ArchRule broken = rule.rule().apply(Layout.FIXTURES);
    return broken.evaluate(House.FIXTURES).getFailureReport().getDetails();
  }

  private static boolean names(String violation, Class<?> fixture) {
    return violation.contains(fixture.getName());
  }
}
